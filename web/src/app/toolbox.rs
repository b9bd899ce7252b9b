//! Assembles the agent's tools. In the agent's chunk, so a page that only chats never loads it.

use std::rc::Rc;

use abcb_core::agent::{run_with_tools, suggested_tools};
use abcb_core::base::clock::Clock;
use abcb_core::tool::envelope::shown_text;
use abcb_core::tool::workspace::Workspace;
use abcb_core::tool::{RunJavascript, ToolRegistry, WriteFile, add_safe_tools};
use futures_util::FutureExt;

use crate::adapters::clock::BrowserClock;
use crate::adapters::open_store::Kept;
use crate::adapters::sandbox::Sandbox;
use crate::adapters::workspace::BrowserWorkspaces;
use crate::lazy::{Loading, lazy};
use crate::ports::Toolbox;

/// Loads the tools and assembles them on top of the store that holds the page's sessions.
pub fn load(kept: Kept) -> Loading<Toolbox> {
    async move { Ok(assembly().await?(kept)) }.boxed_local()
}

lazy!(assembly in agent: fn(Kept) -> Toolbox = assembled);

fn assembled(kept: Kept) -> Toolbox {
    let notes = kept.notes();
    let clock: Rc<dyn Clock> = Rc::new(BrowserClock);
    let workspaces = Rc::new(BrowserWorkspaces::new(kept.directory_handles()));
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
