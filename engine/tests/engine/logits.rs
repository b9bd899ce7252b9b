//! Predictions agree with llama.cpp's: for the default model as it is and requantized to every type whose block length
//! divides its rows, and for synthetic models of the other types and families.
//!
//! Both sides round activations to eight bits in quantized products, each in its own way, and neither is closer to the
//! exact result: log probabilities differ by about a tenth from each other and from a computation with floats. With
//! float weights there is no such rounding and the results are equal. So the float cases show that the computation is
//! correct, and the others that each format is.

use abcb_engine::Model;
use abcb_engine::model::{Evaluator, Logits};
use abcb_engine::testing::{repacked_types, requantized, tiny_models};
use serde_json::Value;

use crate::default_model;

/// Returns the mean and the maximum difference allowed between log probabilities, for the tokens that llama.cpp ranks
/// first. F16: llama.cpp rounds activations to half precision, this engine does not.
fn tolerance(kind: &str) -> (f32, f32) {
    match kind {
        "f32" => (0.0005, 0.005),
        "f16" => (0.02, 0.1),
        _ => (0.25, 2.5),
    }
}

/// Returns the log probabilities after each of `tokens`, evaluated in a single pass.
fn log_probabilities(model: &Model, tokens: &[u32]) -> Vec<Vec<f32>> {
    let mut evaluator = Evaluator::new(model);
    let logits = evaluator.forward(model, &mut model.new_cache(), tokens, Logits::All);
    logits.chunks_exact(model.config().vocabulary).map(log_softmax).collect()
}

fn log_softmax(logits: &[f32]) -> Vec<f32> {
    let largest = logits.iter().copied().fold(f32::MIN, f32::max);
    let total: f64 = logits.iter().map(|logit| f64::from(logit - largest).exp()).sum();
    logits.iter().map(|logit| logit - largest - total.ln() as f32).collect()
}

/// Compares a model with recorded cases. `top` holds, for some positions, tokens and their log probabilities.
fn check(name: &str, kind: &str, model: &Model, tokens: &[u32], top: impl Iterator<Item = (usize, Value)>) {
    let ours = log_probabilities(model, tokens);
    let mut differences = Vec::new();
    for (position, pairs) in top {
        for pair in pairs.as_array().expect("tokens") {
            let (token, theirs) =
                (pair[0].as_u64().expect("a token"), pair[1].as_f64().expect("a logarithm"));
            differences.push((ours[position][token as usize] - theirs as f32).abs());
        }
    }
    let mean = differences.iter().sum::<f32>() / differences.len() as f32;
    let largest = differences.iter().copied().fold(0.0, f32::max);
    println!("{name}: mean {mean:.5}, largest {largest:.5}");
    let (mean_limit, limit) = tolerance(kind);
    assert!(mean < mean_limit && largest < limit, "{name}: mean difference {mean}, largest {largest}");
}

fn check_prompts(kind: &str, model: &Model) {
    let cases = default_model::fixture("logprobs.json");
    let cases: Vec<&Value> = cases.iter().filter(|case| case["type"] == kind).collect();
    assert_eq!(cases.len(), 3, "{kind}");
    for case in cases {
        let top = case["top"].as_array().expect("positions").iter().cloned().enumerate();
        check(kind, kind, model, &default_model::tokens(&case["tokens"]), top);
    }
}

#[test]
fn the_default_model_agrees_with_llama_cpp() {
    check_prompts("file", &default_model::load());
}

#[test]
fn the_default_model_packed_anew_agrees_with_llama_cpp() {
    let file = default_model::bytes();
    for (name, kind) in repacked_types() {
        check_prompts(&name, &Model::load(requantized(&file, kind)).expect("the repacked model loads"));
    }
}

#[test]
fn made_up_models_of_every_type_and_family_agree_with_llama_cpp() {
    let cases = default_model::fixture("tiny.json");
    assert_eq!(cases.len(), tiny_models().count());
    for (name, file) in tiny_models() {
        let model = Model::load(file).expect("the made-up model loads");
        let case = cases.iter().find(|case| case["model"] == name.as_str()).expect("a recorded case");
        let kind = name.rsplit('-').next().expect("a type");
        let ends = case["top"].as_array().expect("positions").iter();
        let top = ends.map(|end| (end[0].as_u64().expect("a length") as usize - 1, end[1].clone()));
        check(&name, kind, &model, &default_model::tokens(&case["tokens"]), top);
    }
}
