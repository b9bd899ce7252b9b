#![allow(unsafe_code, reason = "vector loads from arrays of a known length")]
//! [`Lanes`] with WebAssembly SIMD, and with relaxed SIMD where the build enables it.

use std::arch::wasm32::*;

use super::lanes::Lanes;
use crate::kernels::blocks::Half;

/// Wasm has no run-time detection: this module only exists in builds that enable the feature.
#[derive(Clone, Copy)]
pub struct Simd128;

/// Returns the sums of products of 16 pairs of signed bytes as eight i16. Two products of at most 127 * 127 fit.
#[inline(always)]
fn dot16(weights: v128, inputs: v128) -> v128 {
    i16x8_add(i16x8_extmul_low_i8x16(weights, inputs), i16x8_extmul_high_i8x16(weights, inputs))
}

#[inline(always)]
fn load16(bytes: &[u8; 16]) -> v128 {
    // SAFETY: the array has 16 bytes; wasm loads need no alignment.
    unsafe { v128_load(bytes.as_ptr().cast()) }
}

#[inline(always)]
fn multiply_add(sums: v128, a: v128, b: v128) -> v128 {
    #[cfg(target_feature = "relaxed-simd")]
    return f32x4_relaxed_madd(a, b, sums);
    #[cfg(not(target_feature = "relaxed-simd"))]
    f32x4_add(sums, f32x4_mul(a, b))
}

impl Lanes for Simd128 {
    const NAME: &'static str = if cfg!(target_feature = "relaxed-simd") { "relaxed-simd" } else { "simd128" };
    type Bytes = [v128; 2];
    type Sums = v128;
    type Floats = [v128; 4];

    #[inline(always)]
    fn load(self, bytes: &[u8; 32]) -> [v128; 2] {
        // SAFETY: the array has 32 bytes; wasm loads need no alignment.
        unsafe { [v128_load(bytes.as_ptr().cast()), v128_load(bytes.as_ptr().add(16).cast())] }
    }

    #[inline(always)]
    fn nibbles(self, packed: &[u8; 16]) -> [v128; 2] {
        let packed = load16(packed);
        [v128_and(packed, u8x16_splat(15)), u8x16_shr(packed, 4)]
    }

    #[inline(always)]
    fn field(self, bytes: [v128; 2], shift: u32, mask: u8) -> [v128; 2] {
        bytes.map(|bytes| v128_and(u8x16_shr(bytes, shift), u8x16_splat(mask)))
    }

    #[inline(always)]
    fn sixteens(self, bits: [u8; 4]) -> [v128; 2] {
        // Each byte receives the mask byte that contains its bit; then all other bits are cleared.
        let bits = u32x4_splat(u32::from_le_bytes(bits));
        let mask = u64x2_splat(0x8040_2010_0804_0201);
        [
            i8x16_shuffle::<0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1>(bits, bits),
            i8x16_shuffle::<2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3>(bits, bits),
        ]
        .map(|bits| v128_and(i8x16_eq(v128_and(bits, mask), mask), u8x16_splat(16)))
    }

    #[inline(always)]
    fn join(self, low: [v128; 2], high: [v128; 2]) -> [v128; 2] {
        self.or(low, high.map(|high| i8x16_shl(high, 4)))
    }

    #[inline(always)]
    fn or(self, [a0, a1]: [v128; 2], [b0, b1]: [v128; 2]) -> [v128; 2] {
        [v128_or(a0, b0), v128_or(a1, b1)]
    }

    #[inline(always)]
    fn minus(self, bytes: [v128; 2], subtrahend: u8) -> [v128; 2] {
        bytes.map(|bytes| i8x16_sub(bytes, u8x16_splat(subtrahend)))
    }

    #[inline(always)]
    fn zero(self) -> v128 {
        f32x4_splat(0.0)
    }

    #[cfg(not(target_feature = "relaxed-simd"))]
    #[inline(always)]
    fn add_dot(self, sums: v128, [w0, w1]: [v128; 2], [x0, x1]: [v128; 2], scale: f32) -> v128 {
        // Weights stay below 64 in every format that uses this function, so four products fit an i16.
        let dot = i32x4_extadd_pairwise_i16x8(i16x8_add(dot16(w0, x0), dot16(w1, x1)));
        multiply_add(sums, f32x4_convert_i32x4(dot), f32x4_splat(scale))
    }

    #[cfg(target_feature = "relaxed-simd")]
    #[inline(always)]
    fn add_dot(self, sums: v128, [w0, w1]: [v128; 2], [x0, x1]: [v128; 2], scale: f32) -> v128 {
        // Avoids the instruction that accumulates into i32 directly: V8 11 (Node 20) computes it incorrectly.
        let dot = i16x8_add(i16x8_relaxed_dot_i8x16_i7x16(x0, w0), i16x8_relaxed_dot_i8x16_i7x16(x1, w1));
        multiply_add(sums, f32x4_convert_i32x4(i32x4_extadd_pairwise_i16x8(dot)), f32x4_splat(scale))
    }

    #[inline(always)]
    fn add_signed_dot(
        self,
        sums: v128,
        [w0, w1]: [v128; 2],
        [x0, x1]: [v128; 2],
        [s0, s1]: [f32; 2],
    ) -> v128 {
        let first = f32x4_convert_i32x4(i32x4_extadd_pairwise_i16x8(dot16(w0, x0)));
        let last = f32x4_convert_i32x4(i32x4_extadd_pairwise_i16x8(dot16(w1, x1)));
        let first = f32x4_mul(first, f32x4_splat(s0));
        f32x4_add(sums, f32x4_add(first, f32x4_mul(last, f32x4_splat(s1))))
    }

    #[inline(always)]
    fn total(self, sums: v128) -> f32 {
        f32x4_extract_lane::<0>(sums)
            + f32x4_extract_lane::<1>(sums)
            + f32x4_extract_lane::<2>(sums)
            + f32x4_extract_lane::<3>(sums)
    }

    #[inline(always)]
    fn half(self, half: Half) -> f32 {
        // After shifting, the exponent is too small by 112; multiplying fixes it, for subnormals too.
        let bits = u32::from(u16::from_le_bytes(half));
        let magnitude = f32::from_bits((bits & 0x7fff) << 13) * f32::from_bits((127 + 112) << 23);
        f32::from_bits(magnitude.to_bits() | (bits & 0x8000) << 16)
    }

    #[inline(always)]
    fn load_floats(self, floats: &[f32; 16]) -> [v128; 4] {
        let at = floats.as_ptr();
        // SAFETY: the array has 16 floats; wasm loads need no alignment.
        unsafe {
            [
                v128_load(at.cast()),
                v128_load(at.add(4).cast()),
                v128_load(at.add(8).cast()),
                v128_load(at.add(12).cast()),
            ]
        }
    }

    #[inline(always)]
    fn store_floats(self, [a, b, c, d]: [v128; 4]) -> [f32; 16] {
        let mut floats = [0.0_f32; 16];
        let at = floats.as_mut_ptr();
        // SAFETY: the array has 16 floats; wasm stores need no alignment.
        unsafe {
            v128_store(at.cast(), a);
            v128_store(at.add(4).cast(), b);
            v128_store(at.add(8).cast(), c);
            v128_store(at.add(12).cast(), d);
        }
        floats
    }

    #[inline(always)]
    fn splat(self, value: f32) -> [v128; 4] {
        [f32x4_splat(value); 4]
    }

    #[inline(always)]
    fn multiply_add(
        self,
        [s0, s1, s2, s3]: [v128; 4],
        [a0, a1, a2, a3]: [v128; 4],
        [b0, b1, b2, b3]: [v128; 4],
    ) -> [v128; 4] {
        [
            multiply_add(s0, a0, b0),
            multiply_add(s1, a1, b1),
            multiply_add(s2, a2, b2),
            multiply_add(s3, a3, b3),
        ]
    }

    #[inline(always)]
    fn total_of_floats(self, [a, b, c, d]: [v128; 4]) -> f32 {
        self.total(f32x4_add(f32x4_add(a, b), f32x4_add(c, d)))
    }
}
