//! What questions and their answers say of what was asked.

use super::{Selection, State, Target};
use crate::provider::ProviderError;
use crate::provider::openai::endpoint::Endpoint;

impl Selection {
    /// A question goes to what is chosen.
    pub fn note_question(&mut self) {
        self.has_answered |= self.target().is_some();
    }

    /// An answer has come from the server at `endpoint`: it is there, whatever came of asking for its list of models. Whether
    /// that is news.
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

    /// A request has failed. That answers came before says nothing any more, unless the server is there all the same.
    pub fn note_failure(&mut self, error: &ProviderError) {
        use ProviderError::{ContextOverflow, InBand, Unfinished};
        if !matches!(error, ContextOverflow { .. } | InBand { .. } | Unfinished) {
            self.disproved = None;
        }
    }
}
