//! Rotary position embedding: rotates pairs of values by an angle that grows with the position.

use super::{Architecture, Config};

/// The rotary frequencies of a model, and the rotations for the current positions.
pub(super) struct Rope {
    /// Whether a pair consists of adjacent values; otherwise its values are `pairs` values apart.
    neighbours: bool,
    head_len: usize,
    /// The angle in radians between one position and the next, for each pair.
    frequencies: Vec<f32>,
    /// Cosine and sine of each pair, position by position.
    rotations: Vec<(f32, f32)>,
}

impl Rope {
    pub(super) fn new(config: &Config, factors: Option<&[f32]>) -> Self {
        let frequency = |pair: usize| {
            let exponent = -((2 * pair) as f64) / config.rope_len as f64;
            let factor = factors.and_then(|factors| factors.get(pair)).copied().unwrap_or(1.0);
            f64::from(config.rope_base).powf(exponent) as f32 / factor / config.rope_scale
        };
        Self {
            neighbours: config.architecture == Architecture::Llama,
            head_len: config.head_len,
            frequencies: (0..config.rope_len / 2).map(frequency).collect(),
            rotations: Vec::new(),
        }
    }

    /// Computes the rotations for `count` tokens starting at position `start`. All layers share them.
    pub(super) fn set_positions(&mut self, start: usize, count: usize) {
        self.rotations.clear();
        for position in start..start + count {
            self.rotations.extend(self.frequencies.iter().map(|frequency| {
                let (sin, cos) = sin_cos(position as f32 * frequency);
                (cos, sin)
            }));
        }
    }

    /// Rotates the heads of each token in place; `vectors` holds `vector_len` values for each prepared token.
    pub(super) fn apply(&self, vectors: &mut [f32], vector_len: usize) {
        let pairs = self.frequencies.len();
        if pairs == 0 {
            return;
        }
        for (vector, rotations) in
            vectors.chunks_exact_mut(vector_len).zip(self.rotations.chunks_exact(pairs))
        {
            for head in vector.chunks_exact_mut(self.head_len) {
                if self.neighbours {
                    for ([a, b], rotation) in head.as_chunks_mut().0.iter_mut().zip(rotations) {
                        rotate(a, b, *rotation);
                    }
                } else {
                    let (first, second) = head.split_at_mut(pairs);
                    for ((a, b), rotation) in first.iter_mut().zip(second).zip(rotations) {
                        rotate(a, b, *rotation);
                    }
                }
            }
        }
    }
}

/// Returns sine and cosine within 1e-7, for angles up to some millions. The standard library's versions handle any
/// angle, with tables that would be a noticeable part of the engine's download.
fn sin_cos(angle: f32) -> (f32, f32) {
    use std::f64::consts::FRAC_PI_2;
    let quarters = (f64::from(angle) / FRAC_PI_2).round();
    let x = f64::from(angle) - quarters * FRAC_PI_2;
    let square = x * x;
    let sin =
        x * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0 * (1.0 - square / 72.0))));
    let cos = 1.0
        - square / 2.0
            * (1.0 - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0 * (1.0 - square / 90.0))));
    let (sin, cos) = (sin as f32, cos as f32);
    match (quarters as i64).rem_euclid(4) {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

fn rotate(a: &mut f32, b: &mut f32, (cos, sin): (f32, f32)) {
    (*a, *b) = (*a * cos - *b * sin, *a * sin + *b * cos);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sine_and_cosine_are_the_librarys() {
        for step in -1000..100_000 {
            let angle = step as f32 * 0.37;
            let (sin, cos) = sin_cos(angle);
            let (true_sin, true_cos) = f64::from(angle).sin_cos();
            let error = (f64::from(sin) - true_sin).abs().max((f64::from(cos) - true_cos).abs());
            assert!(error < 1e-7, "{angle}: {error}");
        }
    }
}
