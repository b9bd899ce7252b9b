//! The dimensions of a model, read from the file's metadata and validated so that later code never divides by zero.

use super::LoadError;
use crate::gguf::{Gguf, Value};

/// The supported model families. They differ only in details.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Architecture {
    /// Llama and its many relatives: rotary pairs are adjacent values.
    Llama,
    /// Qwen 2: biases on queries, keys and values; the values of a rotary pair are half a head apart.
    Qwen2,
    /// Qwen 3: queries and keys are normalized per head; rotary pairs as in Qwen 2.
    Qwen3,
}

/// The dimensions and constants of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The family of the model.
    pub architecture: Architecture,
    /// The model's name according to the file; empty if the file has none.
    pub name: String,
    /// The number of layers.
    pub layers: usize,
    /// The length of the hidden state, the vector that represents a token between layers.
    pub width: usize,
    /// The number of query heads.
    pub heads: usize,
    /// The number of key-value heads; each serves `heads / kv_heads` query heads.
    pub kv_heads: usize,
    /// The number of values in a head.
    pub head_len: usize,
    /// The hidden length of the feed-forward block.
    pub hidden: usize,
    /// The number of tokens in the vocabulary.
    pub vocabulary: usize,
    /// The context length in tokens that the model was trained for.
    pub context: usize,
    /// The epsilon added to the mean square in RMS normalization.
    pub epsilon: f32,
    /// The base of the rotary frequencies.
    pub rope_base: f32,
    /// The number of values in each head that are rotated; even.
    pub rope_len: usize,
    /// The divisor of positions before rotation ("linear" scaling).
    pub rope_scale: f32,
}

impl Config {
    pub(super) fn from_file(file: &Gguf<'_>) -> Result<Self, LoadError> {
        let name = text(file, "general.architecture")?;
        let architecture = match name {
            "llama" => Architecture::Llama,
            "qwen2" => Architecture::Qwen2,
            "qwen3" => Architecture::Qwen3,
            other => return Err(LoadError::Architecture(other.to_owned())),
        };
        let keys = Keys { file, prefix: name };
        if keys.optional("expert_count")?.is_some_and(|count| count > 0) {
            return Err(LoadError::Architecture(format!("{name} (mixture of experts)")));
        }
        let width = keys.required("embedding_length")?;
        let heads = keys.required("attention.head_count")?;
        let head_len = match keys.optional("attention.key_length")? {
            Some(len) => len,
            None => width / heads,
        };
        let config = Self {
            architecture,
            name: file.value("general.name").and_then(Value::as_str).unwrap_or_default().to_owned(),
            layers: keys.required("block_count")?,
            width,
            heads,
            kv_heads: keys.optional("attention.head_count_kv")?.unwrap_or(heads),
            head_len,
            hidden: keys.required("feed_forward_length")?,
            vocabulary: tokens(file)?,
            context: keys.required("context_length")?,
            epsilon: keys.float("attention.layer_norm_rms_epsilon")?.unwrap_or(1e-5),
            rope_base: keys.float("rope.freq_base")?.unwrap_or(10_000.0),
            rope_len: keys.optional("rope.dimension_count")?.unwrap_or(head_len),
            rope_scale: keys.rope_scale()?,
        };
        config.check(&keys)?;
        Ok(config)
    }

    fn check(&self, keys: &Keys<'_>) -> Result<(), LoadError> {
        let complain = |key: &str, reason: &str| Err(keys.invalid(key, reason.to_owned()));
        // The sizes come from an untrusted file. These bounds keep the product of any two of them far from overflow.
        let sizes = [
            ("block_count", self.layers, 1 << 10),
            ("embedding_length", self.width, 1 << 16),
            ("attention.head_count", self.heads, 1 << 10),
            ("attention.head_count_kv", self.kv_heads, 1 << 10),
            ("attention.key_length", self.head_len, 1 << 12),
            ("feed_forward_length", self.hidden, 1 << 20),
            ("context_length", self.context, 1 << 30),
        ];
        for (key, size, limit) in sizes {
            if size == 0 || size > limit {
                return complain(key, "it is zero or beyond any real model");
            }
        }
        if !self.heads.is_multiple_of(self.kv_heads) {
            return complain("attention.head_count_kv", "it does not divide the number of heads");
        }
        if self.rope_len > self.head_len || !self.rope_len.is_multiple_of(2) {
            return complain("rope.dimension_count", "it is odd or larger than a head");
        }
        if keys.optional("attention.value_length")?.is_some_and(|len| len != self.head_len) {
            return complain(
                "attention.value_length",
                "values of another length than keys are not supported",
            );
        }
        Ok(())
    }
}

/// Looks up metadata under the architecture's name, such as `llama.block_count`.
struct Keys<'a> {
    file: &'a Gguf<'a>,
    prefix: &'a str,
}

impl Keys<'_> {
    fn invalid(&self, key: &str, reason: String) -> LoadError {
        LoadError::Metadata { key: format!("{}.{key}", self.prefix), reason }
    }

    fn value(&self, key: &str) -> Option<&Value<'_>> {
        self.file.value(&format!("{}.{key}", self.prefix))
    }

    fn optional(&self, key: &str) -> Result<Option<usize>, LoadError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let size =
            value.as_usize().ok_or_else(|| self.invalid(key, "it must be one whole number".to_owned()))?;
        Ok(Some(size))
    }

    fn required(&self, key: &str) -> Result<usize, LoadError> {
        let size = self.optional(key)?;
        let size = size.ok_or_else(|| LoadError::MissingMetadata(format!("{}.{key}", self.prefix)))?;
        if size == 0 {
            return Err(self.invalid(key, "it is zero".to_owned()));
        }
        Ok(size)
    }

    fn float(&self, key: &str) -> Result<Option<f32>, LoadError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let float = value.as_f32().filter(|float| float.is_finite() && *float > 0.0);
        float.map(Some).ok_or_else(|| self.invalid(key, "it must be a number above zero".to_owned()))
    }

    fn rope_scale(&self) -> Result<f32, LoadError> {
        match self.value("rope.scaling.type").and_then(Value::as_str) {
            None | Some("none") => Ok(1.0),
            Some("linear") => Ok(self.float("rope.scaling.factor")?.unwrap_or(1.0)),
            Some(other) => {
                let reason = format!("{other:?} is not supported; a local model server can run this file");
                Err(self.invalid("rope.scaling.type", reason))
            }
        }
    }
}

fn text<'a>(file: &Gguf<'a>, key: &str) -> Result<&'a str, LoadError> {
    let value = file.value(key).ok_or_else(|| LoadError::MissingMetadata(key.to_owned()))?;
    value
        .as_str()
        .ok_or_else(|| LoadError::Metadata { key: key.to_owned(), reason: "it must be text".to_owned() })
}

fn tokens(file: &Gguf<'_>) -> Result<usize, LoadError> {
    let key = "tokenizer.ggml.tokens";
    let tokens = file.value(key).and_then(Value::as_array);
    tokens.map(|tokens| tokens.len()).ok_or_else(|| LoadError::MissingMetadata(key.to_owned()))
}
