//! [`Lanes`] in plain Rust, for processors without supported SIMD, and as the reference for the other implementations.

use super::lanes::Lanes;
use crate::kernels::blocks::Half;
use crate::quant::half::half_to_f32;

#[derive(Clone, Copy)]
pub struct Scalar;

fn dot(weights: &[u8], inputs: &[u8]) -> i32 {
    weights.iter().zip(inputs).map(|(w, x)| i32::from(w.cast_signed()) * i32::from(x.cast_signed())).sum()
}

impl Lanes for Scalar {
    const NAME: &'static str = "scalar";
    type Bytes = [u8; 32];
    type Sums = f32;
    type Floats = [f32; 16];

    #[inline(always)]
    fn load(self, bytes: &[u8; 32]) -> [u8; 32] {
        *bytes
    }

    #[inline(always)]
    fn nibbles(self, packed: &[u8; 16]) -> [u8; 32] {
        let mut out = [0; 32];
        let (low, high) = out.split_at_mut(16);
        for ((low, high), packed) in low.iter_mut().zip(high).zip(packed) {
            (*low, *high) = (packed & 15, packed >> 4);
        }
        out
    }

    #[inline(always)]
    fn field(self, bytes: [u8; 32], shift: u32, mask: u8) -> [u8; 32] {
        bytes.map(|byte| byte >> shift & mask)
    }

    #[inline(always)]
    fn sixteens(self, bits: [u8; 4]) -> [u8; 32] {
        let bits = u32::from_le_bytes(bits);
        std::array::from_fn(|index| ((bits >> index & 1) << 4) as u8)
    }

    #[inline(always)]
    fn join(self, low: [u8; 32], high: [u8; 32]) -> [u8; 32] {
        self.or(low, high.map(|byte| byte << 4))
    }

    #[inline(always)]
    fn or(self, mut a: [u8; 32], b: [u8; 32]) -> [u8; 32] {
        for (a, b) in a.iter_mut().zip(b) {
            *a |= b;
        }
        a
    }

    #[inline(always)]
    fn minus(self, bytes: [u8; 32], subtrahend: u8) -> [u8; 32] {
        bytes.map(|byte| byte.wrapping_sub(subtrahend))
    }

    #[inline(always)]
    fn zero(self) -> f32 {
        0.0
    }

    #[inline(always)]
    fn add_dot(self, sums: f32, weights: [u8; 32], inputs: [u8; 32], scale: f32) -> f32 {
        sums + scale * dot(&weights, &inputs) as f32
    }

    #[inline(always)]
    fn add_signed_dot(self, sums: f32, weights: [u8; 32], inputs: [u8; 32], scales: [f32; 2]) -> f32 {
        let ((first_w, last_w), (first_x, last_x)) = (weights.split_at(16), inputs.split_at(16));
        let [first, last] = scales;
        sums + first * dot(first_w, first_x) as f32 + last * dot(last_w, last_x) as f32
    }

    #[inline(always)]
    fn total(self, sums: f32) -> f32 {
        sums
    }

    #[inline(always)]
    fn half(self, half: Half) -> f32 {
        half_to_f32(half)
    }

    #[inline(always)]
    fn load_floats(self, floats: &[f32; 16]) -> [f32; 16] {
        *floats
    }

    #[inline(always)]
    fn store_floats(self, floats: [f32; 16]) -> [f32; 16] {
        floats
    }

    #[inline(always)]
    fn splat(self, value: f32) -> [f32; 16] {
        [value; 16]
    }

    #[inline(always)]
    fn multiply_add(self, mut sums: [f32; 16], a: [f32; 16], b: [f32; 16]) -> [f32; 16] {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
        sums
    }

    #[inline(always)]
    fn total_of_floats(self, floats: [f32; 16]) -> f32 {
        floats.iter().sum()
    }
}
