//! Chat templates in files: errors in a template are reported, and a rejected conversation is rendered in another form.

use abcb_engine::model::Architecture;
use abcb_engine::quant::TensorType;
use abcb_engine::testing::tiny_model_with;
use abcb_engine::{Chat, ChatMessage, GenerateOptions, LoadError, Model};

const USER_ONLY: &str = "{% for m in messages %}{% if m.role != 'user' %}{{ raise_exception('no ' + m.role) }}{% endif %}\
                         <|im_start|>{{ m.content }}<|im_end|>{% endfor %}";

fn load(template: &str) -> Result<Model, LoadError> {
    Model::load(tiny_model_with(Architecture::Llama, TensorType::Q8_0, |file| {
        file.text("tokenizer.chat_template", template);
    }))
}

#[test]
fn a_template_that_takes_no_conversation_is_said_when_the_file_is_opened() {
    for (template, reason) in [("{{ raise_exception('not today') }}", "not today"), ("{% if %}", "")] {
        let error = load(template).map(|_| ()).expect_err("no conversation is possible").to_string();
        assert!(error.contains("chat template") && error.contains(reason), "{error}");
    }
}

#[test]
fn a_conversation_that_the_template_refuses_is_refused_with_its_reason() {
    let mut chat = Chat::new(load(USER_ONLY).expect("it can begin"), 256);
    let said = ["user", "assistant", "user"].map(|role| ChatMessage::new(role, "Hi"));
    let error = chat.begin(&said, GenerateOptions::default()).expect_err("no assistant");
    assert_eq!(error.to_string(), "the model's chat template fails: no assistant");
}

#[test]
fn a_system_message_that_is_refused_stands_in_the_first_turn_between_the_templates_own_marks() {
    let chat = Chat::new(load(USER_ONLY).expect("it can begin"), 256);
    let said = [ChatMessage::new("system", "Be brief."), ChatMessage::new("user", "Hi")];
    let tokens = chat.prompt_tokens(&said, None).expect("a prompt");
    let tokenizer = chat.model().tokenizer();
    let (first, last) = (tokens[0], tokens[tokens.len() - 1]);
    assert!(tokenizer.is_control(first) && tokenizer.is_control(last));
    let text: Vec<u8> = tokens.iter().flat_map(|token| tokenizer.bytes(*token).to_vec()).collect();
    assert_eq!(String::from_utf8_lossy(&text), "<|im_start|>Be brief.\n\nHi<|im_end|>");
}
