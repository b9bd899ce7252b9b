//! Puts the agent's tools together. In the chunk of the agent: a page on which only questions are asked never loads it.

use std::rc::Rc;

use abcb_core::agent::{Backend, Io, Question, answer_with_tools, resume};
use abcb_core::clock::Clock;
use abcb_core::envelope::shown_text;
use abcb_core::event::AgentSettings;
use abcb_core::notes::{MemoryNotes, NoteStore};
use abcb_core::store::StoreError;
use abcb_core::tool::{ToolRegistry, WriteFile, add_safe_tools};
use abcb_core::workspace::{MemoryWorkspace, Workspace};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::adapters::clock::BrowserClock;
use crate::lazy::lazy;
use crate::ports::Toolbox;

lazy!(pub toolbox in agent: Rc<Toolbox> = Rc::new(assembled()));

fn assembled() -> Toolbox {
    let notes: Rc<dyn NoteStore> = Rc::new(MemoryNotes::default());
    let clock: Rc<dyn Clock> = Rc::new(BrowserClock);
    let files: Rc<dyn Workspace> = Rc::new(MemoryWorkspace::default());
    let mut registry = ToolRegistry::new();
    let _ = add_safe_tools(&mut registry, &notes, &clock, &files);
    let _ = registry.register(Rc::new(WriteFile(files)));
    Toolbox {
        registry,
        notes,
        run: run_with_tools,
        reader: |protocol, text| shown_text(protocol, text).into_owned(),
    }
}

fn run_with_tools(
    io: Io<'_>,
    backend: Backend,
    settings: AgentSettings,
    question: Option<Question>,
) -> LocalBoxFuture<'_, Result<(), StoreError>> {
    async move {
        match question {
            Some(question) => answer_with_tools(io, backend, settings, question).await,
            None => resume(io).await,
        }
        .map(|_| ())
    }
    .boxed_local()
}
