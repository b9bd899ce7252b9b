//! Reads and builds JSON objects field by field. Serde's derive generates a separate reader for every type: the
//! readers of the log and the wire format alone were a tenth of the page's code. Here all types share one reader, and
//! its errors name the field.

pub(crate) mod halves;
pub(crate) mod strings;

use serde_json::{Map, Value};

/// The JSON value at the start of `text` and the text after it; `None` if the value is incomplete or not JSON.
pub(crate) fn leading_value(text: &str) -> Option<(Value, &str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next()?.ok()?;
    Some((value, text.get(values.byte_offset()..)?))
}

/// The fields of a JSON object, read strictly. A null field counts as missing; fields that are not read are ignored.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// Returns the fields of `value`; `what` names it in the error if it is not an object.
    pub(crate) fn of(value: &'a Value, what: &str) -> Result<Self, String> {
        value.as_object().map(|map| Self { map }).ok_or_else(|| format!("{what} should be an object"))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.map.iter()
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    pub(crate) fn object(&self, key: &str) -> Result<Fields<'a>, String> {
        Self::of(self.some(key).ok_or_else(|| missing(key))?, &format!("`{key}`"))
    }

    /// Returns the value of any type. `null` counts as missing.
    pub(crate) fn value(&self, key: &str) -> Result<Value, String> {
        self.some(key).cloned().ok_or_else(|| missing(key))
    }

    pub(crate) fn word(&self, key: &str) -> Result<&'a str, String> {
        self.optional_word(key)?.ok_or_else(|| missing(key))
    }

    pub(crate) fn text(&self, key: &str) -> Result<String, String> {
        self.word(key).map(str::to_owned)
    }

    /// Reads a string that is omitted if empty.
    pub(crate) fn text_or_empty(&self, key: &str) -> Result<String, String> {
        if self.has(key) { self.text(key) } else { Ok(String::new()) }
    }

    /// Reads a list of strings that is omitted if empty.
    pub(crate) fn texts_or_empty(&self, key: &str) -> Result<Vec<String>, String> {
        let wrong = || format!("`{key}` should be a list of texts");
        let Some(value) = self.some(key) else { return Ok(Vec::new()) };
        let list = value.as_array().ok_or_else(wrong)?;
        list.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
    }

    pub(crate) fn optional_word(&self, key: &str) -> Result<Option<&'a str>, String> {
        let read = |value: &'a Value| value.as_str().ok_or_else(|| format!("`{key}` should be text"));
        self.some(key).map(read).transpose()
    }

    pub(crate) fn optional_text(&self, key: &str) -> Result<Option<String>, String> {
        Ok(self.optional_word(key)?.map(str::to_owned))
    }

    pub(crate) fn flag(&self, key: &str) -> Result<bool, String> {
        let value = self.some(key).ok_or_else(|| missing(key))?;
        value.as_bool().ok_or_else(|| format!("`{key}` should be true or false"))
    }

    /// Reads a boolean that is omitted if false.
    pub(crate) fn flag_or_false(&self, key: &str) -> Result<bool, String> {
        if self.has(key) { self.flag(key) } else { Ok(false) }
    }

    pub(crate) fn number<T: TryFrom<u64>>(&self, key: &str) -> Result<T, String> {
        self.optional_number(key)?.ok_or_else(|| missing(key))
    }

    /// Reads a number that is omitted if 0.
    pub(crate) fn number_or_zero(&self, key: &str) -> Result<u64, String> {
        if self.has(key) { self.number(key) } else { Ok(0) }
    }

    pub(crate) fn optional_number<T: TryFrom<u64>>(&self, key: &str) -> Result<Option<T>, String> {
        let Some(number) = self.optional_u64(key)? else { return Ok(None) };
        T::try_from(number).map(Some).map_err(|_| format!("`{key}` is too large"))
    }

    /// Separate from `optional_number`, so that its code is compiled once and not for each integer width.
    fn optional_u64(&self, key: &str) -> Result<Option<u64>, String> {
        let read = |value: &Value| {
            value.as_u64().ok_or_else(|| format!("`{key}` should be a whole number that is not negative"))
        };
        self.some(key).map(read).transpose()
    }

    fn some(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }
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

fn missing(key: &str) -> String {
    format!("`{key}` is missing")
}

/// A JSON object under construction. Keys keep the order in which they are added.
#[derive(Default)]
pub(crate) struct Object {
    map: Map<String, Value>,
}

impl Object {
    pub(crate) fn set(&mut self, key: &str, value: Value) -> &mut Self {
        self.map.insert(key.to_owned(), value);
        self
    }

    /// Sets the field that tells the variants of an enum apart.
    pub(crate) fn kind(&mut self, word: &str) -> &mut Self {
        self.text("kind", word)
    }

    pub(crate) fn text(&mut self, key: &str, text: &str) -> &mut Self {
        self.set(key, Value::String(text.to_owned()))
    }

    pub(crate) fn text_unless_empty(&mut self, key: &str, text: &str) -> &mut Self {
        if text.is_empty() { self } else { self.text(key, text) }
    }

    pub(crate) fn texts_unless_empty(&mut self, key: &str, texts: &[String]) -> &mut Self {
        if texts.is_empty() { self } else { self.set(key, texts.iter().map(String::as_str).collect()) }
    }

    pub(crate) fn optional_text(&mut self, key: &str, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(key, text),
            None => self,
        }
    }

    pub(crate) fn optional(&mut self, key: &str, value: Option<Value>) -> &mut Self {
        match value {
            Some(value) => self.set(key, value),
            None => self,
        }
    }

    pub(crate) fn number(&mut self, key: &str, number: u64) -> &mut Self {
        self.set(key, Value::from(number))
    }

    pub(crate) fn optional_number(&mut self, key: &str, number: Option<u64>) -> &mut Self {
        match number {
            Some(number) => self.number(key, number),
            None => self,
        }
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Object(self.map)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_with_a_field_is_said() {
        let value = json!({ "on": true, "text": "a", "null": null, "big": 70_000, "part": 1.5, "below": -1, "object": {} });
        let fields = Fields::of(&value, "it").expect("an object");
        assert_eq!(fields.text("text"), Ok("a".into()));
        assert_eq!(fields.text("big"), Err("`big` should be text".into()));
        assert_eq!(fields.text("null"), Err("`null` is missing".into()));
        assert_eq!((fields.flag("on"), fields.flag_or_false("gone")), (Ok(true), Ok(false)));
        assert_eq!(fields.flag_or_false("text"), Err("`text` should be true or false".into()));
        assert_eq!(fields.flag("gone"), Err("`gone` is missing".into()));
        assert_eq!(fields.optional_text("null"), Ok(None));
        assert_eq!(fields.text_or_empty("gone"), Ok(String::new()));
        assert_eq!(fields.text_or_empty("null"), Err("`null` is missing".into()));
        assert_eq!(fields.texts_or_empty("null"), Ok(Vec::new()));
        assert_eq!(fields.texts_or_empty("text"), Err("`text` should be a list of texts".into()));
        assert_eq!(fields.number::<u32>("big"), Ok(70_000));
        assert_eq!(fields.number::<u16>("big"), Err("`big` is too large".into()));
        assert_eq!(fields.number::<u64>("gone"), Err("`gone` is missing".into()));
        assert_eq!(fields.number_or_zero("gone"), Ok(0));
        for key in ["part", "below", "text"] {
            let reason = format!("`{key}` should be a whole number that is not negative");
            assert_eq!(fields.number_or_zero(key), Err(reason));
        }
        assert!(fields.object("object").is_ok());
        assert_eq!(fields.object("text").err(), Some("`text` should be an object".into()));
        assert_eq!(Fields::of(&json!([]), "it").err(), Some("it should be an object".into()));
    }
}
