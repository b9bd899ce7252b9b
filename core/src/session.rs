//! A conversation with an identity: id, creation time, messages. Pure, except that `Session::start` reads the clock it is
//! given. Where a session is stored is a path joined here and made elsewhere (`store`).

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::clock::{Clock, now_millis};
use crate::message::Message;

/// One stored conversation. For a started session `id == "sess-{created_at}"`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Session {
    pub id: String,
    /// When the session was created, as Unix-epoch milliseconds.
    pub created_at: u64,
    pub messages: Vec<Message>,
}

impl Session {
    /// Pure: the same input gives the same session.
    pub fn new(id: impl Into<String>, created_at: u64) -> Self {
        Self { id: id.into(), created_at, messages: Vec::new() }
    }

    /// The one impure constructor: reads the clock once and derives the id from it.
    pub fn start(clock: &(impl Clock + ?Sized)) -> Self {
        let now = now_millis(clock);
        Self::new(new_session_id(now), now)
    }

    pub fn push_message(&mut self, message: Message) {
        self.messages.push(message);
    }
}

/// `sess-` and the milliseconds. Two tabs can ask in the same millisecond: `store::start_session` moves on until it is free.
pub fn new_session_id(now: u64) -> String {
    format!("sess-{now}")
}

/// Where the session `session_id` lives below `root`. A pure join; nothing is created.
pub fn session_dir(root: &Path, session_id: &str) -> PathBuf {
    root.join(session_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Role;
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
