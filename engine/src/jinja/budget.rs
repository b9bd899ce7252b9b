//! What a template may cost: steps, depth and memory. Real ones take some dozens of steps for each message; files come from
//! strangers, and one that loops or doubles would hang the page or fill its memory.

use super::{TemplateError, Value};

/// Steps that a template may take.
const STEPS: usize = 500_000;
/// How deep statements, expressions and macros may nest while running.
const MAX_DEPTH: usize = 200;
/// Bytes that a template may write, and that a value may have.
const MAX_BYTES: usize = 1 << 22;
/// How deep lists and maps may lie within each other.
const MAX_VALUE_DEPTH: usize = 100;
/// To make or to read so many bytes is one step more.
const BYTES_OF_A_STEP: usize = 4096;
/// To look through so many entries of a map is one step more.
const ENTRIES_OF_A_STEP: usize = 128;

/// What is left, and how deep the run is.
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
    /// One level deeper and one step further, where there is still room; `written` is the size of the output.
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

    /// For a value that has been made. Doubling a text or a list a few dozen times would fill the memory, and lists within
    /// lists the stack.
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

    /// For a value all of which is gone through.
    pub(super) fn walk(&mut self, value: &Value) -> Checked {
        match value {
            Value::Namespace(_) => Ok(()),
            value => self.spend(value.size().bytes / BYTES_OF_A_STEP),
        }
    }

    /// For a value in which something is looked up: a character of a text, or an entry.
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
