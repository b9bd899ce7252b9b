//! A text cut to a number of characters, as it is shown.

/// Returns the first `most` characters of the text, followed by an ellipsis if there are more.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}
