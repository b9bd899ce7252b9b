//! The versions of the database, one numbered step each. A step is never changed once it is released: the next change of
//! the database is a step of its own at the end of [`STEPS`], with a fixture of the database before it. Steps are data
//! and pure functions; `upgrade` carries them out.

use wasm_bindgen::JsValue;

pub(super) mod to_objects;

/// Key: the session's directory. Value: its metadata.
pub(super) const SESSIONS: &str = "sessions";
/// Key: `[directory, seq]`. Value: an event.
pub(super) const EVENTS: &str = "events";
/// Key: an auto-incremented number. Value: a note.
pub(super) const NOTES: &str = "notes";
/// Key: the purpose. Value: the browser's directory handle.
pub(super) const HANDLES: &str = "grants";

/// Converts a record. Returns `None` for a record that stays as it is, also because it cannot be read.
pub(super) type Convert = fn(&JsValue) -> Option<JsValue>;

/// What leads from one version of the database to the next.
pub(super) struct Step {
    /// The version that this step leads to.
    pub version: u32,
    /// The object stores that are new.
    pub adds: &'static [NewStore],
    /// The object stores whose records change.
    pub converts: &'static [(&'static str, Convert)],
}

/// An object store without key path: keys are given with each write or, with `has_own_keys`, by the browser.
pub(super) struct NewStore {
    pub name: &'static str,
    pub has_own_keys: bool,
}

const fn keyed(name: &'static str) -> NewStore {
    NewStore { name, has_own_keys: false }
}

const fn numbered(name: &'static str) -> NewStore {
    NewStore { name, has_own_keys: true }
}

pub(super) const STEPS: &[Step] = &[
    Step { version: 1, adds: &[keyed(SESSIONS), keyed(EVENTS)], converts: &[] },
    Step { version: 2, adds: &[numbered(NOTES), keyed(HANDLES)], converts: &[] },
    Step {
        version: 3,
        adds: &[],
        converts: &[(SESSIONS, to_objects::session), (EVENTS, to_objects::event), (NOTES, to_objects::note)],
    },
];
