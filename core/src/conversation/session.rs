//! A session: id, creation time and messages. Pure, except that [`Session::start`] reads the given clock. This module
//! only computes the path of a session; `store` creates and stores it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::clock::{Clock, now_millis};
use crate::conversation::message::Message;

/// A stored conversation. A session made by [`Session::start`] has `id == "sess-{created_at}"`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Session {
    /// Unique below the root of its store, and the name of its directory there.
    pub id: String,
    /// The creation time in Unix-epoch milliseconds.
    pub created_at: u64,
    /// The messages from the first to the last, of the branch that is shown.
    pub messages: Vec<Message>,
}

impl Session {
    /// Creates an empty session with the given id and creation time.
    pub fn new(id: impl Into<String>, created_at: u64) -> Self {
        Self { id: id.into(), created_at, messages: Vec::new() }
    }

    /// Creates a session from the current time of `clock`, and derives its id from that time. The only constructor
    /// that is not pure.
    pub fn start(clock: &(impl Clock + ?Sized)) -> Self {
        let now = now_millis(clock);
        Self::new(new_session_id(now), now)
    }

    /// Adds a message at the end.
    pub fn push_message(&mut self, message: Message) {
        self.messages.push(message);
    }
}

/// Returns `sess-` followed by `now`, in milliseconds. Two tabs can get the same id in the same millisecond:
/// `store::start_session` then increments the time until the id is free.
pub fn new_session_id(now: u64) -> String {
    format!("sess-{now}")
}

/// Returns the creation time that [`new_session_id`] has put into an id; `None` if the id has another form.
pub fn created_at_in(session_id: &str) -> Option<u64> {
    let created_at = session_id.strip_prefix("sess-")?.parse().ok()?;
    (new_session_id(created_at) == session_id).then_some(created_at)
}

/// Returns the directory of session `session_id` below `root`. Only joins the path; nothing is created.
pub fn session_dir(root: &Path, session_id: &str) -> PathBuf {
    root.join(session_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::message::Role;
    use crate::testing::FakeClock;

    #[test]
    fn session_new_records_the_given_timestamp() {
        let session = Session::new("session-1", 1_748_613_022_123);

        assert_eq!(session.id, "session-1");
        assert_eq!(session.created_at, 1_748_613_022_123);
        assert!(session.messages.is_empty());
    }

    #[test]
    fn session_round_trips_through_json() {
        let mut session = Session::new("session-1", 1_748_613_022_123);
        session.push_message(Message::new(Role::System, "You are abcb."));
        session.push_message(Message::new(Role::User, "Create a scene."));

        let json = serde_json::to_string(&session).expect("session should serialize");
        let restored: Session = serde_json::from_str(&json).expect("session should deserialize");

        assert_eq!(restored, session);
    }

    #[test]
    fn session_json_has_exactly_the_seeds_keys_in_order() {
        let mut session = Session::new("s", 7);
        session.push_message(Message::new(Role::Tool, "done"));

        let json = serde_json::to_string(&session).expect("session should serialize");

        assert_eq!(json, r#"{"id":"s","created_at":7,"messages":[{"role":"tool","content":"done"}]}"#);
    }

    #[test]
    fn new_session_id_is_derived_from_the_timestamp() {
        assert_eq!(new_session_id(1_748_613_022_123), "sess-1748613022123");
        assert_eq!(created_at_in("sess-1748613022123"), Some(1_748_613_022_123));
        for other in ["session-1", "sess-", "sess-+1", "sess-01", "sess-1a"] {
            assert_eq!(created_at_in(other), None, "{other}");
        }
    }

    #[test]
    fn start_stamps_a_real_time_and_derives_the_id_from_it() {
        let session = Session::start(&FakeClock::at(1_748_613_022_123));

        assert!(session.created_at > 0);
        assert_eq!(session.id, format!("sess-{}", session.created_at));
    }

    #[test]
    fn session_dir_joins_root_and_id() {
        let dir = session_dir(Path::new(".abcb/sessions"), "sess-1748613022123");
        assert_eq!(dir, PathBuf::from(".abcb/sessions/sess-1748613022123"));
    }
}
