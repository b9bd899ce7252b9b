//! Random JSON schemas, and a validator that shares no code with constrained decoding.
#![expect(clippy::indexing_slicing, reason = "a remainder is an index")]

use serde_json::{Value, json};

use super::Noise;

/// Returns a random schema of the kind that agents use; `depth` limits the nesting.
pub fn random_schema(noise: &mut Noise, depth: usize) -> Value {
    let kinds = if depth == 0 { 8 } else { 13 };
    let small = |noise: &mut Noise| noise.bits() % 4;
    match noise.bits() % kinds {
        0 => json!({"type": "string"}),
        1 => {
            let min = small(noise);
            json!({"type": "string", "minLength": min, "maxLength": min + small(noise)})
        }
        2 => json!({"type": "integer"}),
        3 => {
            let min = noise.bits() as i64 % 1000;
            json!({"type": "integer", "minimum": min, "maximum": min + (noise.bits() % 300) as i64})
        }
        4 => json!({"type": (["number", "null"][(noise.bits() % 2) as usize])}),
        5 => json!({"type": "boolean"}),
        6 => json!({"enum": ["red", "re", "gr\"een", 1, 12, -0.5, null, {"a": [true]}]}),
        7 => json!({"const": (["fixed", "é\n🙂", ""][(noise.bits() % 3) as usize])}),
        8 => {
            let min = small(noise);
            let items = random_schema(noise, depth - 1);
            json!({"type": "array", "items": items, "minItems": min, "maxItems": min + small(noise)})
        }
        9 => json!({"anyOf": [random_schema(noise, depth - 1), random_schema(noise, depth - 1)]}),
        10 => json!({"oneOf": [
            {"type": "object", "properties": {"kind": {"const": "call"}, "args": random_schema(noise, depth - 1)}, "required": ["kind", "args"]},
            {"type": "object", "properties": {"kind": {"const": "final"}, "text": {"type": "string"}}, "required": ["kind"]},
            {"type": ["string", "integer"]},
        ]}),
        11 => [json!({"type": "object"}), json!({}), json!({"type": "array"})][(noise.bits() % 3) as usize]
            .clone(),
        _ => {
            let mut properties = serde_json::Map::new();
            let mut required = Vec::new();
            for index in 0..noise.bits() % 5 {
                let name = format!("{}{index}", ["a", "long name ", "é\""][(noise.bits() % 3) as usize]);
                if noise.bits().is_multiple_of(2) {
                    required.push(name.clone());
                }
                properties.insert(name, random_schema(noise, depth - 1));
            }
            let others = noise.bits().is_multiple_of(2);
            json!({"type": "object", "properties": properties, "required": required, "additionalProperties": others})
        }
    }
}

/// Whether a value satisfies a schema of the kind above.
pub fn is_valid(schema: &Value, value: &Value) -> bool {
    let Value::Object(keywords) = schema else { return *schema != Value::Bool(false) };
    keywords.iter().all(|(keyword, wanted)| match (keyword.as_str(), value) {
        ("type", _) => match wanted {
            Value::Array(types) => types.iter().any(|kind| has_type(kind, value)),
            kind => has_type(kind, value),
        },
        ("const", _) => wanted == value,
        ("enum", _) => wanted.as_array().is_some_and(|values| values.contains(value)),
        ("anyOf", _) => count_valid(wanted, value) > 0,
        ("oneOf", _) => count_valid(wanted, value) == 1,
        ("minLength", Value::String(text)) => text.chars().count() as u64 >= wanted.as_u64().unwrap_or(0),
        ("maxLength", Value::String(text)) => text.chars().count() as u64 <= wanted.as_u64().unwrap_or(0),
        ("minimum", Value::Number(number)) => number.as_f64() >= wanted.as_f64(),
        ("maximum", Value::Number(number)) => number.as_f64() <= wanted.as_f64(),
        ("items", Value::Array(items)) => items.iter().all(|item| is_valid(wanted, item)),
        ("minItems", Value::Array(items)) => items.len() as u64 >= wanted.as_u64().unwrap_or(0),
        ("maxItems", Value::Array(items)) => items.len() as u64 <= wanted.as_u64().unwrap_or(0),
        ("properties", Value::Object(fields)) => fields.iter().all(|(name, field)| match wanted.get(name) {
            Some(schema) => is_valid(schema, field),
            None => true,
        }),
        ("additionalProperties", Value::Object(fields)) => {
            let declared = schema.get("properties");
            let mut others =
                fields.iter().filter(|(name, _)| declared.is_none_or(|known| known.get(name).is_none()));
            others.all(|(_, field)| is_valid(wanted, field))
        }
        ("required", Value::Object(fields)) => wanted
            .as_array()
            .into_iter()
            .flatten()
            .all(|name| name.as_str().is_some_and(|name| fields.contains_key(name))),
        _ => true,
    })
}

fn count_valid(schemas: &Value, value: &Value) -> usize {
    schemas.as_array().into_iter().flatten().filter(|schema| is_valid(schema, value)).count()
}

fn has_type(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap_or_default() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        _ => false,
    }
}
