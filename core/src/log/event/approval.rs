//! The user's approval of a tool call, and its JSON form: `"decision":"once"`, or `"decision":"session"` with the
//! `schema` beside it.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The user's approval of a tool call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Decision {
    /// Allows this call only.
    Once,
    /// Allows this tool for the rest of the session, as long as its schema is exactly `schema`.
    Session {
        /// The JSON schema of the arguments, as text.
        schema: String,
    },
}

/// The fields of the event.
#[derive(Deserialize, Serialize)]
struct Fields {
    call: u64,
    decision: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arguments: Option<Value>,
}

pub(super) fn serialize<S: Serializer>(
    call: &u64,
    decision: &Decision,
    arguments: &Option<Value>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let (decision, schema) = match decision {
        Decision::Once => ("once".to_owned(), None),
        Decision::Session { schema } => ("session".to_owned(), Some(schema.clone())),
    };
    Fields { call: *call, decision, schema, arguments: arguments.clone() }.serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<(u64, Decision, Option<Value>), D::Error> {
    let Fields { call, decision, schema, arguments } = Fields::deserialize(deserializer)?;
    let decision = match decision.as_str() {
        "once" => Decision::Once,
        "session" => Decision::Session { schema: schema.ok_or_else(|| D::Error::missing_field("schema"))? },
        other => return Err(D::Error::custom(format_args!("unknown decision `{other}`"))),
    };
    Ok((call, decision, arguments))
}
