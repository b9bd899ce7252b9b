//! A check that no value satisfies two schemas at once, which lets `oneOf` be treated like `anyOf`.
//!
//! The check is conservative: a negative result means that disjointness could not be proved.

use serde_json::Value;

/// A set of JSON types. Integers are separate from other numbers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Types(u8);

impl Types {
    const ALL: Types = Types(0b111_1111);

    fn one(name: &str) -> Types {
        Types(match name {
            "null" => 1,
            "boolean" => 2,
            "string" => 4,
            "array" => 8,
            "object" => 16,
            "integer" => 32,
            "number" => 32 | 64,
            _ => 0,
        })
    }

    /// Returns the types that a `type` keyword allows; all types without the keyword.
    pub(super) fn named(keyword: Option<&Value>) -> Types {
        match keyword {
            None => Self::ALL,
            Some(Value::Array(names)) => Types(
                names
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|name| Self::one(name).0)
                    .fold(0, |all, one| all | one),
            ),
            Some(name) => Self::one(name.as_str().unwrap_or_default()),
        }
    }

    pub(super) fn of_value(value: &Value) -> Types {
        match value {
            Value::Null => Self::one("null"),
            Value::Bool(_) => Self::one("boolean"),
            Value::String(_) => Self::one("string"),
            Value::Array(_) => Self::one("array"),
            Value::Object(_) => Self::one("object"),
            Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() == 0.0) => {
                Self::one("integer")
            }
            Value::Number(_) => Types(64),
        }
    }

    /// Returns the types of the values that a schema allows, or a superset of them.
    pub(super) fn of_schema(root: &Value, schema: &Value) -> Types {
        let Value::Object(object) = resolve(root, schema) else { return Self::ALL };
        let values = finite(root, schema)
            .map(|values| values.iter().fold(0, |all, value| all | Self::of_value(value).0));
        Types(values.unwrap_or(Self::ALL.0) & Self::named(object.get("type")).0)
    }

    /// Whether every type of `other` is in this set.
    pub(super) fn contains(self, other: Types) -> bool {
        self.0 & other.0 == other.0
    }

    fn overlaps(self, other: Types) -> bool {
        self.0 & other.0 != 0
    }
}

/// Resolves a schema that is a reference into `root`; returns any other schema unchanged.
pub(super) fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#'));
    target.and_then(|pointer| root.pointer(pointer)).unwrap_or(schema)
}

/// Returns the values of a schema that enumerates them.
fn finite<'a>(root: &'a Value, schema: &'a Value) -> Option<Vec<&'a Value>> {
    let schema = resolve(root, schema);
    if let Some(value) = schema.get("const") {
        return Some(vec![value]);
    }
    Some(schema.get("enum")?.as_array()?.iter().collect())
}

pub(super) fn disjoint(root: &Value, a: &Value, b: &Value, depth: usize) -> bool {
    if depth > 8 {
        return false;
    }
    let (a, b) = (resolve(root, a), resolve(root, b));
    if !Types::of_schema(root, a).overlaps(Types::of_schema(root, b)) {
        return true;
    }
    if let (Some(a), Some(b)) = (finite(root, a), finite(root, b)) {
        // Compared as numbers, 1 and 1.0 are the same.
        let same = |a: &Value, b: &Value| a == b || a.as_f64().is_some_and(|a| b.as_f64() == Some(a));
        return !a.iter().any(|a| b.iter().any(|b| same(a, b)));
    }
    let only_object = Types::one("object");
    let both_objects =
        only_object.contains(Types::of_schema(root, a)) && only_object.contains(Types::of_schema(root, b));
    both_objects && (told_apart(root, a, b, depth) || told_apart(root, b, a, depth))
}

/// Whether a field that `a` requires cannot have a common value in `b` or is not allowed there.
fn told_apart(root: &Value, a: &Value, b: &Value, depth: usize) -> bool {
    let required =
        a.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let field =
        |schema: &'_ Value, name: &str| schema.get("properties").and_then(|fields| fields.get(name)).cloned();
    for name in required {
        match (field(a, name), field(b, name)) {
            (Some(in_a), Some(in_b)) if disjoint(root, &in_a, &in_b, depth + 1) => return true,
            (_, None) if b.get("additionalProperties") == Some(&Value::Bool(false)) => return true,
            _ => {}
        }
    }
    false
}
