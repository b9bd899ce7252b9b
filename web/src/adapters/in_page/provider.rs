//! A model in the page as a provider: every request is an answer of its own.

use abcb_core::provider::{Capabilities, ChatRequest, DeltaStream, Provider};
use futures_util::StreamExt;

use super::CAPABILITIES;
use super::answer::Answer;
use super::models::WorkerModels;

impl WorkerModels {
    pub fn provider(&self, name: String) -> Box<dyn Provider> {
        Box::new(PageProvider { name, models: self.clone() })
    }
}

struct PageProvider {
    name: String,
    models: WorkerModels,
}

impl Provider for PageProvider {
    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        let answer = Answer::new(self.models.clone(), &self.name, &request);
        futures_util::stream::unfold(answer, |mut answer| async move {
            answer.next().await.map(|delta| (delta, answer))
        })
        .boxed_local()
    }
}
