use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::conversation::session::{new_session_id, session_dir};
use crate::log::event::{RunStatus, Sequence, write_log};
use crate::log::transcript::Transcript;
use crate::storage::archive::{Arrival, Found, adopt};
use crate::storage::store::{MemoryStore, SessionMeta, SessionStore, StoreError, StoredSession};
use crate::testing::block_on;
use crate::tool::notes::Note;

const ROOT: &str = "root";

/// A browser with its own store.
#[derive(Default)]
struct Machine {
    store: MemoryStore,
    marks: Marks,
    now: u64,
}

impl Machine {
    fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.metas().into_iter().map(|meta| meta.id).collect();
        ids.sort_unstable();
        ids
    }

    fn metas(&self) -> Vec<SessionMeta> {
        block_on(self.store.list(Path::new(ROOT))).expect("list")
    }

    fn load(&self, id: &str) -> StoredSession {
        block_on(self.store.load(&session_dir(Path::new(ROOT), id))).expect("load")
    }

    fn insert(&self, created_at: u64, words: &str) {
        let id = new_session_id(created_at);
        let started = Event::SessionStarted { session_id: id.clone(), created_at };
        let events = Sequence::default().number(created_at, vec![started, said(words)]);
        let mut meta = SessionMeta::new(&id, created_at);
        meta.describe(&Transcript::from_log(&events));
        block_on(self.store.insert(&session_dir(Path::new(ROOT), &id), &events, &meta)).expect("insert");
    }

    fn say(&self, id: &str, words: &str) {
        let StoredSession { mut meta, mut events, .. } = self.load(id);
        let more = Sequence::after(meta.last_seq).number(self.now, vec![said(words)]);
        events.extend(more.clone());
        meta.describe(&Transcript::from_log(&events));
        block_on(self.store.append(&session_dir(Path::new(ROOT), id), &more, &meta)).expect("append");
    }

    fn back_up(&mut self, folder: &MemoryFolder) -> Vec<Outcome> {
        self.now += 1_000;
        let mut outcomes = Vec::new();
        for meta in self.metas() {
            if block_on(self.marks.lack(folder, &meta)).expect("stamp") {
                let stored = self.load(&meta.id);
                outcomes.push(block_on(self.marks.back_up(folder, &stored, self.now)).expect("write"));
            }
        }
        outcomes
    }

    fn read(&self, folder: &MemoryFolder) -> Vec<Found> {
        let read = read_backup(folder, &self.store, Path::new(ROOT), &[], &|| None);
        block_on(read).expect("read").into_iter().flat_map(|(_, reading)| reading.found).collect()
    }

    /// Takes in all of the folder, as the page does.
    fn restore(&mut self, folder: &MemoryFolder) {
        self.now += 1_000;
        for found in self.read(folder) {
            let continued = match found.arrival {
                Arrival::Continues { .. } => {
                    let root = Path::new(ROOT);
                    block_on(continue_session(&self.store, root, &found, self.now, &|| None)).expect("append")
                }
                Arrival::New | Arrival::Diverged => Continuation::Diverged,
            };
            if continued == Continuation::Diverged {
                self.import(&found);
            }
        }
    }

    fn import(&self, found: &Found) {
        let (mut id, mut created_at) = (found.id.clone(), found.created_at);
        loop {
            let events = adopt(found, &id, created_at, self.now);
            let mut meta = SessionMeta::new(&id, created_at);
            meta.describe(&Transcript::from_log(&events));
            match block_on(self.store.insert(&session_dir(Path::new(ROOT), &id), &events, &meta)) {
                Err(StoreError::AlreadyExists { .. }) => created_at += 1,
                inserted => return inserted.expect("insert"),
            }
            id = new_session_id(created_at);
        }
    }

    /// All that was said in any session.
    fn words(&self) -> String {
        self.ids().iter().map(|id| write_log(&self.load(id).events).expect("a log")).collect()
    }
}

fn said(words: &str) -> Event {
    Event::UserMessage { content: words.into(), parent: None, attachments: Default::default() }
}

#[test]
fn logs_are_compared_as_beginnings_of_each_other() {
    assert_eq!(relation(b"ab", b"ab"), Relation::Same);
    assert_eq!(relation(b"abc", b"ab"), Relation::Ahead);
    assert_eq!(relation(b"ab", b"abc"), Relation::Behind);
    assert_eq!(relation(b"abc", b"abd"), Relation::Diverged);
    assert_eq!(relation(b"a", b""), Relation::Ahead);
}

#[test]
fn only_what_has_changed_is_written() {
    let (folder, mut machine) = (MemoryFolder::default(), Machine::default());
    machine.insert(7, "one");
    machine.insert(700, "two");
    assert_eq!(machine.back_up(&folder), [Outcome::Written, Outcome::Written]);
    let names = ["events.jsonl", "session.json", "summary.json"];
    let paths = |id: &str| names.map(|name| format!(".abcb/sessions/{id}/{name}"));
    assert_eq!(folder.paths(), [paths("sess-7"), paths("sess-700")].concat());
    let writes = folder.writes();
    assert_eq!(machine.back_up(&folder), []);
    machine.say("sess-7", "three");
    assert_eq!(machine.back_up(&folder), [Outcome::Written]);
    assert_eq!(folder.writes(), writes + 3);
    let kept = Marks::from_text(&machine.marks.to_text());
    assert_eq!(kept, machine.marks);
    assert!(machine.metas().iter().all(|meta| kept.has_any(meta)));
}

#[test]
fn a_file_that_was_deleted_or_damaged_in_the_folder_is_written_again() {
    let (folder, mut machine) = (MemoryFolder::default(), Machine::default());
    machine.insert(7, "one");
    machine.back_up(&folder);
    let log = ".abcb/sessions/sess-7/events.jsonl";
    let whole = block_on(folder.read(log)).expect("read").expect("a log");
    block_on(folder.remove(log)).expect("remove");
    assert_eq!(machine.back_up(&folder), [Outcome::Written]);
    block_on(folder.write(log, b"damaged\n")).expect("write");
    assert_eq!(machine.back_up(&folder), [Outcome::Written]);
    assert_eq!(block_on(folder.read(log)), Ok(Some(whole)));
    assert_eq!(block_on(folder.names(".abcb/sessions/sess-7/versions")).expect("names").len(), 1);
}

#[test]
fn a_log_that_went_on_elsewhere_is_left_alone_and_continues_ours() {
    let (folder, mut one, mut other) = (MemoryFolder::default(), Machine::default(), Machine::default());
    one.insert(7, "one");
    one.back_up(&folder);
    other.restore(&folder);
    other.say("sess-7", "from the other");
    other.back_up(&folder);
    one.marks = Marks::default();
    assert_eq!(one.back_up(&folder), [Outcome::Behind]);
    let found = one.read(&folder);
    assert!(matches!(found[..], [Found { arrival: Arrival::Continues { .. }, .. }]), "{found:?}");
    one.restore(&folder);
    assert_eq!(one.ids(), ["sess-7"]);
    assert!(one.words().contains("from the other"));
    assert_eq!(one.read(&folder), []);
}

#[test]
fn two_ends_of_a_session_are_both_kept() {
    let (folder, mut one, mut other) = (MemoryFolder::default(), Machine::default(), Machine::default());
    one.insert(7, "one");
    one.back_up(&folder);
    other.restore(&folder);
    one.say("sess-7", "here");
    other.say("sess-7", "there");
    one.back_up(&folder);
    other.back_up(&folder);
    assert_eq!(block_on(folder.names(".abcb/sessions/sess-7/versions")).expect("names").len(), 1);
    for machine in [&mut one, &mut other] {
        machine.restore(&folder);
        assert_eq!(machine.ids(), ["sess-7", "sess-8"]);
        let words = machine.words();
        assert!(words.contains("here") && words.contains("there"));
    }
    // Nobody has said anything since: whatever is backed up and restored now, nothing more comes of it.
    for _ in 0..3 {
        for machine in [&mut one, &mut other] {
            machine.back_up(&folder);
            machine.restore(&folder);
            assert_eq!(machine.ids(), ["sess-7", "sess-8"]);
        }
    }
}

#[test]
fn a_grant_in_a_continuation_is_no_decision_of_this_user() {
    let (folder, mut one) = (MemoryFolder::default(), Machine::default());
    one.insert(7, "one");
    one.back_up(&folder);
    let stored = one.load("sess-7");
    let more = Sequence::after(stored.meta.last_seq)
        .number(9, vec![Event::RunEnded { status: RunStatus::Completed, reason: String::new() }]);
    let log = [stored.events, more].concat();
    let text = write_log(&log).expect("a log");
    block_on(folder.write(".abcb/sessions/sess-7/events.jsonl", text.as_bytes())).expect("write");
    one.restore(&folder);
    let events = one.load("sess-7").events;
    assert!(matches!(events.last().map(|logged| &logged.event), Some(Event::SessionImported)), "{events:?}");
}

#[test]
fn a_fresh_browser_gets_everything_once() {
    let (folder, mut one, mut other) = (MemoryFolder::default(), Machine::default(), Machine::default());
    one.insert(7, "one");
    one.back_up(&folder);
    other.restore(&folder);
    one.say("sess-7", "here");
    other.say("sess-7", "there");
    for machine in [&mut one, &mut other] {
        machine.back_up(&folder);
        machine.restore(&folder);
        machine.back_up(&folder);
    }
    let mut fresh = Machine::default();
    fresh.restore(&folder);
    let words = fresh.words();
    assert!(words.contains("here") && words.contains("there"));
    assert_eq!(fresh.ids().len(), 2, "{words}");
    assert_eq!(fresh.read(&folder), []);
}

#[test]
fn a_damaged_log_in_the_folder_is_reported_and_the_rest_is_read() {
    let (folder, mut one) = (MemoryFolder::default(), Machine::default());
    one.insert(7, "one");
    one.insert(900, "two");
    one.back_up(&folder);
    let log = ".abcb/sessions/sess-7/events.jsonl";
    let mut text = block_on(folder.read(log)).expect("read").expect("a log");
    text.extend_from_slice(b"{\"kind\":\n");
    block_on(folder.write(log, &text)).expect("write");
    let store = MemoryStore::default();
    let read = read_backup(&folder, &store, Path::new(ROOT), &[], &|| None);
    let readings = block_on(read).expect("read");
    assert_eq!(readings.iter().map(|(_, reading)| reading.found.len()).sum::<usize>(), 2);
    assert!(readings[0].1.complaints.iter().any(|complaint| complaint.line == Some(3)), "{readings:?}");
}

#[test]
fn old_versions_are_named_by_time_and_few() {
    assert_eq!(version_name(1_748_613_022_123, &[]), "2025-05-30-135022-123.jsonl");
    let taken = ["2025-05-30-135022-123.jsonl".to_owned()];
    assert_eq!(version_name(1_748_613_022_123, &taken), "2025-05-30-135022-124.jsonl");
    let version = |number: u64| (version_name(number * 1_000, &[]), format!("{number:02}").into_bytes());
    let versions: Vec<_> = (0..15).map(version).collect();
    let names = |numbers: [u64; 3]| numbers.map(|number| version(number).0);
    assert_eq!(superseded(b"x", &versions), names([0, 1, 2]));
    assert_eq!(superseded(b"14, and more", &versions), [version(14).0, version(0).0, version(1).0]);
    let same =
        [("a".to_owned(), b"x".to_vec()), ("b".to_owned(), b"x".to_vec()), ("c".to_owned(), b"xy".to_vec())];
    assert_eq!(superseded(b"z", &same), ["a", "b"]);
    assert_eq!(superseded(b"z", &same[..2]), ["a"], "one of two stays");
}

#[test]
fn notes_of_all_machines_stay_and_settings_are_written_when_they_change() {
    let (folder, mut marks) = (MemoryFolder::default(), Marks::default());
    let note = |at: u64, text: &str| Note { id: at, at, text: text.into() };
    block_on(back_up_notes(&folder, &[note(1, "a")])).expect("write");
    block_on(back_up_notes(&folder, &[note(2, "b")])).expect("write");
    block_on(back_up_notes(&folder, &[note(1, "a")])).expect("write");
    let (store, known) = (MemoryStore::default(), [note(2, "b")]);
    let read = read_backup(&folder, &store, Path::new(ROOT), &known, &|| None);
    let readings = block_on(read).expect("read");
    assert_eq!(
        readings.iter().flat_map(|(_, reading)| reading.notes.clone()).collect::<Vec<_>>(),
        [(1, "a".to_owned())]
    );
    let writes = folder.writes();
    block_on(back_up_settings(&folder, &mut marks, "{}")).expect("write");
    block_on(back_up_settings(&folder, &mut marks, "{}")).expect("write");
    assert_eq!(folder.writes(), writes + 1);
}

#[test]
fn a_backup_that_ends_after_another_folder_was_chosen_leaves_no_marks() {
    let (folder, mut machine) = (MemoryFolder::default(), Machine::default());
    machine.insert(7, "one");
    let mut kept = machine.marks.clone();
    machine.back_up(&folder);
    let written = machine.marks.clone();
    kept.reminds_not = true;
    kept.take_written(written.clone());
    assert!(kept.reminds_not && kept.has_any(&machine.metas()[0]));
    kept.forget_folder();
    kept.take_written(written);
    assert!(!kept.has_any(&machine.metas()[0]));
}

#[test]
fn a_session_that_cannot_be_read_is_reported_and_the_others_are_read() {
    let (folder, mut one) = (MemoryFolder::default(), Machine::default());
    one.insert(7, "one");
    one.insert(900, "two");
    one.back_up(&folder);
    folder.refuse(".abcb/sessions/sess-7/events.jsonl", "The file could not be read.");
    let store = MemoryStore::default();
    let readings =
        block_on(read_backup(&folder, &store, Path::new(ROOT), &[], &|| None)).expect("the rest is read");
    let complaints: Vec<_> = readings.iter().flat_map(|(_, reading)| &reading.complaints).collect();
    assert_eq!(complaints.len(), 1, "{readings:?}");
    assert_eq!(complaints[0].reason, "The file could not be read.");
    assert_eq!(readings.iter().map(|(_, reading)| reading.found.len()).sum::<usize>(), 1);
}

/// What happens on one of two machines.
#[derive(Clone, Debug)]
enum Step {
    Begin,
    Say(usize),
    BackUp,
    Restore,
}

fn steps() -> impl Strategy<Value = Vec<(bool, Step)>> {
    let step = prop_oneof![
        1 => Just(Step::Begin),
        4 => (0_usize..8).prop_map(Step::Say),
        3 => Just(Step::BackUp),
        2 => Just(Step::Restore),
    ];
    proptest::collection::vec((any::<bool>(), step), 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever two machines do with one folder, nothing that was said is lost on the machine where it was said, and
    /// all of it reaches the other.
    #[test]
    fn every_word_survives_on_both_sides(steps in steps()) {
        let folder = MemoryFolder::default();
        let mut machines = [Machine::default(), Machine::default()];
        let mut words: [Vec<String>; 2] = Default::default();
        for (number, (is_second, step)) in steps.into_iter().enumerate() {
            let place = usize::from(is_second);
            let machine = &mut machines[place];
            let word = format!("word-{number}.");
            match step {
                Step::Begin => {
                    machine.insert(1_000 * (number as u64 + 1), &word);
                    words[place].push(word);
                }
                Step::Say(which) => {
                    let ids = machine.ids();
                    if let Some(id) = ids.get(which % ids.len().max(1)) {
                        machine.say(id, &word);
                        words[place].push(word);
                    }
                }
                Step::BackUp => drop(machine.back_up(&folder)),
                Step::Restore => machine.restore(&folder),
            }
            for (machine, words) in machines.iter().zip(&words) {
                let kept = machine.words();
                prop_assert!(words.iter().all(|word| kept.contains(word.as_str())));
            }
        }
        for _ in 0..2 {
            machines.iter_mut().for_each(|machine| drop(machine.back_up(&folder)));
            machines.iter_mut().for_each(|machine| machine.restore(&folder));
        }
        for machine in &machines {
            let kept = machine.words();
            prop_assert!(words.iter().flatten().all(|word| kept.contains(word.as_str())), "{kept}");
        }
        // With nothing more said, nothing more comes of backing up and restoring.
        let before = machines.each_ref().map(Machine::ids);
        for _ in 0..2 {
            machines.iter_mut().for_each(|machine| drop(machine.back_up(&folder)));
            machines.iter_mut().for_each(|machine| machine.restore(&folder));
        }
        prop_assert_eq!(before, machines.each_ref().map(Machine::ids));
    }
}
