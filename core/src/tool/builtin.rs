//! The tools that come with abcb. Each file has one kind; to add a tool, write it like these and register it.

mod arithmetic;
mod echo;
mod files;
mod javascript;
mod notes;

pub use arithmetic::AddNumbers;
pub use echo::Echo;
pub use files::{ListDir, ReadFile, WriteFile};
pub use javascript::{CodeEnd, CodeReport, CodeRunner, RunJavascript};
pub use notes::{NOTE_APPEND, NoteAppend, NoteSearch};
