//! The tools for project notes, which are shared by all sessions.

use std::rc::Rc;

use futures_util::future::{FutureExt, LocalBoxFuture};
use serde_json::Value;

use crate::base::clock::Clock;
use crate::base::store_error::StoreError;
use crate::tool::notes::{self, NoteStore};
use crate::tool::{BuiltinTool, Risk, Tool, ToolError, introduced, named, schema, text};

/// `session_note_append`: saves a note for later sessions. Needs approval.
pub struct NoteAppend {
    /// Where notes are kept.
    pub notes: Rc<dyn NoteStore>,
    /// The time, for the note's timestamp.
    pub clock: Rc<dyn Clock>,
}

/// `session_note_search`: finds notes by their words. Needs no approval.
pub struct NoteSearch {
    /// Where notes are kept.
    pub notes: Rc<dyn NoteStore>,
}

/// The output of a search without matches.
const NO_MATCHES: &str = "no matches";

/// The maximum number of notes sent to the model.
const MAX_FOUND: usize = 20;

impl Tool for NoteAppend {
    fn name(&self) -> &str {
        BuiltinTool::SessionNoteAppend.name()
    }

    fn description(&self) -> &str {
        "Saves a note so that it is remembered in later conversations."
    }

    fn cues(&self) -> &str {
        "note remember remember_that remember_to memorize forget write_down #statement"
    }

    fn parameters(&self) -> Value {
        schema::object(&[("note", "string", "the text to remember")])
    }

    fn risk(&self) -> Risk {
        Risk::Asks
    }

    fn describe_result(&self, arguments: &Value, _output: &str) -> String {
        format!("Done: noted “{}”.", named(arguments, "note"))
    }

    fn call<'a>(&'a self, arguments: &'a Value) -> LocalBoxFuture<'a, Result<String, ToolError>> {
        async move {
            let note = text(arguments, "note")?.trim();
            if note.is_empty() {
                return Err(ToolError::InvalidArguments { reason: "`note` is empty".into() });
            }
            notes::append_now(&*self.notes, &*self.clock, note).await.map_err(unavailable)?;
            Ok("note appended".to_owned())
        }
        .boxed_local()
    }
}

impl Tool for NoteSearch {
    fn name(&self) -> &str {
        BuiltinTool::SessionNoteSearch.name()
    }

    fn description(&self) -> &str {
        "Searches the notes saved in this and earlier conversations."
    }

    fn cues(&self) -> &str {
        "notes remember you_remember did_i #question"
    }

    fn parameters(&self) -> Value {
        schema::object(&[("query", "string", "a word or two to look for")])
    }

    fn describe_result(&self, arguments: &Value, output: &str) -> String {
        match output {
            NO_MATCHES => format!("There is no note about “{}”.", named(arguments, "query")),
            found => introduced("Your notes say", found),
        }
    }

    fn call<'a>(&'a self, arguments: &'a Value) -> LocalBoxFuture<'a, Result<String, ToolError>> {
        async move {
            let query = text(arguments, "query")?;
            let all = self.notes.list().await.map_err(unavailable)?;
            let found: Vec<&str> = notes::search(&all, query)
                .into_iter()
                .take(MAX_FOUND)
                .map(|note| note.text.as_str())
                .collect();
            Ok(if found.is_empty() { NO_MATCHES.to_owned() } else { found.join("\n") })
        }
        .boxed_local()
    }
}

fn unavailable(error: StoreError) -> ToolError {
    ToolError::Unavailable { reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{FakeClock, block_on};
    use crate::tool::notes::MemoryNotes;

    #[test]
    fn what_one_writes_the_other_finds() {
        let notes: Rc<dyn NoteStore> = Rc::new(MemoryNotes::default());
        let append = NoteAppend { notes: notes.clone(), clock: Rc::new(FakeClock::at(5)) };
        let search = NoteSearch { notes: notes.clone() };
        let find = |query: &str| block_on(search.call(&json!({ "query": query })));
        assert_eq!(find("milk"), Ok("no matches".into()));
        assert_eq!(block_on(append.call(&json!({ "note": " buy milk " }))), Ok("note appended".into()));
        assert_eq!(find("Milk"), Ok("buy milk".into()));
        assert_eq!(block_on(notes.list()).expect("notes in memory")[0].at, 5);
        assert!(block_on(append.call(&json!({ "note": " " }))).is_err());
    }
}
