//! The tools that come with abcb, each kind in a file of its own, and the one list of them. Whatever names or registers
//! these tools goes by the list: a tool that is not in it does not exist, and the compiler asks for everything else.

mod arithmetic;
mod echo;
mod files;
mod javascript;
mod notes;

use std::rc::Rc;

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::base::clock::Clock;
use crate::tool::notes::NoteStore;
use crate::tool::workspace::Workspace;
use crate::tool::{Tool, ToolRegistry};

pub use arithmetic::AddNumbers;
pub use echo::Echo;
pub use files::{ListDir, ReadFile, WriteFile};
pub use javascript::{CodeEnd, CodeReport, CodeRunner, RunJavascript};
pub use notes::{NoteAppend, NoteSearch};

/// The tools that come with abcb. The name that a model uses is that of the variant in snake case.
#[derive(Clone, Copy, Debug, EnumString, Eq, IntoStaticStr, PartialEq, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum BuiltinTool {
    /// See [`AddNumbers`].
    AddNumbers,
    /// See [`Echo`].
    Echo,
    /// See [`ListDir`].
    ListDir,
    /// See [`ReadFile`].
    ReadFile,
    /// See [`RunJavascript`].
    RunJavascript,
    /// See [`NoteAppend`].
    SessionNoteAppend,
    /// See [`NoteSearch`].
    SessionNoteSearch,
    /// See [`WriteFile`].
    WriteFile,
}

/// What the tools work on.
#[derive(Clone)]
pub struct ToolHost {
    /// Where notes are kept.
    pub notes: Rc<dyn NoteStore>,
    /// The time, for the timestamps of notes.
    pub clock: Rc<dyn Clock>,
    /// The files.
    pub workspace: Rc<dyn Workspace>,
    /// Whether there is a tool that writes files.
    pub can_write: bool,
    /// What runs code; without it there is no tool for that.
    pub code_runner: Option<Rc<dyn CodeRunner>>,
}

impl BuiltinTool {
    /// Returns the name by which a model calls the tool.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Returns the tool; `None` if the host has nothing for it to work on.
    fn on(self, host: &ToolHost) -> Option<Rc<dyn Tool>> {
        let ToolHost { notes, clock, workspace, can_write, code_runner } = host.clone();
        Some(match self {
            Self::AddNumbers => Rc::new(AddNumbers),
            Self::Echo => Rc::new(Echo),
            Self::ListDir => Rc::new(ListDir(workspace)),
            Self::ReadFile => Rc::new(ReadFile(workspace)),
            Self::RunJavascript => Rc::new(RunJavascript(code_runner?)),
            Self::SessionNoteAppend => Rc::new(NoteAppend { notes, clock }),
            Self::SessionNoteSearch => Rc::new(NoteSearch { notes }),
            Self::WriteFile if !can_write => return None,
            Self::WriteFile => Rc::new(WriteFile(workspace)),
        })
    }
}

/// Returns the tools that the host has something to work on for.
pub fn builtin_tools(host: &ToolHost) -> ToolRegistry {
    BuiltinTool::VARIANTS.iter().filter_map(|tool| tool.on(host)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::all_tools;

    #[test]
    fn every_tool_has_the_name_of_its_variant() {
        let listed: Vec<String> = BuiltinTool::VARIANTS.iter().map(|tool| tool.name().to_owned()).collect();
        assert_eq!(all_tools().names(), listed, "the names of the tools, in alphabetical order");
    }
}
