//! Messages and their roles, the smallest parts of a conversation. Independent of sessions, providers and storage.

use serde::{Deserialize, Serialize};

/// The author of a message. Stored with the message, so it never has to be inferred from the position. Adding a
/// variant breaks every provider's request mapping and the stored JSON.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The user's input.
    User,
    /// The model's reply.
    Assistant,
    /// The system prompt.
    System,
    /// What the environment reports to the model: a tool result, an error or a denied call.
    Tool,
}

impl Role {
    /// Returns the same name that serde writes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::System => "system",
            Self::Tool => "tool",
        }
    }
}

/// A message of a conversation. It owns its text, because messages outlive the values they were created from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// The text, as Markdown where the model writes it. Images are not part of it.
    pub content: String,
}

impl Message {
    /// Creates a message.
    pub fn new(role: Role, content: impl Into<String>) -> Self {
        Self { role, content: content.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_round_trips_as_snake_case_json() {
        let json = serde_json::to_string(&Role::Assistant).expect("role should serialize");
        assert_eq!(json, r#""assistant""#);

        let role: Role = serde_json::from_str(&json).expect("role should deserialize");
        assert_eq!(role, Role::Assistant);
        assert_eq!(format!("{role:?}"), "Assistant");
    }

    #[test]
    fn words_are_those_of_serde() {
        for role in [Role::User, Role::Assistant, Role::System, Role::Tool] {
            assert_eq!(serde_json::to_value(role).expect("role should serialize"), role.as_str());
            assert_eq!(serde_json::from_value::<Role>(role.as_str().into()).expect("a role"), role);
        }
        assert!(serde_json::from_value::<Role>("god".into()).is_err());
    }

    #[test]
    fn message_round_trips_through_json() {
        let message = Message::new(Role::User, "hello");

        let json = serde_json::to_string(&message).expect("message should serialize");
        let restored: Message = serde_json::from_str(&json).expect("message should deserialize");

        assert_eq!(json, r#"{"role":"user","content":"hello"}"#);
        assert_eq!(restored, message);
    }
}
