//! Byte-pair merging of one word: merges the adjacent pair that was learned first, until no pair can be merged.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::fnv::BuildFnv;

/// The merges that a tokenizer learned.
#[derive(Default)]
pub(super) struct Merges {
    /// The token of each single byte.
    bytes: HashMap<u8, u32, BuildFnv>,
    /// The rank and the resulting token of each pair of tokens.
    pairs: HashMap<(u32, u32), (u32, u32), BuildFnv>,
}

/// A token of a partially merged word: a link in a doubly linked list.
struct Link {
    token: u32,
    /// The indices of the neighbours; `None` at the ends.
    before: Option<usize>,
    after: Option<usize>,
    /// Whether the link has been merged into the one before it.
    gone: bool,
}

/// A possible merge: its rank, the index of its left link, and the two tokens it was found for.
type Candidate = Reverse<(u32, usize, u32, u32)>;

impl Merges {
    pub(super) fn set_byte(&mut self, byte: u8, token: u32) {
        self.bytes.insert(byte, token);
    }

    pub(super) fn add(&mut self, left: u32, right: u32, rank: u32, result: u32) {
        self.pairs.entry((left, right)).or_insert((rank, result));
    }

    /// Appends the tokens of `word`. Bytes that the vocabulary lacks are dropped.
    pub(super) fn encode(&self, word: &[u8], tokens: &mut Vec<u32>) {
        let mut chain: Vec<Link> = Vec::with_capacity(word.len());
        for token in word.iter().filter_map(|byte| self.bytes.get(byte)) {
            let index = chain.len();
            if let Some(last) = chain.last_mut() {
                last.after = Some(index);
            }
            chain.push(Link { token: *token, before: index.checked_sub(1), after: None, gone: false });
        }
        // A heap instead of a scan, since a word can be a whole page of Chinese.
        let mut candidates = BinaryHeap::new();
        for index in 0..chain.len() {
            candidates.extend(self.candidate(&chain, Some(index)));
        }
        while let Some(Reverse((_, index, left, right))) = candidates.pop() {
            self.merge(&mut chain, index, (left, right), &mut candidates);
        }
        tokens.extend(chain.iter().filter(|link| !link.gone).map(|link| link.token));
    }

    /// Returns the merge of a link with the next one, if there is one.
    fn candidate(&self, chain: &[Link], index: Option<usize>) -> Option<Candidate> {
        let index = index?;
        let link = chain.get(index)?;
        let next = chain.get(link.after?)?;
        let (rank, _) = self.pairs.get(&(link.token, next.token))?;
        Some(Reverse((*rank, index, link.token, next.token)))
    }

    /// Performs a merge unless an earlier one has changed its tokens.
    fn merge(
        &self,
        chain: &mut [Link],
        index: usize,
        pair: (u32, u32),
        candidates: &mut BinaryHeap<Candidate>,
    ) -> Option<()> {
        let link = chain.get(index).filter(|link| !link.gone && link.token == pair.0)?;
        let (before, next) = (link.before, link.after?);
        let right = chain.get_mut(next).filter(|right| right.token == pair.1)?;
        right.gone = true;
        let after = right.after;
        if let Some(after) = after.and_then(|after| chain.get_mut(after)) {
            after.before = Some(index);
        }
        let (_, result) = self.pairs.get(&pair)?;
        let link = chain.get_mut(index)?;
        (link.token, link.after) = (*result, after);
        candidates.extend(self.candidate(chain, Some(index)));
        candidates.extend(self.candidate(chain, before));
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens 0 and 1 are the bytes a and b; the merges are in the order given.
    fn encode(merges: &[(u32, u32, u32)], word: &str) -> Vec<u32> {
        let mut learned = Merges::default();
        learned.set_byte(b'a', 0);
        learned.set_byte(b'b', 1);
        for (rank, (left, right, result)) in merges.iter().enumerate() {
            learned.add(*left, *right, rank as u32, *result);
        }
        let mut tokens = Vec::new();
        learned.encode(word.as_bytes(), &mut tokens);
        tokens
    }

    #[test]
    fn the_pair_learned_first_wins_and_then_the_leftmost() {
        assert_eq!(encode(&[(0, 1, 2), (0, 0, 3)], "aab"), [0, 2]);
        assert_eq!(encode(&[(0, 0, 2)], "aaa"), [2, 0]);
        assert_eq!(encode(&[(0, 0, 2), (2, 2, 3)], "aaaaa"), [3, 0]);
    }

    #[test]
    fn bytes_without_a_token_are_left_out() {
        assert_eq!(encode(&[(0, 1, 2)], "axb"), [2]);
    }
}
