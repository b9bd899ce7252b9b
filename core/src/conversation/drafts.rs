//! Unsent drafts of all tabs and sessions, stored as one small JSON object:
//! `{"<session> in <tab>":{"text","attachments"?,"at"}}`. The session that has not started yet is called `new`. A draft
//! without a tab belongs to nobody. Several tabs write this object, so a write changes only the drafts it names and
//! leaves the others alone.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::base::json::{read, value_of};
use crate::conversation::attachment::{self, Attachments, UserInput};

/// How long an untouched draft is kept, in milliseconds: 30 days.
const KEPT_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;
/// The maximum number of drafts; the newest are kept.
const MOST: usize = 50;
/// The maximum total size of a draft's attachments, in bytes. Larger attachments are not stored, because the browser
/// gives a page little room for this kind of storage.
const MAX_FILE_BYTES: usize = 100_000;

/// The key of the draft for a session that has not started yet.
pub const NEW: &str = "new";

/// What separates the session from the tab in a key.
const IN: &str = " in ";
/// The prefix of keys under which earlier versions stored queued messages.
const QUEUE: &str = "queue of ";

#[derive(Deserialize, Serialize)]
struct Draft {
    #[serde(default)]
    text: String,
    #[serde(default, with = "attachment::list", skip_serializing_if = "<[_]>::is_empty")]
    attachments: Attachments,
    /// Not read: a draft whose time is damaged is kept like any other.
    #[serde(skip_deserializing)]
    at: u64,
}

/// Returns the key for the draft of `session` in `tab`; empty for a draft that belongs to no tab.
pub fn draft_key(session: &str, tab: &str) -> String {
    match tab {
        "" => session.to_owned(),
        tab => format!("{session}{IN}{tab}"),
    }
}

/// Returns the session and the tab of a key; the tab is empty if the draft belongs to none.
pub fn draft_owner(key: &str) -> (&str, &str) {
    let key = key.strip_prefix(QUEUE).unwrap_or(key);
    key.rsplit_once(IN).unwrap_or((key, ""))
}

/// Reads all drafts with their keys. Drafts that cannot be read are skipped.
pub fn read_drafts(stored: &str) -> Vec<(String, UserInput)> {
    let input = |value: &Value| {
        let Draft { text, attachments, .. } = read(value, "a draft").ok()?;
        Some(UserInput { content: text, attachments })
    };
    parse(stored).into_iter().filter_map(|(session, value)| Some((session, input(&value)?))).collect()
}

/// Returns the stored drafts with `changed` applied. An empty draft is removed, and so are expired drafts and those
/// beyond the limit. `now` is in Unix-epoch milliseconds.
pub fn with_drafts(stored: &str, changed: Vec<(String, UserInput)>, now: u64) -> String {
    let mut drafts = parse(stored);
    for (session, written) in changed {
        drafts.remove(&session);
        let bytes: usize = written.attachments.iter().map(|attachment| attachment.size()).sum();
        let attachments = if bytes <= MAX_FILE_BYTES { written.attachments } else { Attachments::default() };
        if !written.content.trim().is_empty() || !attachments.is_empty() {
            drafts.insert(session, value_of(&Draft { text: written.content, attachments, at: now }));
        }
    }
    let at = |value: &Value| value.get("at").and_then(Value::as_u64).unwrap_or(0);
    drafts.retain(|_, value| at(value).saturating_add(KEPT_MILLIS) > now);
    while drafts.len() > MOST {
        let oldest = drafts.iter().min_by_key(|(_, value)| at(value)).map(|(session, _)| session.clone());
        let Some(oldest) = oldest else { break };
        drafts.remove(&oldest);
    }
    Value::Object(drafts).to_string()
}

fn parse(stored: &str) -> Map<String, Value> {
    match serde_json::from_str(stored) {
        Ok(Value::Object(drafts)) => drafts,
        Ok(_) | Err(_) => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::attachment::{Attachment, Content};

    fn file(bytes: usize) -> UserInput {
        let content = Content::Text("x".repeat(bytes));
        let attachment = Attachment { name: "a.txt".into(), media_type: "text/plain".into(), content };
        UserInput { content: String::new(), attachments: [attachment].into() }
    }

    #[test]
    fn a_draft_is_kept_until_it_is_empty() {
        let stored = with_drafts("", vec![("sess-1".into(), "one".into()), (NEW.into(), "two".into())], 5);
        assert_eq!(stored, r#"{"sess-1":{"text":"one","at":5},"new":{"text":"two","at":5}}"#);
        let stored = with_drafts(&stored, vec![("sess-1".into(), " \n".into())], 6);
        assert_eq!(read_drafts(&stored), [(NEW.to_owned(), "two".into())], "the other tab's is left alone");
    }

    #[test]
    fn a_key_names_the_session_and_the_tab() {
        for (session, tab) in [("sess-1", "a-b"), (NEW, "7"), ("sess-1", ""), ("in in in", "7")] {
            assert_eq!(draft_owner(&draft_key(session, tab)), (session, tab));
        }
        assert_eq!(draft_owner("queue of sess-5"), ("sess-5", ""), "of an earlier version");
    }

    #[test]
    fn small_files_are_kept_too() {
        let stored = with_drafts("{}", vec![("a".into(), file(10)), ("b".into(), file(200_000))], 5);
        assert_eq!(read_drafts(&stored), [("a".to_owned(), file(10))]);
    }

    #[test]
    fn old_drafts_and_too_many_go() {
        let stored = with_drafts("{}", vec![("old".into(), "x".into())], 1);
        let many = (0..60).map(|number| (number.to_string(), UserInput::from("y"))).collect();
        let stored = with_drafts(&stored, many, KEPT_MILLIS + 1);
        let kept = read_drafts(&stored);
        assert_eq!((kept.len(), kept.iter().any(|(session, _)| session == "old")), (50, false));
    }

    #[test]
    fn whatever_stands_there_is_read_or_passed_over() {
        for stored in ["", "[]", "{", r#"{"a":7,"b":{"text":9},"c":{"attachments":[1]}}"#] {
            assert_eq!(read_drafts(stored), []);
        }
        assert_eq!(with_drafts("nonsense", Vec::new(), 9), "{}");
    }
}
