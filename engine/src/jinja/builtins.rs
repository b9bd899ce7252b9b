//! The filters and tests of Jinja and the methods of Python's strings and dicts that chat templates use.
//!
//! Case conversion is limited to ASCII: Unicode tables would be larger than this module.

use super::written::json;
use super::{TemplateError, Value};

type Evaluated = Result<Value, TemplateError>;

/// Applies a filter: `value | name(arguments)`.
pub(super) fn filter(name: &str, value: &Value, arguments: &[(Option<String>, Value)]) -> Evaluated {
    let argument = |index: usize| arguments.get(index).map(|(_, value)| value);
    let text = |index: usize| argument(index).map(Value::to_string).unwrap_or_default();
    let named = |wanted: &str| {
        arguments.iter().find(|(name, _)| name.as_deref() == Some(wanted)).map(|(_, value)| value)
    };
    let items = || value.items().ok_or_else(|| TemplateError::new(format!("{value} is no list")));
    // Filters that select items treat an empty value as an empty list.
    let items_if_any = || if value.is_true() { items() } else { Ok(Vec::new()) };
    Ok(match name {
        "trim" => Value::text(value.to_string().trim()),
        "upper" => Value::text(value.to_string().to_ascii_uppercase()),
        "lower" => Value::text(value.to_string().to_ascii_lowercase()),
        "capitalize" => Value::text(capitalized(&value.to_string())),
        "title" => Value::text(titled(&value.to_string())),
        "string" => Value::text(value.to_string()),
        // A prompt is not HTML: nothing is escaped, so nothing has to be marked as safe.
        "safe" => value.clone(),
        "replace" => replaced(&value.to_string(), &text(0), &text(1))?,
        "indent" => {
            let spaces = width(argument(0)).unwrap_or(4);
            let first = named("first").or(argument(1)).is_some_and(Value::is_true);
            Value::text(indented(&value.to_string(), spaces, first))
        }
        "int" => match value {
            Value::Text(text) => Value::Int(text.trim().parse().unwrap_or(0)),
            _ => Value::Int(value.as_int().unwrap_or(0)),
        },
        "length" | "count" => match (value, value.len()) {
            (Value::Undefined, _) => Value::Int(0),
            (_, Some(len)) => Value::Int(len as i64),
            (_, None) => return Err(TemplateError::new(format!("{value} has no length"))),
        },
        "default" | "d" => {
            let or_false = argument(1).is_some_and(Value::is_true);
            let keep = if or_false { value.is_true() } else { !matches!(value, Value::Undefined) };
            if keep { value.clone() } else { argument(0).cloned().unwrap_or(Value::text("")) }
        }
        "first" => items()?.into_iter().next().unwrap_or(Value::Undefined),
        "last" => items()?.pop().unwrap_or(Value::Undefined),
        "list" => Value::list(items()?),
        "reverse" => {
            value.slice(None, None, -1).ok_or_else(|| TemplateError::new(format!("{value} is no list")))?
        }
        "join" => {
            let (parts, separator) =
                (items()?.iter().map(Value::to_string).collect::<Vec<String>>(), text(0));
            if separator.len().saturating_mul(parts.len()) > MAX_GROWTH {
                return Err(TemplateError::new("a value is too large"));
            }
            Value::text(parts.join(&separator))
        }
        "items" => method(value, "items", &[])?,
        "map" => match arguments {
            [(Some(attribute), name)] if attribute == "attribute" => {
                Value::list(items_if_any()?.iter().map(|item| item.get(name)).collect())
            }
            [(None, name), rest @ ..] => {
                let mapped: Result<_, _> =
                    items_if_any()?.iter().map(|item| filter(&name.to_string(), item, rest)).collect();
                Value::list(mapped?)
            }
            _ => return Err(TemplateError::new("map needs the name of an attribute or a filter")),
        },
        "selectattr" | "rejectattr" => {
            let wanted = name == "selectattr";
            let rest: Vec<Value> = arguments.iter().skip(2).map(|(_, value)| value.clone()).collect();
            let mut kept = Vec::new();
            for item in items_if_any()? {
                let attribute = item.get(argument(0).unwrap_or(&Value::Undefined));
                let holds = match argument(1) {
                    Some(name) => test(&name.to_string(), &attribute, &rest)?,
                    None => attribute.is_true(),
                };
                if holds == wanted {
                    kept.push(item);
                }
            }
            Value::list(kept)
        }
        "dictsort" => match value {
            Value::Map(entries) => {
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_by_cached_key(|(key, _)| key.to_ascii_lowercase());
                Value::list(entries.into_iter().map(pair).collect())
            }
            _ => return Err(TemplateError::new(format!("{value} is no map"))),
        },
        "tojson" => Value::text(json(&value.to_json(), width(named("indent")), 0)),
        _ => return Err(TemplateError::new(format!("there is no filter {name}"))),
    })
}

/// Applies a test: `value is name(arguments)`.
pub(super) fn test(name: &str, value: &Value, arguments: &[Value]) -> Result<bool, TemplateError> {
    let other =
        || arguments.first().ok_or_else(|| TemplateError::new(format!("the test {name} needs an argument")));
    Ok(match name {
        "defined" => !matches!(value, Value::Undefined),
        "undefined" => matches!(value, Value::Undefined),
        "none" => matches!(value, Value::None),
        "true" => matches!(value, Value::Bool(true)),
        "false" => matches!(value, Value::Bool(false)),
        "boolean" => matches!(value, Value::Bool(_)),
        "string" => matches!(value, Value::Text(_)),
        "number" | "integer" => matches!(value, Value::Int(_)),
        "mapping" => matches!(value, Value::Map(_)),
        "sequence" => matches!(value, Value::List(_) | Value::Text(_)),
        "iterable" => value.items().is_some(),
        "odd" => value.as_int().is_some_and(|number| number % 2 != 0),
        "even" => value.as_int().is_some_and(|number| number % 2 == 0),
        "eq" | "equalto" => value == other()?,
        "ne" => value != other()?,
        "in" => match (other()?, value) {
            (Value::Text(text), Value::Text(part)) => text.contains(&**part),
            (container, _) => container
                .items()
                .ok_or_else(|| TemplateError::new(format!("{container} contains nothing")))?
                .contains(value),
        },
        _ => return Err(TemplateError::new(format!("there is no test {name}"))),
    })
}

/// Calls a method: `value.name(arguments)`.
pub(super) fn method(value: &Value, name: &str, arguments: &[Value]) -> Evaluated {
    let unknown = || TemplateError::new(format!("there is no method {name} of {value}"));
    if let Value::Text(text) = value {
        return text_method(text, name, arguments).ok_or_else(unknown);
    }
    let Value::Map(entries) = value else { return Err(unknown()) };
    Ok(match (name, arguments) {
        ("get", [key, default @ ..]) => match value.get(key) {
            Value::Undefined => default.first().cloned().unwrap_or(Value::None),
            found => found,
        },
        ("keys", []) => Value::list(value.items().unwrap_or_default()),
        ("values", []) => Value::list(entries.iter().map(|(_, value)| value.clone()).collect()),
        ("items", []) => Value::list(entries.iter().map(pair).collect()),
        _ => return Err(unknown()),
    })
}

/// A key and its value as a list.
fn pair((key, value): &(String, Value)) -> Value {
    Value::list(vec![Value::text(key.as_str()), value.clone()])
}

fn text_method(text: &str, name: &str, arguments: &[Value]) -> Option<Value> {
    let first = arguments.first().and_then(Value::as_str);
    let strips = |char: char| first.map_or(char.is_whitespace(), |set| set.contains(char));
    let list = |parts: &mut dyn Iterator<Item = &str>| Value::list(parts.map(Value::text).collect());
    Some(match name {
        "strip" => Value::text(text.trim_matches(strips)),
        "lstrip" => Value::text(text.trim_start_matches(strips)),
        "rstrip" => Value::text(text.trim_end_matches(strips)),
        "upper" => Value::text(text.to_ascii_uppercase()),
        "lower" => Value::text(text.to_ascii_lowercase()),
        "capitalize" => Value::text(capitalized(text)),
        "title" => Value::text(titled(text)),
        "startswith" => Value::Bool(text.starts_with(first?)),
        "endswith" => Value::Bool(text.ends_with(first?)),
        "find" => {
            let at = text.find(first?).and_then(|at| text.get(..at));
            Value::Int(at.map_or(-1, |before| before.chars().count() as i64))
        }
        "replace" => replaced(text, first?, arguments.get(1)?.as_str()?).ok()?,
        "format" => {
            let mut parts = text.split("{}");
            let mut filled = parts.next().unwrap_or_default().to_owned();
            for (part, argument) in parts.zip(arguments.iter().map(Some).chain(std::iter::repeat(None))) {
                filled += &argument?.to_string();
                filled += part;
            }
            Value::text(filled)
        }
        "split" => match (first, arguments.get(1).and_then(Value::as_int)) {
            (None, _) => list(&mut text.split_whitespace()),
            (Some(separator), Some(limit)) if limit >= 0 => {
                list(&mut text.splitn(limit as usize + 1, separator))
            }
            (Some(separator), _) => list(&mut text.split(separator)),
        },
        _ => return None,
    })
}

/// The maximum number of bytes that a filter may add to a string.
const MAX_GROWTH: usize = 1 << 22;

fn replaced(text: &str, from: &str, to: &str) -> Evaluated {
    if text.matches(from).count().saturating_mul(to.len()) > MAX_GROWTH {
        return Err(TemplateError::new("a value is too large"));
    }
    Ok(Value::text(text.replace(from, to)))
}

/// Returns the indentation width.
fn width(value: Option<&Value>) -> Option<usize> {
    value.and_then(Value::as_int).map(|width| width.clamp(0, 32) as usize)
}

/// Indents every line except the first, which is indented only if `first` is set. Empty lines stay empty.
fn indented(text: &str, spaces: usize, first: bool) -> String {
    let indent = " ".repeat(spaces);
    let mut lines = text.split('\n');
    let head = lines.next().unwrap_or_default();
    let mut indented = if first { format!("{indent}{head}") } else { head.to_owned() };
    for line in lines {
        indented.push('\n');
        indented.push_str(if line.is_empty() { "" } else { &indent });
        indented.push_str(line);
    }
    indented
}

/// Converts the first letter to upper case and the others to lower case.
fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars.map(|char| char.to_ascii_lowercase())).collect()
}

/// Capitalizes every word.
fn titled(text: &str) -> String {
    text.split_inclusive(|char: char| !char.is_ascii_alphanumeric()).map(capitalized).collect()
}

/// `range(end)`, `range(start, end)` or `range(start, end, step)`.
pub(super) fn range(arguments: &[(Option<String>, Value)]) -> Evaluated {
    let numbers: Vec<i64> = arguments.iter().filter_map(|(_, value)| value.as_int()).collect();
    let (start, end, step) = match *numbers {
        [end] => (0, end, 1),
        [start, end] => (start, end, 1),
        [start, end, step] if step != 0 => (start, end, step),
        _ => return Err(TemplateError::new("range needs one to three whole numbers")),
    };
    let count = if step > 0 { end.saturating_sub(start) } else { start.saturating_sub(end) };
    if count > 1000 {
        return Err(TemplateError::new("a range is too long"));
    }
    let len = (count.max(0) as u64).div_ceil(step.unsigned_abs());
    Ok(Value::list((0..len as i64).map(|index| Value::Int(start + index * step)).collect()))
}
