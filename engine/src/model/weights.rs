//! Finds a model's tensors in its file and checks their shapes.
//!
//! Matrices stay in the file's bytes; vectors are small and decoded immediately.

use std::ops::Range;

use super::{Architecture, Config, LoadError};
use crate::gguf::{Gguf, TensorInfo};
use crate::quant::{TensorType, dequantize};

/// A matrix in the file: `rows` rows of `columns` weights.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    pub(super) kind: TensorType,
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) range: Range<usize>,
}

/// A matrix and its optional bias.
#[derive(Debug)]
pub(super) struct Linear {
    pub(super) matrix: Matrix,
    pub(super) bias: Option<Vec<f32>>,
}

/// The weights of one transformer layer.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) attention_norm: Vec<f32>,
    pub(super) query: Linear,
    pub(super) key: Linear,
    pub(super) value: Linear,
    /// The normalization weights of each query and key head; Qwen 3 only.
    pub(super) query_norm: Option<Vec<f32>>,
    pub(super) key_norm: Option<Vec<f32>>,
    pub(super) output: Linear,
    pub(super) hidden_norm: Vec<f32>,
    pub(super) gate: Matrix,
    pub(super) up: Matrix,
    pub(super) down: Matrix,
}

#[derive(Debug)]
pub(super) struct Weights {
    /// The embedding table, one row per token.
    pub(super) embedding: Matrix,
    pub(super) layers: Vec<Layer>,
    pub(super) output_norm: Vec<f32>,
    /// The output projection to logits; many models reuse `embedding`.
    pub(super) unembedding: Matrix,
    /// The divisors of the rotary frequencies in models extended to long contexts.
    pub(super) rope_factors: Option<Vec<f32>>,
}

impl Weights {
    pub(super) fn from_file(file: &Gguf<'_>, bytes: &[u8], config: &Config) -> Result<Self, LoadError> {
        let tensors = Tensors { file, bytes };
        let Config { width, vocabulary, .. } = *config;
        let embedding = tensors.matrix("token_embd.weight", width, vocabulary)?;
        let unembedding = match file.tensor("output.weight") {
            Some(_) => tensors.matrix("output.weight", width, vocabulary)?,
            None => embedding.clone(),
        };
        Ok(Self {
            embedding,
            layers: (0..config.layers).map(|index| tensors.layer(index, config)).collect::<Result<_, _>>()?,
            output_norm: tensors.vector("output_norm.weight", width)?,
            unembedding,
            rope_factors: tensors.optional_vector("rope_freqs.weight", config.rope_len / 2)?,
        })
    }
}

struct Tensors<'a> {
    file: &'a Gguf<'a>,
    bytes: &'a [u8],
}

impl Tensors<'_> {
    fn layer(&self, index: usize, config: &Config) -> Result<Layer, LoadError> {
        let name = |part: &str| format!("blk.{index}.{part}");
        let Config { width, hidden, head_len, .. } = *config;
        let (queries, keys) = (config.heads * head_len, config.kv_heads * head_len);
        let norm = |part: &str| match config.architecture {
            Architecture::Qwen3 => self.vector(&name(part), head_len).map(Some),
            Architecture::Llama | Architecture::Qwen2 => Ok(None),
        };
        Ok(Layer {
            attention_norm: self.vector(&name("attn_norm.weight"), width)?,
            query: self.linear(&name("attn_q"), width, queries)?,
            key: self.linear(&name("attn_k"), width, keys)?,
            value: self.linear(&name("attn_v"), width, keys)?,
            query_norm: norm("attn_q_norm.weight")?,
            key_norm: norm("attn_k_norm.weight")?,
            output: self.linear(&name("attn_output"), queries, width)?,
            hidden_norm: self.vector(&name("ffn_norm.weight"), width)?,
            gate: self.matrix(&name("ffn_gate.weight"), width, hidden)?,
            up: self.matrix(&name("ffn_up.weight"), width, hidden)?,
            down: self.matrix(&name("ffn_down.weight"), hidden, width)?,
        })
    }

    fn linear(&self, name: &str, columns: usize, rows: usize) -> Result<Linear, LoadError> {
        Ok(Linear {
            matrix: self.matrix(&format!("{name}.weight"), columns, rows)?,
            bias: self.optional_vector(&format!("{name}.bias"), rows)?,
        })
    }

    fn matrix(&self, name: &str, columns: usize, rows: usize) -> Result<Matrix, LoadError> {
        let TensorInfo { kind, range, .. } = self.find(name, &[columns, rows])?;
        Ok(Matrix { kind: *kind, rows, columns, range: range.clone() })
    }

    fn vector(&self, name: &str, len: usize) -> Result<Vec<f32>, LoadError> {
        let TensorInfo { kind, range, .. } = self.find(name, &[len])?;
        let mut vector = vec![0.0; len];
        dequantize(*kind, self.bytes.get(range.clone()).unwrap_or_default(), &mut vector);
        Ok(vector)
    }

    fn optional_vector(&self, name: &str, len: usize) -> Result<Option<Vec<f32>>, LoadError> {
        self.file.tensor(name).map(|_| self.vector(name, len)).transpose()
    }

    fn find(&self, name: &str, expected: &[usize]) -> Result<&TensorInfo, LoadError> {
        let info = self.file.tensor(name).ok_or_else(|| LoadError::MissingTensor(name.to_owned()))?;
        // Trailing dimensions of 1 carry no information.
        let end = info.dims.iter().rposition(|&dim| dim != 1).map_or(1, |last| last + 1);
        if info.dims.get(..end) != Some(expected) {
            let (name, found) = (name.to_owned(), info.dims.clone());
            return Err(LoadError::TensorShape { name, found, expected: expected.to_vec() });
        }
        Ok(info)
    }
}
