//! Values as text: Python's `str` and `repr`, and JSON. Models have seen both in training.

use std::fmt::{self, Write};

use serde_json::Value as Json;

use super::Value;

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
pub(super) fn json(value: &Json, indent: Option<usize>, depth: usize) -> String {
    let inner = |value: &Json| json(value, indent, depth + 1);
    match value {
        Json::Array(items) => enclosed('[', items.iter().map(inner).collect(), ']', indent, depth),
        Json::Object(entries) => {
            let entry =
                |(key, value): (&String, &Json)| format!("{}: {}", Json::from(key.as_str()), inner(value));
            enclosed('{', entries.iter().map(entry).collect(), '}', indent, depth)
        }
        other => other.to_string(),
    }
}

fn enclosed(open: char, parts: Vec<String>, close: char, indent: Option<usize>, depth: usize) -> String {
    match indent {
        Some(indent) if !parts.is_empty() => {
            let line = |depth: usize| format!("\n{}", " ".repeat(indent * depth));
            let (before, after) = (line(depth + 1), line(depth));
            format!("{open}{before}{}{after}{close}", parts.join(&format!(",{before}")))
        }
        _ => format!("{open}{}{close}", parts.join(", ")),
    }
}
