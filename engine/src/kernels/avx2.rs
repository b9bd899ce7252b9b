#![allow(unsafe_code, reason = "vector instructions; the `Avx2` value proves that the processor has them")]
//! [`Lanes`] with AVX2, FMA and F16C, detected at run time; used by native tests and benchmarks.

use std::arch::x86_64::*;

use super::lanes::{Lanes, Task};
use crate::kernels::blocks::Half;

/// Proof that the processor has AVX2, FMA and F16C: only [`Avx2::detect`] creates it.
#[derive(Clone, Copy)]
pub struct Avx2(());

impl Avx2 {
    pub fn detect() -> Option<Self> {
        let found = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("f16c");
        found.then_some(Self(()))
    }
}

/// Runs a task in a function compiled for these features, so that everything below inlines into it.
pub fn run<T: Task>(lanes: Avx2, task: T) -> T::Output {
    #[target_feature(enable = "avx2,fma,f16c")]
    fn inner<T: Task>(lanes: Avx2, task: T) -> T::Output {
        task.run(lanes)
    }
    // SAFETY: `lanes` proves that the processor has the features.
    unsafe { inner(lanes, task) }
}

/// Returns the sums of adjacent pairs of i16 as floats.
///
/// # Safety
/// Needs AVX2.
#[inline(always)]
unsafe fn pairs_to_floats(pairs: __m256i) -> __m256 {
    // SAFETY: the caller has AVX2.
    unsafe { _mm256_cvtepi32_ps(_mm256_madd_epi16(pairs, _mm256_set1_epi16(1))) }
}

impl Lanes for Avx2 {
    const NAME: &'static str = "avx2";
    type Bytes = __m256i;
    type Sums = __m256;
    type Floats = [__m256; 2];

    #[inline(always)]
    fn load(self, bytes: &[u8; 32]) -> __m256i {
        // SAFETY: `self` proves AVX2; the load is unaligned and the array has 32 bytes.
        unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
    }

    #[inline(always)]
    fn nibbles(self, packed: &[u8; 16]) -> __m256i {
        // SAFETY: `self` proves AVX2; the load is unaligned and the array has 16 bytes.
        unsafe {
            let packed = _mm_loadu_si128(packed.as_ptr().cast());
            let both = _mm256_set_m128i(_mm_srli_epi16::<4>(packed), packed);
            _mm256_and_si256(both, _mm256_set1_epi8(15))
        }
    }

    #[inline(always)]
    fn field(self, bytes: __m256i, shift: u32, mask: u8) -> __m256i {
        // Shifting 16-bit lanes drags bits across bytes; the mask removes them.
        // SAFETY: `self` proves AVX2.
        unsafe {
            let shifted = _mm256_srl_epi16(bytes, _mm_cvtsi32_si128(shift.cast_signed()));
            _mm256_and_si256(shifted, _mm256_set1_epi8(mask.cast_signed()))
        }
    }

    #[inline(always)]
    fn sixteens(self, bits: [u8; 4]) -> __m256i {
        // SAFETY: `self` proves AVX2.
        unsafe {
            // Each byte receives the mask byte that contains its bit; then all other bits are cleared.
            let bits = _mm256_set1_epi32(i32::from_le_bytes(bits));
            let spread =
                _mm256_set_epi64x(0x0303_0303_0303_0303, 0x0202_0202_0202_0202, 0x0101_0101_0101_0101, 0);
            let mask = _mm256_set1_epi64x(0x8040_2010_0804_0201_u64.cast_signed());
            let chosen = _mm256_and_si256(_mm256_shuffle_epi8(bits, spread), mask);
            _mm256_and_si256(_mm256_cmpeq_epi8(chosen, mask), _mm256_set1_epi8(16))
        }
    }

    #[inline(always)]
    fn join(self, low: __m256i, high: __m256i) -> __m256i {
        // SAFETY: `self` proves AVX2. `high` is below 16, so nothing crosses into the neighbouring byte.
        unsafe { _mm256_or_si256(low, _mm256_slli_epi16::<4>(high)) }
    }

    #[inline(always)]
    fn or(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: `self` proves AVX2.
        unsafe { _mm256_or_si256(a, b) }
    }

    #[inline(always)]
    fn minus(self, bytes: __m256i, subtrahend: u8) -> __m256i {
        // SAFETY: `self` proves AVX2.
        unsafe { _mm256_sub_epi8(bytes, _mm256_set1_epi8(subtrahend.cast_signed())) }
    }

    #[inline(always)]
    fn zero(self) -> __m256 {
        // SAFETY: `self` proves AVX2.
        unsafe { _mm256_setzero_ps() }
    }

    #[inline(always)]
    fn add_dot(self, sums: __m256, weights: __m256i, inputs: __m256i, scale: f32) -> __m256 {
        // Pairs are at most 2 * 127 * 127 and cannot saturate.
        // SAFETY: `self` proves AVX2 and FMA.
        unsafe {
            let dot = pairs_to_floats(_mm256_maddubs_epi16(weights, inputs));
            _mm256_fmadd_ps(dot, _mm256_set1_ps(scale), sums)
        }
    }

    #[inline(always)]
    fn add_signed_dot(self, sums: __m256, weights: __m256i, inputs: __m256i, scales: [f32; 2]) -> __m256 {
        let [first, last] = scales;
        // The instruction expects an unsigned first operand, so the weights' signs are moved to the inputs.
        // SAFETY: `self` proves AVX2 and FMA.
        unsafe {
            let inputs = _mm256_sign_epi8(inputs, weights);
            let dot = pairs_to_floats(_mm256_maddubs_epi16(_mm256_abs_epi8(weights), inputs));
            let scales = _mm256_set_m128(_mm_set1_ps(last), _mm_set1_ps(first));
            _mm256_fmadd_ps(dot, scales, sums)
        }
    }

    #[inline(always)]
    fn total(self, sums: __m256) -> f32 {
        // SAFETY: `self` proves AVX2.
        unsafe {
            let four = _mm_add_ps(_mm256_castps256_ps128(sums), _mm256_extractf128_ps::<1>(sums));
            let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
            _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps::<1>(two, two)))
        }
    }

    #[inline(always)]
    fn half(self, half: Half) -> f32 {
        // SAFETY: `self` proves F16C.
        unsafe { _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(i32::from(u16::from_le_bytes(half))))) }
    }

    #[inline(always)]
    fn load_floats(self, floats: &[f32; 16]) -> [__m256; 2] {
        // SAFETY: `self` proves AVX2; the loads are unaligned and the array has 16 floats.
        unsafe { [_mm256_loadu_ps(floats.as_ptr()), _mm256_loadu_ps(floats.as_ptr().add(8))] }
    }

    #[inline(always)]
    fn store_floats(self, [a, b]: [__m256; 2]) -> [f32; 16] {
        let mut floats = [0.0; 16];
        // SAFETY: `self` proves AVX2; the stores are unaligned and the array has 16 floats.
        unsafe {
            _mm256_storeu_ps(floats.as_mut_ptr(), a);
            _mm256_storeu_ps(floats.as_mut_ptr().add(8), b);
        }
        floats
    }

    #[inline(always)]
    fn splat(self, value: f32) -> [__m256; 2] {
        // SAFETY: `self` proves AVX2.
        unsafe { [_mm256_set1_ps(value); 2] }
    }

    #[inline(always)]
    fn multiply_add(
        self,
        [s0, s1]: [__m256; 2],
        [a0, a1]: [__m256; 2],
        [b0, b1]: [__m256; 2],
    ) -> [__m256; 2] {
        // SAFETY: `self` proves FMA.
        unsafe { [_mm256_fmadd_ps(a0, b0, s0), _mm256_fmadd_ps(a1, b1, s1)] }
    }

    #[inline(always)]
    fn total_of_floats(self, [a, b]: [__m256; 2]) -> f32 {
        // SAFETY: `self` proves AVX2.
        self.total(unsafe { _mm256_add_ps(a, b) })
    }
}
