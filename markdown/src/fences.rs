//! Lines that begin or end fenced code, as far as one line alone tells.

/// The mark of a fence and how often it stands there.
pub(crate) type Fence = (char, usize);

/// What is open after a line that begins or ends a fence. None for all other lines.
pub(crate) fn after_line(content: &str, fence: Option<Fence>) -> Option<Option<Fence>> {
    let mark = content.chars().next().filter(|letter| matches!(letter, '`' | '~'))?;
    let info = content.trim_start_matches(mark);
    let count = content.len() - info.len();
    match fence {
        Some((open, least)) => (open == mark && count >= least && info.trim().is_empty()).then_some(None),
        None => (count >= 3 && !(mark == '`' && info.contains('`'))).then_some(Some((mark, count))),
    }
}
