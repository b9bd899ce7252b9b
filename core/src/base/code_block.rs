//! Tracks fenced code blocks in Markdown text, line by line.

/// The state of the fenced code block at a point in a text: the character and length of the open fence, if any.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CodeBlock {
    open: Option<(char, usize)>,
}

impl CodeBlock {
    /// Returns the state at the end of `text`.
    pub fn after(text: &str) -> Self {
        text.lines().fold(Self::default(), |mut block, line| {
            block.takes(line);
            block
        })
    }

    /// Reads the next line and returns whether it is code or a fence.
    pub fn takes(&mut self, line: &str) -> bool {
        let line = line.trim();
        let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~')).unwrap_or_default();
        let length = line.chars().take_while(|other| *other == sign).count();
        if length < 3 {
            return self.is_open();
        }
        self.open = match self.open {
            // Backticks that open and close on the same line are inline code.
            None if line.chars().skip(length).any(|other| other == '`') && sign == '`' => return false,
            None => Some((sign, length)),
            Some((begun, least)) if begun == sign && length >= least && line.len() == length => None,
            still => still,
        };
        true
    }

    /// Whether a fence is open.
    pub fn is_open(self) -> bool {
        self.open.is_some()
    }
}
