//! Loop detection in answers, as counted in `docs/repetition.md`.

use std::collections::HashMap;

/// Whether an answer loops: one of its lines or sentences of at least 15 bytes, digits aside, occurs four times or
/// more, or the answer ends in repetitions of a block of at most 320 bytes.
pub fn goes_in_circles(answer: &str) -> bool {
    let mut times: HashMap<String, usize> = HashMap::new();
    for sentence in answer.split(['\n', '.', '!', '?']) {
        let words = sentence.trim().chars().filter(|char| !char.is_ascii_digit()).collect::<String>();
        if words.len() >= 15 {
            *times.entry(words).or_default() += 1;
        }
    }
    times.values().any(|times| *times >= 4) || ends_in_a_block(answer.as_bytes())
}

fn ends_in_a_block(text: &[u8]) -> bool {
    (1..=320).any(|block| {
        let length = (block * 4).max(240);
        text.len()
            .checked_sub(length)
            .and_then(|start| text.get(start..))
            .is_some_and(|tail| tail.iter().zip(tail.iter().skip(block)).all(|(one, other)| one == other))
    })
}
