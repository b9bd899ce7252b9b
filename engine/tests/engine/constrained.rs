//! Answers that must satisfy a schema, with the real vocabulary and the real model.

use abcb_engine::constrain::Constraint;
use abcb_engine::sample::Sampler;
use abcb_engine::testing::Noise;
use abcb_engine::testing::schemas::{is_valid, random_schema};
use abcb_engine::{BeginError, Chat, ChatMessage, FinishReason, GenerateOptions, Sampling};
use serde_json::{Value, json};

use crate::conversation::finish;
use crate::default_model;

/// The schema of an agent's reply: a call of one of its tools, or a final answer.
fn envelope() -> Value {
    json!({"oneOf": [
        {
            "type": "object",
            "properties": {
                "kind": {"const": "tool_call"}, "tool": {"const": "add"},
                "args": {
                    "type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number"}},
                    "required": ["a", "b"], "additionalProperties": false,
                },
            },
            "required": ["kind", "tool", "args"], "additionalProperties": false,
        },
        {
            "type": "object",
            "properties": {"kind": {"const": "final"}, "content": {"type": "string"}},
            "required": ["kind", "content"], "additionalProperties": false,
        },
    ]})
}

#[test]
fn random_logits_over_the_real_vocabulary_give_valid_answers_to_200_schemas() {
    let model = default_model::load();
    let tokenizer = model.tokenizer();
    for seed in 0..200 {
        let schema = random_schema(&mut Noise::new(seed), 3);
        let mut constraint = Constraint::new(&schema).expect("a schema");
        let max = constraint.shortest_rest() + 40;
        let options =
            Sampling { temperature: 1.0, top_k: 3, top_p: 1.0, min_p: 0.0, seed, ..Sampling::default() };
        let (mut sampler, mut noise) = (Sampler::new(options), Noise::new(seed + 1000));
        let mut answer = Vec::new();
        for left in (0..max).rev() {
            if constraint.is_closed() {
                break;
            }
            let mut logits: Vec<f32> = (0..tokenizer.len()).map(|_| noise.unit()).collect();
            let allowed =
                |token| !tokenizer.is_control(token) && constraint.allows(tokenizer.bytes(token), left);
            let Some(token) = sampler.choose(&mut logits, &[], allowed) else { break };
            constraint.accept(tokenizer.bytes(token));
            answer.extend_from_slice(tokenizer.bytes(token));
        }
        let text = String::from_utf8(answer).expect("UTF-8");
        let value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{schema} gave {text}: {error}"));
        assert!(is_valid(&schema, &value), "{schema} gave {text}");
    }
}

#[test]
fn the_model_keeps_to_the_envelope_of_an_agent() {
    let mut chat = Chat::new(default_model::load(), 1024);
    for (seed, (question, max_tokens)) in
        [("Add 2 and 3.", 60), ("Who wrote Hamlet?", 60), ("Write a long story.", 61)].into_iter().enumerate()
    {
        for temperature in [0.0, 1.5] {
            let sampling = Sampling { temperature, seed: seed as u64, ..Sampling::default() };
            let options = GenerateOptions { max_tokens, sampling, schema: Some(envelope()), now: None };
            chat.begin(&[ChatMessage::new("user", question)], options).expect("it begins");
            let (answer, reason, _) = finish(&mut chat);
            let value = serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{answer}: {error}"));
            assert!(is_valid(&envelope(), &value), "{answer}");
            assert_eq!(reason, FinishReason::Stop, "{answer}");
        }
    }
}

#[test]
fn too_few_tokens_for_the_schema_are_refused_with_numbers() {
    let mut chat = Chat::new(default_model::load(), 512);
    let options = GenerateOptions { max_tokens: 10, schema: Some(envelope()), ..GenerateOptions::default() };
    let needed = "{\"kind\":\"final\",\"content\":\"\"}".len();
    let error = chat.begin(&[ChatMessage::new("user", "Hi")], options).expect_err("too few tokens");
    assert_eq!(error, BeginError::TooFewTokens { needed, available: 10 });
}
