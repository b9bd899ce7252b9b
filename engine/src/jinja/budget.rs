//! The limits of a template run: steps, depth and memory. Real templates take a few dozen steps per message; files are
//! untrusted, and a template that loops or doubles a value would hang the page or fill its memory.
//!
//! An operation is charged for every byte and entry that it touches, before it touches them. What an operation makes is
//! bounded while it grows: a result that is measured only when it is complete may already have filled the memory.

use std::borrow::Cow;
use std::fmt;

use super::value::Size;
use super::{TemplateError, Value};

/// The maximum number of steps of a run.
const STEPS: u64 = 500_000;
/// Reading or writing this many bytes costs as much as a step.
const BYTES_OF_A_STEP: u64 = 1024;
/// The maximum nesting depth of statements, expressions and macros at run time.
const MAX_DEPTH: usize = 200;
/// The maximum size in bytes of the output and of a value.
const MAX_BYTES: usize = 1 << 22;
/// The maximum nesting depth of lists and maps.
const MAX_VALUE_DEPTH: usize = 100;

/// The remaining budget and the current depth.
pub(super) struct Budget {
    /// In bytes, so that many small operations add up like few large ones.
    left: u64,
    depth: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: STEPS * BYTES_OF_A_STEP, depth: 0 }
    }
}

pub(super) type Checked = Result<(), TemplateError>;

impl Budget {
    /// Charges one step and enters one level, if the limits allow it.
    pub(super) fn enter(&mut self) -> Checked {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_long());
        }
        self.spend(BYTES_OF_A_STEP)
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    fn spend(&mut self, bytes: u64) -> Checked {
        self.left = self.left.saturating_sub(bytes);
        if self.left == 0 { Err(too_long()) } else { Ok(()) }
    }

    /// Charges for bytes that are read or written.
    pub(super) fn bytes(&mut self, bytes: usize) -> Checked {
        self.spend(bytes as u64)
    }

    /// Charges for entries that are copied or searched.
    pub(super) fn entries(&mut self, entries: usize) -> Checked {
        self.bytes(entries.saturating_mul(Size::ITEM))
    }

    /// Charges for a value that has been created. Doubling a string or a list a few dozen times would exhaust the
    /// memory, and nesting lists would exhaust the stack.
    pub(super) fn made(&mut self, value: Value) -> Result<Value, TemplateError> {
        if let Value::Namespace(_) = value {
            return Ok(value);
        }
        let size = value.size();
        fits(size.bytes)?;
        if size.depth > MAX_VALUE_DEPTH {
            return Err(too_large());
        }
        self.walk(&value)?;
        Ok(value)
    }

    /// Charges for a value that is traversed completely.
    pub(super) fn walk(&mut self, value: &Value) -> Checked {
        self.bytes(walked(value))
    }

    /// Charges for the characters of a string. Nothing else is read as a whole when its length or one item is needed.
    pub(super) fn characters(&mut self, value: &Value) -> Checked {
        self.bytes(value.as_str().map_or(0, str::len))
    }

    /// Whether two values are equal. The comparison ends where the smaller one does.
    pub(super) fn are_equal(&mut self, a: &Value, b: &Value) -> Result<bool, TemplateError> {
        self.bytes(walked(a).min(walked(b)))?;
        Ok(a == b)
    }

    /// Returns the entry with the given key or index, or undefined if there is none.
    pub(super) fn get(&mut self, value: &Value, key: &Value) -> Result<Value, TemplateError> {
        match value {
            Value::Map(entries) => self.search(entries.len(), key.as_str().map_or(0, str::len))?,
            Value::Namespace(entries) => {
                self.search(entries.borrow().len(), key.as_str().map_or(0, str::len))?
            }
            _ => self.characters(value)?,
        }
        Ok(value.get(key))
    }

    /// Charges for the comparison of a key of that length with those of a number of entries.
    pub(super) fn search(&mut self, entries: usize, key: usize) -> Checked {
        self.bytes(entries.saturating_mul(key.saturating_add(Size::ITEM)))
    }

    /// Returns the values that iteration yields, if the value is iterable.
    pub(super) fn items(&mut self, value: &Value) -> Result<Option<Vec<Value>>, TemplateError> {
        match value {
            // Every character becomes a string of its own.
            Value::Text(text) => {
                let size = text.len().saturating_mul(Size::ITEM);
                fits(size)?;
                self.bytes(size)?;
            }
            Value::Map(entries) => {
                self.bytes(entries.iter().map(|(key, _)| key.len().saturating_add(Size::ITEM)).sum())?;
            }
            value => self.entries(value.len().unwrap_or_default())?,
        }
        Ok(value.items())
    }

    /// Returns a value as text.
    pub(super) fn text<'v>(&mut self, value: &'v Value) -> Result<Cow<'v, str>, TemplateError> {
        self.walk(value)?;
        match value {
            Value::Text(text) => Ok(Cow::Borrowed(text)),
            value => Growing::written(|out| fmt::write(out, format_args!("{value}"))).map(Cow::Owned),
        }
    }

    /// Appends to a text that must not grow beyond the limit.
    pub(super) fn append(&mut self, out: &mut String, text: &str) -> Checked {
        self.bytes(text.len())?;
        if out.len().saturating_add(text.len()) > MAX_BYTES {
            return Err(too_long());
        }
        out.push_str(text);
        Ok(())
    }
}

/// The number of bytes that a complete traversal reads. A namespace is never traversed.
fn walked(value: &Value) -> usize {
    if let Value::Namespace(_) = value { 0 } else { value.size().bytes }
}

/// A text that refuses to grow beyond the maximum size of a value.
#[derive(Default)]
pub(super) struct Growing(String);

impl Growing {
    /// Returns what `write` writes.
    pub(super) fn written(write: impl FnOnce(&mut Self) -> fmt::Result) -> Result<String, TemplateError> {
        let mut out = Self::default();
        write(&mut out).map_err(|_| too_large())?;
        Ok(out.0)
    }
}

impl fmt::Write for Growing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len().saturating_add(text.len()) > MAX_BYTES {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// A list that refuses to grow beyond the maximum size of a value.
#[derive(Default)]
pub(super) struct GrowingList {
    items: Vec<Value>,
    bytes: usize,
}

impl GrowingList {
    pub(super) fn push(&mut self, item: Value) -> Checked {
        self.bytes = self.bytes.saturating_add(item.size().bytes);
        fits(self.bytes)?;
        self.items.push(item);
        Ok(())
    }

    pub(super) fn finish(self) -> Value {
        Value::list(self.items)
    }
}

/// Checks the size of a value before it is created.
pub(super) fn fits(bytes: usize) -> Checked {
    if bytes > MAX_BYTES { Err(too_large()) } else { Ok(()) }
}

fn too_long() -> TemplateError {
    TemplateError::new("the template runs for too long")
}

fn too_large() -> TemplateError {
    TemplateError::new("a value is too large")
}
