//! Keeps what two tabs change of the same configuration.

use serde_json::{Map, Value};

use super::Config;

impl Config {
    /// Returns `stored` with what has changed from `before` to this configuration. What another tab has stored since
    /// `before` stays, unless both changed the same setting.
    pub fn merged_into(&self, stored: &Self, before: &Self) -> Self {
        let mut merged = stored.clone();
        apply_changes(&mut merged.root, &before.root, &self.root);
        merged
    }
}

fn apply_changes(target: &mut Map<String, Value>, before: &Map<String, Value>, after: &Map<String, Value>) {
    // Nothing else has changed it, so that even the order of its keys is this one's.
    if target == before {
        *target = after.clone();
        return;
    }
    let none = Map::new();
    let fields = |value: Option<&Value>| value.and_then(Value::as_object).cloned().unwrap_or_default();
    for (key, old) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
        // Of a section that is gone, what another tab has added stays.
        if let (Some(Value::Object(section)), Some(old)) = (target.get_mut(key), old.as_object()) {
            apply_changes(section, old, &none);
            if !section.is_empty() {
                continue;
            }
        }
        target.shift_remove(key);
    }
    for (key, value) in after.iter().filter(|(key, value)| before.get(*key) != Some(value)) {
        match (target.get_mut(key), value) {
            (Some(Value::Object(section)), Value::Object(value)) => {
                apply_changes(section, &fields(before.get(key)), value);
            }
            _ => drop(target.insert(key.clone(), value.clone())),
        }
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
