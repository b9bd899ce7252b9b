//! The text of a message as a signal value.

/// A text that mostly grows. While `epoch` stays the same, a renderer can continue where it left off.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Text {
    pub content: String,
    /// Changes when the text was replaced instead of appended to.
    pub epoch: u32,
}

impl Text {
    /// Sets the content and returns whether that changed anything.
    pub(super) fn become_text(&mut self, content: &str) -> bool {
        match content.strip_prefix(self.content.as_str()) {
            Some("") => return false,
            Some(more) => self.content.push_str(more),
            None => {
                content.clone_into(&mut self.content);
                self.epoch = self.epoch.wrapping_add(1);
            }
        }
        true
    }

    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }
}
