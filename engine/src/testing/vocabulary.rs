//! Vocabularies for synthetic models.

use super::GgufWriter;

const NORMAL: i32 = 1;
const UNKNOWN: i32 = 2;
const CONTROL: i32 = 3;
const USER_DEFINED: i32 = 4;
const BYTE: i32 = 6;

/// Tokens as stored in a file.
pub struct Vocabulary {
    model: &'static str,
    pre: Option<String>,
    tokens: Vec<(String, f32, i32)>,
    bos: u32,
    eos: u32,
}

impl Vocabulary {
    /// The 256 bytes and two control tokens.
    pub fn of_bytes(pre: &str) -> Self {
        let bytes = (0..=255).map(|byte| (crate::tokenizer::char_of_byte(byte).to_string(), 0.0, NORMAL));
        let control = ["<|im_start|>", "<|im_end|>"].map(|text| (text.to_owned(), 0.0, CONTROL));
        let tokens = bytes.chain(control).collect();
        Self { model: "gpt2", pre: Some(pre.to_owned()), tokens, bos: 256, eos: 257 }
    }

    /// A small SentencePiece vocabulary: the control tokens and bytes of Llama 2, letters, and subwords.
    pub fn sentence_piece() -> Self {
        let mut tokens = vec![
            ("<unk>".to_owned(), 0.0, UNKNOWN),
            ("<s>".to_owned(), 0.0, CONTROL),
            ("</s>".to_owned(), 0.0, CONTROL),
        ];
        tokens.extend((0..=255).map(|byte| (format!("<0x{byte:02X}>"), 0.0, BYTE)));
        let pieces = "\u{2581} \u{2581}t he er in \u{2581}a on \u{2581}the an re or \u{2581}s en \u{2581}w ou at \u{2581}c ing es st ll \u{2581}to \u{2581}he \
                      lo llo \u{2581}hello hel \u{2581}world wor ld or\u{2581} ed \u{2581}of of is it al ar as ic \u{2581}in th hi thi \u{2581}this ti \
                      ion tion ate ent ve ab abc bc \u{2581}\u{2581} \u{2581}\u{2581}\u{2581}\u{2581} .. ... !! 12 123 23 é ü 日 本 日本 ер 🙂 <s \u{2581}< im im_ \
                      qu ick quick \u{2581}qu aa aaaa \u{2581}\u{2581}a xy zx";
        let letters = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(".,:;!?'\"()<>/_|{}=+-*#".chars());
        let pieces: Vec<String> =
            pieces.split_whitespace().map(str::to_owned).chain(letters.map(String::from)).collect();
        let scored = pieces.into_iter().enumerate().map(|(rank, piece)| (piece, -(rank as f32), NORMAL));
        tokens.extend(scored);
        tokens.push(("<tool>".to_owned(), 0.0, USER_DEFINED));
        Self { model: "llama", pre: None, tokens, bos: 1, eos: 2 }
    }

    /// Returns the same tokens under the name of another tokenizer model.
    pub fn named(self, model: &'static str) -> Self {
        Self { model, ..self }
    }

    /// Returns the number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Returns whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    pub(super) fn write(&self, file: &mut GgufWriter) {
        let list = |code: u32, values: Vec<[u8; 4]>| {
            let head = [code.to_le_bytes().as_slice(), &(values.len() as u64).to_le_bytes()].concat();
            [head, values.concat()].concat()
        };
        file.text("tokenizer.ggml.model", self.model);
        if let Some(pre) = &self.pre {
            file.text("tokenizer.ggml.pre", pre);
            file.texts("tokenizer.ggml.merges", ["t h"]);
        } else {
            let scores = self.tokens.iter().map(|(_, score, _)| score.to_le_bytes()).collect();
            file.value("tokenizer.ggml.scores", 9, &list(6, scores));
        }
        file.texts("tokenizer.ggml.tokens", self.tokens.iter().map(|(text, ..)| text.as_str()));
        let kinds = self.tokens.iter().map(|(.., kind)| kind.to_le_bytes()).collect();
        file.value("tokenizer.ggml.token_type", 9, &list(5, kinds));
        file.number("tokenizer.ggml.bos_token_id", self.bos);
        file.number("tokenizer.ggml.eos_token_id", self.eos);
    }
}
