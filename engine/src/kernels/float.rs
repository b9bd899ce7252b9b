//! The floating-point loops of a transformer: normalization, gating, attention.
//!
//! Sums of products use [`Lanes`], because the compiler may not reorder float additions on its own. It vectorizes the
//! rest from plain Rust, at the width that [`run`] compiled the loop for.

use super::lanes::{Lanes, Task};
use super::run;

/// Returns the dot product of two slices of the same length.
#[inline(always)]
pub(super) fn dot<L: Lanes>(lanes: L, a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<16>(), b.as_chunks::<16>());
    let mut sums = lanes.splat(0.0);
    for (a, b) in a.iter().zip(b) {
        sums = lanes.multiply_add(sums, lanes.load_floats(a), lanes.load_floats(b));
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    lanes.total_of_floats(sums) + rest
}

/// Returns e to the power of x within 2e-7 of the true value; 0 below -87, and at most about e^88 above.
///
/// A polynomial instead of the library function, because loops over it vectorize.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    let clamped = x.clamp(-87.0, 88.0);
    let whole = clamped * std::f32::consts::LOG2_E + ROUND - ROUND;
    // The remainder is in -0.35..=0.35; splitting ln 2 in two parts keeps its low bits.
    let rest = clamped - whole * 0.693_145_75 - whole * 1.428_606_8e-6;
    let series = 1.0 / 720.0;
    let series = series * rest + 1.0 / 120.0;
    let series = series * rest + 1.0 / 24.0;
    let series = series * rest + 1.0 / 6.0;
    let series = series * rest + 0.5;
    let series = series * rest + 1.0;
    let series = series * rest + 1.0;
    let power = f32::from_bits(((whole as i32 + 127) << 23).cast_unsigned());
    if x < -87.0 { 0.0 } else { series * power }
}

/// RMS normalization of each vector of `weight.len()` values: `out = x / rms(x) * weight`.
pub fn rms_norm(x: &[f32], weight: &[f32], epsilon: f32, out: &mut [f32]) {
    run(RmsNorm { x, weight, epsilon, out });
}

struct RmsNorm<'a> {
    x: &'a [f32],
    weight: &'a [f32],
    epsilon: f32,
    out: &'a mut [f32],
}

impl Task for RmsNorm<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let width = self.weight.len();
        for (x, out) in self.x.chunks_exact(width).zip(self.out.chunks_exact_mut(width)) {
            let scale = 1.0 / (dot(lanes, x, x) / width as f32 + self.epsilon).sqrt();
            for ((out, x), weight) in out.iter_mut().zip(x).zip(self.weight) {
                *out = x * scale * weight;
            }
        }
    }
}

/// SwiGLU: `gate = gate * sigmoid(gate) * up`.
pub fn swiglu(gate: &mut [f32], up: &[f32]) {
    run(SwiGlu { gate, up });
}

struct SwiGlu<'a> {
    gate: &'a mut [f32],
    up: &'a [f32],
}

impl Task for SwiGlu<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        for (gate, up) in self.gate.iter_mut().zip(self.up) {
            *gate = *gate / (1.0 + exp(-*gate)) * up;
        }
    }
}

/// The attention of one head of one token over the past.
pub struct Attention<'a, K, V> {
    /// The query: `head_len` values.
    pub query: &'a [f32],
    /// The pages of keys in order, each a whole number of vectors of `head_len`, together at least `scores.len()`.
    pub keys: K,
    /// The values, in the same pages.
    pub values: V,
    /// The factor for products of query and key.
    pub scale: f32,
    /// A buffer with one score per position that is attended to.
    pub scores: &'a mut [f32],
    /// The output: the weighted sum of the values, `head_len` values.
    pub out: &'a mut [f32],
}

impl<'a, K, V> Task for Attention<'a, K, V>
where
    K: Iterator<Item = &'a [f32]>,
    V: Iterator<Item = &'a [f32]> + Clone,
{
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let Self { query, keys, values, scale, scores, out } = self;
        let mut largest = f32::MIN;
        let mut unscored = scores.iter_mut();
        for page in keys {
            for (key, score) in page.chunks_exact(query.len()).zip(unscored.by_ref()) {
                *score = dot(lanes, query, key) * scale;
                largest = largest.max(*score);
            }
        }
        let mut total = [0.0_f32; 8];
        for chunk in scores.chunks_mut(8) {
            for (score, total) in chunk.iter_mut().zip(&mut total) {
                *score = exp(*score - largest);
                *total += *score;
            }
        }
        let inverse = 1.0 / total.iter().sum::<f32>();
        // Sixteen columns at a time stay in registers over the whole past.
        for (column, out) in out.chunks_mut(16).enumerate() {
            let mut sums = lanes.splat(0.0);
            let mut rest = [0.0_f32; 16];
            let mut weights = scores.iter();
            for page in values.clone() {
                for (value, weight) in page.chunks_exact(query.len()).zip(weights.by_ref()) {
                    let value = value.chunks(16).nth(column).unwrap_or_default();
                    if let Some(value) = value.first_chunk::<16>() {
                        sums = lanes.multiply_add(sums, lanes.load_floats(value), lanes.splat(*weight));
                    } else {
                        for (sum, value) in rest.iter_mut().zip(value) {
                            *sum += weight * value;
                        }
                    }
                }
            }
            // Either `sum` or `rest` is zero, depending on whether there are sixteen columns.
            for ((out, sum), rest) in out.iter_mut().zip(lanes.store_floats(sums)).zip(rest) {
                *out = (sum + rest) * inverse;
            }
        }
    }
}

impl<'a, K, V> Attention<'a, K, V>
where
    Self: Task<Output = ()>,
{
    /// Computes `out`.
    pub fn compute(self) {
        run(self);
    }
}
