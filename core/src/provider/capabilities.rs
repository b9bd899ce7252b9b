//! What a provider says of itself and its model.

/// What a provider and its model can do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Capabilities {
    /// The model's context, where it is known.
    pub context: Option<ContextSize>,
    /// Whether the tools of a request reach the model.
    pub takes_tools: bool,
    /// Whether its answers can repeat themselves without end: then plain answers, too, are cut where they do.
    pub is_prone_to_repetition: bool,
}

impl Capabilities {
    /// Of a server of which nothing is known: it is given tools, and its answers end.
    pub const UNKNOWN: Self = Self { context: None, takes_tools: true, is_prone_to_repetition: false };
}

/// How many tokens prompt and answer may have together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ContextSize {
    pub tokens: u32,
    /// Whether the server has not said it, so that the default in its documentation is taken, or a guess.
    pub is_assumed: bool,
}

impl ContextSize {
    /// As the model or its server says it.
    pub const fn told(tokens: u32) -> Self {
        Self { tokens, is_assumed: false }
    }
}
