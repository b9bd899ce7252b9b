//! Keeps what two tabs change of the same configuration.

use serde_json::{Map, Value};

use super::Config;

impl Config {
    /// Returns `stored` with what has changed from `before` to this configuration. What another tab has stored since
    /// `before` stays, unless both changed the same setting.
    pub fn merged_into(&self, stored: &Self, before: &Self) -> Self {
        let root = merged(&stored.root, &before.root, &self.root);
        Self { root, unreadable: stored.unreadable.clone() }
    }
}

/// Returns what is stored with what this tab has changed. The order is that of this tab if nothing else has changed it.
fn merged(
    stored: &Map<String, Value>,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Map<String, Value> {
    if stored == before {
        return after.clone();
    }
    let mut all = Map::new();
    for key in stored.keys().chain(after.keys()) {
        if !all.contains_key(key)
            && let Some(value) = merged_value(stored.get(key), before.get(key), after.get(key))
        {
            all.insert(key.clone(), value);
        }
    }
    all
}

/// Returns a value, or a section, of which both tabs may have changed something.
fn merged_value(stored: Option<&Value>, before: Option<&Value>, after: Option<&Value>) -> Option<Value> {
    // A section that one of them has removed has no keys.
    let fields = |value: Option<&Value>| value.map_or(Some(Map::new()), |value| value.as_object().cloned());
    match (fields(stored), fields(before), fields(after)) {
        _ if after == before => stored.cloned(),
        (Some(stored), Some(before), Some(fields)) => {
            let section = merged(&stored, &before, &fields);
            (after.is_some() || !section.is_empty()).then_some(Value::Object(section))
        }
        _ => after.cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_tabs_change_is_kept() {
        for (before, stored, mine, merged) in [
            // Another tab saved a prompt, this one switches the agent on.
            (
                r#"{"agent":{"max_steps":2}}"#,
                r#"{"agent":{"max_steps":2},"prompts":{"a":"b"}}"#,
                r#"{"agent":{"max_steps":2,"on":true}}"#,
                r#"{"agent":{"max_steps":2,"on":true},"prompts":{"a":"b"}}"#,
            ),
            // Both changed the same section.
            (
                r#"{"prompts":{"a":"1","b":"2"}}"#,
                r#"{"prompts":{"b":"2","c":"3"}}"#,
                r#"{"prompts":{"a":"1","b":"4","d":"5"}}"#,
                r#"{"prompts":{"b":"4","c":"3","d":"5"}}"#,
            ),
            // This tab removed what the other left alone.
            (
                r#"{"prompts":{"a":"1"},"ui":{}}"#,
                r#"{"prompts":{"a":"1"},"ui":{}}"#,
                r#"{"ui":{}}"#,
                r#"{"ui":{}}"#,
            ),
            // The last word counts where both changed the same setting.
            (
                r#"{"ui":{"theme":"dark"}}"#,
                r#"{"ui":{"theme":"light"}}"#,
                r#"{"ui":{"theme":"system"}}"#,
                r#"{"ui":{"theme":"system"}}"#,
            ),
            (r#"{"ui":7}"#, r#"{"ui":{"theme":"light"}}"#, r#"{"ui":8}"#, r#"{"ui":8}"#),
            ("{}", "{}", r#"{"a":{"b":{"c":1}}}"#, r#"{"a":{"b":{"c":1}}}"#),
            // Renaming a prompt keeps its place.
            (
                r#"{"prompts":{"a":"1","b":"2"}}"#,
                r#"{"prompts":{"a":"1","b":"2"}}"#,
                r#"{"prompts":{"z":"1","b":"2"}}"#,
                r#"{"prompts":{"z":"1","b":"2"}}"#,
            ),
            // A section that this tab empties keeps what the other added.
            (
                r#"{"prompts":{"a":"1"}}"#,
                r#"{"prompts":{"a":"1","b":"2"}}"#,
                "{}",
                r#"{"prompts":{"b":"2"}}"#,
            ),
        ] {
            let config = |text| Config::parse(text).expect("an object");
            assert_eq!(config(mine).merged_into(&config(stored), &config(before)).to_text(), merged);
        }
    }
}
