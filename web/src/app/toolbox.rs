//! Assembles the agent's tools. In the agent's chunk, so a page that only chats never loads it.

use std::rc::Rc;

use abcb_core::agent::{run_with_tools, suggested_tools};
use abcb_core::base::clock::Clock;
use abcb_core::tool::envelope::shown_text;
use abcb_core::tool::workspace::Workspace;
use abcb_core::tool::{RunJavascript, ToolRegistry, WriteFile, add_safe_tools};
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
    let clock: Rc<dyn Clock> = Rc::new(BrowserClock);
    let workspaces = Rc::new(BrowserWorkspaces::new(active_store.directory_handles()));
    let files: Rc<dyn Workspace> = workspaces.clone();
    let mut registry = ToolRegistry::new();
    let added = add_safe_tools(&mut registry, &notes, &clock, &files)
        .and_then(|()| registry.register(Rc::new(WriteFile(files))))
        .and_then(|()| registry.register(Rc::new(RunJavascript(Rc::new(Sandbox::default())))));
    debug_assert!(added.is_ok(), "the tools have names of their own");
    Toolbox {
        registry,
        suggest: suggested_tools,
        notes,
        workspaces,
        run: run_with_tools,
        reader: |protocol, text| shown_text(protocol, text).into_owned(),
    }
}
