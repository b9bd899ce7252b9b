//! The subset of JSON Schema used for tool arguments: an object whose properties are strings, numbers, integers,
//! booleans or lists of these. Builds such schemas and checks arguments against them. Schema keywords outside this
//! subset are ignored.

use serde_json::{Map, Value, json};

use crate::base::fence::one_line;

/// Builds the schema of an object whose properties are all required. Each property is a name, a type and a
/// description.
pub fn object(properties: &[(&str, &str, &str)]) -> Value {
    let described = properties
        .iter()
        .map(|(name, kind, description)| {
            ((*name).to_owned(), json!({ "type": kind, "description": description }))
        })
        .collect::<Map<_, _>>();
    let required = properties.iter().map(|(name, ..)| Value::from(*name)).collect::<Vec<_>>();
    json!({ "type": "object", "properties": described, "required": required, "additionalProperties": false })
}

/// Checks `value` against `schema`.
///
/// # Errors
/// A clause that says what does not match, such as "`a` should be a number".
pub fn check(schema: &Value, value: &Value) -> Result<(), String> {
    check_at(schema, value, "the arguments")
}

fn check_at(schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    if let Some(kind) = schema.get("type").and_then(Value::as_str).filter(|kind| !is_a(value, kind)) {
        return Err(format!("{place} should be {}", in_words(kind)));
    }
    if let Some(allowed) = schema.get("enum").and_then(Value::as_array).filter(|all| !all.contains(value)) {
        let words: Vec<String> = allowed.iter().map(Value::to_string).collect();
        return Err(format!("{place} should be one of {}", words.join(", ")));
    }
    match value {
        Value::Object(fields) => check_object(schema, fields),
        Value::Array(items) => match schema.get("items") {
            Some(item) => items.iter().try_for_each(|value| check_at(item, value, place)),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn check_object(schema: &Value, fields: &Map<String, Value>) -> Result<(), String> {
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    for name in required.filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            return Err(format!("`{name}` is missing"));
        }
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    for (name, value) in fields {
        match properties.and_then(|all| all.get(name)) {
            Some(property) => check_at(property, value, &format!("`{name}`"))?,
            None if is_closed => return Err(format!("there is no argument `{}`", one_line(name))),
            None => {}
        }
    }
    Ok(())
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|n| n.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => true,
    }
}

fn in_words(kind: &str) -> &str {
    match kind {
        "object" => "an object",
        "array" => "a list",
        "string" => "text",
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "true or false",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_said() {
        let schema = object(&[("a", "number", "one"), ("path", "string", "another")]);
        let check = |value: Value| check(&schema, &value);
        assert_eq!(check(json!({ "a": 1.5, "path": "" })), Ok(()));
        assert_eq!(check(json!({ "a": 1 })), Err("`path` is missing".into()));
        assert_eq!(check(json!({ "a": "1", "path": "" })), Err("`a` should be a number".into()));
        assert_eq!(check(json!({ "a": 1, "path": "", "b": 2 })), Err("there is no argument `b`".into()));
        assert_eq!(check(json!("a")), Err("the arguments should be an object".into()));
        assert_eq!(check(Value::Null), Err("the arguments should be an object".into()));
    }

    #[test]
    fn lists_words_and_whole_numbers_are_checked() {
        let schema = json!({ "type": "object", "properties": {
            "names": { "type": "array", "items": { "type": "string" } },
            "mode": { "enum": ["a", "b"] },
            "count": { "type": "integer" },
        } });
        assert_eq!(check(&schema, &json!({ "names": ["x"], "mode": "a", "count": 2.0, "more": 1 })), Ok(()));
        assert_eq!(check(&schema, &json!({ "names": [1] })), Err("`names` should be text".into()));
        assert_eq!(
            check(&schema, &json!({ "mode": "c" })),
            Err(r#"`mode` should be one of "a", "b""#.into())
        );
        assert_eq!(check(&schema, &json!({ "count": 1.5 })), Err("`count` should be a whole number".into()));
    }
}
