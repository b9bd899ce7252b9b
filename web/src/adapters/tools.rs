//! Everything that only the agent's tools need of the browser, made in one place: the first load can do without it.

use std::rc::Rc;

use abcb_core::notes::{MemoryNotes, NoteStore};

use super::open_store::Kept;
use super::sandbox::Sandbox;
use super::workspace::BrowserWorkspaces;
use crate::ports::ToolPorts;

/// Notes are kept where the sessions are.
fn notes(kept: &Kept) -> Rc<dyn NoteStore> {
    match kept {
        Kept::IndexedDb(store) => store.clone(),
        Kept::LocalStorage(store) => Rc::new(*store),
        Kept::Memory => Rc::new(MemoryNotes::default()),
    }
}

/// To be made once: all that works on the workspace has to share one choice of it.
pub fn tool_ports(kept: &Kept) -> ToolPorts {
    let grants = match kept {
        Kept::IndexedDb(store) => Some(store.clone()),
        Kept::LocalStorage(_) | Kept::Memory => None,
    };
    ToolPorts {
        notes: notes(kept),
        code: Rc::new(Sandbox::default()),
        workspaces: Rc::new(BrowserWorkspaces::new(grants)),
    }
}
