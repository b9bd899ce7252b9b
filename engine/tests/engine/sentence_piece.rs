//! SentencePiece vocabularies: tokens equal llama.cpp's exactly, and a model with such a vocabulary can chat.

use abcb_engine::model::Architecture;
use abcb_engine::quant::TensorType;
use abcb_engine::testing::tiny_model_of;
use abcb_engine::testing::vocabulary::Vocabulary;
use abcb_engine::{Chat, ChatMessage, GenerateOptions, LoadError, Model, Step};

use crate::default_model;

fn load(vocabulary: &Vocabulary) -> Result<Model, LoadError> {
    Model::load(tiny_model_of(Architecture::Llama, TensorType::F32, vocabulary, |_| {}))
}

#[test]
fn tokens_equal_those_of_llama_cpp() {
    let model = load(&Vocabulary::sentence_piece()).expect("it loads");
    let cases = default_model::fixture("sentence_piece.json");
    assert!(cases.len() >= 20, "the corpus has {} texts", cases.len());
    for case in cases {
        let text = case["text"].as_str().expect("a text");
        let plain = default_model::tokens(&case["plain"]);
        let ours = model.tokenizer().encode(text);
        // llama.cpp also merges letters into a control token if a part of its name is a piece. Here text never becomes
        // control.
        if plain.iter().any(|token| model.tokenizer().is_control(*token)) {
            assert!(ours.iter().all(|token| !model.tokenizer().is_control(*token)), "{text:?}");
        } else {
            assert_eq!(ours, plain, "{text:?}");
        }
        let control = case.get("control").map_or(plain, default_model::tokens);
        assert_eq!(model.tokenizer().encode_with_control(text, None), control, "control tokens: {text:?}");
    }
}

#[test]
fn tokens_turn_back_into_their_text_with_a_space_before_it() {
    let model = load(&Vocabulary::sentence_piece()).expect("it loads");
    for text in ["hello world", "日本語 and 🙂🙃", "a\n\tb  c", "<s>", "\u{2581}"] {
        let tokens = model.tokenizer().encode(text);
        let bytes: Vec<u8> =
            tokens.iter().flat_map(|token| model.tokenizer().bytes(*token).to_vec()).collect();
        let expected = format!(" {}", text.replace('\u{2581}', " "));
        assert_eq!(String::from_utf8(bytes), Ok(expected));
        assert!(tokens.iter().all(|token| !model.tokenizer().is_control(*token)), "{text:?}");
    }
}

#[test]
fn a_model_of_this_kind_answers_after_its_own_beginning() {
    for vocabulary in [Vocabulary::sentence_piece(), Vocabulary::of_bytes("smollm").named("llama")] {
        let mut chat = Chat::new(load(&vocabulary).expect("it loads"), 256);
        let said = [ChatMessage::new("user", "hello world")];
        let tokens = chat.prompt_tokens(&said, None).expect("a prompt");
        assert_eq!(Some(tokens[0]), chat.model().tokenizer().leading_bos());
        assert!(tokens.len() > 8, "{tokens:?}");
        chat.begin(&said, GenerateOptions { max_tokens: 4, ..GenerateOptions::default() })
            .expect("it begins");
        while !matches!(chat.step().expect("a step"), Step::Done { .. }) {}
    }
}

#[test]
fn other_kinds_are_refused_with_what_can_be_done() {
    for kind in ["t5", "bert", "rwkv", "plamo2", ""] {
        let error = load(&Vocabulary::sentence_piece().named(kind)).map(|_| ()).expect_err("unknown");
        let words = error.to_string();
        assert!(words.contains(kind) && words.contains("model server"), "{words}");
    }
}
