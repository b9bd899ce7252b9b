//! Stands where no provider could be made: every request fails with the reason. So a wrong setting shows up in the
//! conversation, in the place of the answer, and nothing else ever answers in its stead.

use futures_util::StreamExt;
use futures_util::stream;

use super::{Capabilities, ChatRequest, DeltaStream, Provider, ProviderError};

#[derive(Clone, Debug)]
pub struct UnusableProvider {
    pub error: ProviderError,
}

impl Provider for UnusableProvider {
    fn capabilities(&self) -> Capabilities {
        Capabilities::UNKNOWN
    }

    fn stream(&mut self, _request: ChatRequest) -> DeltaStream<'_> {
        stream::iter([Err(self.error.clone())]).boxed_local()
    }
}
