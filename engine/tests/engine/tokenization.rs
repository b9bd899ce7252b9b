//! Tokens equal llama.cpp's exactly, for every pre-tokenizer, with the vocabulary of the default model.

use abcb_engine::Model;

use crate::default_model;

/// Returns the default model's file with another name in `tokenizer.ggml.pre`. The rest of the file must keep its
/// offset modulo the alignment of 32, so an unused metadata value is added as padding.
fn with_pre_tokenizer(file: &[u8], name: &str) -> Vec<u8> {
    let string = |text: &[u8]| [&(text.len() as u64).to_le_bytes(), text].concat();
    let key = string(b"tokenizer.ggml.pre");
    let value = file.windows(key.len()).position(|window| window == key).expect("the key") + key.len() + 4;
    let old_len = u64::from_le_bytes(file[value..value + 8].try_into().unwrap()) as usize;
    let pad_entry = [string(b"pad"), 8_u32.to_le_bytes().to_vec()].concat();
    let grown = pad_entry.len() + 8 + name.len() + 32 - old_len;
    let pad = vec![b'x'; grown.next_multiple_of(32) - grown];
    let count = u64::from_le_bytes(file[16..24].try_into().unwrap()) + 1;
    let (before, after) = (&file[24..value], &file[value + 8 + old_len..]);
    [&file[..16], &count.to_le_bytes(), &pad_entry, &string(&pad), before, &string(name.as_bytes()), after]
        .concat()
}

#[test]
fn tokens_equal_those_of_llama_cpp() {
    let file = default_model::bytes();
    let cases = default_model::fixture("tokenization.json");
    for pre in ["smollm", "gpt-2", "llama-bpe", "qwen2"] {
        let model = Model::load(with_pre_tokenizer(&file, pre)).expect("the changed model loads");
        let cases: Vec<_> = cases.iter().filter(|case| case["pre"] == pre).collect();
        assert!(cases.len() >= 20, "the corpus has {} texts for {pre}", cases.len());
        for case in cases {
            let text = case["text"].as_str().expect("a text");
            let plain = default_model::tokens(&case["plain"]);
            assert_eq!(model.tokenizer().encode(text), plain, "{pre}: {text:?}");
            let control = case.get("control").map_or(plain, default_model::tokens);
            assert_eq!(
                model.tokenizer().encode_with_control(text, None),
                control,
                "{pre}, control tokens: {text:?}"
            );
        }
    }
}

#[test]
fn tokens_turn_back_into_their_text() {
    let model = default_model::load();
    for case in default_model::fixture("tokenization.json") {
        let text = case["text"].as_str().expect("a text");
        let tokens = model.tokenizer().encode(text);
        let bytes: Vec<u8> =
            tokens.iter().flat_map(|token| model.tokenizer().bytes(*token).to_vec()).collect();
        assert_eq!(String::from_utf8(bytes).as_deref(), Ok(text));
    }
}
