//! The forward pass: takes a few tokens, returns logits, and writes keys and values to the cache.

use super::rope::Rope;
use super::weights::{Layer, Linear, Matrix};
use super::{Config, Model};
use crate::cache::KvCache;
use crate::kernels::float::{Attention, rms_norm, swiglu};
use crate::kernels::matmul::{Inputs, matmul};
use crate::quant::dequantize;

/// The positions to compute logits for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Logits {
    /// No logits: more of the prompt follows.
    None,
    /// The logits of the last token, which predict the next one.
    Last,
    /// The logits of every token, in order.
    All,
}

/// The buffers of a forward pass, reused so that generating does not allocate.
pub struct Evaluator {
    rope: Rope,
    inputs: Inputs,
    /// The hidden state of each token as it passes through the layers.
    states: Vec<f32>,
    normed: Vec<f32>,
    queries: Vec<f32>,
    keys: Vec<f32>,
    values: Vec<f32>,
    attended: Vec<f32>,
    gate: Vec<f32>,
    up: Vec<f32>,
    delta: Vec<f32>,
    scores: Vec<f32>,
    logits: Vec<f32>,
}

impl Evaluator {
    /// Creates the buffers for a model. They grow with the longest chunk that is evaluated.
    pub fn new(model: &Model) -> Self {
        Self {
            rope: Rope::new(&model.config, model.weights.rope_factors.as_deref()),
            inputs: Inputs::default(),
            states: Vec::new(),
            normed: Vec::new(),
            queries: Vec::new(),
            keys: Vec::new(),
            values: Vec::new(),
            attended: Vec::new(),
            gate: Vec::new(),
            up: Vec::new(),
            delta: Vec::new(),
            scores: Vec::new(),
            logits: Vec::new(),
        }
    }

    /// Evaluates `tokens` after those in the cache and adds them to it. Returns `vocabulary` logits for each requested
    /// position. The cache must belong to the model; a token outside the vocabulary is embedded as zeros.
    pub fn forward(&mut self, model: &Model, cache: &mut KvCache, tokens: &[u32], wanted: Logits) -> &[f32] {
        let Config { width, epsilon, .. } = model.config;
        cache.reserve(tokens.len());
        self.rope.set_positions(cache.tokens().len(), tokens.len());
        resize(&mut self.states, tokens.len() * width);
        for (token, state) in tokens.iter().zip(self.states.chunks_exact_mut(width)) {
            model.embed(*token, state);
        }
        for (index, layer) in model.weights.layers.iter().enumerate() {
            self.attention(model, cache, index, layer);
            self.feed_forward(model, layer);
        }
        cache.commit(tokens);

        let last = self.states.len().saturating_sub(width);
        let states = match wanted {
            Logits::None => &[],
            Logits::Last => self.states.get(last..).unwrap_or_default(),
            Logits::All => self.states.as_slice(),
        };
        resize(&mut self.normed, states.len());
        rms_norm(states, &model.weights.output_norm, epsilon, &mut self.normed);
        self.inputs.set(&self.normed, width);
        model.multiply(&model.weights.unembedding, &self.inputs, &mut self.logits);
        &self.logits
    }

    /// Adds the attention output to each token's hidden state.
    fn attention(&mut self, model: &Model, cache: &mut KvCache, index: usize, layer: &Layer) {
        let Config { width, heads, kv_heads, head_len, epsilon, .. } = model.config;
        let (query_len, key_len) = (heads * head_len, kv_heads * head_len);
        resize(&mut self.normed, self.states.len());
        rms_norm(&self.states, &layer.attention_norm, epsilon, &mut self.normed);
        self.inputs.set(&self.normed, width);
        model.multiply_add(&layer.query, &self.inputs, &mut self.queries);
        model.multiply_add(&layer.key, &self.inputs, &mut self.keys);
        model.multiply_add(&layer.value, &self.inputs, &mut self.values);
        for (norm, vectors) in [(&layer.query_norm, &mut self.queries), (&layer.key_norm, &mut self.keys)] {
            if let Some(norm) = norm {
                resize(&mut self.normed, vectors.len());
                rms_norm(vectors, norm, epsilon, &mut self.normed);
                vectors.copy_from_slice(&self.normed);
            }
        }
        self.rope.apply(&mut self.queries, query_len);
        self.rope.apply(&mut self.keys, key_len);
        let new = self.keys.chunks_exact(key_len).zip(self.values.chunks_exact(key_len));
        for (offset, (key, value)) in new.enumerate() {
            cache.store(index, offset, key, value);
        }

        resize(&mut self.attended, self.queries.len());
        let past = cache.tokens().len();
        let tokens = self.queries.chunks_exact(query_len).zip(self.attended.chunks_exact_mut(query_len));
        for (offset, (queries, attended)) in tokens.enumerate() {
            resize(&mut self.scores, past + offset + 1);
            let heads_of_token = queries.chunks_exact(head_len).zip(attended.chunks_exact_mut(head_len));
            for (head, (query, out)) in heads_of_token.enumerate() {
                let kv_head = head * kv_heads / heads;
                Attention {
                    query,
                    keys: cache.keys(index, kv_head),
                    values: cache.values(index, kv_head),
                    scale: 1.0 / (head_len as f32).sqrt(),
                    scores: &mut self.scores,
                    out,
                }
                .compute();
            }
        }
        self.inputs.set(&self.attended, query_len);
        model.multiply_add(&layer.output, &self.inputs, &mut self.delta);
        add(&mut self.states, &self.delta);
    }

    /// Adds the feed-forward output to each token's hidden state.
    fn feed_forward(&mut self, model: &Model, layer: &Layer) {
        let Config { width, hidden, epsilon, .. } = model.config;
        resize(&mut self.normed, self.states.len());
        rms_norm(&self.states, &layer.hidden_norm, epsilon, &mut self.normed);
        self.inputs.set(&self.normed, width);
        model.multiply(&layer.gate, &self.inputs, &mut self.gate);
        model.multiply(&layer.up, &self.inputs, &mut self.up);
        swiglu(&mut self.gate, &self.up);
        self.inputs.set(&self.gate, hidden);
        model.multiply(&layer.down, &self.inputs, &mut self.delta);
        add(&mut self.states, &self.delta);
    }
}

impl Model {
    /// Returns the bytes of a matrix; its range was checked when the file was loaded.
    fn matrix_bytes(&self, matrix: &Matrix) -> &[u8] {
        self.bytes.get(matrix.range.clone()).unwrap_or_default()
    }

    fn embed(&self, token: u32, state: &mut [f32]) {
        let embedding = &self.weights.embedding;
        let rows = self.matrix_bytes(embedding);
        let row = rows.chunks_exact(rows.len() / embedding.rows).nth(token as usize).unwrap_or_default();
        state.fill(0.0);
        dequantize(embedding.kind, row, state);
    }

    fn multiply(&self, matrix: &Matrix, inputs: &Inputs, out: &mut Vec<f32>) {
        debug_assert_eq!(matrix.columns, inputs.width());
        resize(out, inputs.tokens() * matrix.rows);
        matmul(matrix.kind, self.matrix_bytes(matrix), inputs, matrix.rows, out);
    }

    fn multiply_add(&self, linear: &Linear, inputs: &Inputs, out: &mut Vec<f32>) {
        self.multiply(&linear.matrix, inputs, out);
        if let Some(bias) = &linear.bias {
            for vector in out.chunks_exact_mut(bias.len()) {
                add(vector, bias);
            }
        }
    }
}

/// Sets the buffer's length. Its previous contents are not preserved.
fn resize(buffer: &mut Vec<f32>, len: usize) {
    buffer.resize(len, 0.0);
}

fn add(to: &mut [f32], what: &[f32]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += what;
    }
}
