//! Lines that open or close fenced code, as far as a single line shows.

/// The character of a code fence and its length.
pub(crate) type Fence = (char, usize);

/// Returns the fence that is open after `content`, or `None` if the line neither opens nor closes a fence.
pub(crate) fn after_line(content: &str, fence: Option<Fence>) -> Option<Option<Fence>> {
    let mark = content.chars().next().filter(|letter| matches!(letter, '`' | '~'))?;
    let info = content.trim_start_matches(mark);
    let count = content.len() - info.len();
    match fence {
        Some((open, least)) => (open == mark && count >= least && info.trim().is_empty()).then_some(None),
        None => (count >= 3 && !(mark == '`' && info.contains('`'))).then_some(Some((mark, count))),
    }
}
