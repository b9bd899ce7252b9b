//! Finds by a few letters what the user means, and says how well it fits. Texts are compared as they are: the caller has made
//! them small.

/// How well the words of `query` fit `text`; more is better. None where one of them does not stand in it, not even with
/// other letters between its own.
pub fn fit(query: &str, text: &str) -> Option<u32> {
    query.split_whitespace().map(|word| fit_of_word(word, text)).sum()
}

fn fit_of_word(word: &str, text: &str) -> Option<u32> {
    const AT_THE_START: u32 = 400;
    const AT_A_WORD: u32 = 300;
    const INSIDE: u32 = 200;
    if text.starts_with(word) {
        return Some(AT_THE_START);
    }
    let begins = |place: usize| {
        let before = text.get(..place).and_then(|before| before.chars().last());
        !before.is_some_and(char::is_alphanumeric)
    };
    if text.match_indices(word).any(|(place, _)| begins(place)) {
        return Some(AT_A_WORD);
    }
    if text.contains(word) {
        return Some(INSIDE);
    }
    scattered(word, text)
}

/// The letters in order, with others between: the fewer, the better. The first one begins a word, or nearly everything fits.
fn scattered(word: &str, text: &str) -> Option<u32> {
    const BEST: u32 = 100;
    let starts = text.char_indices().scan(' ', |before, (place, letter)| {
        let is_start = letter.is_alphanumeric() && !before.is_alphanumeric();
        *before = letter;
        Some(is_start.then_some(place))
    });
    let gaps = starts.flatten().filter_map(|place| gaps_from(word, text.get(place..)?)).min()?;
    Some(BEST.saturating_sub(gaps).max(1))
}

/// How many letters stand between those of `word`, if `text` begins with its first.
fn gaps_from(word: &str, text: &str) -> Option<u32> {
    let mut letters = text.chars();
    let gaps = word.chars().map(|wanted| letters.position(|letter| letter == wanted)).enumerate();
    let mut sum = 0;
    for (number, gap) in gaps {
        match (number, gap?) {
            (0, 1..) => return None,
            (_, gap) => sum += u32::try_from(gap).unwrap_or(u32::MAX),
        }
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts that fit, the best first.
    fn found<'a>(query: &str, texts: &[&'a str]) -> Vec<&'a str> {
        let mut fits: Vec<(u32, &str)> =
            texts.iter().filter_map(|text| Some((fit(query, text)?, *text))).collect();
        fits.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        fits.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn the_beginning_is_better_than_a_word_than_a_part_than_letters() {
        let texts = ["use any tool", "reset", "new settings", "settings"];
        assert_eq!(found("set", &texts), ["settings", "new settings", "reset"]);
        assert_eq!(found("nse", &texts), ["new settings"]);
    }

    #[test]
    fn every_word_has_to_be_there_in_any_order() {
        assert!(fit("export log", "export this session with its log").is_some());
        assert!(fit("log export", "export this session with its log").is_some());
        assert_eq!(fit("export zip", "export this session with its log"), None);
        assert_eq!(fit("", "anything"), Some(0));
    }

    #[test]
    fn scattered_letters_begin_at_a_word_and_fewer_gaps_are_better() {
        assert_eq!(fit("ew", "new session"), Some(200));
        assert_eq!(fit("es", "new session"), Some(200), "inside the second word");
        assert_eq!(fit("eo", "new session"), None, "no word begins with an e");
        assert!(fit("ns", "new session") > fit("nn", "new session"));
    }

    #[test]
    fn other_scripts_are_no_trouble() {
        assert!(fit("größe", "die größe der schrift").is_some());
        assert!(fit("本", "日本語").is_some());
        assert_eq!(fit("語日", "日本語"), None);
    }
}
