//! Whether what stands between two dollars is a formula, or money, variables of a shell, or stock symbols.

use crate::scripts::is_without_spaces;

/// The length of the formula that begins with the dollar at the beginning of the text. `before` is the character before it.
pub(crate) fn formula_length(text: &str, before: Option<char>) -> Option<usize> {
    let inner = text.strip_prefix('$').filter(|_| !before.is_some_and(is_of_word))?;
    let end = end_of_inline(inner)?;
    let tex = inner.get(..end)?;
    let after = inner.get(end + 1..)?;
    let is_formula = !is_framed(tex) && !is_price(tex) && !is_variable(tex) && may_be_followed_by(tex, after);
    is_formula.then_some(end + 2)
}

/// Whether what stands between two times two dollars is a formula, and not the number of a process, `kill $$ && echo $$`, or
/// a variable, `$$HOME`. `before` and `after` are the characters around it.
pub(crate) fn is_displayed(tex: &str, before: Option<char>, after: Option<char>) -> bool {
    let is_in_name = |letter: char| is_of_word(letter) || matches!(letter, '_' | '$');
    let is_of_shell = (tex.contains('$') && !tex.contains('\\')) || tex.contains(['"', '`']);
    !before.is_some_and(is_in_name) && !after.is_some_and(is_in_name) && !is_of_shell && !is_of_words(tex)
}

/// Nothing but words, or something that is cut out of a sentence: a blank on one side alone.
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

/// Words and formulas stand side by side only where there are no spaces.
fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() && !is_without_spaces(letter)
}

/// Where the next dollar stands that is not escaped.
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

/// `5 and 10`: a number and words.
fn is_price(tex: &str) -> bool {
    tex.starts_with(|letter: char| letter.is_ascii_digit())
        && tex.contains(' ')
        && !tex.contains(['\\', '^', '_', '=', '+', '<', '>', '/', '*'])
}

/// The beginning of a path, a list or a sentence that begins with a variable: `HOME/bin:`, `TMP/`, `PATH and then 5`. No
/// formula holds quotation marks or the address of a page.
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

/// After a formula there is no digit and no other dollar, and a letter only in the ending of a word, `$n$th`, or where it is
/// certain to be one.
fn may_be_followed_by(tex: &str, after: &str) -> bool {
    let word_end = after.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let word = after.get(..word_end.unwrap_or(after.len())).unwrap_or_default();
    let is_ending = matches!(word, "" | "th" | "st" | "nd" | "rd" | "s" | "d");
    let is_certain = tex.contains(['\\', '^']) && !word.starts_with(|letter: char| letter.is_ascii_digit());
    // `$(date)-$(hostname)`: what one command of a shell gives, and what the next one gives.
    let is_command = tex.starts_with('(') && after.starts_with('(');
    (is_ending || is_certain) && !is_command && !after.starts_with(['$', '{'])
}
