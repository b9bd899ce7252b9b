//! The few operations on 32 bytes at a time that every quantized dot product is made of.
//!
//! A group is 32 quantized weights, one byte each once unpacked. An instruction set implements this trait; the
//! formats and loops above it are generic. All methods are meant to vanish by inlining.

use crate::kernels::blocks::Half;

/// Some computation that can run on any lanes.
pub trait Task {
    type Output;
    fn run<L: Lanes>(self, lanes: L) -> Self::Output;
}

/// An instruction set. A value of an implementing type is the proof that the processor has it.
pub trait Lanes: Copy {
    const NAME: &'static str;
    /// 32 bytes.
    type Bytes: Copy;
    /// Partial sums of a dot product, as floats.
    type Sums: Copy;
    /// 16 floats.
    type Floats: Copy;

    fn load(self, bytes: &[u8; 32]) -> Self::Bytes;
    /// Unpacks 16 bytes: low halves into the first 16 bytes, high halves into the last 16.
    fn nibbles(self, packed: &[u8; 16]) -> Self::Bytes;
    /// `(byte >> shift) & mask` for each byte; `mask` must have no bit above `0xff >> shift`.
    fn field(self, bytes: Self::Bytes, shift: u32, mask: u8) -> Self::Bytes;
    /// 16 in each byte whose bit in `bits` is set, 0 elsewhere.
    fn sixteens(self, bits: [u8; 4]) -> Self::Bytes;
    /// `low | high << 4` for each byte; `high` must be below 16.
    fn join(self, low: Self::Bytes, high: Self::Bytes) -> Self::Bytes;
    fn or(self, a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    /// Wrapping difference with the same number in each byte.
    fn minus(self, bytes: Self::Bytes, subtrahend: u8) -> Self::Bytes;

    fn zero(self) -> Self::Sums;
    /// `sums + scale * (weights . inputs)`, weights in 0..=127, inputs in -127..=127.
    fn add_dot(self, sums: Self::Sums, weights: Self::Bytes, inputs: Self::Bytes, scale: f32) -> Self::Sums;
    /// The same for weights in -127..=127 with one scale for the first and one for the last 16 bytes.
    fn add_signed_dot(
        self,
        sums: Self::Sums,
        weights: Self::Bytes,
        inputs: Self::Bytes,
        scales: [f32; 2],
    ) -> Self::Sums;
    fn total(self, sums: Self::Sums) -> f32;

    /// Half to single precision; infinities need not survive, weights have none.
    fn half(self, half: Half) -> f32;

    fn load_floats(self, floats: &[f32; 16]) -> Self::Floats;
    fn store_floats(self, floats: Self::Floats) -> [f32; 16];
    fn splat(self, value: f32) -> Self::Floats;
    /// `sums + a * b`, rounded once or twice.
    fn multiply_add(self, sums: Self::Floats, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    fn total_of_floats(self, floats: Self::Floats) -> f32;
}
