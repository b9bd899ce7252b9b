//! The files in an archive: which of them are one session, and which hold notes.

use std::collections::BTreeSet;
use std::path::Path;

use super::{ImportFault, ImportProblem, Pause, Reading, bundle_parts, is_safe_id, read_file_with_pauses};
use crate::storage::store::StoredSession;
use crate::tool::notes::{Note, from_line, to_lines};

/// The folders of an archive are those of the series, wherever the sessions are kept here.
pub const SESSIONS: &str = ".abcb/sessions";
/// The file of the notes.
pub const NOTES: &str = ".abcb/notes.jsonl";
/// The name of the file of a session's log, in the directory of the session.
pub const LOG: &str = "events.jsonl";

/// Returns the files of one session for an archive, by their paths.
///
/// # Errors
/// A sentence if an event cannot be written as JSON. No event that was made by this crate has that problem.
pub fn session_files(id: &str, session: &StoredSession) -> Result<Vec<(String, String)>, String> {
    let (text, log, summaries) = bundle_parts(id, session)?;
    let named = |name: &str, content: String| (format!("{SESSIONS}/{id}/{name}"), content);
    Ok(vec![named("session.json", text), named(LOG, log), named("summary.json", summaries)])
}

/// Returns the file of the notes for an archive.
pub fn notes_file(notes: &[Note]) -> (String, String) {
    (NOTES.to_owned(), to_lines(notes))
}

/// Reads the files of an archive, each as if it had been picked. Beside a log that can be read, the other files of its
/// session are not read. Files without anything to import, such as the settings of another app, are left out if there is
/// something in another file.
pub async fn read_entries(mut files: Vec<(String, Vec<u8>)>, pause: Pause<'_>) -> Vec<(String, Reading)> {
    // Logs first: whether the files beside them are needed depends on what is in them.
    files.sort_by_key(|(path, _)| !is_named(path, LOG));
    let mut sessions = BTreeSet::new();
    let mut readings = Vec::new();
    for (path, content) in files {
        let folder = Path::new(&path).parent().map(Path::to_owned).unwrap_or_default();
        let is_copy = is_named(&path, "session.json") || is_named(&path, "summary.json");
        if is_copy && sessions.contains(&folder) {
            continue;
        }
        if path == NOTES {
            readings.push((path, read_notes(&content)));
            continue;
        }
        let mut reading = read_file_with_pauses(&content, pause).await;
        if is_named(&path, LOG)
            && let [found] = reading.found.as_mut_slice()
        {
            let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
            found.id = name.filter(|name| is_safe_id(name)).unwrap_or_default();
            sessions.insert(folder);
        }
        readings.push((path, reading));
    }
    let is_useful = |reading: &Reading| !reading.found.is_empty() || !reading.notes.is_empty();
    let other = ImportProblem::whole(&ImportFault::OtherJson);
    if readings.iter().any(|(_, reading)| is_useful(reading)) {
        readings.retain(|(_, reading)| is_useful(reading) || !reading.complaints.contains(&other));
    }
    readings
}

fn read_notes(content: &[u8]) -> Reading {
    let mut reading = Reading::default();
    for (number, line) in (1_u64..).zip(String::from_utf8_lossy(content).lines()) {
        match from_line(line) {
            Some(note) => reading.notes.push(note),
            None if line.trim().is_empty() => {}
            None => reading
                .complaints
                .push(ImportProblem { line: Some(number), reason: ImportFault::NoNote.to_string() }),
        }
    }
    reading
}

fn is_named(path: &str, name: &str) -> bool {
    Path::new(path).file_name().is_some_and(|file| file == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::event::{Event, Sequence};
    use crate::storage::store::SessionMeta;
    use crate::testing::block_on;

    fn session(id: &str) -> StoredSession {
        let events = vec![
            Event::SessionStarted { session_id: id.into(), created_at: 7 },
            Event::UserMessage {
                content: format!("in {id}"),
                parent: Some(0),
                attachments: Default::default(),
            },
        ];
        let events = Sequence::default().number(8, events);
        StoredSession { meta: SessionMeta::new(id, 7), events, damaged: Vec::new() }
    }

    fn bytes(files: Vec<(String, String)>) -> Vec<(String, Vec<u8>)> {
        files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect()
    }

    #[test]
    fn everything_reads_back() {
        let notes = [Note { id: 3, at: 9, text: "a note".into() }];
        let mut files: Vec<(String, String)> = ["sess-7", "mine"]
            .iter()
            .flat_map(|id| session_files(id, &session(id)).expect("written"))
            .collect();
        files.push(notes_file(&notes));
        let readings = block_on(read_entries(bytes(files), &|| None));
        let found: Vec<_> = readings.iter().flat_map(|(_, reading)| &reading.found).collect();
        assert_eq!(found.iter().map(|found| found.id.as_str()).collect::<Vec<_>>(), ["sess-7", "mine"]);
        assert_eq!(
            found.iter().map(|found| found.events.clone()).collect::<Vec<_>>(),
            [session("sess-7").events, session("mine").events]
        );
        assert_eq!(
            readings.last().map(|(_, reading)| reading.notes.as_slice()),
            Some(&[(9, "a note".to_owned())][..])
        );
        assert!(readings.iter().all(|(_, reading)| reading.complaints.is_empty()));
    }

    #[test]
    fn a_log_that_cannot_be_read_costs_only_itself() {
        let mut files = bytes(session_files("sess-7", &session("sess-7")).expect("written"));
        files.iter_mut().filter(|(path, _)| path.ends_with(LOG)).for_each(|(_, content)| content.clear());
        files.push((NOTES.to_owned(), b"not a note\n".to_vec()));
        let readings = block_on(read_entries(files, &|| None));
        let found: Vec<_> = readings.iter().flat_map(|(_, reading)| &reading.found).collect();
        assert_eq!(
            found.iter().map(|found| (found.id.as_str(), found.messages)).collect::<Vec<_>>(),
            [("sess-7", 1)]
        );
        let lines: Vec<_> = readings.iter().flat_map(|(_, reading)| &reading.complaints).collect();
        assert!(lines.iter().any(|complaint| complaint.line == Some(1)), "{lines:?}");
    }

    #[test]
    fn files_of_another_app_that_hold_no_conversation_are_left_out() {
        let conversations = r#"[{"title":"t","mapping":{"a":{"parent":null,"message":{"author":{"role":"user"},"content":{"parts":["x"]}}}}}]"#;
        let files =
            [("user.json", r#"{"email":"x"}"#), ("conversations.json", conversations), ("broken.json", "{")];
        let read = |files: &[(&str, &str)]| {
            let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
            let readings = block_on(read_entries(bytes(files), &|| None));
            readings.into_iter().map(|(path, _)| path).collect::<Vec<_>>()
        };
        assert_eq!(read(&files), ["conversations.json", "broken.json"]);
        assert_eq!(read(&files[..1]), ["user.json"], "it says at least what that is");
    }
}
