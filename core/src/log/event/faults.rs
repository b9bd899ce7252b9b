//! What is wrong with a log or a record that was read: values, and the clauses that say so. Knows no log.

crate::sentences! {
    /// What is wrong with a line of a log, although the line is an event.
    pub enum LogFault {
        WrongNumber { seq: u64, next: u64 } = "event has seq {seq}, expected {next}",
        Missing { n: u64 } = "event {n} is missing",
        MissingRow { first: u64, last: u64 } = "events {first} to {last} are missing",
        NumberTaken { n: u64 } = "an earlier line has the number {n} already",
        NoParent { n: u64 } = "there is no message {n} before it",
    }
}

crate::sentences! {
    /// What is wrong with a JSON object that is read field by field. The readers write these clauses themselves, so that
    /// they do not need the enum in a small program; a test compares both.
    pub enum FieldFault {
        Missing { key: String } = "`{key}` is missing",
        NotText { key: String } = "`{key}` should be text",
        NotList { key: String } = "`{key}` should be a list",
        NotFlag { key: String } = "`{key}` should be true or false",
        NotCount { key: String } = "`{key}` should be a whole number that is not negative",
        TooLarge { key: String } = "`{key}` is too large",
        NotObject { key: String } = "`{key}` should be an object",
        NoMessage = "a message should be an object",
        NoEvent = "an event should be an object",
        UnknownRole { word: String } = "unknown role `{word}`",
        UnknownKind { word: String } = "unknown kind `{word}`",
        UnknownStatus { word: String } = "unknown status `{word}`",
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;
    use crate::base::json::read;
    use crate::conversation::message::Role;
    use crate::log::event::LoggedEvent;

    #[test]
    fn every_fault_of_a_log_is_read_from_its_clause() {
        for fault in [
            LogFault::WrongNumber { seq: 7, next: 3 },
            LogFault::Missing { n: 3 },
            LogFault::MissingRow { first: 3, last: 5 },
            LogFault::NumberTaken { n: 3 },
            LogFault::NoParent { n: 3 },
        ] {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Fields {
        flag: bool,
        number: u64,
        small: u16,
        list: Vec<String>,
        text: String,
        object: Option<Box<Self>>,
        role: Option<Role>,
    }

    #[derive(Debug, Deserialize)]
    struct Needed {
        #[expect(dead_code, reason = "only what is wrong with it is of interest")]
        text: String,
    }

    #[test]
    fn what_the_readers_say_is_read() {
        let key = |key: &str| key.to_owned();
        for (value, fault) in [
            (json!({ "flag": "a" }), FieldFault::NotFlag { key: key("flag") }),
            (json!({ "number": -1 }), FieldFault::NotCount { key: key("number") }),
            (json!({ "small": 70_000 }), FieldFault::TooLarge { key: key("small") }),
            (json!({ "list": 1 }), FieldFault::NotList { key: key("list") }),
            (json!({ "text": 7 }), FieldFault::NotText { key: key("text") }),
            (json!({ "object": 7 }), FieldFault::NotObject { key: key("object") }),
            (json!({ "role": "cat" }), FieldFault::UnknownRole { word: key("cat") }),
            (json!(1), FieldFault::NoMessage),
        ] {
            let said = read::<Fields>(&value, "a message").map(drop).expect_err("a fault");
            assert_eq!(said.parse(), Ok(fault));
        }
        let missing = read::<Needed>(&json!({}), "a message").map(drop).expect_err("a fault");
        assert_eq!(missing.parse(), Ok(FieldFault::Missing { key: key("text") }));
        let check = |value: Value, fault: FieldFault| {
            let said = LoggedEvent::from_value(&value).map(drop).expect_err("a fault");
            assert_eq!(said.parse(), Ok(fault));
        };
        check(json!(1), FieldFault::NoEvent);
        let ended = json!({ "seq": 1, "at": 1, "kind": "run_ended", "status": "asleep" });
        check(ended, FieldFault::UnknownStatus { word: key("asleep") });
        let kind = FieldFault::UnknownKind { word: key("later") };
        assert_eq!(kind.to_string().parse(), Ok(kind));
    }
}
