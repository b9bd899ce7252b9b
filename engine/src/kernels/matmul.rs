//! Matrix-vector products of quantized weights and inputs that are quantized to bytes on the fly.
//!
//! Inputs are the activations of a few tokens. They are split into tiles of eight, four or one token and interleaved
//! block by block, so that each unpacked group of weights serves a whole tile. Results are floats, token by token.
#![expect(clippy::indexing_slicing, reason = "one checked index per row and token, not per weight")]

use super::float::dot;
use super::formats::{Format, Group};
use super::lanes::{Lanes, Task};
use super::run;
use crate::kernels::blocks::{Q4_0, Q4_1, Q4K, Q5_0, Q5K, Q6K, Q8_0, cast};
use crate::quant::TensorType;

/// 32 inputs as bytes: input i is about `scale * bytes[i]`.
#[derive(Clone, Copy)]
pub struct InputBlock {
    scale: f32,
    /// The sum of the 32 dequantized inputs, which is multiplied by the weights' `min`.
    sum: f32,
    bytes: [u8; 32],
}

impl InputBlock {
    const ZERO: Self = Self { scale: 0.0, sum: 0.0, bytes: [0; 32] };

    /// Quantizes to 127 steps on each side of zero.
    #[inline(always)]
    fn new(inputs: &[f32; 32]) -> Self {
        let largest = inputs.iter().fold(0.0_f32, |largest, x| largest.max(x.abs()));
        let scale = largest / 127.0;
        let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
        // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer without a function call.
        const ROUND: f32 = 12_582_912.0;
        let whole = inputs.map(|x| (x * inverse + ROUND - ROUND) as i32);
        let sum = whole.iter().sum::<i32>() as f32 * scale;
        Self { scale, sum, bytes: whole.map(|x| x as u8) }
    }
}

/// The inputs of a matrix product: `tokens` vectors of `width` floats, and the same vectors as quantized tiles.
#[derive(Default)]
pub struct Inputs {
    floats: Vec<f32>,
    width: usize,
    tiles: Vec<InputBlock>,
}

impl Inputs {
    /// Sets the vectors of a few tokens, each `width` long, one after the other.
    pub fn set(&mut self, vectors: &[f32], width: usize) {
        self.width = width;
        self.floats.clear();
        self.floats.extend_from_slice(vectors);
        self.tiles.clear();
        if width.is_multiple_of(32) {
            run(Quantize { inputs: self });
        }
    }

    /// Returns the length of each vector.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Returns the number of vectors.
    pub fn tokens(&self) -> usize {
        self.floats.len().checked_div(self.width).unwrap_or(0)
    }
}

/// Returns the sizes of the tiles that `tokens` are split into, largest first.
fn tile_sizes(mut tokens: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let size = match tokens {
            0 => return None,
            1..4 => 1,
            4..8 => 4,
            _ => 8,
        };
        tokens -= size;
        Some(size)
    })
}

struct Quantize<'a> {
    inputs: &'a mut Inputs,
}

impl Task for Quantize<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let Inputs { floats, width, tiles } = self.inputs;
        let blocks = *width / 32;
        tiles.resize(floats.len() / 32, InputBlock::ZERO);
        let (mut vectors, mut rest) = (floats.chunks_exact(*width), tiles.as_mut_slice());
        for size in tile_sizes(vectors.len()) {
            let (tile, others) = rest.split_at_mut(size * blocks);
            for (token, vector) in vectors.by_ref().take(size).enumerate() {
                for (block, inputs) in tile.chunks_exact_mut(size).zip(vector.as_chunks().0) {
                    block[token] = InputBlock::new(inputs);
                }
            }
            rest = others;
        }
    }
}

/// `out = inputs * weights^T`: `weights` has `rows` rows of `inputs.width` values in the layout of `kind`, `out` has
/// `tokens` times `rows` floats. The slices must have those lengths; any excess is ignored.
pub fn matmul(kind: TensorType, weights: &[u8], inputs: &Inputs, rows: usize, out: &mut [f32]) {
    run(Matmul { kind, weights, inputs, rows, out });
}

/// A matrix product, as a task for any lanes.
pub struct Matmul<'a> {
    /// How the weights are packed.
    pub kind: TensorType,
    /// The rows, one after the other, as in the file.
    pub weights: &'a [u8],
    /// The vectors to multiply with, one per token.
    pub inputs: &'a Inputs,
    /// The number of rows, which is the length of each result.
    pub rows: usize,
    /// The results, `rows` floats per token.
    pub out: &'a mut [f32],
}

impl Task for Matmul<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        match self.kind {
            TensorType::F32 => self.float_rows(lanes, |bytes: &[u8; 4]| f32::from_le_bytes(*bytes)),
            TensorType::F16 => self.float_rows(lanes, |bytes: &[u8; 2]| lanes.half(*bytes)),
            TensorType::Q4_0 => self.block_rows::<L, Q4_0>(lanes),
            TensorType::Q4_1 => self.block_rows::<L, Q4_1>(lanes),
            TensorType::Q5_0 => self.block_rows::<L, Q5_0>(lanes),
            TensorType::Q8_0 => self.block_rows::<L, Q8_0>(lanes),
            TensorType::Q4K => self.block_rows::<L, Q4K>(lanes),
            TensorType::Q5K => self.block_rows::<L, Q5K>(lanes),
            TensorType::Q6K => self.block_rows::<L, Q6K>(lanes),
        }
    }
}

impl Matmul<'_> {
    #[inline(always)]
    fn block_rows<L: Lanes, F: Format>(self, lanes: L) {
        let blocks = self.inputs.width / 32;
        let weights: &[F] = cast(self.weights);
        for (row, weights) in weights.chunks_exact(blocks / F::GROUPS).take(self.rows).enumerate() {
            let (mut token, mut rest) = (0, self.inputs.tiles.as_slice());
            for size in tile_sizes(self.inputs.tokens()) {
                let (tile, others) = rest.split_at(size * blocks);
                let out = self.out[token * self.rows + row..].iter_mut().step_by(self.rows);
                match size {
                    8 => store(out, dots::<L, F, 8>(lanes, weights, tile)),
                    4 => store(out, dots::<L, F, 4>(lanes, weights, tile)),
                    _ => store(out, dots::<L, F, 1>(lanes, weights, tile)),
                }
                (token, rest) = (token + size, others);
            }
        }
    }

    /// Multiplies weights that are floats already: each row is decoded once and used for every token.
    #[inline(always)]
    fn float_rows<L: Lanes, const N: usize>(self, lanes: L, decode: impl Fn(&[u8; N]) -> f32) {
        // Logits are not requested for most of a prompt.
        if self.out.is_empty() {
            return;
        }
        let width = self.inputs.width;
        let mut decoded = vec![0.0; width];
        for (row, weights) in self.weights.chunks_exact(width * N).take(self.rows).enumerate() {
            for (value, bytes) in decoded.iter_mut().zip(weights.as_chunks().0) {
                *value = decode(bytes);
            }
            let out = self.out[row..].iter_mut().step_by(self.rows);
            for (out, vector) in out.zip(self.inputs.floats.chunks_exact(width)) {
                *out = dot(lanes, &decoded, vector);
            }
        }
    }
}

#[inline(always)]
fn store<'a, const T: usize>(out: impl Iterator<Item = &'a mut f32>, values: [f32; T]) {
    for (out, value) in out.zip(values) {
        *out = value;
    }
}

/// Returns the dot products of one row with a tile of `T` tokens.
#[inline(always)]
fn dots<L: Lanes, F: Format, const T: usize>(lanes: L, row: &[F], tile: &[InputBlock]) -> [f32; T] {
    let mut sums = [lanes.zero(); T];
    let mut minima = [0.0_f32; T];
    let (tile, _) = tile.as_chunks::<T>();
    for (block, inputs) in row.iter().zip(tile.chunks_exact(F::GROUPS)) {
        for (index, inputs) in inputs.iter().enumerate() {
            let Group { bytes, scales, min } = block.group(lanes, index);
            for ((sum, minimum), input) in sums.iter_mut().zip(&mut minima).zip(inputs) {
                let values = lanes.load(&input.bytes);
                if F::SIGNED {
                    *sum = lanes.add_signed_dot(*sum, bytes, values, scales.map(|scale| scale * input.scale));
                } else {
                    *sum = lanes.add_dot(*sum, bytes, values, scales[0] * input.scale);
                    *minimum += min * input.sum;
                }
            }
        }
    }
    for (sum, minimum) in sums.iter().zip(&mut minima) {
        *minimum += lanes.total(*sum);
    }
    minima
}
