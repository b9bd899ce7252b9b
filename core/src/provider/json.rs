//! The JSON form of errors and token counts in the log. Written by hand, because the derived deserializer of
//! `ProviderError` took 28 KB of wasm.

use serde_json::Value;

use super::{FinishReason, ProviderError, Usage};
use crate::base::json::{Fields, Object};

impl Usage {
    /// Returns an object with the fields that are set.
    pub fn to_value(&self) -> Value {
        let mut object = Object::default();
        object
            .optional_number("prompt_tokens", self.prompt_tokens.map(u64::from))
            .optional_number("cached_tokens", self.cached_tokens.map(u64::from))
            .optional_number("completion_tokens", self.completion_tokens.map(u64::from))
            .optional_number("prompt_ms", self.prompt_ms)
            .optional_number("completion_ms", self.completion_ms);
        object.into_value()
    }

    pub(crate) fn from_fields(fields: Fields<'_>) -> Result<Self, String> {
        Ok(Self {
            prompt_tokens: fields.optional_number("prompt_tokens")?,
            cached_tokens: fields.optional_number("cached_tokens")?,
            completion_tokens: fields.optional_number("completion_tokens")?,
            prompt_ms: fields.optional_number("prompt_ms")?,
            completion_ms: fields.optional_number("completion_ms")?,
        })
    }
}

impl FinishReason {
    /// Returns the name used in the protocol and in the log.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
            Self::Other(word) => word,
        }
    }
}

impl From<&str> for FinishReason {
    fn from(word: &str) -> Self {
        match word {
            "stop" => Self::Stop,
            "length" => Self::Length,
            "tool_calls" => Self::ToolCalls,
            "content_filter" => Self::ContentFilter,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl ProviderError {
    pub(crate) fn to_value(&self) -> Value {
        let mut object = Object::default();
        match self {
            Self::Unreachable { url, detail } => {
                object.kind("unreachable").text("url", url).text("detail", detail)
            }
            Self::Cut { detail } => object.kind("cut").text("detail", detail),
            Self::Unfinished => object.kind("unfinished"),
            Self::Unauthorized { status, message } => {
                object.kind("unauthorized").number("status", u64::from(*status)).text("message", message)
            }
            Self::Loading { message } => object.kind("loading").text("message", message),
            Self::ContextOverflow { message, prompt_tokens, context_tokens } => object
                .kind("context_overflow")
                .text("message", message)
                .optional_number("prompt_tokens", prompt_tokens.map(u64::from))
                .optional_number("context_tokens", context_tokens.map(u64::from)),
            Self::Http { status, message } => {
                object.kind("http").number("status", u64::from(*status)).text("message", message)
            }
            Self::InBand { message } => object.kind("in_band").text("message", message),
            Self::UnexpectedBody { content_type, excerpt } => {
                object.kind("unexpected_body").text("content_type", content_type).text("excerpt", excerpt)
            }
            Self::Redirected { url } => object.kind("redirected").text("url", url),
            Self::NotUsable { reason } => object.kind("not_usable").text("reason", reason),
            Self::NoMoreResponses => object.kind("no_more_responses"),
        };
        object.into_value()
    }

    pub(crate) fn from_fields(fields: Fields<'_>) -> Result<Self, String> {
        let text = |key| fields.text(key);
        Ok(match fields.word("kind")? {
            "unreachable" => Self::Unreachable { url: text("url")?, detail: text("detail")? },
            "cut" => Self::Cut { detail: text("detail")? },
            "unfinished" => Self::Unfinished,
            "unauthorized" => {
                Self::Unauthorized { status: fields.number("status")?, message: text("message")? }
            }
            "loading" => Self::Loading { message: text("message")? },
            "context_overflow" => Self::ContextOverflow {
                message: text("message")?,
                prompt_tokens: fields.optional_number("prompt_tokens")?,
                context_tokens: fields.optional_number("context_tokens")?,
            },
            "http" => Self::Http { status: fields.number("status")?, message: text("message")? },
            "in_band" => Self::InBand { message: text("message")? },
            "unexpected_body" => {
                Self::UnexpectedBody { content_type: text("content_type")?, excerpt: text("excerpt")? }
            }
            "redirected" => Self::Redirected { url: text("url")? },
            "not_usable" => Self::NotUsable { reason: text("reason")? },
            "no_more_responses" => Self::NoMoreResponses,
            other => return Err(format!("unknown error `{other}`")),
        })
    }
}
