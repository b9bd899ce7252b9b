//! The filters and tests of Jinja and the methods of Python's strings and dicts that chat templates use.
//!
//! Everything here charges the budget for what it touches, before it does.
//!
//! Case conversion is limited to ASCII: Unicode tables would be larger than this module.

use std::borrow::Cow;
use std::fmt::Write;

use super::budget::{Budget, Checked, Growing, GrowingList, fits};
use super::operators::contains;
use super::written::json;
use super::{TemplateError, Value};

type Evaluated = Result<Value, TemplateError>;

/// Applies a filter: `value | name(arguments)`.
pub(super) fn filter(
    budget: &mut Budget,
    name: &str,
    value: &Value,
    arguments: &[(Option<String>, Value)],
) -> Evaluated {
    let argument = |index: usize| arguments.get(index).map(|(_, value)| value);
    let named = |wanted: &str| {
        arguments.iter().find(|(name, _)| name.as_deref() == Some(wanted)).map(|(_, value)| value)
    };
    Ok(match name {
        "trim" => Value::text(budget.text(value)?.trim()),
        "upper" => Value::text(budget.text(value)?.to_ascii_uppercase()),
        "lower" => Value::text(budget.text(value)?.to_ascii_lowercase()),
        "capitalize" => Value::text(capitalized(&budget.text(value)?)),
        "title" => Value::text(titled(&budget.text(value)?)),
        "string" => Value::text(budget.text(value)?),
        // A prompt is not HTML: nothing is escaped, so nothing has to be marked as safe.
        "safe" => value.clone(),
        "replace" => {
            let (from, to) = (text_or_empty(budget, argument(0))?, text_or_empty(budget, argument(1))?);
            replaced(&budget.text(value)?, &from, &to)?
        }
        "indent" => {
            let spaces = width(argument(0)).unwrap_or(4);
            let first = named("first").or(argument(1)).is_some_and(Value::is_true);
            indented(&budget.text(value)?, spaces, first)?
        }
        "int" => match value {
            Value::Text(_) => Value::Int(budget.text(value)?.trim().parse().unwrap_or(0)),
            _ => Value::Int(value.as_int().unwrap_or(0)),
        },
        "length" | "count" => {
            budget.characters(value)?;
            match (value, value.len()) {
                (Value::Undefined, _) => Value::Int(0),
                (_, Some(len)) => Value::Int(len as i64),
                (_, None) => return Err(TemplateError::new(format!("{value} has no length"))),
            }
        }
        "default" | "d" => {
            let or_false = argument(1).is_some_and(Value::is_true);
            let keep = if or_false { value.is_true() } else { !matches!(value, Value::Undefined) };
            if keep { value.clone() } else { argument(0).cloned().unwrap_or(Value::text("")) }
        }
        "first" => end_of(budget, value, 0)?,
        "last" => end_of(budget, value, -1)?,
        "list" => Value::list(items(budget, value)?),
        "reverse" => {
            let keys = match value {
                Value::Map(_) => Some(Value::list(items(budget, value)?)),
                _ => None,
            };
            budget.characters(value)?;
            let reversed = keys.as_ref().unwrap_or(value).slice(None, None, -1);
            reversed.ok_or_else(|| no_list(value))?
        }
        "join" => {
            let separator = text_or_empty(budget, argument(0))?;
            let parts = items(budget, value)?;
            fits(separator.len().saturating_mul(parts.len().saturating_sub(1)))?;
            budget.walk(value)?;
            Value::text(Growing::written(|out| {
                parts.iter().enumerate().try_for_each(|(index, part)| {
                    out.write_str(if index > 0 { &separator } else { "" })?;
                    write!(out, "{part}")
                })
            })?)
        }
        "items" => method(budget, value, "items", &[])?,
        "map" => {
            let mut mapped = GrowingList::default();
            for item in items_if_any(budget, value)? {
                mapped.push(match arguments {
                    [(Some(attribute), name)] if attribute == "attribute" => budget.get(&item, name)?,
                    [(None, name), rest @ ..] => {
                        let name = budget.text(name)?;
                        budget.enter()?;
                        let mapped = filter(budget, &name, &item, rest)?;
                        budget.leave();
                        mapped
                    }
                    _ => return Err(TemplateError::new("map needs the name of an attribute or a filter")),
                })?;
            }
            mapped.finish()
        }
        "selectattr" | "rejectattr" => {
            let wanted = name == "selectattr";
            let rest: Vec<Value> = arguments.iter().skip(2).map(|(_, value)| value.clone()).collect();
            let mut kept = Vec::new();
            for item in items_if_any(budget, value)? {
                let attribute = budget.get(&item, argument(0).unwrap_or(&Value::Undefined))?;
                let holds = match argument(1) {
                    Some(name) => {
                        let name = budget.text(name)?;
                        test(budget, &name, &attribute, &rest)?
                    }
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
                // Sorting compares every key with as many others as the number of entries has binary digits.
                for _ in 0..=entries.len().checked_ilog2().unwrap_or(0) {
                    budget.entries(entries.len())?;
                    budget.bytes(entries.iter().map(|(key, _)| key.len()).sum())?;
                }
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_by_cached_key(|(key, _)| key.to_ascii_lowercase());
                Value::list(entries.into_iter().map(pair).collect())
            }
            _ => return Err(TemplateError::new(format!("{value} is no map"))),
        },
        "tojson" => {
            budget.walk(value)?;
            Value::text(Growing::written(|out| json(value, width(named("indent")), 0, out))?)
        }
        _ => return Err(TemplateError::new(format!("there is no filter {name}"))),
    })
}

fn text_or_empty<'v>(budget: &mut Budget, value: Option<&'v Value>) -> Result<Cow<'v, str>, TemplateError> {
    value.map_or(Ok(Cow::Borrowed("")), |value| budget.text(value))
}

fn no_list(value: &Value) -> TemplateError {
    TemplateError::new(format!("{value} is no list"))
}

fn items(budget: &mut Budget, value: &Value) -> Result<Vec<Value>, TemplateError> {
    budget.items(value)?.ok_or_else(|| no_list(value))
}

/// Filters that select items treat an empty value as an empty list.
fn items_if_any(budget: &mut Budget, value: &Value) -> Result<Vec<Value>, TemplateError> {
    if value.is_true() { items(budget, value) } else { Ok(Vec::new()) }
}

/// Returns the first or the last item.
fn end_of(budget: &mut Budget, value: &Value, index: i64) -> Evaluated {
    match value {
        Value::Map(_) => Ok(Value::list(items(budget, value)?).get(&Value::Int(index))),
        value if value.is_iterable() => budget.get(value, &Value::Int(index)),
        value => Err(no_list(value)),
    }
}

/// Applies a test: `value is name(arguments)`.
pub(super) fn test(
    budget: &mut Budget,
    name: &str,
    value: &Value,
    arguments: &[Value],
) -> Result<bool, TemplateError> {
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
        "iterable" => value.is_iterable(),
        "odd" => value.as_int().is_some_and(|number| number % 2 != 0),
        "even" => value.as_int().is_some_and(|number| number % 2 == 0),
        "eq" | "equalto" => budget.are_equal(value, other()?)?,
        "ne" => !budget.are_equal(value, other()?)?,
        "in" => contains(budget, other()?, value)?,
        _ => return Err(TemplateError::new(format!("there is no test {name}"))),
    })
}

/// Calls a method: `value.name(arguments)`.
pub(super) fn method(budget: &mut Budget, value: &Value, name: &str, arguments: &[Value]) -> Evaluated {
    let unknown = || TemplateError::new(format!("there is no method {name} of {value}"));
    if let Value::Text(text) = value {
        budget.characters(value)?;
        arguments.iter().try_for_each(|argument| budget.walk(argument))?;
        return text_method(budget, text, name, arguments)?.ok_or_else(unknown);
    }
    let Value::Map(entries) = value else { return Err(unknown()) };
    Ok(match (name, arguments) {
        ("get", [key, default @ ..]) => match budget.get(value, key)? {
            Value::Undefined => default.first().cloned().unwrap_or(Value::None),
            found => found,
        },
        ("keys", []) => Value::list(items(budget, value)?),
        ("values", []) => Value::list(entries.iter().map(|(_, value)| value.clone()).collect()),
        ("items", []) => Value::list(entries.iter().map(pair).collect()),
        _ => return Err(unknown()),
    })
}

/// A key and its value as a list.
fn pair((key, value): &(String, Value)) -> Value {
    Value::list(vec![Value::text(key.as_str()), value.clone()])
}

/// Returns `None` if there is no such method, or none with these arguments. The string and the arguments are charged
/// for already.
fn text_method(
    budget: &mut Budget,
    text: &str,
    name: &str,
    arguments: &[Value],
) -> Result<Option<Value>, TemplateError> {
    let first = arguments.first().and_then(Value::as_str);
    Ok(Some(match (name, first) {
        ("strip" | "lstrip" | "rstrip", set) => stripped(budget, text, name, set)?,
        ("upper", _) => Value::text(text.to_ascii_uppercase()),
        ("lower", _) => Value::text(text.to_ascii_lowercase()),
        ("capitalize", _) => Value::text(capitalized(text)),
        ("title", _) => Value::text(titled(text)),
        ("startswith", Some(start)) => Value::Bool(text.starts_with(start)),
        ("endswith", Some(end)) => Value::Bool(text.ends_with(end)),
        ("find", Some(part)) => {
            let at = text.find(part).and_then(|at| text.get(..at));
            Value::Int(at.map_or(-1, |before| before.chars().count() as i64))
        }
        ("replace", Some(from)) => match arguments.get(1).and_then(Value::as_str) {
            Some(to) => replaced(text, from, to)?,
            None => return Ok(None),
        },
        ("format", _) => return filled(text, arguments),
        ("split", separator) => {
            let limit =
                arguments.get(1).and_then(Value::as_int).and_then(|limit| usize::try_from(limit).ok());
            match (separator, limit) {
                (None, _) => parts(text.split_whitespace())?,
                (Some(separator), Some(limit)) => parts(text.splitn(limit.saturating_add(1), separator))?,
                (Some(separator), None) => parts(text.split(separator))?,
            }
        }
        _ => return Ok(None),
    }))
}

fn parts<'t>(parts: impl Iterator<Item = &'t str>) -> Evaluated {
    let mut list = GrowingList::default();
    for part in parts {
        list.push(Value::text(part))?;
    }
    Ok(list.finish())
}

/// `strip`, `lstrip` or `rstrip`: removes the characters of the set, or whitespace. Each character that is removed is
/// searched for in the whole set.
fn stripped(budget: &mut Budget, text: &str, name: &str, set: Option<&str>) -> Evaluated {
    let mut paid: Checked = Ok(());
    let strips = |char: char| match set {
        None => char.is_whitespace(),
        Some(set) => {
            if paid.is_ok() {
                paid = budget.bytes(set.len());
            }
            paid.is_ok() && set.contains(char)
        }
    };
    let stripped = match name {
        "lstrip" => text.trim_start_matches(strips),
        "rstrip" => text.trim_end_matches(strips),
        _ => text.trim_matches(strips),
    };
    paid.map(|()| Value::text(stripped))
}

/// `format`: puts the arguments where `{}` is. Returns `None` if there are too few.
fn filled(text: &str, arguments: &[Value]) -> Result<Option<Value>, TemplateError> {
    if text.matches("{}").count() > arguments.len() {
        return Ok(None);
    }
    let mut arguments = arguments.iter();
    let filled = Growing::written(|out| {
        text.split("{}").enumerate().try_for_each(|(index, part)| {
            if let Some(argument) = (index > 0).then(|| arguments.next()).flatten() {
                write!(out, "{argument}")?;
            }
            out.write_str(part)
        })
    })?;
    Ok(Some(Value::text(filled)))
}

fn replaced(text: &str, from: &str, to: &str) -> Evaluated {
    let replaced = Growing::written(|out| {
        text.split(from).enumerate().try_for_each(|(index, part)| {
            out.write_str(if index > 0 { to } else { "" })?;
            out.write_str(part)
        })
    })?;
    Ok(Value::text(replaced))
}

/// Returns the indentation width.
fn width(value: Option<&Value>) -> Option<usize> {
    value.and_then(Value::as_int).map(|width| width.clamp(0, 32) as usize)
}

/// Indents every line except the first, which is indented only if `first` is set. Empty lines stay empty.
fn indented(text: &str, spaces: usize, first: bool) -> Evaluated {
    let indented = Growing::written(|out| {
        text.split('\n').enumerate().try_for_each(|(index, line)| {
            out.write_str(if index > 0 { "\n" } else { "" })?;
            let is_indented = if index > 0 { !line.is_empty() } else { first };
            let spaces = if is_indented { spaces } else { 0 };
            write!(out, "{:spaces$}{line}", "")
        })
    })?;
    Ok(Value::text(indented))
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
