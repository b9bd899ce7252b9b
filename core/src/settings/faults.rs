//! What can be wrong with stored or imported settings: values, and the clauses that say so. Knows no configuration.

crate::sentences! {
    /// What is wrong with a configuration.
    pub enum ConfigFault {
        NotObject = "it is not an object",
        NotSection { section: String } = "{section} is not a section",
        NotWhole { section: String, key: String } = "{section}.{key} is not a whole number",
        UnknownModelKind { kind: String } = "model.kind {kind} is not known",
        NotText { section: String, key: String } = "{section}.{key} is not a text",
        NotJson { error: String } = "{error}",
    }
}

/// The stored configuration is invalid. The user can fix it by saving the settings again.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("configuration is not readable: {reason}")]
pub struct ConfigError {
    /// What is wrong, as a clause.
    pub reason: String,
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
            ConfigFault::NotWhole { section: "agent".into(), key: "max_steps".into() },
            ConfigFault::UnknownModelKind { kind: "\"oracle\"".into() },
            ConfigFault::NotText { section: section(), key: "base_url".into() },
            ConfigFault::NotJson { error: "expected value at line 1 column 1".into() },
        ] {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
    }
}
