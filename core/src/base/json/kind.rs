//! Enums as JSON objects whose field `kind` names the variant, `{"kind":"cut","detail":"…"}`. For serde these enums
//! are externally tagged, `{"cut":{"detail":"…"}}`; the functions here convert. Serde's own `tag = "kind"` has the same
//! format, but it copies all fields into values of its own before it reads them: its errors cannot name the field any
//! more, and unknown fields cannot be kept.

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, VariantAccess,
    Visitor,
};
use serde::{Deserialize, Serialize, Serializer, forward_to_deserialize_any};
use serde_json::{Map, Value};

use super::read::{ReadError, read_struct};
use super::value_of;

/// Returns the fields of an enum, `kind` first.
pub(crate) fn fields_of(value: &impl Serialize) -> Map<String, Value> {
    let (kind, fields) = match value_of(value) {
        Value::Object(variant) => variant.into_iter().next().unwrap_or_default(),
        Value::String(kind) => (kind, Value::Null),
        _ => Default::default(),
    };
    let mut all = Map::new();
    all.insert("kind".to_owned(), Value::String(kind));
    if let Value::Object(fields) = fields {
        all.extend(fields);
    }
    all
}

/// Reads an enum from the fields of an object. Adds to `unknown` the fields that neither the variant has nor `others`
/// names.
pub(crate) fn read<T: DeserializeOwned>(
    fields: &Map<String, Value>,
    others: &[&str],
    unknown: &mut Map<String, Value>,
) -> Result<T, ReadError> {
    T::deserialize(Tagged { fields, others, unknown })
}

/// Serializes a field, for serde's `with`.
pub(crate) fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    fields_of(value).serialize(serializer)
}

/// Deserializes a field, for serde's `with`.
pub(crate) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    read(&Map::deserialize(deserializer)?, &[], &mut Map::new()).map_err(D::Error::custom)
}

/// The fields of an object as an enum and, once its variant is known, as the struct within.
struct Tagged<'a> {
    fields: &'a Map<String, Value>,
    others: &'a [&'a str],
    unknown: &'a mut Map<String, Value>,
}

impl Tagged<'_> {
    fn note_unknown(&mut self, known: &[&str]) {
        let is_known = |name: &str| name == "kind" || known.contains(&name) || self.others.contains(&name);
        let unknown = self.fields.iter().filter(|(name, _)| !is_known(name));
        self.unknown.extend(unknown.map(|(name, value)| (name.clone(), value.clone())));
    }
}

impl<'de> Deserializer<'de> for Tagged<'de> {
    type Error = ReadError;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_enum(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.struct_variant(fields, visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ReadError> {
        Err(ReadError::custom("only an enum has a kind"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

impl<'de> EnumAccess<'de> for Tagged<'de> {
    type Error = ReadError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), ReadError> {
        let kind = self.fields.get("kind").filter(|kind| !kind.is_null());
        let kind = kind.ok_or_else(|| ReadError::Missing.of_field("kind"))?;
        let kind = kind.as_str().ok_or_else(|| ReadError::custom("`kind` should be text"))?;
        Ok((seed.deserialize(kind.into_deserializer())?, self))
    }
}

impl<'de> VariantAccess<'de> for Tagged<'de> {
    type Error = ReadError;

    fn unit_variant(mut self) -> Result<(), ReadError> {
        self.note_unknown(&[]);
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ReadError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        mut self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.note_unknown(fields);
        read_struct(self.fields, fields, visitor)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Shape {
        Empty,
        TheSquare { side: u64 },
        Other(Inner),
    }

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Inner {
        name: String,
    }

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Drawing {
        #[serde(with = "super")]
        shape: Shape,
    }

    fn drawn(shape: Value) -> Result<Drawing, String> {
        crate::base::json::read(&json!({ "shape": shape }), "it")
    }

    #[test]
    fn an_enum_reads_back_as_it_was_written() {
        for (shape, written) in [
            (Shape::Empty, r#"{"kind":"empty"}"#),
            (Shape::TheSquare { side: 2 }, r#"{"kind":"the_square","side":2}"#),
            (Shape::Other(Inner { name: "a".into() }), r#"{"kind":"other","name":"a"}"#),
        ] {
            assert_eq!(Value::Object(fields_of(&shape)).to_string(), written);
            let drawing = Drawing { shape };
            let value = value_of(&drawing);
            assert_eq!(value["shape"].to_string(), written);
            assert_eq!(drawn(value["shape"].clone()), Ok(drawing));
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (shape, sentence) in [
            (json!("empty"), "`shape` should be an object"),
            (json!({}), "`kind` is missing"),
            (json!({ "kind": null }), "`kind` is missing"),
            (json!({ "kind": ["empty"] }), "`kind` should be text"),
            (json!({ "kind": "circle" }), "unknown kind `circle`"),
            (json!({ "kind": "the_square" }), "`side` is missing"),
            (json!({ "kind": "other", "name": 7 }), "`name` should be text"),
        ] {
            assert_eq!(drawn(shape), Err(sentence.to_owned()));
        }
    }

    #[test]
    fn fields_that_the_variant_does_not_have_are_named() {
        let more = json!({ "x": null, "y": { "z": 1 } });
        for kind in ["empty", "the_square", "other"] {
            let mut value = json!({ "seq": 1, "kind": kind, "x": null, "y": { "z": 1 } });
            match kind {
                "the_square" => value["side"] = 1.into(),
                "other" => value["name"] = "a".into(),
                _ => {}
            }
            let mut unknown = Map::new();
            assert!(read::<Shape>(value.as_object().expect("an object"), &["seq"], &mut unknown).is_ok());
            assert_eq!(Value::Object(unknown), more, "{kind}");
        }
    }
}
