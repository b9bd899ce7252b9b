//! Everyday questions are answered without loops; `docs/repetition.md` has the measurement over fifty of them.

use abcb_engine::testing::circles::goes_in_circles;
use abcb_engine::{Chat, ChatMessage, FinishReason, GenerateOptions, Sampling};

use crate::conversation::finish;
use crate::default_model;

#[test]
fn questions_that_ran_to_the_limit_in_one_phrase_are_answered() {
    let mut chat = Chat::new(default_model::load(), 2048);
    let questions = ["What is the capital of Italy?", "Convert 5 miles to kilometres."];
    let questions = questions.into_iter().chain(["Write a letter to my landlord about a broken heater."]);
    for question in questions {
        let messages = ["You are a helpful assistant.", question];
        let messages = ["system", "user"].into_iter().zip(messages);
        let messages: Vec<_> = messages.map(|(role, text)| ChatMessage::new(role, text)).collect();
        let options = GenerateOptions { max_tokens: 1024, sampling: Sampling::chat(1), ..Default::default() };
        chat.begin(&messages, options).expect("it begins");
        let (answer, reason, _) = finish(&mut chat);
        assert_eq!(reason, FinishReason::Stop, "{question}: {answer}");
        assert!(!goes_in_circles(&answer), "{question}: {answer}");
    }
}
