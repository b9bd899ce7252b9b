//! Follows the stream of one model call to its end, checkpointing as it goes.

use futures_util::future::{FutureExt, LocalBoxFuture};
use futures_util::select_biased;
use futures_util::stream::StreamExt;

use super::driver::{Io, Observation};
use super::recorder::{Recorder, StreamEnd};
use crate::clock::{Clock, now_millis};
use crate::provider::ChatRequest;

impl Io<'_> {
    pub(super) async fn follow(&mut self, request: ChatRequest, recorder: &mut Recorder) -> StreamEnd {
        let Self { provider, sink, clock, observe, stop, .. } = self;
        // What a schema holds has to be whole, and ends by its own limits.
        let can_repeat = request.ends_repetition || provider.is_prone_to_repetition();
        let ends_repetition = can_repeat && request.schema.is_none();
        let mut deltas = provider.stream(request).fuse();
        let mut alarm = Alarm::default();
        loop {
            let due = recorder.checkpoint_due_in(now_millis(*clock));
            if due == Some(0) {
                alarm = Alarm::default();
                match sink.append(vec![recorder.checkpoint()]).await {
                    Ok(stored) => {
                        recorder.checkpointed();
                        observe(Observation::Stored(&stored));
                    }
                    Err(error) => {
                        recorder.checkpoint_failed(now_millis(*clock));
                        observe(Observation::NotStored(&error));
                    }
                }
                continue;
            }
            let ring = alarm.set(*clock, due);
            select_biased! {
                () = stop.wait() => return StreamEnd::Stopped,
                delta = deltas.next() => match delta {
                    Some(Ok(delta)) => {
                        recorder.push(&delta, now_millis(*clock));
                        observe(Observation::Delta(&delta));
                        if ends_repetition && recorder.cut_circle() {
                            return StreamEnd::Ended;
                        }
                    }
                    Some(Err(error)) => return StreamEnd::Failed(error),
                    None => return StreamEnd::Ended,
                },
                () = ring.fuse() => alarm = Alarm::default(),
            }
        }
    }
}

/// One timer for many turns of the loop: a stream of fast tokens must not set a timer for each.
#[derive(Default)]
struct Alarm {
    sleep: Option<LocalBoxFuture<'static, ()>>,
}

impl Alarm {
    /// Rings when the checkpoint that is due in `due` milliseconds is due; never without one.
    fn set(&mut self, clock: &dyn Clock, due: Option<u64>) -> LocalBoxFuture<'_, ()> {
        match due {
            Some(millis) => {
                let millis = u32::try_from(millis).unwrap_or(u32::MAX);
                self.sleep.get_or_insert_with(|| clock.sleep(millis)).as_mut().boxed_local()
            }
            None => futures_util::future::pending().boxed_local(),
        }
    }
}
