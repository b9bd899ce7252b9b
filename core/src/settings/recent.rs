//! The most recently used commands. Not a setting, but stored with the settings.

use serde_json::Value;

use super::Config;

/// The number of commands to remember.
const MOST: usize = 6;

impl Config {
    /// Returns the names of the most recently used commands, newest first.
    pub fn recent_commands(&self) -> Vec<String> {
        let names = self.value("palette", "recent").and_then(Value::as_array);
        names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Records that a command was used.
    pub fn note_command(&mut self, name: &str) {
        let mut names = self.recent_commands();
        names.retain(|other| other != name);
        names.insert(0, name.to_owned());
        names.truncate(MOST);
        self.set_value("palette", "recent", Some(Value::from(names)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_stands_first_and_each_once() {
        let mut config = Config::parse(r#"{"palette":{"recent":["a",7,"b"],"other":1}}"#).expect("readable");
        assert_eq!(config.recent_commands(), ["a", "b"]);
        config.note_command("b");
        assert_eq!(config.recent_commands(), ["b", "a"]);
        for name in ["c", "d", "e", "f", "g"] {
            config.note_command(name);
        }
        assert_eq!(config.recent_commands(), ["g", "f", "e", "d", "c", "b"]);
        assert!(config.to_text().contains(r#""other":1"#));
    }

    #[test]
    fn what_is_no_list_counts_as_none() {
        let config = Config::parse(r#"{"palette":{"recent":"a"}}"#).expect("readable");
        assert_eq!(config.recent_commands(), Vec::<String>::new());
    }
}
