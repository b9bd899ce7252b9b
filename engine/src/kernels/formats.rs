//! How each block layout unpacks into groups of 32 bytes with their scales: the only part of a dot product that differs
//! between formats. Written once, over any [`Lanes`].
#![expect(
    clippy::indexing_slicing,
    reason = "group numbers are below `GROUPS`; the compiler unrolls and drops the checks"
)]

use super::lanes::Lanes;
use crate::kernels::blocks::{Block, Q4_0, Q4_1, Q4K, Q5_0, Q5K, Q6K, Q8_0};

/// 32 unpacked weights: weight i is `scale * bytes[i] + min`.
pub struct Group<L: Lanes> {
    pub bytes: L::Bytes,
    /// The scales of the first and the last 16 bytes. They differ only in `SIGNED` formats.
    pub scales: [f32; 2],
    /// The offset; zero in `SIGNED` formats.
    pub min: f32,
}

/// A block layout that the kernels can unpack.
pub trait Format: Block {
    /// The number of groups of 32 weights in a block.
    const GROUPS: usize;
    /// Whether unpacked bytes are signed. Unsigned ones stay below 64 and carry their offset in `min`, as the fast
    /// unsigned products of AVX2 and relaxed SIMD require.
    const SIGNED: bool;

    fn group<L: Lanes>(&self, lanes: L, index: usize) -> Group<L>;
}

impl Format for Q4_0 {
    const GROUPS: usize = 1;
    const SIGNED: bool = false;

    #[inline(always)]
    fn group<L: Lanes>(&self, lanes: L, _: usize) -> Group<L> {
        let scale = lanes.half(self.scale);
        Group { bytes: lanes.nibbles(&self.nibbles), scales: [scale; 2], min: -8.0 * scale }
    }
}

impl Format for Q4_1 {
    const GROUPS: usize = 1;
    const SIGNED: bool = false;

    #[inline(always)]
    fn group<L: Lanes>(&self, lanes: L, _: usize) -> Group<L> {
        let scales = [lanes.half(self.scale); 2];
        Group { bytes: lanes.nibbles(&self.nibbles), scales, min: lanes.half(self.min) }
    }
}

impl Format for Q5_0 {
    const GROUPS: usize = 1;
    const SIGNED: bool = false;

    #[inline(always)]
    fn group<L: Lanes>(&self, lanes: L, _: usize) -> Group<L> {
        let scale = lanes.half(self.scale);
        let bytes = lanes.or(lanes.nibbles(&self.nibbles), lanes.sixteens(self.fifth_bits));
        Group { bytes, scales: [scale; 2], min: -16.0 * scale }
    }
}

impl Format for Q8_0 {
    const GROUPS: usize = 1;
    const SIGNED: bool = true;

    #[inline(always)]
    fn group<L: Lanes>(&self, lanes: L, _: usize) -> Group<L> {
        Group { bytes: lanes.load(&self.values), scales: [lanes.half(self.scale); 2], min: 0.0 }
    }
}

impl Format for Q4K {
    const GROUPS: usize = 8;
    const SIGNED: bool = false;

    #[inline(always)]
    fn group<L: Lanes>(&self, lanes: L, index: usize) -> Group<L> {
        let row = lanes.load(&self.nibbles[index / 2]);
        let (scale, min) = self.scales.get(index);
        Group {
            bytes: lanes.field(row, 4 * (index as u32 % 2), 15),
            scales: [lanes.half(self.scale) * f32::from(scale); 2],
            min: -lanes.half(self.min) * f32::from(min),
        }
    }
}

impl Format for Q5K {
    const GROUPS: usize = 8;
    const SIGNED: bool = false;

    #[inline(always)]
    fn group<L: Lanes>(&self, lanes: L, index: usize) -> Group<L> {
        let row = lanes.load(&self.nibbles[index / 2]);
        let low = lanes.field(row, 4 * (index as u32 % 2), 15);
        let high = lanes.field(lanes.load(&self.fifth_bits), index as u32, 1);
        let (scale, min) = self.scales.get(index);
        Group {
            bytes: lanes.join(low, high),
            scales: [lanes.half(self.scale) * f32::from(scale); 2],
            min: -lanes.half(self.min) * f32::from(min),
        }
    }
}

impl Format for Q6K {
    const GROUPS: usize = 8;
    const SIGNED: bool = true;

    #[inline(always)]
    fn group<L: Lanes>(&self, lanes: L, index: usize) -> Group<L> {
        let (half, group) = (index / 4, index % 4);
        let low = lanes.field(lanes.load(&self.nibbles[half][group % 2]), 4 * (group as u32 / 2), 15);
        let high = lanes.field(lanes.load(&self.high_bits[half]), 2 * group as u32, 3);
        let scale = lanes.half(self.scale);
        let scales = [self.scales[2 * index], self.scales[2 * index + 1]];
        Group {
            bytes: lanes.minus(lanes.join(low, high), 32),
            scales: scales.map(|sub_scale| scale * f32::from(sub_scale.cast_signed())),
            min: 0.0,
        }
    }
}
