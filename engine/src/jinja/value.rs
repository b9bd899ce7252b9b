//! The values of the template language.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

/// A value. Clones are cheap: strings, lists and maps are reference counted.
#[derive(Clone, Debug)]
pub enum Value {
    /// The value of an undefined name. Empty as text, false as a condition.
    Undefined,
    None,
    Bool(bool),
    /// Integers only: templates do not use fractions, and floats would add a tenth to the engine's size.
    Int(i64),
    Text(Rc<str>),
    List(Rc<Items<Value>>),
    Map(Rc<Items<(String, Value)>>),
    /// The only value that can be modified from inside a loop. No other value can contain it, so there are no cycles.
    Namespace(Rc<RefCell<Vec<(String, Value)>>>),
}

/// The contents of a list or a map. Items are shared, so a few steps can build a value that would exhaust the memory
/// when written out; size and depth are therefore known before it is traversed.
#[derive(Debug)]
pub struct Items<T> {
    items: Vec<T>,
    size: Size,
}

impl<T> Deref for Items<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.items
    }
}

/// The size of a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Size {
    /// The approximate size if no string or item were shared.
    pub(super) bytes: usize,
    /// The nesting depth of lists and maps.
    pub(super) depth: usize,
}

impl Size {
    pub(super) const ITEM: usize = 32;

    fn of_all(sizes: impl Iterator<Item = Size>) -> Self {
        let all = Self { bytes: Self::ITEM, depth: 0 };
        let all = sizes.fold(all, |all, size| Self {
            bytes: all.bytes.saturating_add(size.bytes),
            depth: all.depth.max(size.depth),
        });
        Self { depth: all.depth.saturating_add(1), ..all }
    }
}

impl Value {
    pub fn text(text: impl Into<Rc<str>>) -> Self {
        Self::Text(text.into())
    }

    pub fn list(items: Vec<Value>) -> Self {
        let size = Size::of_all(items.iter().map(Self::size));
        Self::List(Rc::new(Items { items, size }))
    }

    pub fn map(entries: Vec<(String, Value)>) -> Self {
        let entry = |(key, value): &(String, Value)| {
            let size = value.size();
            Size { bytes: size.bytes.saturating_add(key.len()), ..size }
        };
        let size = Size::of_all(entries.iter().map(entry));
        Self::Map(Rc::new(Items { items: entries, size }))
    }

    /// Returns the size that the value adds to a container.
    pub(super) fn size(&self) -> Size {
        match self {
            Self::Text(text) => Size { bytes: text.len().saturating_add(Size::ITEM), depth: 0 },
            Self::List(items) => items.size,
            Self::Map(entries) => entries.size,
            // Unlimited, since it can still grow.
            Self::Namespace(_) => Size { bytes: usize::MAX, depth: usize::MAX },
            _ => Size { bytes: Size::ITEM, depth: 0 },
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            Self::Bool(flag) => Some(i64::from(*flag)),
            _ => None,
        }
    }

    /// Whether the value is truthy.
    pub fn is_true(&self) -> bool {
        match self {
            Self::Undefined | Self::None => false,
            Self::Bool(flag) => *flag,
            Self::Int(n) => *n != 0,
            Self::Text(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Map(entries) => !entries.is_empty(),
            Self::Namespace(_) => true,
        }
    }

    /// Returns the values that iteration yields: items, characters or keys. Returns `None` if the value is not
    /// iterable.
    pub(super) fn items(&self) -> Option<Vec<Value>> {
        match self {
            Self::Undefined => Some(Vec::new()),
            Self::Text(text) => Some(text.chars().map(|char| Value::text(char.to_string())).collect()),
            Self::List(items) => Some(items.to_vec()),
            Self::Map(entries) => Some(entries.iter().map(|(key, _)| Value::text(key.as_str())).collect()),
            _ => None,
        }
    }

    pub(super) fn is_iterable(&self) -> bool {
        matches!(self, Self::Undefined | Self::Text(_) | Self::List(_) | Self::Map(_))
    }

    pub(super) fn len(&self) -> Option<usize> {
        match self {
            Self::Text(text) => Some(text.chars().count()),
            Self::List(items) => Some(items.len()),
            Self::Map(entries) => Some(entries.len()),
            _ => None,
        }
    }

    /// Returns the entry with the given key or index, or undefined if there is none.
    pub(super) fn get(&self, key: &Value) -> Value {
        match (self, key) {
            (Self::Map(entries), Self::Text(key)) => find(entries, key),
            (Self::Namespace(entries), Self::Text(key)) => find(&entries.borrow(), key),
            (Self::List(items), Self::Int(index)) => position(*index, items.len())
                .and_then(|index| items.get(index))
                .cloned()
                .unwrap_or(Self::Undefined),
            (Self::Text(text), Self::Int(index)) => {
                let found = position(*index, text.chars().count()).and_then(|index| text.chars().nth(index));
                found.map_or(Self::Undefined, |char| Self::text(char.to_string()))
            }
            _ => Self::Undefined,
        }
    }

    /// Python's `self[start:end:step]`.
    pub(super) fn slice(&self, start: Option<i64>, end: Option<i64>, step: i64) -> Option<Value> {
        Some(match self {
            Self::Undefined => Self::list(Vec::new()),
            Self::Text(text) => {
                let chars: Vec<char> = text.chars().collect();
                Self::text(picked(&chars, start, end, step)?.into_iter().collect::<String>())
            }
            Self::List(items) => Self::list(picked(items, start, end, step)?),
            _ => return None,
        })
    }

    /// Compares two values, if they are comparable.
    pub(super) fn compare(&self, other: &Value) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            _ => Some(self.as_int()?.cmp(&other.as_int()?)),
        }
    }

    /// Integer arithmetic: `+ - * // %`.
    pub(super) fn calculate(&self, operator: &str, other: &Value) -> Option<Value> {
        let (a, b) = (self.as_int()?, other.as_int()?);
        let result = match operator {
            "+" => a.checked_add(b),
            "-" => a.checked_sub(b),
            "*" => a.checked_mul(b),
            // As in Python, the remainder has the sign of the divisor.
            "//" if b > 0 => a.checked_div_euclid(b),
            "%" if b > 0 => a.checked_rem_euclid(b),
            _ => None,
        };
        result.map(Self::Int)
    }
}

fn find(entries: &[(String, Value)], key: &str) -> Value {
    entries.iter().find(|(name, _)| name == key).map_or(Value::Undefined, |(_, value)| value.clone())
}

/// Returns the elements of a slice.
fn picked<T: Clone>(all: &[T], start: Option<i64>, end: Option<i64>, step: i64) -> Option<Vec<T>> {
    let len = all.len() as i64;
    let bound = |at: i64| if at < 0 { (at + len).max(-1) } else { at.min(len) };
    let forward = step > 0;
    let start = start.map_or(if forward { 0 } else { len - 1 }, bound);
    let end = end.map_or(if forward { len } else { -1 }, |end| bound(end).max(if forward { 0 } else { -1 }));
    let mut picked = Vec::new();
    let mut at = if forward { start.max(0) } else { start.min(len - 1) };
    while step != 0 && (forward && at < end || !forward && at > end) {
        picked.extend(usize::try_from(at).ok().and_then(|at| all.get(at)).cloned());
        at = at.checked_add(step)?;
    }
    Some(picked)
}

/// Resolves an index that may count from the end.
fn position(index: i64, len: usize) -> Option<usize> {
    let index = if index < 0 { index.checked_add(i64::try_from(len).ok()?)? } else { index };
    usize::try_from(index).ok()
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Undefined, Self::Undefined) | (Self::None, Self::None) => true,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::List(a), Self::List(b)) => a.items == b.items,
            (Self::Map(a), Self::Map(b)) => a.items == b.items,
            _ => self.as_int().is_some_and(|a| other.as_int() == Some(a)),
        }
    }
}
