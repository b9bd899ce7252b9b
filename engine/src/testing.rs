//! Test helpers of this crate: a GGUF writer, small synthetic models, and reproducible noise.

pub mod circles;
pub mod kernel_check;
pub mod schemas;
pub mod vocabulary;

use crate::gguf::Gguf;
use crate::model::Architecture;
use crate::quant::encode::quantize;
use crate::quant::{TensorType, dequantize};
use vocabulary::Vocabulary;

/// Reproducible noise (xorshift), so that a synthetic model is the same everywhere.
pub struct Noise(u64);

impl Noise {
    /// Creates a generator. Equal seeds give equal values.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Returns the next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Returns a number in 0..1.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// Returns an approximately normally distributed number with variance 1: the sum of twelve uniform numbers.
    pub fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.unit()).sum::<f32>() - 6.0
    }
}

/// A builder of GGUF files.
#[derive(Default)]
pub struct GgufWriter {
    metadata: Vec<u8>,
    values: u64,
    table: Vec<u8>,
    tensors: u64,
    data: Vec<u8>,
}

impl GgufWriter {
    /// Adds a value of any type: `code` is its type, `bytes` its encoding in the file.
    pub fn value(&mut self, key: &str, code: u32, bytes: &[u8]) {
        self.values += 1;
        self.metadata.extend(string(key));
        self.metadata.extend(code.to_le_bytes());
        self.metadata.extend(bytes);
    }

    /// Adds an integer of 32 bits to the metadata.
    pub fn number(&mut self, key: &str, value: u32) {
        self.value(key, 4, &value.to_le_bytes());
    }

    /// Adds a float of 32 bits to the metadata.
    pub fn float(&mut self, key: &str, value: f32) {
        self.value(key, 6, &value.to_le_bytes());
    }

    /// Adds a text to the metadata.
    pub fn text(&mut self, key: &str, value: &str) {
        self.value(key, 8, &string(value));
    }

    /// Adds an array of texts to the metadata.
    pub fn texts<'a>(&mut self, key: &str, values: impl IntoIterator<Item = &'a str>) {
        let values: Vec<Vec<u8>> = values.into_iter().map(string).collect();
        let head = [8_u32.to_le_bytes().as_slice(), &(values.len() as u64).to_le_bytes()].concat();
        self.value(key, 9, &[head, values.concat()].concat());
    }

    /// Adds a tensor, quantized as `kind`. `dims` begins with the length of a row.
    pub fn tensor(&mut self, name: &str, dims: &[usize], kind: TensorType, values: &[f32]) {
        self.packed_tensor(name, dims, kind, &quantize(kind, values));
    }

    /// Adds a tensor from data that is already quantized.
    pub fn packed_tensor(&mut self, name: &str, dims: &[usize], kind: TensorType, data: &[u8]) {
        self.tensors += 1;
        self.data.resize(self.data.len().next_multiple_of(32), 0);
        self.table.extend(string(name));
        self.table.extend((dims.len() as u32).to_le_bytes());
        self.table.extend(dims.iter().flat_map(|dim| (*dim as u64).to_le_bytes()));
        self.table.extend(kind.code().to_le_bytes());
        self.table.extend((self.data.len() as u64).to_le_bytes());
        self.data.extend(data);
    }

    /// Returns the finished file.
    pub fn finish(self) -> Vec<u8> {
        let mut file = b"GGUF".to_vec();
        file.extend(3_u32.to_le_bytes());
        file.extend(self.tensors.to_le_bytes());
        file.extend(self.values.to_le_bytes());
        file.extend(self.metadata);
        file.extend(self.table);
        file.resize(file.len().next_multiple_of(32), 0);
        file.extend(self.data);
        file
    }
}

fn string(text: &str) -> Vec<u8> {
    [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat()
}

/// Returns a synthetic model: random weights, two layers, and a vocabulary of the 256 bytes and two control tokens. Row
/// lengths are multiples of 256, so that every format can be used.
pub fn tiny_model(architecture: Architecture, kind: TensorType) -> Vec<u8> {
    tiny_model_with(architecture, kind, |_| {})
}

/// Like [`tiny_model`], with additional metadata written by `more`.
pub fn tiny_model_with(
    architecture: Architecture,
    kind: TensorType,
    more: impl FnOnce(&mut GgufWriter),
) -> Vec<u8> {
    let pre = if architecture == Architecture::Llama { "smollm" } else { "qwen2" };
    tiny_model_of(architecture, kind, &Vocabulary::of_bytes(pre), more)
}

/// Like [`tiny_model_with`], with the given vocabulary.
pub fn tiny_model_of(
    architecture: Architecture,
    kind: TensorType,
    vocabulary: &Vocabulary,
    more: impl FnOnce(&mut GgufWriter),
) -> Vec<u8> {
    let (width, hidden, heads, kv_heads, layers) = (256, 512, 4, 2, 2);
    let (name, head_len) = match architecture {
        Architecture::Llama => ("llama", 64),
        Architecture::Qwen2 => ("qwen2", 64),
        // The total length of the heads need not equal the model's width.
        Architecture::Qwen3 => ("qwen3", 128),
    };
    let mut file = GgufWriter::default();
    file.text("general.architecture", name);
    file.text("general.name", "tiny");
    for (key, value) in [
        ("block_count", layers),
        ("context_length", 256),
        ("embedding_length", width),
        ("feed_forward_length", hidden),
        ("attention.head_count", heads),
        ("attention.head_count_kv", kv_heads),
        ("attention.key_length", head_len),
        ("attention.value_length", head_len),
        ("vocab_size", vocabulary.len()),
    ] {
        file.number(&format!("{name}.{key}"), value as u32);
    }
    file.float(&format!("{name}.attention.layer_norm_rms_epsilon"), 1e-5);
    file.float(&format!("{name}.rope.freq_base"), 10_000.0);
    vocabulary.write(&mut file);
    more(&mut file);

    let mut noise = Noise::new(1);
    let mut matrix = |file: &mut GgufWriter, name: &str, columns: usize, rows: usize, size: f32| {
        let scale = size / (columns as f32).sqrt();
        let values: Vec<f32> = (0..columns * rows).map(|_| noise.normal() * scale).collect();
        file.tensor(name, &[columns, rows], kind, &values);
    };
    let mut vector_noise = Noise::new(2);
    let mut vector = |file: &mut GgufWriter, name: &str, len: usize, mean: f32| {
        let values: Vec<f32> = (0..len).map(|_| mean + 0.1 * vector_noise.normal()).collect();
        file.tensor(name, &[len], TensorType::F32, &values);
    };
    matrix(&mut file, "token_embd.weight", width, vocabulary.len(), 8.0);
    matrix(&mut file, "output.weight", width, vocabulary.len(), 3.0);
    vector(&mut file, "output_norm.weight", width, 1.0);
    let (queries, keys) = (heads * head_len, kv_heads * head_len);
    for layer in 0..layers {
        let part = |part: &str| format!("blk.{layer}.{part}");
        vector(&mut file, &part("attn_norm.weight"), width, 1.0);
        vector(&mut file, &part("ffn_norm.weight"), width, 1.0);
        for (matrix_name, columns, rows) in [
            ("attn_q", width, queries),
            ("attn_k", width, keys),
            ("attn_v", width, keys),
            ("attn_output", queries, width),
            ("ffn_gate", width, hidden),
            ("ffn_up", width, hidden),
            ("ffn_down", hidden, width),
        ] {
            matrix(&mut file, &part(&format!("{matrix_name}.weight")), columns, rows, 1.5);
            let has_bias =
                architecture == Architecture::Qwen2 && matches!(matrix_name, "attn_q" | "attn_k" | "attn_v");
            if has_bias {
                vector(&mut file, &part(&format!("{matrix_name}.bias")), rows, 0.0);
            }
        }
        if architecture == Architecture::Qwen3 {
            vector(&mut file, &part("attn_q_norm.weight"), head_len, 1.0);
            vector(&mut file, &part("attn_k_norm.weight"), head_len, 1.0);
        }
    }
    file.finish()
}

/// Returns every synthetic model that has a recorded llama.cpp reference: each format with the first family, and each
/// family with float weights.
pub fn tiny_models() -> impl Iterator<Item = (String, Vec<u8>)> {
    let formats = TensorType::ALL.into_iter().map(|kind| (Architecture::Llama, kind));
    let families = [Architecture::Qwen2, Architecture::Qwen3].map(|family| (family, TensorType::F32));
    formats
        .chain(families)
        .map(|(family, kind)| (format!("{family:?}-{kind:?}").to_lowercase(), tiny_model(family, kind)))
}

/// Returns a copy of a model's file with its matrices requantized as `kind`, wherever their rows are whole blocks of
/// it. Metadata and vectors are unchanged. Requantizing as F32 keeps the values of the file's own blocks exactly.
pub fn requantized(file: &[u8], kind: TensorType) -> Vec<u8> {
    let parsed = Gguf::parse(file).unwrap_or_else(|error| unreachable!("tests give sound files: {error}"));
    let mut writer = GgufWriter::default();
    let (metadata, count) = parsed.raw_metadata();
    writer.metadata = metadata.to_vec();
    writer.values = count;
    for (name, info) in parsed.tensors() {
        let data = file.get(info.range.clone()).unwrap_or_default();
        let row = info.dims.first().copied().unwrap_or(0);
        if info.dims.len() < 2 || !row.is_multiple_of(kind.block_len()) {
            writer.packed_tensor(name, &info.dims, info.kind, data);
        } else {
            let mut values = vec![0.0; info.dims.iter().product()];
            dequantize(info.kind, data, &mut values);
            writer.tensor(name, &info.dims, kind, &values);
        }
    }
    writer.finish()
}

/// Returns the types that the default model is requantized to, with their names in the reference. Its rows have 576
/// weights, so the types with blocks of 256 are excluded.
pub fn repacked_types() -> impl Iterator<Item = (String, TensorType)> {
    let divides = |kind: &TensorType| 576_usize.is_multiple_of(kind.block_len());
    TensorType::ALL.into_iter().filter(divides).map(|kind| (format!("{kind:?}").to_lowercase(), kind))
}
