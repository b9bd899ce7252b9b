//! What the page says of a failure: what happened, and what to do. One sentence a variant, in the user's words; the server's
//! own words stand beside it.

use abcb_core::event::Protocol;
use abcb_core::provider::ProviderError;

pub struct Explanation {
    pub what: String,
    pub advice: &'static str,
}

fn explain(what: impl Into<String>, advice: &'static str) -> Explanation {
    Explanation { what: what.into(), advice }
}

pub fn explain_failure(error: &ProviderError) -> Explanation {
    match error {
        ProviderError::Unreachable { url, .. } => explain(
            format!("No answer from {url}."),
            "Either no server runs there, or it does not allow this page to ask it (CORS). Start the server, or look at the address in the settings.",
        ),
        ProviderError::Cut { detail } => explain(
            format!("The connection broke before the answer was complete ({detail})."),
            "What had come is kept. Continue from here or try again.",
        ),
        ProviderError::Unfinished => explain(
            "The stream ended before the server said the answer was complete.",
            "What had come is kept. Continue from here or try again.",
        ),
        ProviderError::Unauthorized { status, .. } => explain(
            format!("The server refused the key (HTTP {status})."),
            "Enter the server's key in the settings and try again.",
        ),
        ProviderError::Loading { .. } => {
            explain("The server is still loading its model.", "Try again in a moment.")
        }
        ProviderError::ContextOverflow { prompt_tokens, context_tokens, .. } => {
            let numbers = match (prompt_tokens, context_tokens) {
                (Some(prompt), Some(context)) => format!(" ({prompt} of {context} tokens)"),
                _ => String::new(),
            };
            explain(
                format!("The conversation is longer than the model can read{numbers}."),
                "Start a new session, or start the server with a larger context.",
            )
        }
        ProviderError::Http { status, .. } => explain(
            format!("The server answered with an error (HTTP {status})."),
            "Try again. If it stays, the server's log tells more.",
        ),
        ProviderError::InBand { .. } => explain(
            "The server reported an error while it was answering.",
            "What had come is kept. Continue from here or try again.",
        ),
        ProviderError::UnexpectedBody { content_type, .. } => {
            let kind = if content_type.is_empty() { "no type" } else { content_type };
            explain(
                format!("Something answered, but not with a chat completion ({kind})."),
                "The address in the settings may belong to another program. It should be an OpenAI-compatible server.",
            )
        }
        ProviderError::NotUsable { reason } => explain(reason.clone(), "Open the settings to mend it."),
        ProviderError::NoMoreResponses => explain("The script has no more replies.", "Try again."),
    }
}

/// For an answer that was open when its page was closed.
pub const PAGE_CLOSED: &str = "The page was closed before the answer was complete.";
pub const PAGE_CLOSED_ADVICE: &str = "What had come is kept. Continue from here or try again.";

/// What to do after a run that ended without an answer.
pub const RUN_END_ADVICE: &str = "Ask again in other words, or allow the agent more steps.";

/// How a run asks for tools.
pub fn protocol_words(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Native => "in the model's own format",
        Protocol::Envelope => "by JSON held to a schema",
        Protocol::Guided => "chosen by the words of the question",
    }
}
