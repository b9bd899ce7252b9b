//! SentencePiece vocabularies, as llama.cpp handles them: repeatedly merges the adjacent pair whose token has the
//! highest score, until no pair is a token. A character that is not a token is encoded as its bytes. Spaces are stored
//! as `\u{2581}` in files and as spaces here.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The character that represents a space in the file.
pub(super) const SPACE: char = '\u{2581}';

/// The data needed besides the tokens' bytes.
#[derive(Default)]
pub(super) struct SentencePiece {
    /// The tokens of ordinary text, sorted by their bytes.
    pub(super) by_text: Vec<u32>,
    pub(super) scores: Vec<f32>,
    /// The token of each single byte, or the unknown token.
    pub(super) bytes: Vec<Option<u32>>,
    /// Whether a space is put before text at the beginning or after a special token.
    pub(super) adds_space: bool,
}

/// A piece of the text that may be merged with the next one.
struct Piece {
    start: usize,
    end: usize,
    before: Option<usize>,
    after: Option<usize>,
    gone: bool,
}

/// Two pieces that form a token: its score, then the index of the left piece, its end, and the token's end.
type Pair = (i32, Reverse<usize>, Reverse<usize>, Reverse<usize>);

impl SentencePiece {
    /// Appends the tokens of `text`. `bytes_of` returns the bytes of a token.
    pub(super) fn encode<'t>(&self, text: &str, bytes_of: &impl Fn(u32) -> &'t [u8], tokens: &mut Vec<u32>) {
        let text = text.replace(SPACE, " ");
        let mut pieces = characters(&text);
        let mut pairs = BinaryHeap::new();
        let find = |start: usize, end: usize| self.find(text.get(start..end)?.as_bytes(), bytes_of);
        for index in 0..pieces.len() {
            pairs.extend(self.pair(&pieces, Some(index), &find));
        }
        while let Some((_, Reverse(index), Reverse(middle), Reverse(end))) = pairs.pop() {
            if join(&mut pieces, index, middle, end).is_some() {
                let before = pieces.get(index).and_then(|piece| piece.before);
                pairs.extend(self.pair(&pieces, Some(index), &find));
                pairs.extend(self.pair(&pieces, before, &find));
            }
        }
        for piece in pieces.iter().filter(|piece| !piece.gone) {
            match find(piece.start, piece.end) {
                Some(token) => tokens.push(token),
                None => {
                    let bytes = text.as_bytes().get(piece.start..piece.end).unwrap_or_default();
                    tokens.extend(bytes.iter().filter_map(|byte| *self.bytes.get(usize::from(*byte))?));
                }
            }
        }
    }

    fn pair(
        &self,
        pieces: &[Piece],
        index: Option<usize>,
        find: &impl Fn(usize, usize) -> Option<u32>,
    ) -> Option<Pair> {
        let index = index?;
        let left = pieces.get(index)?;
        let right = pieces.get(left.after?)?;
        let token = find(left.start, right.end)?;
        let score = self.scores.get(token as usize).copied().unwrap_or(0.0);
        Some((in_order(score), Reverse(index), Reverse(left.end), Reverse(right.end)))
    }

    fn find<'t>(&self, text: &[u8], bytes_of: &impl Fn(u32) -> &'t [u8]) -> Option<u32> {
        let found = self.by_text.binary_search_by(|token| bytes_of(*token).cmp(text)).ok()?;
        self.by_text.get(found).copied()
    }
}

/// Merges a piece with the next one, unless one of them has changed since the pair was found.
fn join(pieces: &mut [Piece], index: usize, middle: usize, end: usize) -> Option<()> {
    let left = pieces.get(index).filter(|left| !left.gone && left.end == middle)?;
    let next = left.after?;
    let right = pieces.get_mut(next).filter(|right| right.end == end)?;
    right.gone = true;
    let after = right.after;
    if let Some(after) = after.and_then(|after| pieces.get_mut(after)) {
        after.before = Some(index);
    }
    let left = pieces.get_mut(index)?;
    (left.end, left.after) = (end, after);
    Some(())
}

fn characters(text: &str) -> Vec<Piece> {
    let count = text.chars().count();
    let piece = |(index, (start, char)): (usize, (usize, char))| Piece {
        start,
        end: start + char.len_utf8(),
        before: index.checked_sub(1),
        after: Some(index + 1).filter(|after| *after < count),
        gone: false,
    };
    text.char_indices().enumerate().map(piece).collect()
}

/// Maps a score to an integer of the same order.
fn in_order(score: f32) -> i32 {
    let bits = score.to_bits() as i32;
    bits ^ (((bits >> 31) as u32) >> 1) as i32
}

/// Returns the byte that a token such as `<0x0A>` represents.
pub(super) fn byte_named(text: &str) -> Option<u8> {
    u8::from_str_radix(text.strip_prefix("<0x")?.strip_suffix('>')?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_keep_their_order() {
        let scores = [f32::NEG_INFINITY, -1e9, -2.5, -0.5, 0.0, 0.5, 3.0];
        assert!(scores.windows(2).all(|pair| in_order(pair[0]) < in_order(pair[1])));
    }

    #[test]
    fn tokens_of_bytes_are_known_by_their_name() {
        assert_eq!(byte_named("<0x0A>"), Some(10));
        for text in ["<0x>", "<0x100>", "0x0A", "<s>"] {
            assert_eq!(byte_named(text), None, "{text}");
        }
    }
}
