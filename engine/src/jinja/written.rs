//! Values as text: Python's `str` and `repr`, and JSON. Models have seen both in training.

use std::fmt::{self, Write};

use super::Value;
use super::budget::Growing;

/// The form that templates output: a string without quotes, everything else as in Python.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => out.write_str(text),
            Self::Undefined => Ok(()),
            Self::None => out.write_str("None"),
            Self::Bool(flag) => out.write_str(if *flag { "True" } else { "False" }),
            Self::Int(n) => write!(out, "{n}"),
            Self::List(items) => {
                out.write_char('[')?;
                for (index, item) in items.iter().enumerate() {
                    out.write_str(if index > 0 { ", " } else { "" })?;
                    quoted(item, out)?;
                }
                out.write_char(']')
            }
            Self::Map(entries) => {
                out.write_char('{')?;
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.write_str(if index > 0 { ", " } else { "" })?;
                    quoted_text(key, out)?;
                    out.write_str(": ")?;
                    quoted(value, out)?;
                }
                out.write_char('}')
            }
            Self::Namespace(_) => out.write_str("<Namespace>"),
        }
    }
}

/// Writes an element of a list or a map, where strings are quoted.
fn quoted(value: &Value, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Value::Text(text) => quoted_text(text, out),
        value => write!(out, "{value}"),
    }
}

/// Uses single quotes like Python, or double quotes if the text contains single quotes but no double quotes.
fn quoted_text(text: &str, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.write_char(quote)?;
    for char in text.chars() {
        match char {
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            '\\' => out.write_str("\\\\")?,
            char if char == quote => write!(out, "\\{char}")?,
            char if char.is_ascii_control() => write!(out, "\\x{:02x}", u32::from(char))?,
            char => out.write_char(char)?,
        }
    }
    out.write_char(quote)
}

/// JSON as Python writes it: a space after each comma and colon, or one line per entry with `indent`.
pub(super) fn json(value: &Value, indent: Option<usize>, depth: usize, out: &mut Growing) -> fmt::Result {
    match value {
        Value::Undefined | Value::None | Value::Namespace(_) => out.write_str("null"),
        Value::Bool(flag) => write!(out, "{flag}"),
        Value::Int(n) => write!(out, "{n}"),
        Value::Text(text) => json_text(text, out),
        Value::List(items) => {
            out.write_char('[')?;
            for (index, item) in items.iter().enumerate() {
                before_entry(index, indent, depth, out)?;
                json(item, indent, depth + 1, out)?;
            }
            after_entries(items.is_empty(), indent, depth, out)?;
            out.write_char(']')
        }
        Value::Map(entries) => {
            out.write_char('{')?;
            for (index, (key, value)) in entries.iter().enumerate() {
                before_entry(index, indent, depth, out)?;
                json_text(key, out)?;
                out.write_str(": ")?;
                json(value, indent, depth + 1, out)?;
            }
            after_entries(entries.is_empty(), indent, depth, out)?;
            out.write_char('}')
        }
    }
}

fn json_text(text: &str, out: &mut Growing) -> fmt::Result {
    write!(out, "{}", serde_json::Value::from(text))
}

fn before_entry(index: usize, indent: Option<usize>, depth: usize, out: &mut Growing) -> fmt::Result {
    match (index, indent) {
        (0, None) => Ok(()),
        (_, None) => out.write_str(", "),
        (_, Some(indent)) => {
            out.write_str(if index > 0 { "," } else { "" })?;
            new_line(indent, depth + 1, out)
        }
    }
}

fn after_entries(is_empty: bool, indent: Option<usize>, depth: usize, out: &mut Growing) -> fmt::Result {
    match indent {
        Some(indent) if !is_empty => new_line(indent, depth, out),
        _ => Ok(()),
    }
}

fn new_line(indent: usize, depth: usize, out: &mut Growing) -> fmt::Result {
    out.write_char('\n')?;
    (0..depth).try_for_each(|_| write!(out, "{:indent$}", ""))
}
