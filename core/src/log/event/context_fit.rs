//! The log's record of how a conversation was trimmed to fit the context, and its JSON form. The trimming itself is in
//! `agent::fit`.

use std::ops::Not;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::json::is_zero;

/// What was left out or shortened because the conversation exceeds the model's context.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ContextFit {
    /// The first message that was sent, or `None` if the beginning was sent.
    pub first: Option<u64>,
    /// The number of messages that were left out.
    pub left_out: u64,
    /// The number of tool results that were shortened.
    pub shortened: u64,
    /// The estimated number of tokens sent; `size` is the number available to prompt and answer together.
    pub used: u64,
    /// The number of tokens available to prompt and answer together.
    pub size: u64,
    /// Whether `size` is a default, because the server did not report it.
    pub is_assumed: bool,
}

/// The fields of the event.
#[derive(Deserialize, Serialize)]
struct Fields {
    message: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<u64>,
    #[serde(default, skip_serializing_if = "is_zero")]
    left_out: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    shortened: u64,
    #[serde(default)]
    used: u64,
    #[serde(default)]
    size: u64,
    #[serde(default, skip_serializing_if = "Not::not")]
    assumed: bool,
}

pub(super) fn serialize<S: Serializer>(
    message: &u64,
    fit: &ContextFit,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let ContextFit { first, left_out, shortened, used, size, is_assumed } = *fit;
    Fields { message: *message, first, left_out, shortened, used, size, assumed: is_assumed }
        .serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(u64, ContextFit), D::Error> {
    let Fields { message, first, left_out, shortened, used, size, assumed } =
        Fields::deserialize(deserializer)?;
    Ok((message, ContextFit { first, left_out, shortened, used, size, is_assumed: assumed }))
}
