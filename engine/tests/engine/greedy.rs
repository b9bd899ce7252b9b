//! Greedy answers start like llama.cpp's.
//!
//! Two almost equally likely tokens can swap ranks through rounding, and from there on the answers have nothing in
//! common. So exact text is only required for the first tokens of most answers.

use abcb_engine::model::{Evaluator, Logits};
use abcb_engine::{Chat, ChatMessage};

use crate::default_model;

const EQUAL_TOKENS: usize = 16;

#[test]
fn most_answers_begin_with_the_same_16_tokens_as_llama_cpps() {
    let chat = Chat::new(default_model::load(), 512);
    let model = chat.model();
    let mut evaluator = Evaluator::new(model);
    let cases = default_model::fixture("greedy.json");
    let mut agreeing = 0;
    for case in &cases {
        let question = case["question"].as_str().expect("a question");
        let prompt = default_model::tokens(&case["prompt"]);
        assert_eq!(
            chat.prompt_tokens(&[ChatMessage::new("user", question)], None).expect("a prompt"),
            prompt,
            "{question}"
        );
        let theirs = default_model::tokens(&case["answer"]);
        let mut cache = model.new_cache();
        let mut next = prompt;
        let mut equal = 0;
        for token in &theirs {
            let logits = evaluator.forward(model, &mut cache, &next, Logits::Last);
            let best =
                (0..logits.len()).max_by(|a, b| logits[*a].total_cmp(&logits[*b])).expect("a token") as u32;
            if best != *token {
                break;
            }
            equal += 1;
            next = vec![best];
        }
        println!("{equal:2} of {} equal: {question}", theirs.len());
        agreeing += usize::from(equal >= EQUAL_TOKENS.min(theirs.len()));
    }
    assert!(2 * agreeing > cases.len(), "{agreeing} of {} answers agree", cases.len());
}
