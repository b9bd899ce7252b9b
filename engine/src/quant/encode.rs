//! Packs floats into each block format, for tests. Rounds plainly, without the search for the best scale that good
//! quantizers do: every value lands within about a step of the original, which is enough for tests.

use super::TensorType;
use super::half::half_to_f32;
use crate::kernels::blocks::Half;

/// Packs `values`, which must fill whole blocks of the type.
pub fn quantize(kind: TensorType, values: &[f32]) -> Vec<u8> {
    match kind {
        TensorType::F32 => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        TensorType::F16 => values.iter().flat_map(|value| f32_to_half(*value)).collect(),
        TensorType::Q4_0 => values.as_chunks().0.iter().flat_map(encode_q4_0).collect(),
        TensorType::Q4_1 => values.as_chunks().0.iter().flat_map(encode_q4_1).collect(),
        TensorType::Q5_0 => values.as_chunks().0.iter().flat_map(encode_q5_0).collect(),
        TensorType::Q8_0 => values.as_chunks().0.iter().flat_map(encode_q8_0).collect(),
        TensorType::Q4K => {
            values.as_chunks().0.iter().flat_map(|block| encode_q4k_or_q5k(block, 4)).collect()
        }
        TensorType::Q5K => {
            values.as_chunks().0.iter().flat_map(|block| encode_q4k_or_q5k(block, 5)).collect()
        }
        TensorType::Q6K => values.as_chunks().0.iter().flat_map(encode_q6k).collect(),
    }
}

/// Returns the nearest half-precision number, found by trying both neighbours of the truncated one.
pub fn f32_to_half(value: f32) -> Half {
    let magnitude = value.abs().min(65504.0);
    let scaled = (magnitude * f32::from_bits((127 - 112) << 23)).to_bits() >> 13;
    let distance = |half: u32| (half_to_f32((half as u16).to_le_bytes()) - magnitude).abs();
    let nearest = if distance(scaled + 1) < distance(scaled) { scaled + 1 } else { scaled };
    ((nearest | (value.to_bits() >> 16) & 0x8000) as u16).to_le_bytes()
}

/// Returns a scale rounded to half precision, and the reciprocal of the rounded value (0 for 0).
fn rounded_scale(scale: f32) -> (Half, f32) {
    let half = f32_to_half(scale);
    let scale = half_to_f32(half);
    (half, if scale == 0.0 { 0.0 } else { 1.0 / scale })
}

fn extremes(values: &[f32]) -> (f32, f32) {
    values.iter().fold((f32::MAX, f32::MIN), |(min, max), value| (min.min(*value), max.max(*value)))
}

/// Returns the value with the largest magnitude, with its sign.
fn farthest(values: &[f32]) -> f32 {
    values.iter().copied().fold(0.0, |far, value| if value.abs() > far.abs() { value } else { far })
}

fn step(value: f32, inverse: f32, offset: f32, most: f32) -> u8 {
    (value * inverse + offset).round().clamp(0.0, most) as u8
}

/// Packs low nibbles first, then high nibbles, as in every format with nibbles.
fn pack(values: &[u8]) -> Vec<u8> {
    let (low, high) = values.split_at(values.len() / 2);
    low.iter().zip(high).map(|(low, high)| low & 15 | high << 4).collect()
}

fn encode_q4_0(values: &[f32; 32]) -> Vec<u8> {
    let (scale, inverse) = rounded_scale(farthest(values) / -8.0);
    [scale.to_vec(), pack(&values.map(|value| step(value, inverse, 8.0, 15.0)))].concat()
}

fn encode_q4_1(values: &[f32; 32]) -> Vec<u8> {
    let (min, max) = extremes(values);
    let (scale, inverse) = rounded_scale((max - min) / 15.0);
    let min = f32_to_half(min);
    let packed = pack(&values.map(|value| step(value - half_to_f32(min), inverse, 0.0, 15.0)));
    [scale.to_vec(), min.to_vec(), packed].concat()
}

fn encode_q5_0(values: &[f32; 32]) -> Vec<u8> {
    let (scale, inverse) = rounded_scale(farthest(values) / -16.0);
    let steps = values.map(|value| step(value, inverse, 16.0, 31.0));
    let fifth_bits =
        steps.iter().enumerate().fold(0, |bits, (index, step)| bits | u32::from(step >> 4) << index);
    [scale.to_vec(), fifth_bits.to_le_bytes().to_vec(), pack(&steps)].concat()
}

fn encode_q8_0(values: &[f32; 32]) -> Vec<u8> {
    let (scale, inverse) = rounded_scale(farthest(values).abs() / 127.0);
    let bytes = values.map(|value| ((value * inverse).round().clamp(-127.0, 127.0) as i8).cast_unsigned());
    [scale.to_vec(), bytes.to_vec()].concat()
}

fn encode_q4k_or_q5k(values: &[f32; 256], bits: u32) -> Vec<u8> {
    let most = f32::from((1_u8 << bits) - 1);
    let groups: Vec<(f32, f32)> = values
        .chunks_exact(32)
        .map(|group| {
            let (min, max) = extremes(group);
            ((max - min.min(0.0)) / most, -min.min(0.0))
        })
        .collect();
    let largest = |of: fn(&(f32, f32)) -> f32| groups.iter().map(of).fold(0.0, f32::max);
    let (scale, inverse_scale) = rounded_scale(largest(|group| group.0) / 63.0);
    let (min, inverse_min) = rounded_scale(largest(|group| group.1) / 63.0);
    let sub: Vec<(u8, u8)> = groups
        .iter()
        .map(|group| (step(group.0, inverse_scale, 0.0, 63.0), step(group.1, inverse_min, 0.0, 63.0)))
        .collect();
    let steps: Vec<u8> = values
        .chunks_exact(32)
        .zip(&sub)
        .flat_map(|(group, (sub_scale, sub_min))| {
            let scale = half_to_f32(scale) * f32::from(*sub_scale);
            let min = half_to_f32(min) * f32::from(*sub_min);
            let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
            group.iter().map(move |value| step(value + min, inverse, 0.0, most))
        })
        .collect();
    let mut bytes = [scale.to_vec(), min.to_vec(), pack_sub_scales(&sub)].concat();
    if bits == 5 {
        bytes.extend((0..32).map(|index| {
            let groups = steps.chunks_exact(32).enumerate();
            groups.fold(0, |byte, (number, group)| {
                byte | group.get(index).map_or(0, |step| step >> 4) << number
            })
        }));
    }
    bytes.extend(steps.chunks_exact(64).flat_map(pack));
    bytes
}

/// Packs eight pairs of six-bit values into twelve bytes; see `SubScales`.
fn pack_sub_scales(sub: &[(u8, u8)]) -> Vec<u8> {
    let (first, last) = sub.split_at(4);
    let both = || first.iter().zip(last);
    let scales = both().map(|(first, last)| first.0 | last.0 >> 4 << 6);
    let mins = both().map(|(first, last)| first.1 | last.1 >> 4 << 6);
    let rest = last.iter().map(|(scale, min)| scale & 15 | min << 4);
    scales.chain(mins).chain(rest).collect()
}

fn encode_q6k(values: &[f32; 256]) -> Vec<u8> {
    let scales: Vec<f32> = values.chunks_exact(16).map(|group| farthest(group) / -32.0).collect();
    let (scale, inverse_scale) = rounded_scale(farthest(&scales) / -128.0);
    let sub: Vec<i8> =
        scales.iter().map(|scale| (scale * inverse_scale).round().clamp(-128.0, 127.0) as i8).collect();
    let steps: Vec<u8> = values
        .chunks_exact(16)
        .zip(&sub)
        .flat_map(|(group, sub)| {
            let scale = half_to_f32(scale) * f32::from(*sub);
            let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
            group.iter().map(move |value| step(*value, inverse, 32.0, 63.0))
        })
        .collect();
    // In each half of 128, groups 0 and 1 share bytes with groups 2 and 3.
    let nibbles = steps.chunks_exact(128).flat_map(pack);
    let high_bits = steps.chunks_exact(128).flat_map(|half| {
        (0..32).map(|index| {
            let groups = half.chunks_exact(32).enumerate();
            groups.fold(0, |byte, (number, group)| {
                byte | group.get(index).map_or(0, |step| step >> 4) << (2 * number)
            })
        })
    });
    let sub = sub.iter().map(|sub| sub.cast_unsigned());
    nibbles.chain(high_bits).chain(sub).chain(scale).collect()
}

#[cfg(test)]
mod tests {
    use super::super::dequantize;
    use super::*;
    use crate::testing::Noise;

    #[test]
    fn decoding_gives_back_what_was_packed_within_a_step() {
        // The largest error relative to the largest value: half a step, and a little more for formats whose scales are
        // themselves rounded.
        let limits = [0.0, 0.001, 0.13, 0.07, 0.065, 0.005, 0.075, 0.045, 0.035];
        for (kind, limit) in TensorType::ALL.into_iter().zip(limits) {
            let mut noise = Noise::new(7);
            let values: Vec<f32> = (0..1024).map(|_| noise.unit() * 2.0 - 1.0).collect();
            let bytes = quantize(kind, &values);
            assert_eq!(Some(bytes.len()), kind.row_bytes(values.len()), "{kind:?}");
            let mut decoded = vec![0.0; values.len()];
            dequantize(kind, &bytes, &mut decoded);
            let error = values.iter().zip(&decoded).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(error <= limit, "{kind:?}: {error}");
        }
    }

    #[test]
    fn halves_are_exact_where_they_can_be() {
        for bits in (0..0x7c00_u16).chain(0x8000..0xfc00) {
            let value = half_to_f32(bits.to_le_bytes());
            assert_eq!(f32_to_half(value), bits.to_le_bytes(), "{bits:#x} = {value}");
        }
    }
}
