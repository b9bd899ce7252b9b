//! Compiles a JSON schema into a grammar.
//!
//! Answers are compact JSON with the fields in the schema's order. An unknown keyword that could restrict values is an
//! error: ignoring it would break the guarantee that every answer satisfies the schema.

use serde_json::{Map, Value};

use super::disjoint::{self, Types};
use super::grammar::{Field, Grammar, Node, NodeId};
use super::scalar::{Integer, LARGEST};

/// The reason why a schema cannot be used. The schema's author can fix it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the schema cannot be used at {path}: {reason}")]
pub struct SchemaError {
    /// The location in the schema, as a JSON pointer.
    pub path: String,
    /// What is not supported there, as a clause.
    pub reason: String,
}

/// Keywords that do not restrict values, or not those that the engine generates.
const ANNOTATIONS: [&str; 14] = [
    "$schema",
    "$id",
    "$comment",
    "$anchor",
    "$defs",
    "definitions",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "format",
];
/// All keywords supported for some type, used for schemas with several types.
const KEYWORDS: [&str; 13] = [
    "type",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "items",
    "minItems",
    "maxItems",
    "properties",
    "required",
    "additionalProperties",
];
/// The maximum nesting depth of fields and references.
const MAX_DEPTH: usize = 48;
/// The maximum number of nodes in a grammar.
const MAX_NODES: usize = 20_000;

pub(super) fn compile(schema: &Value) -> Result<Grammar, SchemaError> {
    let mut compiler = Compiler { root: schema, grammar: Grammar::default(), any: None };
    let root = compiler.node(schema, "#", 0)?;
    compiler.grammar.root = root;
    Ok(compiler.grammar)
}

struct Compiler<'a> {
    root: &'a Value,
    grammar: Grammar,
    /// The node for an arbitrary value, once it has been created.
    any: Option<NodeId>,
}

fn error<T>(path: &str, reason: impl Into<String>) -> Result<T, SchemaError> {
    Err(SchemaError { path: path.to_owned(), reason: reason.into() })
}

impl Compiler<'_> {
    fn node(&mut self, schema: &Value, path: &str, depth: usize) -> Result<NodeId, SchemaError> {
        if depth > MAX_DEPTH || self.grammar.len() > MAX_NODES {
            return error(path, "it is nested too deeply, refers to itself, or is too large");
        }
        let object = match schema {
            Value::Bool(true) => return Ok(self.any()),
            Value::Object(object) => object,
            _ => return error(path, "no value satisfies it, or it is not a schema"),
        };
        if let Some(target) = object.get("$ref") {
            only(object, &["$ref"], path)?;
            let resolved = disjoint::resolve(self.root, schema);
            return match target.as_str() {
                Some(name) if !std::ptr::eq(resolved, schema) => self.node(resolved, name, depth + 1),
                _ => error(path, format!("the reference {target} leads nowhere")),
            };
        }
        if object.contains_key("const") || object.contains_key("enum") {
            only(object, &["const", "enum", "type"], path)?;
            return self.literals(object, path);
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(options) = object.get(keyword) {
                only(object, &[keyword, "type"], path)?;
                return self.options(keyword, options, object.get("type"), path, depth);
            }
        }
        match object.get("type") {
            Some(Value::Array(types)) => {
                only(object, &KEYWORDS, path)?;
                let mut nodes = Vec::new();
                for kind in types {
                    nodes.push(self.typed(kind, object, path, depth)?);
                }
                if nodes.is_empty() {
                    return error(path, "it allows no type");
                }
                Ok(self.grammar.add(Node::AnyOf(nodes)))
            }
            Some(kind) => self.typed(kind, object, path, depth),
            None if object.contains_key("properties") => self.typed(&"object".into(), object, path, depth),
            None if object.contains_key("items") => self.typed(&"array".into(), object, path, depth),
            None => {
                only(object, &[], path)?;
                Ok(self.any())
            }
        }
    }

    fn literals(&mut self, object: &Map<String, Value>, path: &str) -> Result<NodeId, SchemaError> {
        let values = match (object.get("const"), object.get("enum")) {
            (Some(value), None) => vec![value],
            (None, Some(Value::Array(values))) => values.iter().collect(),
            _ => return error(path, "enum must be a list, and const cannot stand beside it"),
        };
        let types = Types::named(object.get("type"));
        let fitting = values.into_iter().filter(|value| types.contains(Types::of_value(value)));
        let texts: Vec<Vec<u8>> = fitting.map(|value| value.to_string().into_bytes()).collect();
        if texts.is_empty() {
            return error(path, "no value of enum has the type asked for");
        }
        Ok(self.grammar.add(Node::Literals(texts)))
    }

    fn options(
        &mut self,
        keyword: &str,
        options: &Value,
        kind: Option<&Value>,
        path: &str,
        depth: usize,
    ) -> Result<NodeId, SchemaError> {
        let path = format!("{path}/{keyword}");
        let Some(options) = options.as_array().filter(|options| !options.is_empty()) else {
            return error(&path, "it must be a list that is not empty");
        };
        let mut nodes = Vec::new();
        for (index, option) in options.iter().enumerate() {
            let path = format!("{path}/{index}");
            if keyword == "oneOf" {
                // `oneOf` rejects a value that satisfies two options, so the options must be disjoint.
                let earlier = options.iter().take(index);
                if let Some(other) =
                    earlier.clone().position(|other| !disjoint::disjoint(self.root, option, other, 0))
                {
                    return error(
                        &path,
                        format!("a value could satisfy option {other} as well; use anyOf if it may"),
                    );
                }
            }
            if !Types::named(kind).contains(Types::of_schema(self.root, option)) {
                return error(&path, "it allows types that the type beside it does not");
            }
            nodes.push(self.node(option, &path, depth + 1)?);
        }
        Ok(self.grammar.add(Node::AnyOf(nodes)))
    }

    fn typed(
        &mut self,
        kind: &Value,
        object: &Map<String, Value>,
        path: &str,
        depth: usize,
    ) -> Result<NodeId, SchemaError> {
        // With several types, keywords for the other types are allowed.
        let several = object.get("type").is_some_and(Value::is_array);
        let allow = |keywords: &[&str]| if several { Ok(()) } else { only(object, keywords, path) };
        let size = |keyword: &str, default: usize| match object.get(keyword) {
            None => Ok(default),
            Some(value) => match value.as_u64() {
                Some(size) => Ok(usize::try_from(size).unwrap_or(usize::MAX)),
                None => error(path, format!("{keyword} must be a whole number")),
            },
        };
        let literal = |text: &str| Node::Literals(vec![text.as_bytes().to_vec()]);
        let node = match kind.as_str() {
            Some("null") => allow(&["type"]).map(|()| literal("null"))?,
            Some("boolean") => {
                allow(&["type"])?;
                Node::Literals(vec![b"true".to_vec(), b"false".to_vec()])
            }
            Some("string") => {
                allow(&["type", "minLength", "maxLength"])?;
                let (min, max) = (size("minLength", 0)?, size("maxLength", usize::MAX)?);
                if min > max.min(1 << 20) {
                    return error(path, "its lengths are not possible");
                }
                Node::Text { min, max }
            }
            Some(number @ ("integer" | "number")) => {
                allow(&["type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])?;
                match bounds(object, path)? {
                    None if number == "number" => Node::Number,
                    // An integer is a number too, and its bounds can be enforced digit by digit.
                    bounds => {
                        let (min, max) = bounds.unwrap_or((-LARGEST, LARGEST));
                        Node::Integer { min, max }
                    }
                }
            }
            Some("array") => {
                allow(&["type", "items", "minItems", "maxItems"])?;
                let (min, max) = (size("minItems", 0)?, size("maxItems", usize::MAX)?);
                if min > max.min(1 << 16) {
                    return error(path, "its number of items is not possible");
                }
                let item = match object.get("items") {
                    Some(items) => self.node(items, &format!("{path}/items"), depth + 1)?,
                    None => self.any(),
                };
                Node::Array { item, min, max }
            }
            Some("object") => {
                allow(&["type", "properties", "required", "additionalProperties"])?;
                self.object(object, path, depth)?
            }
            _ => return error(path, format!("the type {kind} is unknown")),
        };
        Ok(self.grammar.add(node))
    }

    fn object(&mut self, object: &Map<String, Value>, path: &str, depth: usize) -> Result<Node, SchemaError> {
        let required: Vec<&str> = match object.get("required") {
            None => Vec::new(),
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            Some(_) => return error(path, "required must be a list"),
        };
        let others = object.get("additionalProperties").unwrap_or(&Value::Bool(true));
        let properties = match object.get("properties") {
            Some(Value::Object(properties)) => properties.clone(),
            None => Map::new(),
            Some(_) => return error(path, "properties must be an object"),
        };
        if properties.is_empty() && required.is_empty() && *others != Value::Bool(false) {
            return Ok(Node::Map(self.node(others, &format!("{path}/additionalProperties"), depth + 1)?));
        }
        let undeclared = required.iter().filter(|name| !properties.contains_key(**name));
        let undeclared = undeclared.map(|name| (*name, others));
        let mut fields = Vec::new();
        for (name, schema) in
            properties.iter().map(|(name, schema)| (name.as_str(), schema)).chain(undeclared)
        {
            let required = required.contains(&name);
            // Nothing satisfies `false`, so the field is omitted.
            if !required && *schema == Value::Bool(false) {
                continue;
            }
            let value = self.node(schema, &format!("{path}/properties/{name}"), depth + 1)?;
            fields.push(Field { key: Value::from(name).to_string().into_bytes(), value, required });
        }
        Ok(Node::Object(fields))
    }

    /// Returns the node for an arbitrary value, which is recursive.
    fn any(&mut self) -> NodeId {
        if let Some(any) = self.any {
            return any;
        }
        // A placeholder with a shortest text of one byte, for the inner nodes to refer to.
        let any = self.grammar.add(Node::Number);
        let words = [&b"true"[..], b"false", b"null"].map(<[u8]>::to_vec).to_vec();
        let options = [
            Node::Text { min: 0, max: usize::MAX },
            Node::Number,
            Node::Literals(words),
            Node::Array { item: any, min: 0, max: usize::MAX },
            Node::Map(any),
        ];
        let options = options.map(|option| self.grammar.add(option)).to_vec();
        self.grammar.replace(any, Node::AnyOf(options));
        self.any = Some(any);
        any
    }
}

/// Returns an error for keywords that are neither `known` nor annotations.
fn only(object: &Map<String, Value>, known: &[&str], path: &str) -> Result<(), SchemaError> {
    match object.keys().find(|key| !known.contains(&key.as_str()) && !ANNOTATIONS.contains(&key.as_str())) {
        Some(key) => error(path, format!("{key} is not supported here")),
        None => Ok(()),
    }
}

/// Returns the bounds of a number as integers, if it has any.
fn bounds(object: &Map<String, Value>, path: &str) -> Result<Option<(i64, i64)>, SchemaError> {
    let mut bounds = (-LARGEST, LARGEST);
    let mut bounded = false;
    for (keyword, is_minimum) in
        [("minimum", true), ("exclusiveMinimum", true), ("maximum", false), ("exclusiveMaximum", false)]
    {
        let Some(value) = object.get(keyword) else { continue };
        let Some(bound) = value.as_f64() else { return error(path, format!("{keyword} must be a number")) };
        bounded = true;
        let rounded = if is_minimum { bound.ceil() } else { bound.floor() };
        let exclusive = i64::from(keyword.starts_with("exclusive") && rounded == bound);
        // The cast saturates, and then the engine's own limit is narrower.
        let rounded = rounded as i64;
        match is_minimum {
            true => bounds.0 = bounds.0.max(rounded.saturating_add(exclusive)),
            false => bounds.1 = bounds.1.min(rounded.saturating_sub(exclusive)),
        }
    }
    if Integer::start(bounds.0, bounds.1).rest().is_none() {
        return error(path, "there is no whole number of at most 15 digits within its bounds");
    }
    Ok(bounded.then_some(bounds))
}
