//! Updates the selection with the outcome of requests.

use super::{Selection, State, Target};
use crate::provider::ProviderError;
use crate::provider::openai::endpoint::Endpoint;

impl Selection {
    /// Records that a message was sent to the selected model.
    pub fn note_question(&mut self) {
        self.has_answered |= self.target().is_some();
    }

    /// Records an answer from the server at `endpoint`, which proves that it is available, even if the request for its
    /// model list failed. Returns whether this changed the state.
    pub fn note_answer(&mut self, endpoint: &Endpoint) -> bool {
        match &self.state {
            State::Lost { target, trouble } if matches!(target, Target::Server { endpoint: used, .. } if used == endpoint) =>
            {
                self.disproved = Some(trouble.clone());
                self.state = State::Chosen(target.clone());
                true
            }
            _ => false,
        }
    }

    /// Records that a request failed. Earlier answers no longer prove that the server is available, unless the error
    /// itself shows that it is.
    pub fn note_failure(&mut self, error: &ProviderError) {
        use ProviderError::{ContextOverflow, InBand, Unfinished};
        if !matches!(error, ContextOverflow { .. } | InBand { .. } | Unfinished) {
            self.disproved = None;
        }
    }
}
