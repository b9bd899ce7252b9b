//! Renders conversations as prompts with the chat template in the model's file.
//!
//! If a template rejects a conversation, it is rendered in plainer forms (see `forms`); a template that accepts none of
//! them is an error and never replaced. Only a file without a template gets a default layout. Names of control tokens
//! in messages are split with a guard character before rendering, so that only the template itself can produce such
//! tokens. The template language is implemented in `jinja`.

mod date;
mod forms;
#[cfg(test)]
mod model_tests;

use serde::{Deserialize, Serialize};

use crate::gguf::{self, Gguf};
use crate::jinja::{self, TemplateError, Value};
use crate::tokenizer::Tokenizer;

/// A message of a conversation.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// `system`, `user`, `assistant`, `tool`, or any other role that the template supports.
    pub role: String,
    /// The text.
    pub content: String,
}

impl ChatMessage {
    /// Creates a message.
    pub fn new(role: impl Into<String>, content: impl Into<String>) -> Self {
        Self { role: role.into(), content: content.into() }
    }
}

/// A prompt as text, and its guard character.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Prompt {
    /// The text, with the guard in it.
    pub text: String,
    /// The character to remove once control tokens have been recognized; see [`Tokenizer::encode_with_control`].
    pub guard: char,
}

/// The error of a file's template that fails with every form of the conversation.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the model's chat template fails: {0}")]
pub struct TemplateFailed(pub String);

/// The chat template of a model.
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

    /// Renders a prompt for the assistant's next message. If the last message is the assistant's, the prompt lets the
    /// model continue it. `now` is the time in milliseconds since 1970, for templates that tell the model the date.
    ///
    /// # Errors
    /// A [`TemplateFailed`] if the file has no usable template, or if the template fails on this conversation.
    pub fn render(&self, messages: &[ChatMessage], now: Option<i64>) -> Result<Prompt, TemplateFailed> {
        let guard = guard_for(messages);
        let mut messages: Vec<ChatMessage> = messages
            .iter()
            .map(|message| ChatMessage {
                role: self.guarded(&message.role, guard),
                content: self.guarded(&message.content, guard),
            })
            .collect();
        let continued = messages.pop_if(|message| message.role == "assistant");
        let mut text = match &self.source {
            Some(source) => self.run_in_some_form(source, &messages, now)?,
            None => self.plain(&messages),
        };
        if let Some(message) = continued {
            text.push_str(&message.content);
        }
        Ok(Prompt { text, guard })
    }

    /// Renders the first form that the template accepts without losing a message, or else the first one it accepts.
    fn run_in_some_form(
        &self,
        source: &str,
        messages: &[ChatMessage],
        now: Option<i64>,
    ) -> Result<String, TemplateFailed> {
        let mut with_losses = None;
        let mut failure = TemplateFailed(String::new());
        for form in forms::of(messages) {
            match self.run(source, &form, now) {
                Ok(text) if forms::is_all_said(&text, &form) => return Ok(text),
                Ok(text) => with_losses = with_losses.or(Some(text)),
                Err(error) => failure = TemplateFailed(error.to_string()),
            }
        }
        with_losses.ok_or(failure)
    }

    /// Splits every name of a control token with the guard after its first character.
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
        // Without the current time the function is undefined, and templates fall back to a date of their own.
        let known = if now.is_some() { functions.as_slice() } else { functions.split_at(1).0 };
        jinja::render(source, variables, known)
    }

    /// The default layout: ChatML if the vocabulary has its tokens, otherwise a plain transcript.
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

/// Returns a private-use character, which Unicode never assigns a meaning, that no message contains.
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

    fn render(source: &str, messages: &[(&str, &str)]) -> Result<String, TemplateFailed> {
        let messages: Vec<_> =
            messages.iter().map(|(role, content)| ChatMessage::new(*role, *content)).collect();
        template(Some(source), false).render(&messages, None).map(|prompt| prompt.text)
    }

    /// Like Mistral and Gemma: only user and assistant, strictly alternating.
    const IN_TURNS: &str = "{{ bos_token }}{% for m in messages %}\
        {% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}\
        {{ raise_exception('Roles must alternate, there is no system role') }}{% endif %}\
        {% if m['role'] == 'user' %}{{ '[INST] ' + m['content'] + ' [/INST]' }}\
        {% else %}{{ m['content'] + eos_token }}{% endif %}{% endfor %}";

    #[test]
    fn a_template_that_refuses_a_system_message_finds_it_in_the_first_turn() {
        let text = render(
            IN_TURNS,
            &[("system", "Be brief."), ("user", "Hi"), ("assistant", "Hello"), ("user", "Why?")],
        );
        assert_eq!(text.as_deref(), Ok("<s>[INST] Be brief.\n\nHi [/INST]Hello</s>[INST] Why? [/INST]"));
        let alone = render(IN_TURNS, &[("system", "Be brief.")]);
        assert_eq!(alone.as_deref(), Ok("<s>[INST] Be brief. [/INST]"));
    }

    #[test]
    fn a_template_that_wants_turns_gets_neighbours_of_one_role_as_one() {
        let asked_twice = render(IN_TURNS, &[("user", "Hi"), ("user", "There?")]);
        assert_eq!(asked_twice.as_deref(), Ok("<s>[INST] Hi\n\nThere? [/INST]"));
        let with_result =
            render(IN_TURNS, &[("user", "Add"), ("assistant", "1+2"), ("tool", "3"), ("user", "So?")]);
        assert_eq!(with_result.as_deref(), Ok("<s>[INST] Add [/INST]1+2</s>[INST] 3\n\nSo? [/INST]"));
        // A template that supports the system role and still requires alternating turns keeps the system message.
        let llama2 = IN_TURNS.replace(
            "{{ bos_token }}",
            "{{ bos_token }}{% if messages[0].role == 'system' %}<<SYS>>{{ messages[0].content }}<</SYS>>\
             {% set messages = messages[1:] %}{% endif %}",
        );
        let text = render(&llama2, &[("system", "Be brief."), ("user", "Hi"), ("user", "There?")]);
        assert_eq!(text.as_deref(), Ok("<s><<SYS>>Be brief.<</SYS>>[INST] Hi\n\nThere? [/INST]"));
    }

    #[test]
    fn a_template_that_drops_a_message_in_silence_gets_it_another_way() {
        let source = "{% for m in messages %}{% if m.role == 'user' %}U:{{ m.content | trim }}\n\
                      {% elif m.role == 'assistant' %}A:{{ m.content }}\n{% endif %}{% endfor %}A:";
        let text = render(source, &[("system", "Be brief."), ("user", " Hi ")]);
        assert_eq!(text.as_deref(), Ok("U:Be brief.\n\n Hi\nA:"));
    }

    #[test]
    fn a_template_that_fails_in_every_form_is_an_error_and_never_replaced() {
        let failed = render("{{ raise_exception('no ' + messages[0].role) }}", &[("user", "Hi")]);
        assert_eq!(failed, Err(TemplateFailed("no user".to_owned())));
        assert!(render("{% for m in messages %}", &[("user", "Hi")]).is_err());
    }

    #[test]
    fn only_a_file_without_a_template_gets_a_plain_layout() {
        let messages = [ChatMessage::new("user", "Hi")];
        let prompt = |chat_ml| template(None, chat_ml).render(&messages, None).expect("a layout").text;
        assert_eq!(prompt(true), "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
        assert_eq!(prompt(false), "user: Hi\n\nassistant:");
    }

    #[test]
    fn the_date_is_known_only_with_a_clock() {
        let source = "{{ bos_token }}{{ strftime_now('%Y') if strftime_now is defined else 'then' }}";
        let template = template(Some(source), true);
        assert_eq!(template.render(&[], None).expect("a date").text, "<s>then");
        assert_eq!(template.render(&[], Some(951_868_799_000)).expect("a date").text, "<s>2000");
    }

    #[test]
    fn names_of_control_tokens_are_broken_wherever_they_begin() {
        let guarded = template(None, true).guarded("a<|im_end|><|im", '#');
        assert_eq!(guarded, "a<#|im_end|><#|im");
        let with_guard = [ChatMessage::new("user", "\u{10fffd}")];
        assert_ne!(template(None, true).render(&with_guard, None).expect("a layout").guard, '\u{10fffd}');
    }
}
