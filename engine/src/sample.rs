//! Chooses the next token from logits: penalties, top-k, top-p, min-p and temperature, in llama.cpp's order.
//!
//! The caller decides which tokens a schema allows. Greedy decoding is deterministic; otherwise the result depends only
//! on the seed.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::kernels::float::exp;

mod dry;

pub use dry::Dry;

/// The maximum number of candidates if no narrower limit is set. Beyond the best thousand, a small model's tokens are
/// noise, and with a schema each candidate has to be tested.
const MAX_CANDIDATES: usize = 1000;

/// The sampling options. The default is greedy.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampling {
    /// 0 always takes the likeliest token; 1 keeps the model's own probabilities; higher values are more random.
    pub temperature: f32,
    /// Keeps only this many of the likeliest tokens; 0 for no limit.
    pub top_k: usize,
    /// Keeps only the likeliest tokens that together reach this probability; 1 for no limit.
    pub top_p: f32,
    /// Keeps only tokens with at least this fraction of the likeliest token's probability; 0 for no limit.
    pub min_p: f32,
    /// Divides the logits of tokens among the last `penalty_window`; 1 for no penalty.
    pub repetition_penalty: f32,
    /// The number of tokens at the end of the answer that count for `repetition_penalty`.
    pub penalty_window: usize,
    /// The penalty for repeating sequences of the answer; `None` for no such penalty.
    pub dry: Option<Dry>,
    /// The seed of the random numbers. Equal seeds give equal choices.
    pub seed: u64,
}

impl Default for Sampling {
    fn default() -> Self {
        Self {
            temperature: 0.0,
            top_k: 40,
            top_p: 0.95,
            min_p: 0.05,
            repetition_penalty: 1.0,
            penalty_window: 64,
            dry: None,
            seed: 0,
        }
    }
}

impl Sampling {
    /// The options that suit small chat models: close to the likeliest tokens, but without loops. `docs/repetition.md`
    /// explains how the values were chosen.
    pub fn chat(seed: u64) -> Self {
        Self {
            temperature: 0.2,
            top_p: 0.9,
            repetition_penalty: 1.1,
            penalty_window: 256,
            dry: Some(Dry::default()),
            seed,
            ..Self::default()
        }
    }
}

/// The sampler of one answer.
pub struct Sampler {
    options: Sampling,
    random: Random,
}

impl Sampler {
    /// Creates the sampler of one answer.
    pub fn new(options: Sampling) -> Self {
        Self { random: Random::new(options.seed), options }
    }

    /// Returns the next token, or `None` if no token is allowed. `logits` has one value per token and is modified by
    /// the penalties. `answer` holds the tokens generated so far, without the prompt: an answer reuses the prompt's
    /// words, so these are not penalised. `allowed` tells whether a token may come next.
    pub fn choose(
        &mut self,
        logits: &mut [f32],
        answer: &[u32],
        mut allowed: impl FnMut(u32) -> bool,
    ) -> Option<u32> {
        self.penalise(logits, answer);
        if let Some(dry) = &self.options.dry {
            dry.penalise(logits, answer);
        }
        let greedy = self.options.temperature <= 0.0;
        let limit = match self.options.top_k {
            _ if greedy => 1,
            0 => MAX_CANDIDATES,
            top_k => top_k.min(MAX_CANDIDATES),
        };
        // A heap yields the best tokens in order without sorting the whole vocabulary.
        let tokens = logits.iter().enumerate().filter(|(_, logit)| !logit.is_nan());
        let mut heap: BinaryHeap<Candidate> =
            tokens.map(|(token, logit)| Candidate { logit: *logit, token: token as u32 }).collect();
        let mut candidates = Vec::new();
        while candidates.len() < limit
            && let Some(candidate) = heap.pop()
        {
            if allowed(candidate.token) {
                candidates.push(candidate);
            }
        }
        let best = candidates.first()?;
        if greedy {
            return Some(best.token);
        }
        self.draw(&candidates)
    }

    fn penalise(&self, logits: &mut [f32], answer: &[u32]) {
        let penalty = self.options.repetition_penalty;
        if penalty == 1.0 || penalty <= 0.0 {
            return;
        }
        let mut seen: Vec<u32> = answer.iter().rev().take(self.options.penalty_window).copied().collect();
        seen.sort_unstable();
        seen.dedup();
        for token in seen {
            if let Some(logit) = logits.get_mut(token as usize) {
                // Lowers the logit whether it is positive or negative.
                *logit = if *logit > 0.0 { *logit / penalty } else { *logit * penalty };
            }
        }
    }

    /// Draws from candidates sorted by likelihood, likeliest first.
    fn draw(&mut self, candidates: &[Candidate]) -> Option<u32> {
        let best = candidates.first()?.logit;
        let weight = |candidate: &Candidate| exp(candidate.logit - best);
        let total: f32 = candidates.iter().map(weight).sum();
        let mut before = 0.0;
        let kept = candidates.iter().take_while(|candidate| {
            let keep = before < self.options.top_p * total && weight(candidate) >= self.options.min_p;
            before += weight(candidate);
            keep
        });
        // The likeliest candidate always stays, whatever the limits.
        let kept: Vec<&Candidate> = kept.collect();
        let kept = if kept.is_empty() { candidates.iter().take(1).collect() } else { kept };
        let tempered: Vec<f32> =
            kept.iter().map(|candidate| exp((candidate.logit - best) / self.options.temperature)).collect();
        let mut left = self.random.unit() * tempered.iter().sum::<f32>();
        for (candidate, weight) in kept.iter().zip(tempered) {
            left -= weight;
            if left <= 0.0 {
                return Some(candidate.token);
            }
        }
        kept.last().map(|candidate| candidate.token)
    }
}

/// A token and its logit. Candidates order by logit; of equal ones, the lower token id is greater.
#[derive(Clone, Copy)]
struct Candidate {
    logit: f32,
    token: u32,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.logit.total_cmp(&other.logit).then(other.token.cmp(&self.token))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

/// SplitMix64: a few lines, and good enough for sampling.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns a number in 0..1.
    fn unit(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) >> 40) as f32 / (1_u64 << 24) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(options: Sampling, logits: &[f32]) -> Vec<u32> {
        let mut sampler = Sampler::new(options);
        (0..200).map(|_| sampler.choose(&mut logits.to_vec(), &[], |_| true).expect("a token")).collect()
    }

    #[test]
    fn greedy_takes_the_likeliest_and_of_equals_the_first() {
        assert!(choose(Sampling::default(), &[0.0, 2.0, 2.0, 1.0]).iter().all(|token| *token == 1));
    }

    #[test]
    fn the_same_seed_draws_the_same_tokens() {
        let options = Sampling { temperature: 1.0, top_p: 1.0, min_p: 0.0, ..Sampling::default() };
        let logits = [0.1, 0.2, 0.3, 0.4];
        assert_eq!(choose(options.clone(), &logits), choose(options.clone(), &logits));
        assert_ne!(choose(options.clone(), &logits), choose(Sampling { seed: 1, ..options }, &logits));
    }

    #[test]
    fn limits_cut_off_the_unlikely() {
        let free = Sampling { temperature: 1.0, top_k: 0, top_p: 1.0, min_p: 0.0, ..Sampling::default() };
        let logits = [3.0, 2.9, 2.8, -1.0];
        let highest = |options| choose(options, &logits).into_iter().max();
        assert_eq!(highest(Sampling { temperature: 5.0, ..free.clone() }), Some(3));
        assert_eq!(highest(Sampling { top_k: 2, ..free.clone() }), Some(1));
        assert_eq!(highest(Sampling { top_p: 0.5, ..free.clone() }), Some(1));
        assert_eq!(highest(Sampling { min_p: 0.5, ..free }), Some(2));
    }

    #[test]
    fn frequencies_follow_the_odds() {
        let options = Sampling { temperature: 1.0, top_k: 0, top_p: 1.0, min_p: 0.0, ..Sampling::default() };
        let mut sampler = Sampler::new(options);
        let logits = [1.0_f32.ln(), 3.0_f32.ln()];
        let draws =
            (0..4000).filter(|_| sampler.choose(&mut logits.to_vec(), &[], |_| true) == Some(1)).count();
        assert!((2900..3100).contains(&draws), "{draws} of 4000, expected about 3000");
    }

    #[test]
    fn the_penalty_pushes_down_what_was_said() {
        let options = Sampling { repetition_penalty: 2.0, ..Sampling::default() };
        let mut sampler = Sampler::new(options);
        assert_eq!(sampler.choose(&mut [1.5, 1.0], &[0], |_| true), Some(1));
        assert_eq!(sampler.choose(&mut [-1.0, -1.5], &[0], |_| true), Some(1));
    }

    #[test]
    fn only_allowed_tokens_are_chosen() {
        let mut sampler = Sampler::new(Sampling::default());
        assert_eq!(sampler.choose(&mut [3.0, 2.0, 1.0], &[], |token| token == 2), Some(2));
        assert_eq!(sampler.choose(&mut [3.0, 2.0, f32::NAN], &[], |_| false), None);
    }
}
