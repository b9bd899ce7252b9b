//! Actions of the agent's pages: its settings, its tools, the project's notes. Called only from the agent's chunk.

use std::rc::Rc;

use abcb_core::log::event::Protocol;
use abcb_core::storage::store::StoreError;
use abcb_core::tool::notes::NoteStore;
use abcb_core::tool::{Risk, Tool, ToolRegistry};
use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::{Controller, Inner};
use crate::i18n::te;
use crate::state::ToolLine;

impl Controller {
    /// Returns the maximum number of steps per run, and the tool call protocol; `None` to choose it automatically.
    pub fn agent_settings(&self) -> (usize, Option<Protocol>) {
        let inner = self.inner();
        let config = inner.config.borrow();
        (config.max_steps(), config.protocol())
    }

    pub fn save_agent_settings(&self, max_steps: usize, protocol: Option<Protocol>) {
        let inner = self.inner();
        let mut config = inner.config.borrow_mut();
        config.set_agent(max_steps.clamp(1, 50), protocol);
        if let Err(error) = inner.ports.config.save(&config) {
            inner.toast(te("settings-save-failed", &error));
        }
    }

    pub fn read_tools(&self) {
        let inner = self.inner();
        spawn_local(async move {
            if let Some(toolbox) = inner.toolbox().await {
                let registry = toolbox.registry.clone().allowing(inner.config.borrow().always_allowed());
                let lines = registry.iter().map(|tool| line(tool.as_ref(), &registry)).collect();
                inner.state.agent.tools.set(lines);
            }
        });
    }

    /// Allows a tool to always run without approval, or revokes that.
    pub fn set_always_allowed(&self, tool_name: String, is_allowed: bool) {
        let inner = self.inner();
        let controller = *self;
        spawn_local(async move {
            let Some(toolbox) = inner.toolbox().await else { return };
            let tool = toolbox.registry.get(&tool_name).filter(|_| is_allowed);
            inner.allow_always(&tool_name, tool.map(|tool| tool.parameters().to_string()));
            controller.read_tools();
        });
    }

    pub fn read_notes(&self) {
        self.with_notes(|_| Box::pin(async { Ok(()) }));
    }

    pub fn add_note(&self, text: String) {
        let now = self.inner().now();
        self.with_notes(move |notes| Box::pin(async move { notes.append(now, &text).await.map(|_| ()) }));
    }

    pub fn edit_note(&self, id: u64, text: String) {
        self.with_notes(move |notes| Box::pin(async move { notes.edit(id, &text).await }));
    }

    pub fn delete_note(&self, id: u64) {
        self.with_notes(move |notes| Box::pin(async move { notes.delete(id).await }));
    }

    /// Performs an action on the notes and shows the result.
    fn with_notes(
        &self,
        act: impl FnOnce(Rc<dyn NoteStore>) -> LocalBoxFuture<'static, Result<(), StoreError>> + 'static,
    ) {
        let inner = self.inner();
        spawn_local(async move {
            let Some(toolbox) = inner.toolbox().await else { return };
            let done = inner.slow_store.wait_for(act(toolbox.notes.clone())).await;
            let read = inner.slow_store.wait_for(toolbox.notes.list()).await;
            match (done, read) {
                (Ok(()), Ok(notes)) => inner.state.agent.notes.set(notes),
                (Err(error), _) | (_, Err(error)) => inner.notes_failed(&error),
            }
        });
    }
}

impl Inner {
    fn notes_failed(&self, error: &StoreError) {
        self.toast(te("notes-failed", error));
    }
}

fn line(tool: &dyn Tool, registry: &ToolRegistry) -> ToolLine {
    let parameters = tool.parameters();
    let properties = parameters.get("properties").and_then(Value::as_object);
    ToolLine {
        name: tool.name().to_owned(),
        description: tool.description().to_owned(),
        arguments: properties.into_iter().flatten().map(|(name, _)| name.clone()).collect(),
        asks: tool.risk() == Risk::Asks,
        is_always_allowed: tool.risk() == Risk::Asks && !registry.asks(tool),
    }
}
