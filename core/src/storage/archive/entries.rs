//! The files in an archive: which of them are one session, and which hold notes.

use std::path::Path;

use super::{ImportFault, ImportProblem, Pause, Reading, bundle_parts, is_safe_id, read_file_with_pauses};
use crate::storage::store::StoredSession;
use crate::tool::notes::{Note, from_lines, to_lines};

/// The folders of an archive are those of the series, wherever the sessions are kept here.
const SESSIONS: &str = ".abcb/sessions";
const NOTES: &str = ".abcb/notes.jsonl";
const LOG: &str = "events.jsonl";

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

/// Reads the files of an archive, each as if it had been picked. Beside a log, the other files of its session are not
/// read. Files without anything to import, such as the settings of another app, are left out if there is something in
/// another file.
pub async fn read_entries(files: Vec<(String, Vec<u8>)>, pause: Pause<'_>) -> Vec<(String, Reading)> {
    let folder = |path: &str| Path::new(path).parent().map(Path::to_owned);
    let logs: Vec<_> =
        files.iter().filter(|(path, _)| is_named(path, LOG)).map(|(path, _)| folder(path)).collect();
    let mut readings = Vec::new();
    for (path, content) in files {
        if path == NOTES {
            let notes = from_lines(&String::from_utf8_lossy(&content));
            readings.push((path, Reading { notes, ..Reading::default() }));
            continue;
        }
        let is_log = is_named(&path, LOG);
        if !is_log && logs.contains(&folder(&path)) {
            continue;
        }
        let mut reading = read_file_with_pauses(&content, pause).await;
        let name = folder(&path).and_then(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()));
        if let ([found], Some(name)) =
            (reading.found.as_mut_slice(), name.filter(|name| is_log && is_safe_id(name)))
        {
            found.id = name;
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
