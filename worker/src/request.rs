//! The requests of the page: messages to answer and how. `web/scripts/messages.ts` has the same types. Knows nothing of
//! JavaScript: any deserializer will do.

use abcb_engine::{ChatMessage, GenerateOptions, Sampling};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A request for an answer. Only the messages are required.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AnswerRequest {
    messages: Vec<ChatMessage>,
    max_tokens: Option<usize>,
    temperature: Option<f32>,
    seed: Option<u64>,
    /// The JSON schema that the answer has to match.
    schema: Option<Value>,
    /// In milliseconds since 1970.
    now: Option<i64>,
}

/// Reads the messages and options of a request. The error is a sentence.
pub fn read<'de, D: Deserializer<'de>>(request: D) -> Result<(Vec<ChatMessage>, GenerateOptions), String> {
    let mut request = AnswerRequest::deserialize(request)
        .map_err(|error| format!("The request cannot be read: {error}."))?;
    let messages = std::mem::take(&mut request.messages);
    Ok((messages, options(request)))
}

fn options(request: AnswerRequest) -> GenerateOptions {
    let seed = request.seed.unwrap_or(0);
    // Greedy decoding is meant to be without penalties, and answers that follow a schema have to repeat themselves.
    let is_free = request.temperature.is_none_or(|temperature| temperature > 0.0) && request.schema.is_none();
    let mut options = GenerateOptions {
        sampling: if is_free { Sampling::chat(seed) } else { Sampling { seed, ..Sampling::default() } },
        schema: request.schema,
        now: request.now,
        ..GenerateOptions::default()
    };
    if let Some(max_tokens) = request.max_tokens {
        options.max_tokens = max_tokens;
    }
    if let Some(temperature) = request.temperature {
        options.sampling.temperature = temperature;
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_request_is_read_with_its_options() {
        let request = json!({
            "messages": [{ "role": "user", "content": "hi" }],
            "maxTokens": 7,
            "temperature": 0,
            "seed": 3,
            "now": 5,
        });
        let (messages, options) = read(request).expect("should read");
        assert_eq!(messages, [ChatMessage::new("user", "hi")]);
        assert_eq!((options.max_tokens, options.sampling.seed, options.now), (7, 3, Some(5)));
        assert!(options.sampling.temperature == 0.0 && options.schema.is_none());
    }

    #[test]
    fn an_answer_with_a_schema_is_sampled_without_penalties() {
        let request = |schema: Value| json!({ "messages": [], "schema": schema, "seed": 3 });
        let (_, free) = read(request(Value::Null)).expect("should read");
        assert_eq!((free.schema, free.sampling), (None, Sampling::chat(3)));
        let (_, bound) = read(request(json!({ "type": "object" }))).expect("should read");
        assert_eq!(bound.schema, Some(json!({ "type": "object" })));
        assert_eq!(bound.sampling, Sampling { seed: 3, ..Sampling::default() });
    }

    #[test]
    fn what_is_no_request_is_refused_in_a_sentence() {
        for request in
            [json!(""), json!({}), json!({ "messages": 7 }), json!({ "messages": [{ "role": "user" }] })]
        {
            let refused = read(&request).expect_err("should fail");
            assert!(
                refused.starts_with("The request cannot be read: ") && refused.ends_with('.'),
                "{refused}"
            );
        }
    }
}
