//! Compares whole templates of models with Jinja2's output, recorded by `tests/record_templates.py`.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::date::format_date;
use super::{ChatMessage, Template, forms};
use crate::jinja::testing::{from_json, refuse};
use crate::jinja::{self, TemplateError, Value};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/templates")
}

fn recorded() -> Json {
    let text = std::fs::read_to_string(folder().join("templates.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn source(name: &str) -> String {
    std::fs::read_to_string(folder().join(format!("{name}.jinja"))).unwrap()
}

fn render(source: &str, conversation: &Json, now: i64) -> Result<String, TemplateError> {
    let text = |text: &str| Value::text(text);
    let mut variables: Vec<(String, Value)> = conversation
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), from_json(value)))
        .collect();
    variables.push(("bos_token".to_owned(), text("<s>")));
    variables.push(("eos_token".to_owned(), text("</s>")));
    variables.push(("add_generation_prompt".to_owned(), Value::Bool(true)));
    let date = |arguments: &[Value]| Ok(text(&format_date(arguments[0].as_str().unwrap(), now)));
    jinja::render(source, variables, &[("raise_exception", &refuse), ("strftime_now", &date)])
}

#[test]
fn prompts_are_those_of_jinja2() {
    let recorded = recorded();
    let mut wrong = Vec::new();
    for (name, prompts) in recorded["prompts"].as_object().unwrap() {
        let source = source(name);
        for (kind, expected) in prompts.as_object().unwrap() {
            let conversation = &recorded["conversations"][kind];
            let rendered = render(&source, conversation, recorded["now"].as_i64().unwrap());
            match (expected.as_str(), rendered) {
                (Some(expected), Ok(text)) if expected == text => {}
                (None, Err(_)) => {}
                (expected, rendered) => {
                    wrong.push(format!("{name}, {kind}:\n{rendered:?}\nJinja2: {expected:?}"))
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn template(name: &str) -> Template {
    Template {
        source: Some(source(name)),
        bos: "<s>".to_owned(),
        eos: "</s>".to_owned(),
        controls: Vec::new(),
        chat_ml: false,
    }
}

fn messages(said: &[(&str, &str)]) -> Vec<ChatMessage> {
    said.iter().map(|(role, content)| ChatMessage::new(*role, *content)).collect()
}

#[test]
fn every_template_takes_every_conversation_and_loses_nothing_of_it() {
    let conversations = [
        &[("user", "Hi")][..],
        &[("system", "Be brief."), ("user", "Hi"), ("assistant", "Hello!"), ("user", "Why?")],
        &[("user", "Hi"), ("user", "There?")],
        &[("system", "Be brief."), ("user", "Add"), ("assistant", "1+2"), ("tool", "3"), ("tool", "4")],
        &[("system", "Be brief."), ("user", "Add"), ("assistant", "1+2"), ("tool", "3"), ("user", "So?")],
        &[("user", "Hi"), ("assistant", "<think>\nhm\n</think>\n\nHello!"), ("user", "Why?")],
    ];
    for name in recorded()["prompts"].as_object().unwrap().keys() {
        for said in conversations {
            let said = messages(said);
            let prompt =
                template(name).render(&said, Some(0)).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(forms::is_all_said(&prompt.text, &said), "{name}: {}", prompt.text);
        }
    }
}

#[test]
fn no_template_is_taken_for_hostile_because_the_conversation_is_long() {
    let text = "Some words that were said. ".repeat(200);
    let mut said = messages(&[("system", &*text)]);
    for turn in 0..200 {
        said.push(ChatMessage::new(if turn % 2 == 0 { "user" } else { "assistant" }, text.as_str()));
    }
    said.push(ChatMessage::new("user", "Why?"));
    for name in recorded()["prompts"].as_object().unwrap().keys() {
        let prompt = template(name).render(&said, Some(0)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(forms::is_all_said(&prompt.text, &said), "{name}");
    }
}

#[test]
fn gemma_and_mistral_find_the_system_message_in_the_first_turn() {
    let said =
        messages(&[("system", "Be brief."), ("user", "Hi"), ("assistant", "Hello!"), ("user", "Why?")]);
    let prompt = |name: &str| template(name).render(&said, None).unwrap().text;
    let gemma = "<s><start_of_turn>user\nBe brief.\n\nHi<end_of_turn>\n<start_of_turn>model\nHello!<end_of_turn>\n\
                 <start_of_turn>user\nWhy?<end_of_turn>\n<start_of_turn>model\n";
    assert_eq!(prompt("gemma2"), gemma);
    assert_eq!(prompt("gemma3"), gemma);
    assert_eq!(prompt("mistral-0.2"), "<s> [INST] Be brief.\n\nHi [/INST] Hello!</s> [INST] Why? [/INST]");
}
