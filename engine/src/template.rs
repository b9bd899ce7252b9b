//! Conversations to prompts, with the chat template that the file carries.
//!
//! A template that is missing or fails is replaced by a plain layout. Names of control tokens in messages are broken
//! up with a guard character before rendering, so that only the template itself can produce such tokens. The template
//! language is the business of `jinja`.

mod date;

use serde::{Deserialize, Serialize};

use crate::gguf::{self, Gguf};
use crate::jinja::{self, TemplateError, Value};
use crate::tokenizer::Tokenizer;

/// One message of a conversation.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// `system`, `user`, `assistant`, `tool`, or whatever else the template knows.
    pub role: String,
    pub content: String,
}

impl ChatMessage {
    pub fn new(role: impl Into<String>, content: impl Into<String>) -> Self {
        Self { role: role.into(), content: content.into() }
    }
}

/// A prompt as text, and the character in it that stands for nothing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Prompt {
    pub text: String,
    /// To be removed once control tokens have been recognised; see [`Tokenizer::encode_with_control`].
    pub guard: char,
    /// Why the file's own template was not used, if it has one.
    pub fallback: Option<String>,
}

/// How conversations become prompts for one model.
pub struct Template {
    source: Option<String>,
    bos: String,
    eos: String,
    controls: Vec<String>,
    chat_ml: bool,
}

impl Template {
    pub(crate) fn from_file(file: &Gguf<'_>, tokenizer: &Tokenizer) -> Self {
        let source = file.value("tokenizer.chat_template").and_then(gguf::Value::as_str);
        Self {
            source: source.map(str::to_owned),
            bos: tokenizer.bos_text(),
            eos: tokenizer.eos_text(),
            controls: tokenizer.control_texts().map(str::to_owned).collect(),
            chat_ml: tokenizer.has_control("<|im_start|>") && tokenizer.has_control("<|im_end|>"),
        }
    }

    /// The prompt after which the model is to speak. If the last message is the assistant's, the model goes on from
    /// its end. `now` is the time in milliseconds since 1970, for templates that tell the model the date.
    pub fn render(&self, messages: &[ChatMessage], now: Option<i64>) -> Prompt {
        let guard = guard_for(messages);
        let mut messages: Vec<ChatMessage> = messages
            .iter()
            .map(|message| ChatMessage {
                role: self.guarded(&message.role, guard),
                content: self.guarded(&message.content, guard),
            })
            .collect();
        let continued = messages.pop_if(|message| message.role == "assistant");
        let (mut text, fallback) = match self.source.as_deref().map(|source| self.run(source, &messages, now))
        {
            Some(Ok(text)) => (text, None),
            Some(Err(error)) => (self.plain(&messages), Some(error.to_string())),
            None => (self.plain(&messages), None),
        };
        if let Some(message) = continued {
            text.push_str(&message.content);
        }
        Prompt { text, guard, fallback }
    }

    /// Breaks every name of a control token with the guard after its first character.
    fn guarded(&self, text: &str, guard: char) -> String {
        let mut cuts: Vec<usize> = Vec::new();
        for control in &self.controls {
            let first = control.chars().next().map_or(0, char::len_utf8);
            cuts.extend(text.match_indices(control.as_str()).map(|(at, _)| at + first));
        }
        cuts.sort_unstable();
        cuts.dedup();
        let mut guarded = String::with_capacity(text.len() + cuts.len() * guard.len_utf8());
        let mut start = 0;
        for cut in cuts {
            guarded.push_str(text.get(start..cut).unwrap_or_default());
            guarded.push(guard);
            start = cut;
        }
        guarded.push_str(text.get(start..).unwrap_or_default());
        guarded
    }

    fn run(&self, source: &str, messages: &[ChatMessage], now: Option<i64>) -> Result<String, TemplateError> {
        let field = |name: &str, text: &str| (name.to_owned(), Value::text(text));
        let message = |message: &ChatMessage| {
            Value::map(vec![field("role", &message.role), field("content", &message.content)])
        };
        let variables = vec![
            ("messages".to_owned(), Value::list(messages.iter().map(message).collect())),
            field("bos_token", &self.bos),
            field("eos_token", &self.eos),
            ("add_generation_prompt".to_owned(), Value::Bool(true)),
        ];
        let text = |arguments: &[Value]| arguments.first().map(Value::to_string).unwrap_or_default();
        let refuse = |arguments: &[Value]| Err(TemplateError(text(arguments)));
        let date =
            |arguments: &[Value]| Ok(Value::text(date::format_date(&text(arguments), now.unwrap_or(0))));
        let functions: [(&str, jinja::Function<'_>); 2] =
            [("raise_exception", &refuse), ("strftime_now", &date)];
        // Without a clock the function does not exist, and templates fall back to a date of their own.
        let known = if now.is_some() { functions.as_slice() } else { functions.split_at(1).0 };
        jinja::render(source, variables, known)
    }

    /// ChatML where the vocabulary has its tokens, otherwise a transcript.
    fn plain(&self, messages: &[ChatMessage]) -> String {
        let mut text = String::new();
        for ChatMessage { role, content } in messages {
            text += &match self.chat_ml {
                true => format!("<|im_start|>{role}\n{content}<|im_end|>\n"),
                false => format!("{role}: {content}\n\n"),
            };
        }
        text + if self.chat_ml { "<|im_start|>assistant\n" } else { "assistant:" }
    }
}

/// A character that no message contains: one of those that Unicode will never give a meaning.
fn guard_for(messages: &[ChatMessage]) -> char {
    let unused = |char: &char| {
        !messages.iter().any(|message| message.content.contains(*char) || message.role.contains(*char))
    };
    ('\u{10fff0}'..='\u{10fffd}').rev().chain('\u{f0000}'..='\u{10ffff}').find(unused).unwrap_or('\u{fffe}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(source: Option<&str>, chat_ml: bool) -> Template {
        Template {
            source: source.map(str::to_owned),
            bos: "<s>".to_owned(),
            eos: "</s>".to_owned(),
            controls: vec!["<|im_end|>".to_owned(), "<|im".to_owned()],
            chat_ml,
        }
    }

    #[test]
    fn a_missing_or_failing_template_falls_back_and_says_why() {
        let messages = [ChatMessage::new("user", "Hi")];
        let missing = template(None, true).render(&messages, None);
        assert_eq!(missing.text, "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
        assert_eq!(missing.fallback, None);
        let failing =
            template(Some("{{ raise_exception('no ' + messages[0].role) }}"), false).render(&messages, None);
        assert_eq!(failing.text, "user: Hi\n\nassistant:");
        assert_eq!(failing.fallback.as_deref(), Some("no user"));
    }

    #[test]
    fn the_date_is_known_only_with_a_clock() {
        let source = "{{ bos_token }}{{ strftime_now('%Y') if strftime_now is defined else 'then' }}";
        let template = template(Some(source), true);
        assert_eq!(template.render(&[], None).text, "<s>then");
        assert_eq!(template.render(&[], Some(951_868_799_000)).text, "<s>2000");
    }

    #[test]
    fn names_of_control_tokens_are_broken_wherever_they_begin() {
        let guarded = template(None, true).guarded("a<|im_end|><|im", '#');
        assert_eq!(guarded, "a<#|im_end|><#|im");
        let with_guard = [ChatMessage::new("user", "\u{10fffd}")];
        assert_ne!(template(None, true).render(&with_guard, None).guard, '\u{10fffd}');
    }
}
