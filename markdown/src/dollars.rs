//! Tells formulas between dollar signs from money, shell variables and stock symbols.

use crate::scripts::is_without_spaces;

/// Returns the length of the formula that starts with the dollar at the start of `text`. `before` is the character
/// preceding it.
pub(crate) fn formula_length(text: &str, before: Option<char>) -> Option<usize> {
    let inner = text.strip_prefix('$').filter(|_| !before.is_some_and(is_of_word))?;
    let end = end_of_inline(inner)?;
    let tex = inner.get(..end)?;
    let after = inner.get(end + 1..)?;
    let is_formula = !is_framed(tex) && !is_price(tex) && !is_variable(tex) && may_be_followed_by(tex, after);
    is_formula.then_some(end + 2)
}

/// Whether the text between two `$$` is a formula rather than a shell's process id, `kill $$ && echo $$`, or a
/// variable, `$$HOME`. `before` and `after` are the surrounding characters.
pub(crate) fn is_displayed(tex: &str, before: Option<char>, after: Option<char>) -> bool {
    let is_in_name = |letter: char| is_of_word(letter) || matches!(letter, '_' | '$');
    let is_of_shell = (tex.contains('$') && !tex.contains('\\')) || tex.contains(['"', '`']);
    !before.is_some_and(is_in_name) && !after.is_some_and(is_in_name) && !is_of_shell && !is_of_words(tex)
}

/// Whether it is text rather than a formula: it contains words but no TeX, or it looks cut out of a sentence, with a
/// space on one side but not on the other.
fn is_of_words(tex: &str) -> bool {
    if tex.contains(['\\', '^', '_', '=', '{', '}', '+', '*']) {
        return false;
    }
    let is_cut = tex.starts_with(char::is_whitespace) != tex.ends_with(char::is_whitespace);
    let is_long = |word: &str| word.chars().filter(|letter| letter.is_alphabetic()).count() > 2;
    let has_words = tex.contains(char::is_whitespace) && tex.split_whitespace().any(is_long);
    let is_one_name = tex.trim().chars().all(char::is_uppercase);
    is_cut || (has_words && !is_one_name)
}

/// Whether the letter is part of a word that cannot touch a formula. In scripts without word spaces it can.
fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() && !is_without_spaces(letter)
}

/// Returns the position of the next unescaped dollar.
fn end_of_inline(inner: &str) -> Option<usize> {
    let mut is_escaped = false;
    inner.find(|letter: char| {
        let ends = letter == '$' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        ends
    })
}

fn is_framed(tex: &str) -> bool {
    tex.starts_with(char::is_whitespace) || tex.ends_with(char::is_whitespace) || tex.is_empty()
}

/// Whether it is a number followed by words: `5 and 10`.
fn is_price(tex: &str) -> bool {
    tex.starts_with(|letter: char| letter.is_ascii_digit())
        && tex.contains(' ')
        && !tex.contains(['\\', '^', '_', '=', '+', '<', '>', '/', '*'])
}

/// Whether it is the start of a path, a list or a sentence that begins with a shell variable: `HOME/bin:`, `TMP/`,
/// `PATH and then 5`. Formulas contain neither quotation marks nor URLs.
fn is_variable(tex: &str) -> bool {
    let rest = tex.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    let name = tex.get(..tex.len() - rest.len()).unwrap_or_default();
    let is_long =
        name.len() > 1 && name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    let is_loud = is_long && !name.contains(|letter: char| letter.is_ascii_lowercase());
    let ends_open = tex.ends_with(['/', ':', ';', ',', '.', '-', '=', '@', '(', '[', '{', '&']);
    tex.contains(['"', '`'])
        || tex.starts_with(['?', '@', '!', '#'])
        || tex.ends_with(['/', '@', '&'])
        || tex.contains("://")
        || (is_long && ends_open)
        || (is_loud && rest.contains(' ') && !rest.contains(['\\', '^', '_', '=', '+', '<', '>', '*', '{']))
}

/// Whether a formula may be followed by `after`: never by a digit or another dollar, and by a letter only in a word
/// ending, `$n$th`, or if the text is certainly a formula.
fn may_be_followed_by(tex: &str, after: &str) -> bool {
    let word_end = after.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let word = after.get(..word_end.unwrap_or(after.len())).unwrap_or_default();
    let is_ending = matches!(word, "" | "th" | "st" | "nd" | "rd" | "s" | "d");
    let is_certain = tex.contains(['\\', '^']) && !word.starts_with(|letter: char| letter.is_ascii_digit());
    // `$(date)-$(hostname)`: two command substitutions of a shell.
    let is_command = tex.starts_with('(') && after.starts_with('(');
    (is_ending || is_certain) && !is_command && !after.starts_with(['$', '{'])
}
