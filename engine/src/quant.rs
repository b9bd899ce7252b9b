//! Tensor types: how GGUF packs weights into blocks, and plain scalar decoders that turn blocks back into floats.
//!
//! The decoders are the reference implementation: written for readability, one value at a time, straight from the
//! format. The fast kernels are tested against them. This module knows nothing about matrices, threads or instruction
//! sets.

#[cfg(any(test, feature = "testing"))]
pub mod encode;
pub mod half;

use crate::kernels::blocks::{Block, Q4_0, Q4_1, Q4K, Q5_0, Q5K, Q6K, Q8_0, cast};
use half::half_to_f32;

/// The tensor types that the engine supports.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TensorType {
    /// Single precision, 32 bits a weight.
    F32,
    /// Half precision, 16 bits a weight.
    F16,
    /// 4.5 bits a weight; see [`Q4_0`].
    Q4_0,
    /// 5 bits a weight; see [`Q4_1`].
    Q4_1,
    /// 5.5 bits a weight; see [`Q5_0`].
    Q5_0,
    /// 8.5 bits a weight; see [`Q8_0`].
    Q8_0,
    /// 4.5 bits a weight; see [`Q4K`].
    Q4K,
    /// 5.5 bits a weight; see [`Q5K`].
    Q5K,
    /// 6.6 bits a weight; see [`Q6K`].
    Q6K,
}

impl TensorType {
    /// Every supported type.
    pub const ALL: [TensorType; 9] = [
        TensorType::F32,
        TensorType::F16,
        TensorType::Q4_0,
        TensorType::Q4_1,
        TensorType::Q5_0,
        TensorType::Q8_0,
        TensorType::Q4K,
        TensorType::Q5K,
        TensorType::Q6K,
    ];

    /// Returns the type with the given number in a GGUF file, or a sentence that names the type and suggests what to
    /// do.
    ///
    /// # Errors
    /// The sentence for the user.
    pub fn from_code(code: u32) -> Result<Self, String> {
        if let Some(kind) = Self::ALL.into_iter().find(|kind| kind.code() == code) {
            return Ok(kind);
        }
        let name = match code {
            7 => "Q5_1",
            9 => "Q8_1",
            10 => "Q2_K",
            11 => "Q3_K",
            15 => "Q8_K",
            16..=23 | 29 => "IQ (i-quant)",
            30 => "BF16",
            34 | 35 => "TQ (ternary)",
            39 => "MXFP4",
            _ => {
                return Err(format!(
                    "tensor type {code} is unknown; a local model server may be able to run this file"
                ));
            }
        };
        Err(format!(
            "tensor type {name} is not supported in the page; a local model server can run this file"
        ))
    }

    /// Returns the type's number in a GGUF file.
    pub fn code(self) -> u32 {
        match self {
            Self::F32 => 0,
            Self::F16 => 1,
            Self::Q4_0 => 2,
            Self::Q4_1 => 3,
            Self::Q5_0 => 6,
            Self::Q8_0 => 8,
            Self::Q4K => 12,
            Self::Q5K => 13,
            Self::Q6K => 14,
        }
    }

    /// Returns the number of weights in a block.
    pub fn block_len(self) -> usize {
        match self {
            Self::F32 | Self::F16 => 1,
            Self::Q4_0 | Self::Q4_1 | Self::Q5_0 | Self::Q8_0 => 32,
            Self::Q4K | Self::Q5K | Self::Q6K => 256,
        }
    }

    /// Returns the size of a block in bytes.
    pub fn block_bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F16 => 2,
            Self::Q4_0 => size_of::<Q4_0>(),
            Self::Q4_1 => size_of::<Q4_1>(),
            Self::Q5_0 => size_of::<Q5_0>(),
            Self::Q8_0 => size_of::<Q8_0>(),
            Self::Q4K => size_of::<Q4K>(),
            Self::Q5K => size_of::<Q5K>(),
            Self::Q6K => size_of::<Q6K>(),
        }
    }

    /// Returns the size in bytes of a row of `len` weights, or `None` if it is not a whole number of blocks or too
    /// large.
    pub fn row_bytes(self, len: usize) -> Option<usize> {
        let block = self.block_len();
        if !len.is_multiple_of(block) {
            return None;
        }
        (len / block).checked_mul(self.block_bytes())
    }
}

/// Decodes whole blocks from `bytes` into `out`. Stops at the end of the shorter of the two.
pub fn dequantize(kind: TensorType, bytes: &[u8], out: &mut [f32]) {
    match kind {
        TensorType::F32 => {
            for (out, bytes) in out.iter_mut().zip(bytes.as_chunks().0) {
                *out = f32::from_le_bytes(*bytes);
            }
        }
        TensorType::F16 => {
            for (out, bytes) in out.iter_mut().zip(bytes.as_chunks().0) {
                *out = half_to_f32(*bytes);
            }
        }
        TensorType::Q4_0 => decode_blocks(bytes, out, decode_q4_0),
        TensorType::Q4_1 => decode_blocks(bytes, out, decode_q4_1),
        TensorType::Q5_0 => decode_blocks(bytes, out, decode_q5_0),
        TensorType::Q8_0 => decode_blocks(bytes, out, decode_q8_0),
        TensorType::Q4K => decode_blocks(bytes, out, decode_q4k),
        TensorType::Q5K => decode_blocks(bytes, out, decode_q5k),
        TensorType::Q6K => decode_blocks(bytes, out, decode_q6k),
    }
}

fn decode_blocks<B: Block, const N: usize>(bytes: &[u8], out: &mut [f32], decode: fn(&B, &mut [f32; N])) {
    for (block, out) in cast::<B>(bytes).iter().zip(out.as_chunks_mut().0) {
        decode(block, out);
    }
}

/// Unpacks nibbles: all low nibbles come before all high nibbles.
fn nibbles(packed: &[u8]) -> impl Iterator<Item = u8> {
    packed.iter().map(|byte| byte & 15).chain(packed.iter().map(|byte| byte >> 4))
}

fn decode_q4_0(block: &Q4_0, out: &mut [f32; 32]) {
    let scale = half_to_f32(block.scale);
    for (out, q) in out.iter_mut().zip(nibbles(&block.nibbles)) {
        *out = scale * (f32::from(q) - 8.0);
    }
}

fn decode_q4_1(block: &Q4_1, out: &mut [f32; 32]) {
    let (scale, min) = (half_to_f32(block.scale), half_to_f32(block.min));
    for (out, q) in out.iter_mut().zip(nibbles(&block.nibbles)) {
        *out = scale * f32::from(q) + min;
    }
}

fn decode_q5_0(block: &Q5_0, out: &mut [f32; 32]) {
    let scale = half_to_f32(block.scale);
    let fifth_bits = u32::from_le_bytes(block.fifth_bits);
    for (index, (out, low)) in out.iter_mut().zip(nibbles(&block.nibbles)).enumerate() {
        let high = (fifth_bits >> index & 1) as u8;
        *out = scale * (f32::from(low | high << 4) - 16.0);
    }
}

fn decode_q8_0(block: &Q8_0, out: &mut [f32; 32]) {
    let scale = half_to_f32(block.scale);
    for (out, q) in out.iter_mut().zip(&block.values) {
        *out = scale * f32::from(q.cast_signed());
    }
}

fn decode_q4k(block: &Q4K, out: &mut [f32; 256]) {
    let (scale, min) = (half_to_f32(block.scale), half_to_f32(block.min));
    let quants = block.nibbles.iter().flat_map(|row| nibbles(row));
    for (index, (out, q)) in out.iter_mut().zip(quants).enumerate() {
        let (sub_scale, sub_min) = block.scales.get(index / 32);
        *out = scale * f32::from(sub_scale) * f32::from(q) - min * f32::from(sub_min);
    }
}

fn decode_q5k(block: &Q5K, out: &mut [f32; 256]) {
    let (scale, min) = (half_to_f32(block.scale), half_to_f32(block.min));
    let quants = block.nibbles.iter().flat_map(|row| nibbles(row));
    // Bit g of byte i is the fifth bit of value i in group g of 32.
    let fifth_bits = (0..8).flat_map(|group| block.fifth_bits.iter().map(move |byte| byte >> group & 1));
    for (index, (out, (low, high))) in out.iter_mut().zip(quants.zip(fifth_bits)).enumerate() {
        let (sub_scale, sub_min) = block.scales.get(index / 32);
        *out = scale * f32::from(sub_scale) * f32::from(low | high << 4) - min * f32::from(sub_min);
    }
}

fn decode_q6k(block: &Q6K, out: &mut [f32; 256]) {
    let scale = half_to_f32(block.scale);
    // Each half of 128 values has 64 bytes of nibbles and 32 bytes that hold four 2-bit fields each.
    let low = block.nibbles.iter().flat_map(|half| nibbles(half.as_flattened()));
    let high = block
        .high_bits
        .iter()
        .flat_map(|half| (0..4).flat_map(move |field| half.iter().map(move |byte| byte >> (2 * field) & 3)));
    let sub_scales = block.scales.iter().flat_map(|&scale| [scale.cast_signed(); 16]);
    for (out, ((low, high), sub_scale)) in out.iter_mut().zip(low.zip(high).zip(sub_scales)) {
        *out = scale * f32::from(sub_scale) * (f32::from(low | high << 4) - 32.0);
    }
}
