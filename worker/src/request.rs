//! Parses generation requests and serializes the reasons for refusing one.

use abcb_engine::{BeginError, ChatMessage, GenerateOptions, Sampling};
use serde_json::{Value, json};

/// Parses the messages and options of a request. The error is a sentence.
pub fn read(request: &str) -> Result<(Vec<ChatMessage>, GenerateOptions), String> {
    let request: Value =
        serde_json::from_str(request).map_err(|error| format!("The request is no JSON: {error}."))?;
    let messages = request.get("messages").and_then(Value::as_array).ok_or("The request has no messages.")?;
    let text = |message: &Value, key| message.get(key).and_then(Value::as_str).map(str::to_owned);
    let messages = messages
        .iter()
        .map(|message| Some(ChatMessage::new(text(message, "role")?, text(message, "content")?)))
        .collect::<Option<Vec<ChatMessage>>>()
        .ok_or("A message of the request has no role or no content.")?;
    Ok((messages, options(&request)))
}

fn options(request: &Value) -> GenerateOptions {
    let number = |key| request.get(key).and_then(Value::as_f64);
    let temperature = number("temperature").map(|temperature| temperature as f32);
    let seed = request.get("seed").and_then(Value::as_u64).unwrap_or(0);
    // Greedy decoding is meant to be without penalties, and answers that follow a schema have to repeat themselves.
    let is_free = temperature.is_none_or(|temperature| temperature > 0.0)
        && request.get("schema").is_none_or(Value::is_null);
    let mut options = GenerateOptions {
        sampling: if is_free { Sampling::chat(seed) } else { Sampling { seed, ..Sampling::default() } },
        ..GenerateOptions::default()
    };
    if let Some(max_tokens) = request.get("max_tokens").and_then(Value::as_u64) {
        options.max_tokens = usize::try_from(max_tokens).unwrap_or(usize::MAX);
    }
    if let Some(temperature) = temperature {
        options.sampling.temperature = temperature;
    }
    options.schema = request.get("schema").filter(|schema| !schema.is_null()).cloned();
    options.now = number("now").map(|now| now as i64);
    options
}

/// Returns why an answer cannot begin, in the format that the page's provider reads.
pub fn refusal(error: &BeginError) -> Value {
    match error {
        BeginError::TooLong { prompt, context } => {
            json!({ "message": error.to_string(), "prompt_tokens": prompt, "context_tokens": context })
        }
        BeginError::Empty
        | BeginError::Template(_)
        | BeginError::Schema(_)
        | BeginError::TooFewTokens { .. } => {
            json!({ "message": error.to_string() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_with_its_options() {
        let (messages, options) = read(
            r#"{"messages":[{"role":"user","content":"hi"}],"max_tokens":7,"temperature":0,"seed":3,"now":5}"#,
        )
        .expect("should read");
        assert_eq!(messages, [ChatMessage::new("user", "hi")]);
        assert_eq!((options.max_tokens, options.sampling.seed, options.now), (7, 3, Some(5)));
        assert!(options.sampling.temperature == 0.0 && options.schema.is_none());
    }

    #[test]
    fn what_is_no_request_is_refused_in_a_sentence() {
        for text in ["", "{}", r#"{"messages":7}"#, r#"{"messages":[{"role":"user"}]}"#] {
            assert!(read(text).expect_err("should fail").ends_with('.'), "{text}");
        }
    }
}
