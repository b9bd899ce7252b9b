//! The few operations on 32 bytes at a time that every quantized dot product consists of.
//!
//! A group is 32 quantized weights, one byte each after unpacking. Each instruction set implements this trait; the
//! formats and loops on top are generic. All methods are meant to be inlined.

use crate::kernels::blocks::Half;

/// A computation that can run on any lanes.
pub trait Task {
    /// What the computation gives.
    type Output;
    /// Does the computation with these lanes.
    fn run<L: Lanes>(self, lanes: L) -> Self::Output;
}

/// An instruction set. A value of an implementing type proves that the processor supports it.
pub trait Lanes: Copy {
    /// A name for reports, such as `avx2`.
    const NAME: &'static str;
    /// 32 bytes.
    type Bytes: Copy;
    /// Partial sums of a dot product, as floats.
    type Sums: Copy;
    /// 16 floats.
    type Floats: Copy;

    /// Loads 32 bytes.
    fn load(self, bytes: &[u8; 32]) -> Self::Bytes;
    /// Unpacks 16 bytes: low nibbles into the first 16 bytes, high nibbles into the last 16.
    fn nibbles(self, packed: &[u8; 16]) -> Self::Bytes;
    /// Returns `(byte >> shift) & mask` for each byte; `mask` must have no bit above `0xff >> shift`.
    fn field(self, bytes: Self::Bytes, shift: u32, mask: u8) -> Self::Bytes;
    /// Returns 16 in each byte whose bit in `bits` is set, 0 elsewhere.
    fn sixteens(self, bits: [u8; 4]) -> Self::Bytes;
    /// Returns `low | high << 4` for each byte; `high` must be below 16.
    fn join(self, low: Self::Bytes, high: Self::Bytes) -> Self::Bytes;
    /// Returns `a | b` for each byte.
    fn or(self, a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    /// Subtracts the same number from each byte, wrapping.
    fn minus(self, bytes: Self::Bytes, subtrahend: u8) -> Self::Bytes;

    /// Returns sums of 0.
    fn zero(self) -> Self::Sums;
    /// Returns `sums + scale * (weights . inputs)`, with weights in 0..=127 and inputs in -127..=127.
    fn add_dot(self, sums: Self::Sums, weights: Self::Bytes, inputs: Self::Bytes, scale: f32) -> Self::Sums;
    /// The same for weights in -127..=127, with separate scales for the first and the last 16 bytes.
    fn add_signed_dot(
        self,
        sums: Self::Sums,
        weights: Self::Bytes,
        inputs: Self::Bytes,
        scales: [f32; 2],
    ) -> Self::Sums;
    /// Returns the sum of all partial sums.
    fn total(self, sums: Self::Sums) -> f32;

    /// Converts half to single precision. Infinities may be lost, since weights have none.
    fn half(self, half: Half) -> f32;

    /// Loads 16 floats.
    fn load_floats(self, floats: &[f32; 16]) -> Self::Floats;
    /// Returns the 16 floats in order.
    fn store_floats(self, floats: Self::Floats) -> [f32; 16];
    /// Returns 16 times the same float.
    fn splat(self, value: f32) -> Self::Floats;
    /// Returns `sums + a * b`, rounded once or twice.
    fn multiply_add(self, sums: Self::Floats, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// Returns the sum of the 16 floats.
    fn total_of_floats(self, floats: Self::Floats) -> f32;
}
