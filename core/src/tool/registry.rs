//! The tools available in a run, by name. A model can only call tools that are registered.

use std::rc::Rc;

use serde_json::Value;

use super::{Risk, Tool, ToolError, schema};

/// The error for a tool registered under a name that is already taken.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("there is already a tool named {0}")]
pub struct RegistryError(pub String);

/// The registered tools, sorted by name so that every list shown to a model or a user has the same order.
///
/// ```
/// use std::rc::Rc;
///
/// use abcb_core::ToolRegistry;
/// use abcb_core::tool::{AddNumbers, Echo};
/// use serde_json::json;
///
/// let mut registry = ToolRegistry::new();
/// registry.register(Rc::new(Echo))?;
/// registry.register(Rc::new(AddNumbers))?;
/// assert!(registry.register(Rc::new(Echo)).is_err(), "a name is given once");
///
/// assert_eq!(registry.names(), ["add_numbers", "echo"]);
/// assert!(registry.check("add_numbers", &json!({ "a": 2, "b": 3 })).is_ok());
/// assert!(registry.check("add_numbers", &json!({ "a": "two" })).is_err());
/// # Ok::<(), abcb_core::RegistryError>(())
/// ```
#[derive(Clone, Default)]
pub struct ToolRegistry {
    tools: Vec<Rc<dyn Tool>>,
    /// Tools that run automatically by the user's choice, as (name, schema as text).
    allowed: Vec<(String, String)>,
}

impl ToolRegistry {
    /// Creates a registry without tools.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a tool.
    ///
    /// # Errors
    /// A [`RegistryError`] if a tool of this name is registered; then nothing changes.
    pub fn register(&mut self, tool: Rc<dyn Tool>) -> Result<(), RegistryError> {
        match self.tools.binary_search_by(|other| other.name().cmp(tool.name())) {
            Ok(_) => Err(RegistryError(tool.name().to_owned())),
            Err(place) => {
                self.tools.insert(place, tool);
                Ok(())
            }
        }
    }

    /// Returns the registry with the tools in `allowed` (name and schema as text) running without approval. A tool
    /// whose schema has changed since it was allowed needs approval again.
    pub fn allowing(mut self, allowed: Vec<(String, String)>) -> Self {
        self.allowed = allowed;
        self
    }

    /// Whether this tool needs the user's approval, not counting permissions granted for the session.
    pub fn asks(&self, tool: &dyn Tool) -> bool {
        let schema = tool.parameters().to_string();
        tool.risk() == Risk::Asks
            && !self.allowed.iter().any(|(name, known)| name == tool.name() && *known == schema)
    }

    /// Returns the tool of this name.
    pub fn get(&self, name: &str) -> Option<&Rc<dyn Tool>> {
        let place = self.tools.binary_search_by(|tool| tool.name().cmp(name)).ok()?;
        self.tools.get(place)
    }

    /// Returns the tools in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Rc<dyn Tool>> {
        self.tools.iter()
    }

    /// Returns the names in alphabetical order.
    pub fn names(&self) -> Vec<String> {
        self.iter().map(|tool| tool.name().to_owned()).collect()
    }

    /// Returns whether there are no tools.
    pub fn is_empty(&self) -> bool {
        self.tools.is_empty()
    }

    /// Checks that the tool `name` exists and that `arguments` match its schema.
    ///
    /// # Errors
    /// A [`CallError`] that says what is wrong with the call. The model can correct it.
    pub fn check(&self, name: &str, arguments: &Value) -> Result<(), CallError> {
        let tool = self.get(name).ok_or_else(|| CallError::UnknownTool(name.to_owned()))?;
        schema::check(&tool.parameters(), arguments)
            .map_err(|fault| CallError::Arguments(ToolError::InvalidArguments { reason: fault.to_string() }))
    }
}

/// Why a call cannot be made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CallError {
    /// No tool of this name is registered.
    UnknownTool(String),
    /// The arguments do not fit the schema of the tool.
    Arguments(ToolError),
}

impl FromIterator<Rc<dyn Tool>> for ToolRegistry {
    /// Registers the tools. Of several with one name the first is kept.
    fn from_iter<T: IntoIterator<Item = Rc<dyn Tool>>>(tools: T) -> Self {
        let mut registry = Self::new();
        for tool in tools {
            let _ = registry.register(tool);
        }
        registry
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tool::{AddNumbers, Echo};

    #[test]
    fn names_are_unique_and_sorted() {
        let mut registry = ToolRegistry::new();
        assert!(registry.is_empty());
        assert_eq!(registry.register(Rc::new(Echo)), Ok(()));
        assert_eq!(registry.register(Rc::new(AddNumbers)), Ok(()));
        assert_eq!(registry.register(Rc::new(Echo)), Err(RegistryError("echo".into())));
        assert_eq!(registry.names(), ["add_numbers", "echo"]);
        assert!(registry.get("echo").is_some() && registry.get("rm").is_none());
    }

    #[test]
    fn a_call_is_checked_before_it_is_made() {
        let mut registry = ToolRegistry::new();
        registry.register(Rc::new(Echo)).expect("a new name");
        assert_eq!(registry.check("echo", &json!({ "text": "x" })), Ok(()));
        assert_eq!(registry.check("rm", &json!({})), Err(CallError::UnknownTool("rm".into())));
        let reason = "`text` is missing".to_owned();
        let error = CallError::Arguments(ToolError::InvalidArguments { reason });
        assert_eq!(registry.check("echo", &json!({})), Err(error));
    }
}
