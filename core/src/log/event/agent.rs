//! What a log says of the agent: its settings, the user's decisions and the loop's feedback, with their JSON forms.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::json::{Fields, Object};
use crate::tool::Protocol;

/// The upper limit for the steps of a run, whatever the settings or a log from outside say.
pub const MOST_STEPS: usize = 1_000;

/// The settings of an agent, fixed when its run starts.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct AgentSettings {
    /// How tools are offered.
    pub protocol: Protocol,
    /// The maximum number of model calls.
    pub max_steps: u64,
    /// The names of the available tools.
    pub tools: Vec<String>,
    /// Whether the model is known to emit reasoning before it answers. Omitted from the log if false.
    pub thinks: bool,
}

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

/// Why the agent loop sent feedback to the model.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackCause {
    /// The reply was not a valid action.
    Unreadable,
    /// The tool does not exist, or the arguments do not fit its schema.
    BadCall,
    /// The same call was just made, and its result is available.
    RepeatedCall,
    /// The same call returned the same result several times.
    Circles,
    /// This is the last step, so the model must answer.
    LastStep,
}

impl FeedbackCause {
    const ALL: [Self; 5] =
        [Self::Unreadable, Self::BadCall, Self::RepeatedCall, Self::Circles, Self::LastStep];

    /// Returns the name used in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::BadCall => "bad_call",
            Self::RepeatedCall => "repeated_call",
            Self::Circles => "circles",
            Self::LastStep => "last_step",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == word)
    }
}

pub(super) fn read_decision(fields: Fields<'_>) -> Result<Decision, String> {
    Ok(match fields.word("decision")? {
        "once" => Decision::Once,
        "session" => Decision::Session { schema: fields.text("schema")? },
        other => return Err(format!("unknown decision `{other}`")),
    })
}

pub(super) fn read_cause_of_feedback(fields: Fields<'_>) -> Result<FeedbackCause, String> {
    let word = fields.word("cause")?;
    FeedbackCause::from_word(word).ok_or_else(|| format!("unknown cause `{word}`"))
}

pub(super) fn read_protocol(fields: Fields<'_>) -> Result<Protocol, String> {
    let word = fields.word("protocol")?;
    Protocol::from_word(word).ok_or_else(|| format!("unknown protocol `{word}`"))
}

pub(super) fn agent_value(agent: &AgentSettings) -> Value {
    let mut object = Object::default();
    object
        .text("protocol", agent.protocol.as_str())
        .number("max_steps", agent.max_steps)
        .set("tools", agent.tools.iter().map(|name| Value::from(name.as_str())).collect())
        .optional("thinks", agent.thinks.then_some(Value::Bool(true)));
    object.into_value()
}

pub(super) fn read_agent(fields: Fields<'_>) -> Result<AgentSettings, String> {
    let tools = fields.value("tools")?;
    let names = tools.as_array().into_iter().flatten().filter_map(Value::as_str);
    Ok(AgentSettings {
        protocol: read_protocol(fields)?,
        max_steps: fields.number("max_steps")?,
        tools: names.map(str::to_owned).collect(),
        thinks: fields.flag_or_false("thinks")?,
    })
}
