//! The KV cache: the keys and values of every position that a model has evaluated, kept between turns.
//!
//! The cache records its tokens, so that a new prompt is evaluated only from the first token that differs. Memory is
//! allocated in pages as positions are filled. Computing keys and values is up to `model`.

/// The number of positions in a page. Small enough that a short chat takes little memory.
const PAGE: usize = 64;

/// The keys and values of one layer. A page holds, for each head in turn, `PAGE` vectors of `head_len` values.
#[derive(Default)]
struct Layer {
    keys: Vec<Vec<f32>>,
    values: Vec<Vec<f32>>,
}

/// The keys and values of every layer for a sequence of tokens.
pub struct KvCache {
    layers: Vec<Layer>,
    heads: usize,
    head_len: usize,
    tokens: Vec<u32>,
}

impl KvCache {
    /// Creates an empty cache for a model with `layers` layers of `heads` key-value heads of `head_len` values each.
    pub fn new(layers: usize, heads: usize, head_len: usize) -> Self {
        let layers = std::iter::repeat_with(Layer::default).take(layers).collect();
        Self { layers, heads, head_len, tokens: Vec::new() }
    }

    /// Returns the tokens whose keys and values are cached.
    pub fn tokens(&self) -> &[u32] {
        &self.tokens
    }

    /// Returns the memory taken by the pages in bytes.
    pub fn bytes(&self) -> usize {
        let pages = self.layers.iter().map(|layer| layer.keys.len() + layer.values.len()).sum::<usize>();
        pages * PAGE * self.heads * self.head_len * size_of::<f32>()
    }

    /// Drops all positions from `len` on. Pages stay allocated for reuse.
    pub fn truncate(&mut self, len: usize) {
        self.tokens.truncate(len);
    }

    /// Drops everything after the common prefix with `prompt` and returns how many of its tokens need no evaluation. At
    /// least one token always does, because the model returns the logits of the last token evaluated.
    pub fn keep_prefix(&mut self, prompt: &[u32]) -> usize {
        let common = self.tokens.iter().zip(prompt).take_while(|(held, wanted)| held == wanted).count();
        let kept = common.min(prompt.len().saturating_sub(1));
        self.truncate(kept);
        kept
    }

    /// Reserves memory for `count` more positions in every layer.
    pub(crate) fn reserve(&mut self, count: usize) {
        let pages = (self.tokens.len() + count).div_ceil(PAGE);
        let page_len = PAGE * self.heads * self.head_len;
        for layer in &mut self.layers {
            for pages_of in [&mut layer.keys, &mut layer.values] {
                while pages_of.len() < pages {
                    pages_of.push(vec![0.0; page_len]);
                }
            }
        }
    }

    /// Stores the key and value, each `heads * head_len` values, of the position `offset` after the last known token.
    pub(crate) fn store(&mut self, layer: usize, offset: usize, key: &[f32], value: &[f32]) {
        let position = self.tokens.len() + offset;
        let (page, slot) = (position / PAGE, position % PAGE);
        let Some(layer) = self.layers.get_mut(layer) else { return };
        for (pages, vector) in [(&mut layer.keys, key), (&mut layer.values, value)] {
            let Some(page) = pages.get_mut(page) else { continue };
            let heads = page.chunks_exact_mut(PAGE * self.head_len);
            for (head, part) in heads.zip(vector.chunks_exact(self.head_len)) {
                if let Some(place) = head.chunks_exact_mut(self.head_len).nth(slot) {
                    place.copy_from_slice(part);
                }
            }
        }
    }

    /// Returns the pages of one head's keys in a layer, in order.
    pub(crate) fn keys(&self, layer: usize, head: usize) -> impl Iterator<Item = &[f32]> + Clone {
        self.pages(self.layers.get(layer).map(|layer| layer.keys.as_slice()), head)
    }

    /// Returns the pages of one head's values in a layer, in order.
    pub(crate) fn values(&self, layer: usize, head: usize) -> impl Iterator<Item = &[f32]> + Clone {
        self.pages(self.layers.get(layer).map(|layer| layer.values.as_slice()), head)
    }

    fn pages<'a>(
        &self,
        pages: Option<&'a [Vec<f32>]>,
        head: usize,
    ) -> impl Iterator<Item = &'a [f32]> + Clone {
        let len = PAGE * self.head_len;
        let pages = pages.unwrap_or_default().iter();
        pages.filter_map(move |page| page.get(head * len..(head + 1) * len))
    }

    /// Records that the keys and values of these tokens have been stored in every layer.
    pub(crate) fn commit(&mut self, tokens: &[u32]) {
        self.tokens.extend_from_slice(tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_common_prefix_but_never_the_whole_prompt() {
        let mut cache = KvCache::new(1, 1, 4);
        cache.reserve(3);
        cache.commit(&[1, 2, 3]);
        assert_eq!(cache.keep_prefix(&[1, 2, 9, 9]), 2);
        assert_eq!(cache.tokens(), [1, 2]);
        assert_eq!(cache.keep_prefix(&[1, 2]), 1);
        assert_eq!(cache.keep_prefix(&[]), 0);
    }

    #[test]
    fn a_stored_vector_is_found_again_in_its_page() {
        let mut cache = KvCache::new(2, 2, 2);
        cache.reserve(PAGE + 2);
        cache.store(1, PAGE + 1, &[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0]);
        let page = cache.keys(1, 1).nth(1).expect("a second page");
        assert_eq!(page[2..4], [3.0, 4.0]);
        let page = cache.values(1, 0).nth(1).expect("a second page");
        assert_eq!(page[2..4], [5.0, 6.0]);
    }
}
