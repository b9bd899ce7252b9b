//! Shows the observations that the driver of an answer reports.

use std::cell::Cell;
use std::rc::Rc;

use abcb_core::agent::Observation;
use abcb_core::log::event::{Event, LoggedEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Inner;
use super::failures::Warning;
use super::open_session::OpenSession;
use crate::state::Live;

impl Inner {
    /// Returns a callback that shows the driver's observations: stored events immediately, text once per frame.
    pub(super) fn observer(
        self: &Rc<Self>,
        session: &Rc<OpenSession>,
    ) -> impl FnMut(Observation<'_>) + use<> {
        let (inner, session) = (self.clone(), session.clone());
        let frame_asked = Rc::new(Cell::new(false));
        let mut warning = Warning::default();
        move |observation| match observation {
            Observation::Stored(events) => {
                warning.take_back(&inner);
                inner.was_saved();
                inner.note_answers(&session, events);
                inner.say_other_format(&session, events);
                inner.stored(&session, events);
            }
            Observation::NotStored(error) => {
                inner.run_deferred_ui();
                inner.state.sessions.unstored.set(Some(session.id.clone()));
                warning.show(&inner, session.live.borrow().is_some(), error);
            }
            Observation::Delta(delta) => {
                let now = inner.now();
                inner.show_loading(delta);
                let changed = session.live.borrow_mut().as_mut().is_some_and(|live| live.push(delta, now));
                if changed {
                    inner.send_text(&session);
                }
                if changed && !frame_asked.replace(true) {
                    let (session, frame_asked) = (session.clone(), frame_asked.clone());
                    inner.ports.browser.next_frame(Box::new(move || {
                        frame_asked.set(false);
                        session.show_live();
                    }));
                }
            }
        }
    }

    pub(super) fn stored(self: &Rc<Self>, session: &Rc<OpenSession>, events: &[LoggedEvent]) {
        if events.iter().any(|event| matches!(event.event, Event::UserMessage { .. })) {
            self.end_to_store(session);
        }
        let began = events.iter().rev().find(|event| matches!(event.event, Event::StepStarted { .. }));
        if let Some(message) = began.map(|event| event.seq) {
            self.remove_steering(session, session.steering_taken.take());
            let transcript = session.log.borrow().state.clone();
            let now = self.now();
            *session.live.borrow_mut() = transcript.node(message).map(|node| Live::new(node, now));
            self.watch_for_stall(session, message);
            let (inner, session) = (self.clone(), session.clone());
            // Let the request go out before the page renders.
            return spawn_local(async move {
                inner.run_deferred_ui();
                // `ConversationView::show` leaves a live row alone, so the row has to be created first. The answer may
                // also be complete already.
                let is_coming = session.live.borrow().as_ref().is_some_and(|live| live.message == message);
                match is_coming {
                    true => session.view.show(&transcript, None),
                    false => session.show(),
                }
                inner.state.conversation.jump_to_end();
                inner.show_stored(&session);
            });
        }
        self.run_deferred_ui();
        let closed = |event: &LoggedEvent| {
            matches!(event.event, Event::ModelResponse { .. } | Event::ResponseStopped { .. })
        };
        if events.iter().any(closed) {
            session.live.take();
        }
        if !events.iter().all(|logged| logged.event.is_checkpoint()) {
            session.show();
            self.show_stored(session);
        }
    }

    fn show_stored(&self, session: &OpenSession) {
        self.state.runs.note_change();
        session.view.show_title(crate::state::sessions::title_of(&session.log.borrow().meta));
        self.state.sessions.put(session.log.borrow().meta.clone());
    }
}
