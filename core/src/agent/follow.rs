//! Follows the stream of one model call to its end and stores checkpoints on the way.

use futures_util::future::{FutureExt, LocalBoxFuture};
use futures_util::select_biased;
use futures_util::stream::StreamExt;

use super::context::joined;
use super::driver::Io;
use super::fit::{self, TokenEstimate};
use super::observation::Observation;
use super::recorder::{Recorder, StreamEnd};
use super::repetition::Watch;
use super::writing::{Progress, Writing};
use crate::base::clock::{Clock, now_millis};
use crate::base::store_error::StoreError;
use crate::log::event::{ContextFit, Event};
use crate::provider::{ChatRequest, ContextSize, Delta, ProviderError};

impl Io<'_> {
    /// Requests the answer `message`, with `request` fitted to the model's context. Only the provider knows whether
    /// the request is still too long; if it reports a context overflow, the request is fitted to its numbers and sent
    /// once more. Fails only if the log cannot be written.
    pub(super) async fn ask(
        &mut self,
        request: &ChatRequest,
        message: u64,
        recorder: &mut Recorder,
    ) -> Result<StreamEnd, StoreError> {
        let known = self.provider.capabilities().context;
        let sent = match known {
            Some(size) => {
                let estimate = TokenEstimate::of_branch(&self.sink.state(), message, request);
                self.fit(request, message, size, estimate).await?
            }
            None => request.clone(),
        };
        let end = self.follow(sent.clone(), recorder).await?;
        let StreamEnd::Failed(ProviderError::ContextOverflow { prompt_tokens, context_tokens, .. }) = &end
        else {
            return Ok(end);
        };
        // The provider may have learned its context size during the request.
        let told = context_tokens.map(ContextSize::told).or_else(|| self.provider.capabilities().context);
        if !recorder.is_empty() {
            return Ok(end);
        }
        let size = told.unwrap_or_else(|| smaller_than(&sent));
        let estimate = match prompt_tokens {
            Some(tokens) => TokenEstimate::calibrated(&sent, *tokens),
            // The request exceeded the context by an unknown amount.
            None => TokenEstimate::calibrated(&sent, size.tokens.saturating_add(size.tokens / 4)),
        };
        let shorter = fit::fit(request, size.tokens, estimate).request;
        if shorter == sent {
            return Ok(end);
        }
        let fitted = self.fit(request, message, size, estimate).await?;
        self.follow(fitted, recorder).await
    }

    /// Fits the request and logs what was shortened or left out.
    async fn fit(
        &mut self,
        request: &ChatRequest,
        message: u64,
        size: ContextSize,
        estimate: TokenEstimate,
    ) -> Result<ChatRequest, StoreError> {
        let fitted = fit::fit(request, size.tokens, estimate);
        if let Some(fit) = fitted.noted() {
            let fit = ContextFit { is_assumed: size.is_assumed, ..fit };
            self.append(vec![Event::ContextFitted { message, fit }]).await?;
        }
        Ok(fitted.request)
    }

    async fn follow(
        &mut self,
        request: ChatRequest,
        recorder: &mut Recorder,
    ) -> Result<StreamEnd, StoreError> {
        let Self { provider, sink, clock, observe, stop, .. } = self;
        let is_prone = provider.capabilities().is_prone_to_repetition;
        let watch = Watch::of(&request, is_prone);
        let mut deltas = provider.stream(joined(request)).fuse();
        let mut alarm = Alarm::default();
        loop {
            let due = recorder.checkpoint_due_in(now_millis(*clock));
            if due == Some(0) {
                alarm = Alarm::default();
                let mut writing = Writing::new(sink.append(vec![recorder.checkpoint()]), *clock);
                // A slow or unresponsive storage must block neither the text nor Stop.
                let (stored, end) = loop {
                    let end = select_biased! {
                        progress = writing.progress().boxed_local().fuse() => match progress {
                            Progress::Ended(stored) => break (stored, None),
                            Progress::Silent(error) => {
                                observe(Observation::NotStored(&error));
                                None
                            }
                        },
                        () = stop.wait() => Some(StreamEnd::Stopped),
                        delta = deltas.next() => take(delta, recorder, &watch, *clock, observe),
                    };
                    if let Some(end) = end {
                        // Close the stream first, so that the model stops before we wait for the storage.
                        deltas = futures_util::stream::empty().boxed_local().fuse();
                        break (writing.end(stop, observe).await, Some(end));
                    }
                };
                match stored {
                    Ok(stored) => {
                        recorder.checkpointed();
                        observe(Observation::Stored(&stored));
                    }
                    Err(error @ StoreError::Silent { .. }) => return Err(error),
                    Err(error) => {
                        recorder.checkpoint_failed(now_millis(*clock));
                        observe(Observation::NotStored(&error));
                    }
                }
                match end {
                    Some(end) => return Ok(end),
                    None => continue,
                }
            }
            let ring = alarm.set(*clock, due);
            let end = select_biased! {
                () = stop.wait() => Some(StreamEnd::Stopped),
                delta = deltas.next() => take(delta, recorder, &watch, *clock, observe),
                () = ring.fuse() => {
                    alarm = Alarm::default();
                    None
                }
            };
            if let Some(end) = end {
                return Ok(end);
            }
        }
    }
}

/// An assumed context size, smaller than the rejected request, for when the real size is unknown. Without it, one
/// question that was too long would be sent again and rejected with every later question.
fn smaller_than(refused: &ChatRequest) -> ContextSize {
    let tokens = TokenEstimate::default().tokens(refused);
    ContextSize { tokens: tokens - tokens / 4, is_assumed: true }
}

/// Handles one item of the stream. Returns how the stream ended, if it has.
fn take(
    delta: Option<Result<Delta, ProviderError>>,
    recorder: &mut Recorder,
    watch: &Watch,
    clock: &dyn Clock,
    observe: &mut dyn FnMut(Observation<'_>),
) -> Option<StreamEnd> {
    match delta {
        Some(Ok(delta)) => {
            recorder.push(&delta, now_millis(clock));
            observe(Observation::Delta(&delta));
            recorder.cut_circle(watch).then_some(StreamEnd::Ended)
        }
        Some(Err(error)) => Some(StreamEnd::Failed(error)),
        None => Some(StreamEnd::Ended),
    }
}

/// A timer that is reused across loop iterations, so that fast tokens do not set one timer each.
#[derive(Default)]
struct Alarm {
    sleep: Option<LocalBoxFuture<'static, ()>>,
}

impl Alarm {
    /// Completes when the checkpoint due in `due` milliseconds is due; never completes if `due` is `None`.
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

#[cfg(test)]
#[path = "follow_tests.rs"]
mod tests;
