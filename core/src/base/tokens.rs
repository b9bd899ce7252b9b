//! Splits text into words and values, for the guided protocol and the search in notes. The word lists are English; in
//! other languages only names, numbers and files are recognized.

use serde_json::{Number, Value};

/// Stop words: words without a meaning of their own.
const PLAIN_WORDS: &str = " a an the this that these those it its my your our his her their i you he she we they me him us them \
                           is are was were be been am do does did done have has had can could will would shall should may might \
                           must and or but if then than as at by for from in into of on onto off out over to up with without \
                           about there here what which who whom whose when where why how all any some no not so too very just \
                           now please other own whole current everything anything something nothing ";

pub(crate) fn is_plain_word(word: &str) -> bool {
    PLAIN_WORDS.contains(&format!(" {word} "))
}

/// Returns a token without the quotes and punctuation around it.
pub(crate) fn trimmed(token: &str) -> &str {
    token
        .trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '+' | '$' | '€' | '%' | '/'))
        .trim_end_matches(['-', '+', '/'])
}

/// Parses a token as a number: `48213`, `1,250`, `-3.5`, `$20`.
pub(crate) fn number(token: &str) -> Option<Value> {
    let bare = token.trim_matches(|c: char| !c.is_ascii_digit() && c != '-').replace(',', "");
    bare.parse::<Number>().ok().filter(|_| !token.contains(|c: char| c.is_alphabetic())).map(Value::Number)
}

/// Whether a word is a file name or path: `notes.txt` or `docs/plan`, but not `e.g`, `3.5` or a URL.
pub(crate) fn is_file_name(word: &str) -> bool {
    let is_ending = |ending: &str| {
        (1..=5).contains(&ending.len())
            && ending.chars().all(|c| c.is_ascii_alphanumeric())
            && ending.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    let has_ending = word
        .rsplit_once('.')
        .is_some_and(|(name, ending)| is_ending(ending) && !name.is_empty() && name.len() + ending.len() > 2);
    let is_path = word.contains('/') && word.chars().any(char::is_alphabetic);
    (has_ending || is_path) && !word.contains("://")
}

/// Whether two words are forms of the same word: `list`, `lists`, `listed`, `listing`.
pub(crate) fn same_word(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let takes_es = short.ends_with(['s', 'x', 'z', 'h']);
    long.strip_prefix(short).is_some_and(|ending| match ending {
        "" | "s" | "ed" | "ing" => true,
        "es" => takes_es,
        "d" => short.ends_with('e'),
        _ => false,
    }) || short.strip_suffix('e').is_some_and(|stem| long.strip_prefix(stem) == Some("ing"))
}

/// Returns the words of a text in lower case. Values are split into their alphanumeric parts.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_and_files_are_told_from_words() {
        for (token, expected) in [
            ("48213", Some(json!(48213))),
            ("1,250.", Some(json!(1250))),
            ("-3.5,", Some(json!(-3.5))),
            ("$20!", Some(json!(20))),
            ("3rd", None),
            ("a1", None),
            ("-", None),
        ] {
            assert_eq!(number(token), expected, "{token}");
        }
        for (word, expected) in [
            ("a.txt", true),
            ("main.c", true),
            ("docs/plan", true),
            ("e.g", false),
            ("3.5", false),
            ("http://a.b", false),
            ("and", false),
        ] {
            assert_eq!(is_file_name(word), expected, "{word}");
        }
    }

    #[test]
    fn forms_of_a_word_are_one() {
        assert!(same_word("list", "lists") && same_word("saving", "save") && same_word("add", "adding"));
        assert!(!same_word("not", "notes") && !same_word("file", "filter"));
        assert!(is_plain_word("the") && !is_plain_word("then a") && !is_plain_word("milk"));
    }

    #[test]
    fn quotes_and_stops_are_trimmed() {
        assert_eq!(trimmed("\"seven small boats.\""), "seven small boats");
        assert_eq!(trimmed("docs/"), "docs");
    }
}
