//! Sees that a reply repeats itself without end. A model that takes the likeliest word each time never gets out of such a
//! circle; a small one would go on to the token limit, which takes a minute and brings nothing.

/// The longest block that is looked for, in bytes.
const MAX_BLOCK: usize = 320;
/// The block has to come this often,
const MIN_TIMES: usize = 4;
/// and all of it has to be this long: short rows of the same sign are no circle.
const MIN_BYTES: usize = 240;

/// Whether `text` ends with one block again and again.
pub(super) fn ends_in_a_circle(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..=MAX_BLOCK).any(|block| {
        let length = (block * MIN_TIMES).max(MIN_BYTES);
        let Some(tail) = bytes.len().checked_sub(length).and_then(|start| bytes.get(start..)) else {
            return false;
        };
        let before = tail.iter().rev().skip(block);
        tail.iter().rev().zip(before).all(|(one, other)| one == other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_a_block_that_comes_again_and_again() {
        let call = "{\"name\":\"echo\",\"arguments\":{\"text\":\"Hello there, how are you today?\"}}\n";
        assert!(ends_in_a_circle(&call.repeat(4)));
        assert!(ends_in_a_circle(&format!("Before that. {}{{\"na", call.repeat(5))));
        assert!(!ends_in_a_circle(&call.repeat(3)));
        assert!(ends_in_a_circle(&"7, ".repeat(100)));
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        let list: String =
            (0..40).map(|number| format!("{number}. Add one more spoon of sugar.\n")).collect();
        assert!(!ends_in_a_circle(&list));
        assert!(!ends_in_a_circle(&format!("| a | b |\n|{}|{}|\n", "-".repeat(60), "-".repeat(60))));
        assert!(!ends_in_a_circle(""));
    }
}
