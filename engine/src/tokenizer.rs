//! Converts text to tokens and back with the file's vocabulary: byte-level BPE or SentencePiece.
//!
//! Text is first split at special tokens. The text between them is split into words (`split`), each of which is merged
//! (`bpe`), or its characters are merged by the scores of tokens (`spm`). The result is meant to equal llama.cpp's,
//! token by token. This module knows nothing about conversations and templates.

mod bpe;
mod fnv;
mod load;
mod split;
mod spm;
mod unicode;

use bpe::Merges;
#[cfg(any(test, feature = "testing"))]
pub(crate) use load::char_of_byte;
use split::Splitter;
use spm::SentencePiece;

/// The reason why a file's tokenizer cannot be used: it is unsupported or broken.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TokenizerError {
    /// The metadata has no such key.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The tokenizer is of a kind that is not supported; with its name in the file.
    #[error(
        "tokenizers of the kind {0:?} are not supported in the page (gpt2 and llama are); a local model server can run this file"
    )]
    Kind(String),
    /// The rules that split text into words are not supported; with their name in the file.
    #[error("pre-tokenizer {0:?} is not supported in the page (gpt-2, smollm, llama-bpe and qwen2 are)")]
    PreTokenizer(String),
    /// The vocabulary is broken.
    #[error("{field} is not valid: {reason}")]
    Invalid {
        /// The part that is broken.
        field: &'static str,
        /// What is wrong with it, as a clause.
        reason: String,
    },
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum TokenKind {
    /// A token of ordinary text.
    Text,
    /// A token that steers the model and has no text of its own, such as the start of a turn. Produced by templates,
    /// never by user text.
    Control,
    /// A token added to the vocabulary by the model's authors; matched as a whole wherever it appears.
    UserDefined,
}

/// A token that is matched as a whole before words are merged.
#[derive(Clone, Debug)]
struct Special {
    text: String,
    id: u32,
    control: bool,
}

/// A vocabulary and the rules for tokenizing text.
pub struct Tokenizer {
    /// The bytes of all tokens, concatenated; token i ends at `ends[i]`.
    bytes: Vec<u8>,
    ends: Vec<u32>,
    kinds: Vec<TokenKind>,
    /// Sorted by length, longest first, so that the longest match wins.
    specials: Vec<Special>,
    method: Method,
    bos: Option<u32>,
    adds_bos: bool,
    /// The tokens that end a turn.
    stops: Vec<u32>,
    eos: Option<u32>,
}

/// The tokenization algorithm.
enum Method {
    /// Text is split into words by rules, and the bytes of each word are merged.
    Bpe(Bpe),
    /// Characters of the text are merged by score.
    SentencePiece(SentencePiece),
}

struct Bpe {
    splitter: Splitter,
    merges: Merges,
    /// The token ids sorted by their bytes, for vocabularies in which a word that is a token is not split further.
    whole_words: Option<Vec<u32>>,
}

impl Tokenizer {
    /// Returns the number of tokens.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns whether there are no tokens, which no usable file has.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns the bytes of a token, which are not necessarily whole characters. Control tokens have the bytes of their
    /// name; ids outside the vocabulary have none.
    pub fn bytes(&self, token: u32) -> &[u8] {
        let index = token as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.bytes.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Whether a token is a control token rather than text.
    pub fn is_control(&self, token: u32) -> bool {
        self.kinds.get(token as usize) == Some(&TokenKind::Control)
    }

    /// Whether a token ends the model's turn.
    pub fn is_stop(&self, token: u32) -> bool {
        self.stops.contains(&token)
    }

    /// Returns the tokens that end the model's turn.
    pub fn stops(&self) -> &[u32] {
        &self.stops
    }

    /// Returns the token to put at the beginning of every text, if the file requires one.
    pub fn leading_bos(&self) -> Option<u32> {
        self.bos.filter(|_| self.adds_bos)
    }

    /// Returns the text of the beginning-of-text token; empty if the file has none.
    pub fn bos_text(&self) -> String {
        self.bos.map(|token| String::from_utf8_lossy(self.bytes(token)).into_owned()).unwrap_or_default()
    }

    /// Returns the text of the end-of-text token; empty if the file has none.
    pub fn eos_text(&self) -> String {
        self.eos.map(|token| String::from_utf8_lossy(self.bytes(token)).into_owned()).unwrap_or_default()
    }

    /// Returns the texts of all control tokens, which user text must not be able to produce.
    pub fn control_texts(&self) -> impl Iterator<Item = &str> {
        self.specials.iter().filter(|special| special.control).map(|special| special.text.as_str())
    }

    /// Whether the vocabulary has the given control token.
    pub fn has_control(&self, text: &str) -> bool {
        self.control_texts().any(|control| control == text)
    }

    /// Tokenizes untrusted text: names of control tokens in it are plain text.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        self.encode_parts(text, false, None)
    }

    /// Tokenizes text in which names of control tokens stand for these tokens. `guard` is removed wherever it appears:
    /// a template's output uses it to split such names in user text.
    pub fn encode_with_control(&self, text: &str, guard: Option<char>) -> Vec<u32> {
        self.encode_parts(text, true, guard)
    }

    fn encode_parts(&self, text: &str, control: bool, guard: Option<char>) -> Vec<u32> {
        let mut parts = vec![Part::Text(text)];
        for special in self.specials.iter().filter(|special| control || !special.control) {
            if text.contains(&special.text) {
                parts = parts.into_iter().flat_map(|part| part.cut_at(special)).collect();
            }
        }
        let mut tokens = Vec::new();
        let mut follows_special = true;
        for part in parts {
            match part {
                Part::Token(id) => tokens.push(id),
                Part::Text("") => {}
                Part::Text(text) => match guard {
                    Some(guard) if text.contains(guard) => {
                        self.encode_text(&text.replace(guard, ""), follows_special, &mut tokens)
                    }
                    _ => self.encode_text(text, follows_special, &mut tokens),
                },
            }
            follows_special = matches!(part, Part::Token(_));
        }
        tokens
    }

    fn encode_text(&self, text: &str, follows_special: bool, tokens: &mut Vec<u32>) {
        match &self.method {
            Method::Bpe(bpe) => {
                for word in bpe.splitter.split(text) {
                    match self.whole_word(bpe, word.as_bytes()) {
                        Some(token) => tokens.push(token),
                        None => bpe.merges.encode(word.as_bytes(), tokens),
                    }
                }
            }
            Method::SentencePiece(pieces) if pieces.adds_space && follows_special => {
                pieces.encode(&format!(" {text}"), &|token| self.bytes(token), tokens);
            }
            Method::SentencePiece(pieces) => pieces.encode(text, &|token| self.bytes(token), tokens),
        }
    }

    fn whole_word(&self, bpe: &Bpe, word: &[u8]) -> Option<u32> {
        let ids = bpe.whole_words.as_ref()?;
        let found = ids.binary_search_by(|id| self.bytes(*id).cmp(word)).ok()?;
        ids.get(found).copied()
    }
}

/// A stretch of text, or a special token found in it.
enum Part<'a> {
    Text(&'a str),
    Token(u32),
}

impl<'a> Part<'a> {
    fn cut_at(self, special: &Special) -> Vec<Part<'a>> {
        let Part::Text(text) = self else { return vec![self] };
        let mut parts = Vec::new();
        for (index, piece) in text.split(special.text.as_str()).enumerate() {
            if index > 0 {
                parts.push(Part::Token(special.id));
            }
            if !piece.is_empty() {
                parts.push(Part::Text(piece));
            }
        }
        parts
    }
}
