//! Updates the selection with the outcome of requests.

use super::{Problem, Selection, State, Target};
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
            State::Lost { target, problem } if matches!(target, Target::Server { endpoint: used, .. } if used == endpoint) =>
            {
                self.disproved = Some(problem.clone());
                self.state = State::Chosen(target.clone());
                true
            }
            _ => false,
        }
    }

    /// Records that a request failed. Earlier answers no longer prove that the server is available, unless the error
    /// itself shows that it is.
    pub fn note_failure(&mut self, error: &ProviderError) {
        let is_key = matches!(error, ProviderError::Unauthorized { .. });
        let is_confirmed =
            is_key && matches!(&self.disproved, Some(Problem::Failed(ProviderError::Unauthorized { .. })));
        if is_confirmed || !shows_a_server(error) {
            self.disproved = None;
        }
    }
}

/// Returns whether an error comes from a server that is available: it refuses the request or fails at it. A gateway
/// reports with 502 and 504 that the server behind it is not.
fn shows_a_server(error: &ProviderError) -> bool {
    use ProviderError::{ContextOverflow, Http, InBand, Loading, Unauthorized, Unfinished};
    match error {
        ContextOverflow { .. } | InBand { .. } | Unfinished | Unauthorized { .. } | Loading { .. } => true,
        Http { status, .. } => !matches!(status, 404 | 502 | 504),
        _ => false,
    }
}
