//! A message's text as a signal holds it.

/// A text that mostly grows. Who draws it goes on where it was while `epoch` stays the same.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Text {
    pub content: String,
    /// Another one than before: the text was replaced, not only added to.
    pub epoch: u32,
}

impl Text {
    /// Says `content` from now on; whether that is a change.
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
