#![allow(
    unsafe_code,
    reason = "reading a slice of bytes as a slice of blocks is a cast that safe Rust cannot say"
)]
//! The block layouts of GGUF as plain byte structs, so that a slice of the file can be used as a slice of blocks.
//!
//! Multi-byte numbers are little endian and stored as byte arrays, so blocks have alignment 1 and any byte pattern is a
//! valid block.

/// A half-precision float; see `quant::half`.
pub type Half = [u8; 2];

/// A block layout.
///
/// # Safety
/// The type must have alignment 1, no padding, and be valid for every byte pattern.
pub unsafe trait Block: Copy {}

/// Reinterprets bytes as blocks. Trailing bytes that do not fill a block are ignored.
pub fn cast<B: Block>(bytes: &[u8]) -> &[B] {
    const { assert!(align_of::<B>() == 1 && size_of::<B>() > 0) };
    let len = bytes.len() / size_of::<B>();
    // SAFETY: the pointer is valid for len * size_of::<B>() <= bytes.len() bytes, needs no alignment, and `Block`
    // promises that every byte pattern is a value. The lifetime is that of the input.
    unsafe { std::slice::from_raw_parts(bytes.as_ptr().cast(), len) }
}

/// 32 weights `scale * (q - 8)`; byte i holds weight i in its low nibble and weight i + 16 in its high nibble.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Q4_0 {
    /// The scale of the block.
    pub scale: Half,
    /// The quantized weights, two to a byte.
    pub nibbles: [u8; 16],
}

/// 32 weights `scale * q + min`, packed like [`Q4_0`].
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Q4_1 {
    /// The scale of the block.
    pub scale: Half,
    /// The value of a weight whose q is 0.
    pub min: Half,
    /// The quantized weights, two to a byte.
    pub nibbles: [u8; 16],
}

/// 32 weights `scale * (q - 16)`, packed like [`Q4_0`]; bit i of `fifth_bits` belongs to weight i.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Q5_0 {
    /// The scale of the block.
    pub scale: Half,
    /// The highest bit of each weight.
    pub fifth_bits: [u8; 4],
    /// The four low bits of each weight, two weights to a byte.
    pub nibbles: [u8; 16],
}

/// 32 weights `scale * q`, where q is a signed byte.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Q8_0 {
    /// The scale of the block.
    pub scale: Half,
    /// The quantized weights, as two's complement.
    pub values: [u8; 32],
}

/// The scales and minima of eight groups of 32 weights, six bits each.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct SubScales(pub [u8; 12]);

impl SubScales {
    /// Returns scale and minimum of a group, each in 0..=63. Both are 0 for a group beyond the eighth.
    #[inline(always)]
    pub fn get(&self, group: usize) -> (u8, u8) {
        let [s0, s1, s2, s3, m0, m1, m2, m3, x0, x1, x2, x3] = self.0;
        // The first four are the low six bits of whole bytes. The last four have four bits of their own and take their
        // two high bits from the bytes of the first four.
        match group {
            0 => (s0 & 63, m0 & 63),
            1 => (s1 & 63, m1 & 63),
            2 => (s2 & 63, m2 & 63),
            3 => (s3 & 63, m3 & 63),
            4 => (x0 & 15 | s0 >> 6 << 4, x0 >> 4 | m0 >> 6 << 4),
            5 => (x1 & 15 | s1 >> 6 << 4, x1 >> 4 | m1 >> 6 << 4),
            6 => (x2 & 15 | s2 >> 6 << 4, x2 >> 4 | m2 >> 6 << 4),
            7 => (x3 & 15 | s3 >> 6 << 4, x3 >> 4 | m3 >> 6 << 4),
            _ => (0, 0),
        }
    }
}

/// 256 weights `scale * sub_scale * q - min * sub_min` in eight groups of 32. Row r of `nibbles` holds group 2r in its
/// low nibbles and group 2r + 1 in its high nibbles.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Q4K {
    /// The scale of the sub-scales.
    pub scale: Half,
    /// The scale of the sub-minima.
    pub min: Half,
    /// Sub-scale and sub-minimum of each group.
    pub scales: SubScales,
    /// The quantized weights, two to a byte.
    pub nibbles: [[u8; 32]; 4],
}

/// [`Q4K`] with a fifth bit: bit g of `fifth_bits[i]` belongs to weight i of group g.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Q5K {
    /// The scale of the sub-scales.
    pub scale: Half,
    /// The scale of the sub-minima.
    pub min: Half,
    /// Sub-scale and sub-minimum of each group.
    pub scales: SubScales,
    /// The highest bit of each weight.
    pub fifth_bits: [u8; 32],
    /// The four low bits of each weight, two weights to a byte.
    pub nibbles: [[u8; 32]; 4],
}

/// 256 weights `scale * scales[i / 16] * (q - 32)` in two halves of 128. In each half, groups 0 and 1 of 32 are the low
/// nibbles of the two rows of `nibbles`, groups 2 and 3 the high nibbles, and bits 2g and 2g + 1 of `high_bits[i]` are
/// the two upper bits of weight i of group g.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Q6K {
    /// The four low bits of each weight, two weights to a byte.
    pub nibbles: [[[u8; 32]; 2]; 2],
    /// The two high bits of each weight, four weights to a byte.
    pub high_bits: [[u8; 32]; 2],
    /// The scale of each group of 16 weights, as two's complement.
    pub scales: [u8; 16],
    /// The scale of the block.
    pub scale: Half,
}

// SAFETY: each is repr(C) and made of u8 arrays only: alignment 1, no padding, every byte pattern valid.
unsafe impl Block for Q4_0 {}
// SAFETY: as above.
unsafe impl Block for Q4_1 {}
// SAFETY: as above.
unsafe impl Block for Q5_0 {}
// SAFETY: as above.
unsafe impl Block for Q8_0 {}
// SAFETY: as above.
unsafe impl Block for Q4K {}
// SAFETY: as above.
unsafe impl Block for Q5K {}
// SAFETY: as above.
unsafe impl Block for Q6K {}
// SAFETY: as above.
unsafe impl Block for [u8; 2] {}
// SAFETY: as above.
unsafe impl Block for [u8; 4] {}
