//! A placeholder provider for settings from which no provider could be created: every request fails with the reason. An
//! invalid setting thus shows up in the conversation in place of the answer, and no other model answers instead.

use futures_util::StreamExt;
use futures_util::stream;

use super::{Capabilities, ChatRequest, DeltaStream, Provider, ProviderError};

/// A provider that fails every request with the same error.
#[derive(Clone, Debug)]
pub struct UnusableProvider {
    /// The error.
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
