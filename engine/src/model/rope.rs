//! Rotary position embedding: turns pairs of values by an angle that grows with the position.

use super::{Architecture, Config};

/// The rotary frequencies of a model, and the rotations of the positions at hand.
pub(super) struct Rope {
    /// Whether a pair is two neighbours; otherwise its halves are `pairs` values apart.
    neighbours: bool,
    head_len: usize,
    /// Radians that each pair turns from one position to the next.
    frequencies: Vec<f32>,
    /// Cosine and sine, for each position and in it for each pair.
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

    /// Prepares for `count` tokens that begin at position `start`: one computation serves all layers.
    pub(super) fn set_positions(&mut self, start: usize, count: usize) {
        self.rotations.clear();
        for position in start..start + count {
            self.rotations.extend(self.frequencies.iter().map(|frequency| {
                let (sin, cos) = (position as f32 * frequency).sin_cos();
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

fn rotate(a: &mut f32, b: &mut f32, (cos, sin): (f32, f32)) {
    (*a, *b) = (*a * cos - *b * sin, *a * sin + *b * cos);
}
