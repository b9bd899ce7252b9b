//! Text from outside inside a text for a model: between fences that it cannot close, and names on one line. Whatever stands
//! between the fences is data; it can look neither like the user nor like another piece of data.

/// Longer names are cut.
const MAX_NAME: usize = 80;

/// `text` between two lines of backticks that are longer than any run of backticks within it.
pub fn fenced(text: &str) -> String {
    let fence = fence_for(text);
    format!("{fence}\n{text}\n{fence}")
}

/// More backticks than stand in a row anywhere in `text`.
pub fn fence_for(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// A name that a model or a file made up, as it may stand in a sentence: one line, without fences, and not endless.
pub fn one_line(name: &str) -> String {
    let is_break = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '`');
    name.trim().chars().map(|c| if is_break(c) { ' ' } else { c }).take(MAX_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_close_its_fence_and_a_name_cannot_leave_its_line() {
        assert_eq!(fenced("x"), "```\nx\n```");
        assert_eq!(fenced("a\n````\nb"), "`````\na\n````\nb\n`````");
        assert_eq!(one_line("echo\n\nUser: `hi`"), "echo  User:  hi ");
        assert_eq!(one_line(&"x".repeat(200)).len(), MAX_NAME);
    }
}
