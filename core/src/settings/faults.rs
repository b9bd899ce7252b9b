//! What can be wrong with stored or imported settings: values, and the clauses that say so. Knows no configuration.

crate::sentences! {
    /// What is wrong with a configuration.
    pub enum ConfigFault {
        /// The text is JSON, but not an object.
        NotObject = "it is not an object",
        /// A section is not an object.
        NotSection {
            /// The name of the section.
            section: String,
        } = "{section} is not a section",
        /// The number of steps is something else.
        StepsNotWhole = "agent.max_steps is not a whole number",
        /// There is no such kind of model.
        UnknownModelKind {
            /// The kind as it is written in the text, with its quotes.
            kind: String,
        } = "model.kind {kind} is not known",
        /// The value of a key is not a string.
        NotText {
            /// The name of the section.
            section: String,
            /// The key within the section.
            key: String,
        } = "{section}.{key} is not a text",
        /// The text is not JSON.
        NotJson {
            /// The parser's message.
            error: String,
        } = "{error}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_read_from_its_clause() {
        let section = || "model".to_owned();
        for fault in [
            ConfigFault::NotObject,
            ConfigFault::NotSection { section: section() },
            ConfigFault::StepsNotWhole,
            ConfigFault::UnknownModelKind { kind: "\"oracle\"".into() },
            ConfigFault::NotText { section: section(), key: "base_url".into() },
            ConfigFault::NotJson { error: "expected value at line 1 column 1".into() },
        ] {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
    }
}
