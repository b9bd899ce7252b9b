//! Converts a server's error responses, in all their shapes, into a [`ProviderError`] with the server's own message.
//! Reads complete bodies and frames only; knows nothing of streams.

use serde_json::Value;

use super::overflow;
use crate::base::shortened::shortened;
use crate::provider::ProviderError;

/// The maximum number of bytes read from an error body; no useful error message is longer.
pub const MAX_ERROR_BYTES: usize = 64 * 1024;

const MAX_MESSAGE_CHARS: usize = 2000;
const MAX_EXCERPT_CHARS: usize = 200;

/// Returns the error for an HTTP response with a status other than 2xx. The body may be truncated, empty or not JSON.
pub fn from_response(status: u16, body: &[u8]) -> ProviderError {
    let text = String::from_utf8_lossy(body);
    let said = serde_json::from_str::<Value>(&text).ok().and_then(|body| ReportedError::in_body(&body));
    let said =
        said.unwrap_or_else(|| ReportedError { message: plain_words(&text), ..ReportedError::default() });
    if said.is_context_overflow() {
        return said.into_context_overflow();
    }
    let message = said.message;
    match status {
        401 | 403 => ProviderError::Unauthorized { status, message },
        // llama-server: `{"error":{"message":"Loading model","type":"unavailable_error","code":503}}`. A busy server
        // sends 503 too, and waiting for a model to load would not help there.
        503 if said.kind == "unavailable_error" || message.to_ascii_lowercase().contains("loading") => {
            ProviderError::Loading { message }
        }
        _ => ProviderError::Http { status, message },
    }
}

/// Returns the error reported by a frame of a stream, or by a body at HTTP 200. `{"error":null}` reports none.
pub(super) fn in_frame(frame: &Value) -> Option<ProviderError> {
    ReportedError::in_frame(frame).map(ReportedError::into_in_band)
}

/// Returns the error in the data of an `error` event, or on llama-server's bare `error:` line, whatever its form.
pub(super) fn in_error_event(data: &str) -> ProviderError {
    let said = serde_json::from_str::<Value>(data).ok().and_then(|body| ReportedError::in_body(&body));
    said.unwrap_or_else(|| ReportedError { message: plain_words(data), ..ReportedError::default() })
        .into_in_band()
}

/// Returns the error for HTTP 200 with a body that is not a chat completion.
pub(super) fn unexpected_body(content_type: &str, body: &str) -> ProviderError {
    let excerpt = shortened(&plain_words(body), MAX_EXCERPT_CHARS);
    ProviderError::UnexpectedBody { content_type: content_type.to_owned(), excerpt }
}

/// A server's description of its failure.
#[derive(Default)]
struct ReportedError {
    message: String,
    /// The value of `type` or `code`, if it is a string.
    kind: String,
    prompt_tokens: Option<u32>,
    context_tokens: Option<u32>,
}

impl ReportedError {
    /// Parses a body that is known to report an error.
    fn in_body(body: &Value) -> Option<Self> {
        Self::in_frame(body).or_else(|| {
            let message = words(body).or_else(|| words(body.get("message")?)).or_else(|| detail(body))?;
            Some(Self { message, ..Self::default() })
        })
    }

    /// Parses a frame that may contain either an error or an answer.
    fn in_frame(frame: &Value) -> Option<Self> {
        let choice = frame.get("choices").and_then(|choices| choices.get(0));
        let error = [Some(frame), choice].into_iter().flatten().find_map(|place| place.get("error"));
        if let Some(said) = error.and_then(Self::in_error) {
            return Some(said);
        }
        // Gateways in front of vLLM: hermes-agent #68451.
        if let Some(message) = frame.get("error_message").and_then(words) {
            let kind = frame.get("error_type").and_then(words).unwrap_or_default();
            return Some(Self { message, kind, ..Self::default() });
        }
        // vLLM's older format is a bare error object: `{"object":"error","message":…}`.
        if frame.get("object").and_then(Value::as_str) == Some("error") {
            return Self::in_error(frame);
        }
        // OpenRouter ends a failed answer with a finish reason, usually with an `error` next to it.
        let has_failed = choice?.get("finish_reason")?.as_str()? == "error";
        has_failed.then(|| Self { message: "finish_reason: error".to_owned(), ..Self::default() })
    }

    /// Parses the value of `error`: an object or the message itself.
    fn in_error(error: &Value) -> Option<Self> {
        let Value::Object(fields) = error else {
            return Some(Self { message: words(error)?, ..Self::default() });
        };
        if fields.is_empty() {
            return None;
        }
        let word = |name: &str| fields.get(name).and_then(words);
        let count = |name: &str| fields.get(name)?.as_u64()?.try_into().ok();
        Some(Self {
            message: word("message")
                .or_else(|| detail(error))
                .unwrap_or_else(|| shortened(&error.to_string(), MAX_MESSAGE_CHARS)),
            kind: word("type").into_iter().chain(word("code")).collect::<Vec<_>>().join(" "),
            prompt_tokens: count("n_prompt_tokens"),
            context_tokens: count("n_ctx"),
        })
    }

    /// `exceed_context_size_error` is llama-server's type, `context_length_exceeded` the protocol's code. Other
    /// servers, and llama-server in the middle of an answer (llama.cpp #19774), send only a message.
    fn is_context_overflow(&self) -> bool {
        self.kind
            .split(' ')
            .any(|kind| kind == "exceed_context_size_error" || kind == "context_length_exceeded")
            || overflow::read(&self.message).is_some()
    }

    fn into_context_overflow(self) -> ProviderError {
        let said = overflow::read(&self.message).unwrap_or_default();
        ProviderError::ContextOverflow {
            message: self.message,
            prompt_tokens: self.prompt_tokens.or(said.prompt_tokens),
            context_tokens: self.context_tokens.or(said.context_tokens),
        }
    }

    fn into_in_band(self) -> ProviderError {
        if self.is_context_overflow() {
            self.into_context_overflow()
        } else {
            ProviderError::InBand { message: self.message }
        }
    }
}

/// Returns the text of a JSON string, unless it is empty.
fn words(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    (!text.is_empty()).then(|| shortened(text, MAX_MESSAGE_CHARS))
}

/// FastAPI servers (including vLLM) put a message into `detail`, or one object with `msg` for each invalid field.
fn detail(body: &Value) -> Option<String> {
    let detail = body.get("detail")?;
    if let Some(fields) = detail.as_array() {
        let messages: Vec<_> = fields.iter().filter_map(|field| field.get("msg").and_then(words)).collect();
        return (!messages.is_empty()).then(|| shortened(&messages.join("; "), MAX_MESSAGE_CHARS));
    }
    words(detail)
}

/// Returns the message in a body of unknown form: the title of an HTML page, otherwise its text, or the body as it is.
fn plain_words(body: &str) -> String {
    let text = body.trim_start_matches('\u{feff}').trim();
    if !text.starts_with('<') {
        return shortened(text, MAX_EXCERPT_CHARS);
    }
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|start| {
        let open = start + lower.get(start..)?.find('>')? + 1;
        let length = lower.get(open..)?.find('<')?;
        text.get(open..open + length)
    });
    let title = title.map(str::trim).filter(|title| !title.is_empty());
    let words = title.map_or_else(|| without_tags(text, &lower), str::to_owned);
    shortened(&words, MAX_EXCERPT_CHARS)
}

/// Returns the text of an HTML page without its tags and scripts. `lower` is `text` in lowercase.
fn without_tags(text: &str, lower: &str) -> String {
    let mut words = String::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found) {
        words.push_str(text.get(at..open).unwrap_or_default());
        words.push(' ');
        let tag = lower.get(open..).unwrap_or_default();
        let closing = [("<script", "</script"), ("<style", "</style"), ("<!--", "-->")];
        let skipped = closing.iter().find(|(opening, _)| tag.starts_with(opening));
        let from = skipped.map_or(Some(0), |(_, closing)| tag.find(closing));
        let end = from.and_then(|from| tag.get(from..)?.find('>').map(|end| from + end));
        at = end.map_or(text.len(), |end| open + end + 1);
    }
    words.push_str(text.get(at..).unwrap_or_default());
    for (name, character) in
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        words = words.replace(name, character);
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
