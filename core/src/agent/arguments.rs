//! Normalizes the arguments of a tool call: removes the strings, code fences and repeated call objects that models
//! and servers wrap around them. Only unambiguous wrapping is removed; the result is validated elsewhere. Pure.

use serde_json::{Map, Value, json};

use crate::base::json::leading_value;
use crate::tool::{ARGUMENT_FIELDS, NAME_FIELDS, ToolRegistry};

/// The maximum number of wrapping layers that are removed.
const MAX_LAYERS: usize = 6;

/// The fields that may stand next to the name and the arguments when models repeat the whole call inside its arguments.
const KIND_FIELDS: [&str; 3] = ["type", "kind", "id"];

/// Converts arguments to the types of the tool's schema where no information is lost. Models write numbers as text,
/// encode JSON as a string once or twice, repeat the call around its arguments, and leave out the object around a
/// single argument.
pub(super) fn fitted(name: &str, arguments: Value, registry: &ToolRegistry) -> Value {
    let Some(tool) = registry.get(name) else { return arguments };
    let schema = tool.parameters();
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return arguments };
    let unwrapped = unwrapped(name, &schema, properties, &arguments);
    let arguments = match (unwrapped.unwrap_or(arguments), properties.keys().next()) {
        (single @ (Value::String(_) | Value::Number(_)), Some(key)) if properties.len() == 1 => {
            json!({ key: single })
        }
        (other, _) => other,
    };
    fitted_to(&schema, arguments)
}

/// Reads JSON as models write it without a schema: it may be in a code fence and may have extra closing brackets.
/// Missing parts are not filled in.
pub(super) fn read_json(text: &str) -> Option<Value> {
    let text = text.trim();
    let text = match text.starts_with('`') {
        true => text.trim_matches('`').trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).trim(),
        false => text,
    };
    let (value, rest) = leading_value(text)?;
    let is_over = rest.trim().is_empty() || is_too_many(&value, rest);
    is_over.then_some(value)
}

/// Whether `rest` consists of extra closing brackets after `value`.
fn is_too_many(value: &Value, rest: &str) -> bool {
    let can_close = value.is_object() || value.is_array();
    can_close && rest.chars().all(|sign| sign.is_whitespace() || matches!(sign, '}' | ']'))
}

/// Finds the object with the tool's own arguments inside `arguments`; `None` if there is none.
fn unwrapped(
    name: &str,
    schema: &Value,
    properties: &Map<String, Value>,
    arguments: &Value,
) -> Option<Value> {
    let is_own = |fields: &Map<String, Value>| fields.keys().any(|key| properties.contains_key(key));
    let needs_none = schema.get("required").and_then(Value::as_array).is_none_or(Vec::is_empty);
    let mut value = arguments.clone();
    for _ in 0..MAX_LAYERS {
        value = match value {
            Value::String(text) => read_json(&text)?,
            Value::Object(fields) if is_own(&fields) || (fields.is_empty() && needs_none) => {
                return Some(Value::Object(fields));
            }
            Value::Object(fields) => wrapped(name, fields)?,
            _ => return None,
        };
    }
    None
}

/// The arguments in a call object that was written into its own arguments. The object must be a call of this tool and
/// contain nothing else.
fn wrapped(name: &str, mut fields: Map<String, Value>) -> Option<Value> {
    let field = ARGUMENT_FIELDS.iter().find(|field| fields.contains_key(**field));
    let Some(inner) = field.and_then(|field| fields.remove(*field)) else {
        // `{"function":{"name":…,"arguments":…}}`
        return fields
            .remove("function")
            .filter(|function| function.is_object() && is_of_call(name, &fields));
    };
    is_of_call(name, &fields).then_some(inner)
}

fn is_of_call(name: &str, fields: &Map<String, Value>) -> bool {
    fields.iter().all(|(key, value)| match value.as_str() {
        Some(value) if NAME_FIELDS.contains(&key.as_str()) => value == name,
        Some(_) => KIND_FIELDS.contains(&key.as_str()),
        None => false,
    })
}

/// Converts `value` to the type in `schema`, as far as possible without guessing.
fn fitted_to(schema: &Value, value: Value) -> Value {
    let kind = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    let fits = |other: &Value| match kind {
        "object" => other.is_object(),
        "array" => other.is_array(),
        "boolean" => other.is_boolean(),
        "number" | "integer" => other.is_number(),
        _ => false,
    };
    let value = match (kind, unpacked(&value, fits)) {
        (_, Some(fitting)) => fitting,
        ("string", None) if value.is_number() => Value::String(value.to_string()),
        _ => value,
    };
    match value {
        Value::Object(fields) => {
            let fitted = fields.into_iter().map(|(key, value)| {
                let property = schema.get("properties").and_then(|all| all.get(&key));
                let value = property.map_or_else(|| value.clone(), |one| fitted_to(one, value.clone()));
                (key, value)
            });
            Value::Object(fitted.collect())
        }
        Value::Array(items) => match schema.get("items") {
            Some(item) => items.into_iter().map(|value| fitted_to(item, value)).collect(),
            None => Value::Array(items),
        },
        other => other,
    }
}

/// Decodes a string that contains JSON, once or several times over, until `fits` accepts the value.
fn unpacked(value: &Value, fits: impl Fn(&Value) -> bool) -> Option<Value> {
    let mut inner = read_json(value.as_str()?)?;
    for _ in 0..MAX_LAYERS {
        if fits(&inner) {
            return Some(inner);
        }
        inner = read_json(inner.as_str()?)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::safe_tools;

    #[test]
    fn arguments_that_are_json_in_a_string_are_unpacked() {
        let tools = safe_tools();
        let sum = json!({ "a": 2, "b": 3 });
        let once = Value::String(sum.to_string());
        let twice = Value::String(once.to_string());
        for arguments in [sum.clone(), once, twice, json!({ "a": "2", "b": "\"3\"" })] {
            assert_eq!(fitted("add_numbers", arguments.clone(), &tools), sum, "{arguments}");
        }
        let text = json!({ "text": "hi there" });
        for arguments in [text.clone(), Value::String(text.to_string()), Value::String("hi there".into())] {
            assert_eq!(fitted("echo", arguments.clone(), &tools), text, "{arguments}");
        }
        // Text arguments stay text, even if they look like JSON.
        let quoted = json!({ "text": "{\"a\":1}" });
        assert_eq!(fitted("echo", quoted.clone(), &tools), quoted);
        assert_eq!(fitted("echo", Value::String("{\"a\":1}".into()), &tools), quoted);
    }

    #[test]
    fn nested_values_are_unpacked_where_the_schema_wants_them() {
        let schema = json!({ "type": "object", "properties": {
            "tags": { "type": "array", "items": { "type": "integer" } },
            "where": { "type": "object", "properties": { "open": { "type": "boolean" }, "name": { "type": "string" } } },
        } });
        let whole = json!({ "tags": [1, 2], "where": { "open": true, "name": "[1]" } });
        for written in [
            json!({ "tags": "[1,2]", "where": "{\"open\":true,\"name\":\"[1]\"}" }),
            json!({ "tags": ["1", 2], "where": { "open": "true", "name": "[1]" } }),
            json!({ "tags": "\"[\\\"1\\\",2]\"", "where": "{\"open\":\"true\",\"name\":\"[1]\"}" }),
        ] {
            assert_eq!(fitted_to(&schema, written.clone()), whole, "{written}");
        }
    }

    #[test]
    fn what_is_put_around_arguments_is_taken_off() {
        let text = json!({ "text": "x" });
        let call = |arguments: Value| json!({ "name": "echo", "arguments": arguments });
        for arguments in [
            json!("```json\n{\"text\":\"x\"}\n```"),
            json!("```\n{\"text\":\"x\"}\n```\n"),
            json!("`{\"text\":\"x\"}`"),
            json!("{\"text\":\"x\"}}"),
            json!("{\"text\":\"x\"}\n}]"),
            json!({ "arguments": text }),
            json!({ "parameters": text }),
            json!({ "input": text }),
            json!({ "arguments": text.to_string() }),
            Value::String(json!({ "arguments": text }).to_string()),
            Value::String(json!({ "arguments": text.to_string() }).to_string()),
            json!({ "name": "echo", "parameters": text }),
            json!({ "tool_name": "echo", "kind": "tool_call", "arguments": text }),
            json!({ "type": "function", "function": call(text.clone()) }),
            call(text.clone()),
            call(call(text.clone())),
            call(json!(format!("```json\n{text}\n```"))),
            Value::String(call(text.clone()).to_string()),
        ] {
            assert_eq!(fitted("echo", arguments.clone(), &safe_tools()), text, "{arguments}");
        }
        // A tool without required arguments.
        let schema = json!({ "type": "object", "properties": { "path": { "type": "string" } } });
        let properties = schema["properties"].as_object().expect("an object");
        for arguments in [json!({ "arguments": {} }), json!("{}")] {
            assert_eq!(unwrapped("list", &schema, properties, &arguments), Some(json!({})), "{arguments}");
        }
    }

    #[test]
    fn what_may_mean_something_else_stays_as_it_is() {
        for arguments in [
            json!({ "name": "add_numbers", "arguments": { "text": "x" } }),
            json!({ "arguments": { "message": "x" } }),
            json!({ "arguments": { "text": "x" }, "note": "y" }),
            json!({ "arguments": null }),
            json!({ "arguments": [{ "text": "x" }] }),
            json!({ "text": "x", "arguments": { "text": "y" } }),
            json!({ "name": "echo" }),
        ] {
            assert_eq!(fitted("echo", arguments.clone(), &safe_tools()), arguments, "{arguments}");
        }
        // A tool with an argument named `arguments`.
        let schema =
            json!({ "type": "object", "properties": { "arguments": { "type": "object" }, "text": {} } });
        let properties = schema["properties"].as_object().expect("an object");
        let own = json!({ "arguments": { "text": "x" } });
        assert_eq!(unwrapped("run", &schema, properties, &own), Some(own.clone()));
    }

    #[test]
    fn json_that_lacks_something_is_none() {
        for text in [
            "",
            "```json\n```",
            "{\"text\":\"tr\"",
            "{\"text\":\"tr",
            "hello",
            "{\"a\":1}{\"a\":2}",
            "{\"a\":1},",
            "1}",
            "{\"a\":1} done",
        ] {
            assert_eq!(read_json(text), None, "{text:?}");
        }
        assert_eq!(read_json("{\"text\":\"a } b\"}} "), Some(json!({ "text": "a } b" })));
    }
}
