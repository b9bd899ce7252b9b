//! Random answers to random schemas, and edge cases of the supported subset.

use serde_json::{Value, json};

use super::*;
use crate::sample::{Sampler, Sampling};
use crate::testing::Noise;
use crate::testing::schemas::{is_valid, random_schema};

/// Every single byte, plus tokens that span several parts of an answer, as in real vocabularies.
fn vocabulary() -> Vec<Vec<u8>> {
    let longer = [
        "{\"", "\":", "\": ", "\",\"", "\", \"", "},{", "]}", "\"}", "}}", "true", "null", "tr", "ue,", "12",
        "00", "-1", ".5", "e1", "kind", "call", "final", "the", " cat", "\\u", "\\n", "é", "🙂", "日本",
        "  ", "\n\n", "[[", "[1,", "re", "d\"",
    ];
    (0..=255).map(|byte| vec![byte]).chain(longer.iter().map(|text| text.as_bytes().to_vec())).collect()
}

/// Generates a random answer of at most `max` tokens.
fn random_answer(schema: &Value, seed: u64, max: usize) -> Result<Vec<u8>, SchemaError> {
    let mut constraint = Constraint::new(schema)?;
    let max = max.max(constraint.shortest_rest());
    let vocabulary = vocabulary();
    let mut noise = Noise::new(seed);
    let options =
        Sampling { temperature: 1.0, top_k: 0, top_p: 1.0, min_p: 0.0, seed, ..Sampling::default() };
    let mut sampler = Sampler::new(options);
    let mut answer = Vec::new();
    for left in (0..max).rev() {
        let stops = constraint.is_complete() && noise.bits().is_multiple_of(3);
        if constraint.is_closed() || stops {
            break;
        }
        let mut logits: Vec<f32> = vocabulary.iter().map(|_| 2.0 * noise.normal()).collect();
        let bytes = |token: u32| vocabulary[token as usize].as_slice();
        let token = sampler.choose(&mut logits, &[], |token| constraint.allows(bytes(token), left));
        let Some(token) = token else { break };
        constraint.accept(bytes(token));
        answer.extend_from_slice(bytes(token));
    }
    Ok(answer)
}

#[track_caller]
fn check(schema: &Value, seed: u64, max: usize) {
    let answer = random_answer(schema, seed, max).unwrap_or_else(|error| panic!("{schema}: {error}"));
    let text = String::from_utf8(answer).unwrap_or_else(|error| panic!("{schema}: {error}"));
    let value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{schema} gave {text}: {error}"));
    assert!(is_valid(schema, &value), "{schema} gave {text}");
}

#[test]
fn random_answers_to_random_schemas_are_valid() {
    for seed in 0..400 {
        let schema = random_schema(&mut Noise::new(seed), 3);
        // From barely enough tokens for the shortest answer to more than enough.
        for max in [1, 20, 60, 200] {
            check(&schema, seed * 7 + max as u64, max);
        }
    }
}

#[test]
fn corners_of_the_subset_are_valid() {
    for (index, schema) in [
        json!(true),
        json!({"type": "integer", "minimum": -5, "maximum": -5}),
        json!({"type": "integer", "minimum": -1, "exclusiveMaximum": 1}),
        json!({"type": "number", "minimum": 0.5, "maximum": 1500.5}),
        json!({"type": "integer", "minimum": 99, "maximum": 1001}),
        json!({"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "number"}]}, "minItems": 3}),
        json!({"type": "array", "items": {}, "minItems": 2, "maxItems": 2}),
        json!({"type": "array", "maxItems": 0}),
        json!({"type": "object", "required": ["x"]}),
        json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        json!({"type": "object", "properties": {"a": {"type": "null"}, "b": false}, "required": []}),
        json!({"enum": [1, "1", 12, 123], "type": "integer"}),
        json!({"$defs": {"n": {"type": "integer", "minimum": 3}}, "type": "object", "properties": {"n": {"$ref": "#/$defs/n"}}, "required": ["n"]}),
        json!({"type": ["string", "array"], "maxLength": 2, "items": {"type": "boolean"}, "description": "both"}),
        json!({"type": "string", "minLength": 5, "maxLength": 5}),
    ]
    .iter()
    .enumerate()
    {
        for seed in 0..40 {
            check(schema, seed * 100 + index as u64, [1, 10, 50][seed as usize % 3]);
        }
    }
}

#[test]
fn schemas_that_cannot_be_kept_are_refused_by_name() {
    for (schema, path, word) in [
        (json!({"type": "string", "pattern": "a+"}), "#", "pattern"),
        (
            json!({"type": "object", "properties": {"n": {"type": "integer", "multipleOf": 3}}}),
            "#/properties/n",
            "multipleOf",
        ),
        (json!({"type": ["array", "null"], "uniqueItems": true}), "#", "uniqueItems"),
        (json!({"not": {}}), "#", "not"),
        (json!({"oneOf": [{"type": "integer"}, {"type": "number"}]}), "#/oneOf/1", "anyOf"),
        (
            json!({"$defs": {"l": {"type": "array", "items": {"$ref": "#/$defs/l"}}}, "$ref": "#/$defs/l"}),
            "#/$defs/l",
            "itself",
        ),
        (json!({"type": "integer", "minimum": 2, "maximum": 1}), "#", "bounds"),
        (json!({"type": "thing"}), "#", "unknown"),
        (json!(false), "#", "satisfies"),
        (json!({"$ref": "#/nowhere"}), "#", "nowhere"),
    ] {
        let error = Constraint::new(&schema).err().unwrap_or_else(|| panic!("{schema} is accepted"));
        assert!(error.path.starts_with(path) && error.reason.contains(word), "{schema}: {error}");
    }
}

#[test]
fn a_token_that_leaves_too_little_room_is_not_allowed() {
    let constraint = Constraint::new(
        &json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}),
    )
    .expect("a schema");
    assert_eq!(constraint.shortest_rest(), "{\"a\":\"\"}".len());
    assert!(constraint.allows(b"{\"a\":\"", 2));
    assert!(!constraint.allows(b"{\"a\":\"", 1));
    assert!(!constraint.allows(b"{\"b", 50));
    assert!(!constraint.allows(b"", 50));
}
