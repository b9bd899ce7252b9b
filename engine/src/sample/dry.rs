//! The DRY sampler ("don't repeat yourself"), as in other engines: a token that would extend a repetition of earlier
//! parts of the answer becomes less likely, the more so the longer the repetition. Words may recur; sentences hardly.

use std::collections::HashMap;

/// The penalty's parameters: `multiplier * base ^ (length - allowed_length)` is subtracted from the logit of a token
/// that would extend a repetition.
#[derive(Clone, Debug, PartialEq)]
pub struct Dry {
    /// The penalty of the shortest repetition that has one.
    pub multiplier: f32,
    /// What each further token multiplies the penalty by.
    pub base: f32,
    /// Shorter repetitions have no penalty.
    pub allowed_length: usize,
    /// The repetition length in tokens beyond which the penalty no longer grows.
    pub max_length: usize,
}

impl Default for Dry {
    fn default() -> Self {
        Self { multiplier: 1.0, base: 1.75, allowed_length: 3, max_length: 24 }
    }
}

impl Dry {
    pub(super) fn penalise(&self, logits: &mut [f32], answer: &[u32]) {
        for (token, length) in self.repetitions(answer) {
            let extra = length.saturating_sub(self.allowed_length) as i32;
            if let Some(logit) = logits.get_mut(token as usize) {
                *logit -= self.multiplier * self.base.powi(extra);
            }
        }
    }

    /// Returns the length of the longest repetition that each token would extend.
    fn repetitions(&self, answer: &[u32]) -> HashMap<u32, usize> {
        let mut longest = HashMap::new();
        for end in 1..answer.len() {
            let Some((before, [next, ..])) = answer.split_at_checked(end) else { continue };
            let pairs = before.iter().rev().zip(answer.iter().rev());
            let length = pairs.take(self.max_length).take_while(|(one, other)| one == other).count();
            if length >= self.allowed_length.max(1) {
                let known = longest.entry(*next).or_insert(length);
                *known = length.max(*known);
            }
        }
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn penalised(answer: &[u32]) -> Vec<f32> {
        let mut logits = vec![0.0; 5];
        let dry = Dry { multiplier: 1.0, base: 2.0, allowed_length: 2, max_length: 4 };
        dry.penalise(&mut logits, answer);
        logits
    }

    #[test]
    fn what_would_go_on_with_a_repetition_costs_by_its_length() {
        assert_eq!(penalised(&[0, 1, 2, 3, 0, 1]), [0.0, 0.0, -1.0, 0.0, 0.0]);
        assert_eq!(penalised(&[3, 0, 1, 2, 3, 0, 1]), [0.0, 0.0, -2.0, 0.0, 0.0]);
    }

    #[test]
    fn short_repetitions_cost_nothing_and_long_ones_are_bounded() {
        assert_eq!(penalised(&[0, 1, 2, 0]), [0.0; 5]);
        assert_eq!(penalised(&[]), [0.0; 5]);
        assert_eq!(penalised(&[0; 40])[0], -4.0);
    }
}
