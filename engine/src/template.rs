//! Conversations to prompts, with the chat template that the file carries.
//!
//! A template that refuses a conversation is given it in plainer forms (see `forms`); one that takes none of them is an
//! error, never replaced. Only a file without any template gets a layout of ours. Names of control tokens in messages are
//! broken up with a guard character before rendering, so that only the template itself can produce such tokens. The
//! template language is the business of `jinja`.

mod date;
mod forms;
#[cfg(test)]
mod model_tests;

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
}

/// The file's own template fails, in every form that it was given the conversation in.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the model's chat template fails: {0}")]
pub struct TemplateFailed(pub String);

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

    /// Whether the file brings a template of its own.
    pub fn is_from_file(&self) -> bool {
        self.source.is_some()
    }

    /// The prompt of the first form that the template takes without losing a message; else of the first that it takes.
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

    fn render(source: &str, messages: &[(&str, &str)]) -> Result<String, TemplateFailed> {
        let messages: Vec<_> =
            messages.iter().map(|(role, content)| ChatMessage::new(*role, *content)).collect();
        template(Some(source), false).render(&messages, None).map(|prompt| prompt.text)
    }

    /// Mistral's and Gemma's way: users and assistants in turns, and nobody else.
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
        // One that knows the system's role and wants turns all the same keeps it.
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
