//! What JSON needs everywhere: reading serde's types with errors that name the field, and values from outside that are
//! not quite what they should be. Independent of what is stored.

pub(crate) mod halves;
pub(crate) mod kind;
mod read;
pub(crate) mod strings;

use serde::Serialize;
use serde_json::Value;

pub(crate) use read::{ReadError, read};

/// Converts to JSON. Serde fails for values with a map whose keys are no strings, and no type of this crate is such a
/// value; it would become `null`.
pub(crate) fn value_of(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// Whether a number is omitted, for serde's `skip_serializing_if`.
pub(crate) fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The JSON value at the start of `text` and the text after it; `None` if the value is incomplete or not JSON.
pub(crate) fn leading_value(text: &str) -> Option<(Value, &str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next()?.ok()?;
    Some((value, text.get(values.byte_offset()..)?))
}

/// Converts a number from outside to an integer from 0 to `most`, rounding and clamping it; `None` if it is not a
/// number.
pub(crate) fn whole(value: &Value, most: u64) -> Option<u64> {
    if let Some(number) = value.as_u64() {
        return Some(number.min(most));
    }
    // Casts from floating point saturate at the bounds of the integer.
    value.as_f64().map(|number| (number.round() as u64).min(most))
}
