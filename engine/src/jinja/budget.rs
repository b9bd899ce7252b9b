//! The limits of a template run: steps, depth and memory. Real templates take a few dozen steps per message; files are
//! untrusted, and a template that loops or doubles a value would hang the page or fill its memory.

use super::{TemplateError, Value};

/// The maximum number of steps of a run.
const STEPS: usize = 500_000;
/// The maximum nesting depth of statements, expressions and macros at run time.
const MAX_DEPTH: usize = 200;
/// The maximum size in bytes of the output and of a value.
const MAX_BYTES: usize = 1 << 22;
/// The maximum nesting depth of lists and maps.
const MAX_VALUE_DEPTH: usize = 100;
/// Creating or reading this many bytes costs one step.
const BYTES_OF_A_STEP: usize = 4096;
/// Searching this many entries of a map costs one step.
const ENTRIES_OF_A_STEP: usize = 128;

/// The remaining budget and the current depth.
pub(super) struct Budget {
    steps: usize,
    depth: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { steps: STEPS, depth: 0 }
    }
}

type Checked = Result<(), TemplateError>;

impl Budget {
    /// Charges one step and enters one level, if the limits allow it; `written` is the size of the output.
    pub(super) fn enter(&mut self, written: usize) -> Checked {
        self.depth += 1;
        if self.depth > MAX_DEPTH || written > MAX_BYTES {
            return Err(too_long());
        }
        self.spend(1)
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    fn spend(&mut self, steps: usize) -> Checked {
        self.steps = self.steps.saturating_sub(steps);
        if self.steps == 0 { Err(too_long()) } else { Ok(()) }
    }

    /// Charges for a value that has been created. Doubling a string or a list a few dozen times would exhaust the
    /// memory, and nesting lists would exhaust the stack.
    pub(super) fn made(&mut self, value: Value) -> Result<Value, TemplateError> {
        if let Value::Namespace(_) = value {
            return Ok(value);
        }
        let size = value.size();
        if size.bytes > MAX_BYTES || size.depth > MAX_VALUE_DEPTH {
            return Err(TemplateError::new("a value is too large"));
        }
        self.walk(&value)?;
        Ok(value)
    }

    /// Charges for a value that is traversed completely.
    pub(super) fn walk(&mut self, value: &Value) -> Checked {
        match value {
            Value::Namespace(_) => Ok(()),
            value => self.spend(value.size().bytes / BYTES_OF_A_STEP),
        }
    }

    /// Charges for a lookup in a value: a character of a string, or an entry.
    pub(super) fn read(&mut self, value: &Value) -> Checked {
        match value {
            Value::Text(text) => self.spend(text.len() / BYTES_OF_A_STEP),
            Value::Map(entries) => self.spend(entries.len() / ENTRIES_OF_A_STEP),
            _ => Ok(()),
        }
    }
}

fn too_long() -> TemplateError {
    TemplateError::new("the template runs for too long")
}
