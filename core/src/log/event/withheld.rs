//! The JSON form of a step without tools: `"tools":"withheld"`. Any other word means that the step has tools.

use serde::{Deserialize, Deserializer, Serializer};

const WITHHELD: &str = "withheld";

pub(super) fn serialize<S: Serializer>(_: &bool, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(WITHHELD)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(String::deserialize(deserializer)? == WITHHELD)
}
