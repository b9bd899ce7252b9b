//! DRY ("don't repeat yourself"), as other engines have it: a token that would lengthen a repetition of what the answer has
//! said becomes less likely, the more so the longer the repetition is. Words may come again; sentences hardly.

use std::collections::HashMap;

/// How much repetitions are held against a token: `multiplier * base ^ (length - allowed_length)` is taken from its logit.
#[derive(Clone, Debug, PartialEq)]
pub struct Dry {
    pub multiplier: f32,
    pub base: f32,
    /// Repetitions of so many tokens cost nothing yet.
    pub allowed_length: usize,
    /// Longer ones cost no more than this one.
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

    /// For each token that would go on with a repetition: how long the longest one is.
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
