//! Reads serde's types from JSON values, with errors that are sentences for the user and name the field: `content` is
//! missing, `parent` should be a whole number that is not negative. Serde's own messages name no field. A field that
//! is null counts as missing. Independent of what is read.

use std::fmt;

use serde::de::value::MapDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, SeqAccess,
    Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

/// Reads a value. `what` names it in the error if it is of the wrong type itself: `an event` should be an object.
pub(crate) fn read<T: DeserializeOwned>(value: &Value, what: &str) -> Result<T, String> {
    T::deserialize(Reader(value)).map_err(|complaint| match complaint {
        ReadError::Problem(problem) => format!("{what} {problem}"),
        other => other.to_string(),
    })
}

/// What is wrong with a value.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// A sentence that names the field.
    Sentence(String),
    /// The predicate of such a sentence. Whoever reads the object around the value adds the name.
    Problem(&'static str),
    /// The same for a value in a list.
    EntryProblem(&'static str),
    /// A word that is none of those which an enum has.
    UnknownWord(String),
    /// A field is missing. Whoever reads the object adds the name.
    Missing,
}

impl ReadError {
    pub(super) fn of_field(self, name: &str) -> Self {
        Self::Sentence(match self {
            Self::Sentence(sentence) => sentence,
            Self::Problem(problem) => format!("`{name}` {problem}"),
            Self::EntryProblem(problem) => format!("an entry of `{name}` {problem}"),
            Self::UnknownWord(word) => format!("unknown {name} `{word}`"),
            Self::Missing => format!("`{name}` is missing"),
        })
    }

    fn of_entry(self) -> Self {
        match self {
            Self::Problem(problem) => Self::EntryProblem(problem),
            other => other,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sentence(sentence) => formatter.write_str(sentence),
            Self::Problem(problem) => write!(formatter, "it {problem}"),
            Self::EntryProblem(problem) => write!(formatter, "an entry {problem}"),
            Self::UnknownWord(word) => write!(formatter, "unknown kind `{word}`"),
            Self::Missing => formatter.write_str("a field is missing"),
        }
    }
}

impl std::error::Error for ReadError {}

impl Error for ReadError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Sentence(message.to_string())
    }

    /// Only integers are read into a type that may be too small for them.
    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::Problem("is too large")
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Missing.of_field(name)
    }

    /// [`StructFields`] has an element for every field that is there.
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::Missing
    }

    fn unknown_variant(word: &str, _: &'static [&'static str]) -> Self {
        Self::UnknownWord(word.to_owned())
    }
}

/// A JSON value as serde reads it.
struct Reader<'a>(&'a Value);

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = ReadError;

    /// For fields of any type, which are kept as they are.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => visitor.visit_str(text),
            Value::Array(list) => visitor.visit_seq(List(list.iter())),
            Value::Object(map) => {
                let entries = map.iter().map(|(name, value)| (name.as_str(), Reader(value)));
                visitor.visit_map(MapDeserializer::new(entries))
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_bool(self.0.as_bool().ok_or(ReadError::Problem("should be true or false"))?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let problem = ReadError::Problem("should be a whole number that is not negative");
        visitor.visit_u64(self.0.as_u64().ok_or(problem)?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_str(self.0.as_str().ok_or(ReadError::Problem("should be text"))?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let list = self.0.as_array().ok_or(ReadError::Problem("should be a list"))?;
        visitor.visit_seq(List(list.iter()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.0.is_object() { self.deserialize_any(visitor) } else { Err(NO_OBJECT) }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        read_struct(self.0.as_object().ok_or(NO_OBJECT)?, names, visitor)
    }

    /// An enum here is a word. `kind` reads those whose variants have fields.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let word = self.0.as_str().ok_or(ReadError::Problem("should be text"))?;
        visitor.visit_enum(word.into_deserializer())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct tuple
        tuple_struct identifier
    }
}

impl<'de> IntoDeserializer<'de, ReadError> for Reader<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

const NO_OBJECT: ReadError = ReadError::Problem("should be an object");

/// Reads the fields `names` of an object, in this order. The code that serde derives for a sequence of fields is half as
/// long as that for a map, which also has to find out which field it is given.
pub(super) fn read_struct<'de, V: Visitor<'de>>(
    object: &'de Map<String, Value>,
    names: &'static [&'static str],
    visitor: V,
) -> Result<V::Value, ReadError> {
    let mut fields = StructFields { object, names: names.iter(), missing: None };
    visitor.visit_seq(&mut fields).map_err(|complaint| match (complaint, fields.missing) {
        (ReadError::Missing, Some(name)) => ReadError::Missing.of_field(name),
        (other, _) => other,
    })
}

/// The fields of an object in the order in which a struct declares them.
struct StructFields<'a> {
    object: &'a Map<String, Value>,
    names: std::slice::Iter<'static, &'static str>,
    /// The last field that is not in the object.
    missing: Option<&'static str>,
}

impl<'de> SeqAccess<'de> for &mut StructFields<'de> {
    type Error = ReadError;

    /// Returns `None` for a field that is missing and not optional. Serde then takes its default, or it fails if there is
    /// none.
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        let Some(name) = self.names.next() else { return Ok(None) };
        if let Some(value) = self.object.get(*name).filter(|value| !value.is_null()) {
            return seed.deserialize(Reader(value)).map(Some).map_err(|complaint| complaint.of_field(name));
        }
        self.missing = Some(name);
        Ok(seed.deserialize(MissingField).ok())
    }
}

/// A field that is not there: nothing but an option can be read from it.
struct MissingField;

impl<'de> Deserializer<'de> for MissingField {
    type Error = ReadError;

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_none()
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ReadError> {
        Err(ReadError::Missing)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct List<'a>(std::slice::Iter<'a, Value>);

impl<'de> SeqAccess<'de> for List<'de> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        self.0.next().map(|value| seed.deserialize(Reader(value)).map_err(ReadError::of_entry)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Everything {
        flag: bool,
        text: String,
        number: u64,
        small: u16,
        list: Vec<String>,
        word: Option<Word>,
        any: Option<Value>,
        object: Option<Box<Everything>>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        One,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Needed {
        text: String,
    }

    #[test]
    fn what_is_there_is_read_and_null_is_not_there() {
        let any = json!({ "null": null, "numbers": [1, -1, 1.5], "flag": false });
        let value = json!({ "flag": true, "text": "a", "number": 7, "small": 9, "list": ["b"], "word": "one", "any": any,
            "object": { "small": null }, "more": [{}] });
        let expected = Everything {
            flag: true,
            text: "a".into(),
            number: 7,
            small: 9,
            list: vec!["b".into()],
            word: Some(Word::One),
            any: Some(any),
            object: Some(Box::default()),
        };
        assert_eq!(read(&value, "it"), Ok(expected));
        let nothing =
            json!({ "flag": null, "text": null, "number": null, "list": null, "word": null, "any": null });
        assert_eq!(read(&nothing, "it"), Ok(Everything::default()));
    }

    #[test]
    fn what_is_wrong_with_a_field_is_said() {
        for (value, sentence) in [
            (json!([]), "it should be an object"),
            (json!({ "flag": "a" }), "`flag` should be true or false"),
            (json!({ "text": 7 }), "`text` should be text"),
            (json!({ "number": 1.5 }), "`number` should be a whole number that is not negative"),
            (json!({ "number": -1 }), "`number` should be a whole number that is not negative"),
            (json!({ "number": "1" }), "`number` should be a whole number that is not negative"),
            (json!({ "small": 70_000 }), "`small` is too large"),
            (json!({ "list": "a" }), "`list` should be a list"),
            (json!({ "list": ["a", 7] }), "an entry of `list` should be text"),
            (json!({ "word": 7 }), "`word` should be text"),
            (json!({ "word": "two" }), "unknown word `two`"),
            (json!({ "object": "a" }), "`object` should be an object"),
            (json!({ "object": { "small": 70_000 } }), "`small` is too large"),
        ] {
            assert_eq!(read::<Everything>(&value, "it"), Err(sentence.to_owned()), "{value}");
        }
        for value in [json!({}), json!({ "text": null })] {
            assert_eq!(read::<Needed>(&value, "it"), Err("`text` is missing".to_owned()), "{value}");
        }
    }
}
