//! The capabilities of a provider and its model.

/// What a provider and its model can do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Capabilities {
    /// The model's context size, if it is known.
    pub context: Option<ContextSize>,
    /// Whether the tools of a request reach the model.
    pub takes_tools: bool,
    /// Whether its answers can repeat themselves endlessly: then plain answers, too, are ended when they do.
    pub is_prone_to_repetition: bool,
}

impl Capabilities {
    /// The capabilities assumed for an unknown server: it receives tools, and its answers end.
    pub const UNKNOWN: Self = Self { context: None, takes_tools: true, is_prone_to_repetition: false };
}

/// The number of tokens that prompt and answer may have together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ContextSize {
    /// The number of tokens.
    pub tokens: u32,
    /// Whether the server did not report the size, so that its documented default or a guess is used.
    pub is_assumed: bool,
}

impl ContextSize {
    /// Creates a size reported by the model or its server.
    pub const fn told(tokens: u32) -> Self {
        Self { tokens, is_assumed: false }
    }
}
