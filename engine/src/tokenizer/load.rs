//! Loads a tokenizer from a file's metadata.

use std::collections::{HashMap, HashSet};

use super::bpe::Merges;
use super::fnv::BuildFnv;
use super::split::Splitter;
use super::spm::{self, SentencePiece};
use super::{Bpe, Method, Special, TokenKind, Tokenizer, TokenizerError};
use crate::gguf::{Array, Gguf, Value};

/// The names of tokens that end a turn even if the file does not declare them.
const STOP_TEXTS: [&str; 7] =
    ["<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>", "<|endoftext|>", "<|end|>", "</s>"];

impl Tokenizer {
    /// Loads the tokenizer; `vocabulary` is the number of tokens of the model.
    pub(crate) fn from_file(file: &Gguf<'_>, vocabulary: usize) -> Result<Self, TokenizerError> {
        let kind = file.value("tokenizer.ggml.model").and_then(Value::as_str);
        let (is_sentence_piece, usual_bos) = match kind {
            Some("gpt2") => (false, None),
            Some("llama") => (true, Some((1, 2))),
            Some(other) => return Err(TokenizerError::Kind(other.to_owned())),
            None => return Err(TokenizerError::Missing("tokenizer.ggml.model")),
        };
        let flag = |key: &str| file.value(key).and_then(Value::as_bool);

        let mut tokenizer = Self {
            bytes: Vec::new(),
            ends: Vec::new(),
            kinds: Vec::new(),
            specials: Vec::new(),
            method: Method::SentencePiece(SentencePiece::default()),
            bos: None,
            adds_bos: flag("tokenizer.ggml.add_bos_token").unwrap_or(is_sentence_piece),
            stops: Vec::new(),
            eos: None,
        };
        tokenizer.method = match is_sentence_piece {
            true => Method::SentencePiece(tokenizer.read_pieces(file)?),
            false => Method::Bpe(tokenizer.read_bpe(file)?),
        };
        let id = |key: &str| {
            let id = file.value(key).and_then(Value::as_usize).filter(|&id| id < vocabulary);
            id.map(|id| id as u32)
        };
        let usual =
            |id: u32| Some(id).filter(|id| tokenizer.kinds.get(*id as usize) == Some(&TokenKind::Control));
        let (usual_bos, usual_eos) = usual_bos.map_or((None, None), |(bos, eos)| (usual(bos), usual(eos)));
        tokenizer.bos = id("tokenizer.ggml.bos_token_id").or(usual_bos);
        tokenizer.eos = id("tokenizer.ggml.eos_token_id").or(usual_eos);
        tokenizer.stops.extend(tokenizer.eos);
        let named =
            ["tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"];
        tokenizer
            .stops
            .extend(named.iter().filter_map(|key| id(key)).filter(|id| Some(*id) != tokenizer.eos));
        for special in &tokenizer.specials {
            if STOP_TEXTS.contains(&special.text.as_str()) && !tokenizer.stops.contains(&special.id) {
                tokenizer.stops.push(special.id);
            }
        }
        Ok(tokenizer)
    }

    fn read_bpe(&mut self, file: &Gguf<'_>) -> Result<Bpe, TokenizerError> {
        let pre = file.value("tokenizer.ggml.pre").and_then(Value::as_str).unwrap_or("gpt-2");
        let splitter = Splitter::named(pre).ok_or_else(|| TokenizerError::PreTokenizer(pre.to_owned()))?;
        let by_text =
            self.read_tokens(file, |text, bytes| bytes.extend(text.chars().flat_map(bytes_of_char)))?;
        let merges = read_merges(file, &by_text)?;
        let whole_words = (splitter == Splitter::Llama3).then(|| self.by_bytes(|_| true));
        Ok(Bpe { splitter, merges, whole_words })
    }

    fn read_pieces(&mut self, file: &Gguf<'_>) -> Result<SentencePiece, TokenizerError> {
        // Byte tokens take no part in merging, even though a text can look like the name of one.
        let mut bytes = vec![None; 256];
        let by_text = self.read_tokens(file, |text, bytes| match spm::byte_named(text) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend(text.replace(spm::SPACE, " ").bytes()),
        })?;
        let unknown = file.value("tokenizer.ggml.unknown_token_id").and_then(Value::as_usize);
        let unknown = Some(unknown.unwrap_or(0) as u32).filter(|id| (*id as usize) < self.len());
        for (byte, token) in (0..=255_u8).zip(&mut bytes) {
            let named = by_text.get(format!("<0x{byte:02X}>").as_str());
            *token = named.copied().or(unknown);
        }
        let is_byte: HashSet<u32> =
            by_text.iter().filter(|(text, _)| spm::byte_named(text).is_some()).map(|(_, id)| *id).collect();
        let scores = file.value("tokenizer.ggml.scores").and_then(Value::as_array);
        Ok(SentencePiece {
            by_text: self.by_bytes(|id| !is_byte.contains(&id)),
            scores: scores
                .into_iter()
                .flat_map(Array::iter)
                .map(|score| score.as_f32().unwrap_or(0.0))
                .collect(),
            bytes,
            adds_space: file
                .value("tokenizer.ggml.add_space_prefix")
                .and_then(Value::as_bool)
                .unwrap_or(true),
        })
    }

    /// Returns the tokens of ordinary text that satisfy `wanted`, sorted by their bytes.
    fn by_bytes(&self, wanted: impl Fn(u32) -> bool) -> Vec<u32> {
        let mut ids: Vec<u32> = (0..self.len() as u32).collect();
        ids.retain(|&id| self.kinds.get(id as usize) == Some(&TokenKind::Text) && wanted(id));
        ids.sort_unstable_by(|a, b| self.bytes(*a).cmp(self.bytes(*b)));
        ids
    }

    /// Reads the tokens and returns their ids by their text in the file. `bytes_of` appends the bytes of an ordinary
    /// token.
    fn read_tokens<'a>(
        &mut self,
        file: &Gguf<'a>,
        bytes_of: impl Fn(&str, &mut Vec<u8>),
    ) -> Result<HashMap<&'a str, u32, BuildFnv>, TokenizerError> {
        let tokens = array(file, "tokenizer.ggml.tokens")?;
        let mut kinds =
            file.value("tokenizer.ggml.token_type").and_then(Value::as_array).map(|kinds| kinds.iter());
        let mut by_text = HashMap::default();
        for (id, token) in tokens.iter().enumerate() {
            let field = "tokenizer.ggml.tokens";
            let reason = || format!("token {id} is not text");
            let text = token.as_str().ok_or_else(|| TokenizerError::Invalid { field, reason: reason() })?;
            let code = kinds.as_mut().and_then(|kinds| kinds.next()?.as_usize());
            let kind = match code {
                Some(2 | 3) => TokenKind::Control,
                Some(4) => TokenKind::UserDefined,
                _ => TokenKind::Text,
            };
            if kind == TokenKind::Text {
                bytes_of(text, &mut self.bytes);
            } else {
                self.bytes.extend_from_slice(text.as_bytes());
                if !text.is_empty() {
                    let control = kind == TokenKind::Control;
                    self.specials.push(Special { text: text.to_owned(), id: id as u32, control });
                }
            }
            self.ends.push(self.bytes.len() as u32);
            self.kinds.push(kind);
            by_text.entry(text).or_insert(id as u32);
        }
        self.specials.sort_unstable_by(|a, b| b.text.len().cmp(&a.text.len()).then(a.id.cmp(&b.id)));
        Ok(by_text)
    }
}

fn read_merges(file: &Gguf<'_>, by_text: &HashMap<&str, u32, BuildFnv>) -> Result<Merges, TokenizerError> {
    let mut merges = Merges::default();
    for byte in 0..=255 {
        let mut buffer = [0; 4];
        if let Some(id) = by_text.get(&*char_of_byte(byte).encode_utf8(&mut buffer)) {
            merges.set_byte(byte, *id);
        }
    }
    let mut joined = String::new();
    for (rank, merge) in array(file, "tokenizer.ggml.merges")?.iter().enumerate() {
        // The separator is the first space after the first character, since a token may itself begin with a space.
        let parts = merge.as_str().and_then(|merge| {
            let from = merge.chars().next()?.len_utf8();
            let at = from + merge.get(from..)?.find(' ')?;
            Some((merge.get(..at)?, merge.get(at + 1..)?))
        });
        let Some((left, right)) = parts else {
            let reason = format!("merge {rank} is not two tokens");
            return Err(TokenizerError::Invalid { field: "tokenizer.ggml.merges", reason });
        };
        joined.clear();
        joined.push_str(left);
        joined.push_str(right);
        // A merge of tokens that do not exist can never apply.
        if let (Some(left), Some(right), Some(result)) =
            (by_text.get(left), by_text.get(right), by_text.get(joined.as_str()))
        {
            merges.add(*left, *right, rank as u32, *result);
        }
    }
    Ok(merges)
}

fn array<'f, 'a>(file: &'f Gguf<'a>, key: &'static str) -> Result<&'f Array<'a>, TokenizerError> {
    file.value(key).and_then(Value::as_array).ok_or(TokenizerError::Missing(key))
}

/// Returns the character that represents a byte in a byte-level vocabulary: the byte's own character if it is
/// printable, otherwise one of the characters from 256 on.
pub(crate) fn char_of_byte(byte: u8) -> char {
    let code = match byte {
        33..=126 | 161..=172 | 174..=255 => u32::from(byte),
        0..=32 => 256 + u32::from(byte),
        127..=160 => 256 + 33 + u32::from(byte - 127),
        173 => 256 + 33 + 34,
    };
    char::from_u32(code).unwrap_or('\u{fffd}')
}

/// Returns the byte that a character of a byte-level vocabulary represents.
fn byte_of_char(char: char) -> Option<u8> {
    let code = u32::from(char);
    let byte = match code {
        33..=126 | 161..=172 | 174..=255 => code,
        256..=288 => code - 256,
        289..=322 => code - 289 + 127,
        323 => 173,
        _ => return None,
    };
    u8::try_from(byte).ok()
}

/// Returns the bytes that a character of a token's text represents. A character outside the byte alphabet represents
/// itself.
fn bytes_of_char(char: char) -> impl Iterator<Item = u8> {
    let mut buffer = [0; 4];
    let len = match byte_of_char(char) {
        Some(byte) => {
            buffer = [byte, 0, 0, 0];
            1
        }
        None => char.encode_utf8(&mut buffer).len(),
    };
    buffer.into_iter().take(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_a_character_of_its_own() {
        for byte in 0..=255 {
            assert_eq!(byte_of_char(char_of_byte(byte)), Some(byte));
        }
        assert_eq!(char_of_byte(b' '), 'Ġ');
        assert_eq!(char_of_byte(b'\n'), 'Ċ');
    }
}
