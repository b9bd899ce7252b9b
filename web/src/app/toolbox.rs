//! Assembles the agent's tools. In the agent's chunk, so a page that only chats never loads it.

use std::rc::Rc;

use abcb_core::agent::{run_with_tools, suggested_tools};
use abcb_core::tool::envelope::shown_text;
use abcb_core::tool::{ToolHost, builtin_tools};
use futures_util::FutureExt;

use crate::adapters::clock::BrowserClock;
use crate::adapters::open_store::ActiveStore;
use crate::adapters::sandbox::Sandbox;
use crate::adapters::workspace::BrowserWorkspaces;
use crate::lazy::{Loading, lazy};
use crate::ports::Toolbox;

/// Loads the tools and assembles them on top of the store that holds the page's sessions.
pub fn load(active_store: ActiveStore) -> Loading<Toolbox> {
    async move { Ok(assembly().await?(active_store)) }.boxed_local()
}

lazy!(assembly in agent: fn(ActiveStore) -> Toolbox = assembled);

fn assembled(active_store: ActiveStore) -> Toolbox {
    let notes = active_store.notes();
    let workspaces = Rc::new(BrowserWorkspaces::new(active_store.directory_handles()));
    let host = ToolHost {
        notes: notes.clone(),
        clock: Rc::new(BrowserClock),
        workspace: workspaces.clone(),
        can_write: true,
        code_runner: Some(Rc::new(Sandbox::default())),
    };
    Toolbox {
        registry: builtin_tools(&host),
        suggest: suggested_tools,
        notes,
        workspaces,
        run: run_with_tools,
        reader: |protocol, text| shown_text(protocol, text).into_owned(),
    }
}
