//! Detects that a model's chat template failed to render the conversation. No server has an error code for this, so it
//! is detected by the error message.

use super::ProviderError;

/// Phrases, in lowercase, from the error messages of llama.cpp ("While executing CallExpression …", "Jinja Exception:
/// …"), vLLM, LM Studio, Ollama and this page's engine, and from the errors that templates raise most often.
const WORDS: [&str; 9] = [
    "chat template",
    "jinja exception",
    "jinja template",
    "template error",
    "templateerror",
    "\nwhile executing ",
    "template: :",
    "roles must alternate",
    "system role not supported",
];

impl ProviderError {
    /// Returns the message of the template or the server if the chat template failed.
    pub fn template_failure(&self) -> Option<&str> {
        let words = match self {
            Self::Http { message, .. } | Self::InBand { message } => message,
            _ => return None,
        };
        let lower = words.to_ascii_lowercase();
        let is_template = WORDS.iter().any(|word| lower.contains(word));
        // llama.cpp prints the position in the template first and the error last.
        is_template.then(|| words.trim().lines().next_back().unwrap_or_default().trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(status: u16, message: &str) -> Option<String> {
        let message = message.to_owned();
        let error = match status {
            200 => ProviderError::InBand { message },
            status => ProviderError::Http { status, message },
        };
        error.template_failure().map(str::to_owned)
    }

    #[test]
    fn what_servers_say_of_a_template_that_fails_is_recognised() {
        let llama = "\n------------\nWhile executing CallExpression at line 1, column 40 in source:\n...{{ raise_exception('System role not supported') }}...\n   ^\nError: Jinja Exception: System role not supported";
        assert_eq!(failure(500, llama).as_deref(), Some("Error: Jinja Exception: System role not supported"));
        for (status, message) in [
            (
                500,
                "\n------------\nWhile executing MemberExpression at line 9 in source:\n...\nError: no member",
            ),
            (400, "Conversation roles must alternate user/assistant/user/assistant/..."),
            (400, "jinja2.exceptions.TemplateError: System role not supported"),
            (
                400,
                "Error rendering prompt with jinja template: \"Cannot call something that is not a function\"",
            ),
            (400, "Chat template error: System message must be at the beginning."),
            (500, "template: :3:12: executing \"\" at <index .Messages 0>: error calling index"),
            (200, "the model's chat template fails: roles must take turns"),
        ] {
            assert!(failure(status, message).is_some(), "{message}");
        }
    }

    #[test]
    fn other_errors_are_no_failure_of_the_template() {
        for (status, message) in [
            (500, "tools param requires --jinja flag"),
            (400, "this model does not support tools"),
            (500, "the process has died"),
            (404, "model not found, try pulling it first"),
            (400, "template"),
            (400, ""),
        ] {
            assert_eq!(failure(status, message), None, "{message}");
        }
        let overflow = ProviderError::ContextOverflow {
            message: "the chat template leaves no room".into(),
            prompt_tokens: None,
            context_tokens: None,
        };
        assert_eq!(overflow.template_failure(), None);
    }
}
