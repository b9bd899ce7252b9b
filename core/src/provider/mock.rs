//! A scripted provider that returns canned replies in order, for tests and for trying the page without a model. It
//! ignores the conversation and contacts no server.

use std::collections::VecDeque;

use futures_util::{StreamExt, stream};

use super::{Capabilities, ChatRequest, Delta, DeltaStream, FinishReason, Provider, ProviderError};

/// Answers each request with its next reply, in word-sized deltas. When no reply is left, it fails with
/// [`ProviderError::NoMoreResponses`].
#[derive(Clone, Debug, Default)]
pub struct MockProvider {
    replies: VecDeque<String>,
}

impl MockProvider {
    /// Creates a provider that gives these replies, one per request.
    pub fn new(replies: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { replies: replies.into_iter().map(Into::into).collect() }
    }
}

impl Provider for MockProvider {
    fn capabilities(&self) -> Capabilities {
        Capabilities::UNKNOWN
    }

    fn stream(&mut self, _request: ChatRequest) -> DeltaStream<'_> {
        let deltas = match self.replies.pop_front() {
            Some(reply) => reply
                .split_inclusive(' ')
                .map(|word| Ok(Delta::Content(word.to_owned())))
                .chain([Ok(Delta::Finish(FinishReason::Stop))])
                .collect(),
            None => vec![Err(ProviderError::NoMoreResponses)],
        };
        stream::iter(deltas).boxed_local()
    }
}

/// Returns the mock's answer to a user message.
pub fn mock_answer(user_message: &str) -> String {
    format!("mock run: you said {user_message}")
}

/// Returns [`mock_answer`] as the JSON action that ends a run. Built with the serializer, so that quotes in the message
/// are escaped.
pub fn mock_envelope(user_message: &str) -> String {
    serde_json::json!({ "kind": "final", "content": mock_answer(user_message) }).to_string()
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::conversation::message::{Message, Role};
    use crate::conversation::session::Session;
    use crate::provider::one_turn;
    use crate::testing::FakeClock;

    /// Nothing here waits, so every future is ready at its first poll.
    fn now<T>(future: impl Future<Output = T>) -> T {
        future.now_or_never().expect("the mock never waits")
    }

    #[test]
    fn replies_come_in_order_until_there_are_none() {
        let mut provider = MockProvider::new(["first", "second"]);
        let session = Session::new("sess-7", 7);
        assert_eq!(now(provider.complete(&session)), Ok(Message::new(Role::Assistant, "first")));
        assert_eq!(now(provider.complete(&session)), Ok(Message::new(Role::Assistant, "second")));
        assert_eq!(now(provider.complete(&session)), Err(ProviderError::NoMoreResponses));
    }

    #[test]
    fn a_reply_streams_in_words_and_finishes() {
        let mut provider = MockProvider::new(["two  words\n"]);
        let deltas: Vec<_> = now(provider.stream(ChatRequest::default()).collect());
        let content = |text: &str| Ok(Delta::Content(text.to_owned()));
        assert_eq!(
            deltas,
            [content("two "), content(" "), content("words\n"), Ok(Delta::Finish(FinishReason::Stop))]
        );
    }

    #[test]
    fn one_turn_asks_once_and_keeps_no_session() {
        let mut provider = MockProvider::new([mock_answer("hello")]);
        let reply = now(one_turn(&mut provider, &FakeClock::at(7), "hello"));
        assert_eq!(reply, Ok(Message::new(Role::Assistant, "mock run: you said hello")));
        let reply = now(one_turn(&mut provider, &FakeClock::at(8), "hello again"));
        assert_eq!(reply, Err(ProviderError::NoMoreResponses));
    }

    #[test]
    fn the_envelope_keeps_quotes_backslashes_and_line_ends() {
        let message = "say \"hi\" \\ twice\nplease";
        let envelope: serde_json::Value = serde_json::from_str(&mock_envelope(message)).expect("valid JSON");
        assert_eq!(envelope["kind"], "final");
        assert_eq!(envelope["content"], mock_answer(message));
        assert_eq!(mock_envelope("hi"), r#"{"kind":"final","content":"mock run: you said hi"}"#);
    }
}
