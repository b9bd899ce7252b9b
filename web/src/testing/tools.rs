//! The agent's tools, the drafts and the attachment reader, in memory.

use std::cell::RefCell;
use std::rc::Rc;

use abcb_core::agent::{run_with_tools, suggested_tools};
use abcb_core::base::clock::Clock;
use abcb_core::conversation::attachment::UserInput;
use abcb_core::conversation::drafts::draft_owner;
use abcb_core::testing::tool_host;
use abcb_core::tool::envelope::shown_text;
use abcb_core::tool::workspace::{WorkspaceError, WorkspacePath};
use abcb_core::tool::{ToolHost, builtin_tools};
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, ready};

use crate::lazy::Loading;
use crate::ports::{
    AttachmentReader, DraftStore, FileInput, IncomingFiles, MarkdownToHtml, ReadFile, StoredFile, Toolbox,
    WorkspacePlace, Workspaces,
};

/// Every tool except `run_javascript`, which needs a browser.
pub fn toolbox(clock: &Rc<dyn Clock>) -> Toolbox {
    let host = ToolHost { clock: clock.clone(), can_write: true, ..tool_host() };
    Toolbox {
        registry: builtin_tools(&host),
        suggest: suggested_tools,
        notes: host.notes,
        workspaces: Rc::new(NoFiles),
        run: run_with_tools,
        reader: |protocol, text| shown_text(protocol, text).into_owned(),
    }
}

struct NoFiles;

impl Workspaces for NoFiles {
    fn place(&self) -> LocalBoxFuture<'static, Result<WorkspacePlace, WorkspaceError>> {
        ready(Ok(WorkspacePlace::Private)).boxed_local()
    }

    fn can_choose(&self) -> bool {
        false
    }

    fn choose_directory(&self) -> LocalBoxFuture<'static, Result<WorkspacePlace, WorkspaceError>> {
        self.place()
    }

    fn grant_again(&self) -> LocalBoxFuture<'static, Result<WorkspacePlace, WorkspaceError>> {
        self.place()
    }

    fn use_private(&self) -> LocalBoxFuture<'static, Result<(), WorkspaceError>> {
        ready(Ok(())).boxed_local()
    }

    fn files(&self) -> LocalBoxFuture<'static, Result<Vec<StoredFile>, WorkspaceError>> {
        ready(Ok(Vec::new())).boxed_local()
    }

    fn upload(&self, _: FileInput) -> LocalBoxFuture<'static, Result<usize, WorkspaceError>> {
        ready(Ok(0)).boxed_local()
    }

    fn download(&self, _: WorkspacePath) -> LocalBoxFuture<'static, Result<(), WorkspaceError>> {
        ready(Ok(())).boxed_local()
    }

    fn remove(&self, _: WorkspacePath) -> LocalBoxFuture<'static, Result<(), WorkspaceError>> {
        ready(Ok(())).boxed_local()
    }
}

thread_local! {
    static DRAFTS: RefCell<Vec<(String, UserInput)>> = RefCell::default();
}

/// The drafts belong to the running test: see [`forget_drafts`].
pub struct MemoryDrafts;

impl DraftStore for MemoryDrafts {
    fn load(&self) -> Vec<(String, UserInput)> {
        DRAFTS.with_borrow(Clone::clone)
    }

    fn save(&self, changed: Vec<(String, UserInput)>, _: u64) {
        DRAFTS.with_borrow_mut(|drafts| {
            for (session, written) in changed {
                drafts.retain(|(other, _)| *other != session);
                if !written.is_empty() {
                    drafts.push((session, written));
                }
            }
        });
    }
}

struct NoReader;

impl AttachmentReader for NoReader {
    fn read(&self, _: IncomingFiles) -> LocalBoxFuture<'static, Vec<ReadFile>> {
        ready(Vec::new()).boxed_local()
    }
}

pub fn attachment_reader() -> Loading<Rc<dyn AttachmentReader>> {
    let reader: Rc<dyn AttachmentReader> = Rc::new(NoReader);
    ready(Ok(reader)).boxed_local()
}

/// Clears all drafts, as in a browser that was never used.
pub fn forget_drafts() {
    DRAFTS.take();
}

/// The drafts saved for the next visit, as `(session, text)`.
pub fn kept_drafts() -> Vec<(String, String)> {
    let session_of = |key: &str| draft_owner(key).0.to_owned();
    DRAFTS.with_borrow(|drafts| {
        drafts.iter().map(|(key, written)| (session_of(key), written.content.clone())).collect()
    })
}

/// Renders every text as one paragraph that says so. A text with "unrenderable" in it cannot be rendered.
pub fn to_html() -> Loading<MarkdownToHtml> {
    let render: MarkdownToHtml = |text| {
        let html = (!text.contains("unrenderable")).then(|| format!("<p>rendered: {}</p>", text.len()));
        ready(html).boxed_local()
    };
    ready(Ok(render)).boxed_local()
}
