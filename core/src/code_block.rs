//! Where the fenced code of a Markdown text stands, line by line. Pure.

/// The fence that is open, if one is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CodeBlock {
    open: Option<(char, usize)>,
}

impl CodeBlock {
    /// As it stands at the end of `text`.
    pub fn after(text: &str) -> Self {
        text.lines().fold(Self::default(), |mut block, line| {
            block.takes(line);
            block
        })
    }

    /// Takes the next line; gives whether it is code, or a fence around it.
    pub fn takes(&mut self, line: &str) -> bool {
        let line = line.trim();
        let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~')).unwrap_or_default();
        let length = line.chars().take_while(|other| *other == sign).count();
        if length < 3 {
            return self.is_open();
        }
        self.open = match self.open {
            // What stands in one line is code within words.
            None if line.chars().skip(length).any(|other| other == '`') && sign == '`' => return false,
            None => Some((sign, length)),
            Some((begun, least)) if begun == sign && length >= least && line.len() == length => None,
            still => still,
        };
        true
    }

    pub fn is_open(self) -> bool {
        self.open.is_some()
    }
}
