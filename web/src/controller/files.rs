//! Exporting and importing sessions. The file code is in a chunk that is loaded on first use.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use abcb_core::base::clock::now_millis;
use abcb_core::conversation::session::{new_session_id, session_dir};
use abcb_core::log::trace::trace_json;
use abcb_core::log::transcript::Transcript;
use abcb_core::storage::archive::{
    Bundles, Found, ImportProblem, MarkdownLabels, Pause, Reading, adopt_with_pauses, bundle_text, date,
    fold, is_safe_id, is_zip, markdown_text, read_file_with_pauses, session_text,
};
use abcb_core::storage::store::{SessionMeta, StoreError, StoredSession};
use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, select};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::{Localize, args, t, te, tf};
use crate::lazy::lazy;
use crate::ports::{FileInput, PickedFile};
use crate::state::Toasts;
use crate::state::sessions::title_of;

const JSON: &str = "application/json";
const MARKDOWN: &str = "text/markdown";
/// Reading a file larger than this takes long enough to show a notice.
const LARGE_BYTES: usize = 1_000_000;
/// Adding more events than this takes long enough to show a notice.
const LARGE_EVENTS: usize = 2_000;
/// How long an import works before it yields to the page.
const SLICE_MILLIS: u64 = 30;
/// Longer than any frame takes.
const FRAME_MILLIS: u32 = 100;

impl Controller {
    /// Exports the branch on screen as a `Session` in JSON, without its log.
    pub fn export_session(&self) {
        self.do_with_files(FileAction::ExportSession);
    }

    /// Exports the session with its entire log.
    pub fn export_bundle(&self) {
        self.do_with_files(FileAction::ExportBundle);
    }

    /// Exports all sessions and notes as one archive.
    pub fn export_all(&self) {
        self.do_with_files(FileAction::ExportAll);
    }

    /// Exports sessions with their logs, several of them in a single file.
    pub fn export_sessions(&self, ids: Vec<String>) {
        self.do_with_files(FileAction::ExportSessions(ids));
    }

    /// Exports the branch of the session that is shown as a Markdown document.
    pub fn export_markdown(&self, id: String) {
        self.do_with_files(FileAction::ExportMarkdown(id));
    }

    /// Exports the branch of the session that is shown as an HTML file that stands alone.
    pub fn export_html(&self, id: String) {
        self.do_with_files(FileAction::ExportHtml(id));
    }

    /// Exports a run of the session on screen as an OpenTelemetry trace. `run` is its part of the log.
    pub fn export_trace(&self, run: Range<usize>) {
        self.do_with_files(FileAction::ExportTrace(run));
    }

    /// Reads the picked files and shows what they contain. Nothing is written yet.
    pub fn read_imports(&self, input: FileInput) {
        self.do_with_files(FileAction::Read(input));
    }

    pub fn cancel_import(&self) {
        self.inner().state.imports.readings.set(None);
    }

    /// Imports everything that was found. Existing sessions are not overwritten.
    pub fn confirm_import(&self) {
        self.do_with_files(FileAction::Add);
    }

    /// Copies a message's text to the clipboard.
    pub fn copy(&self, text: String) {
        let inner = self.inner();
        spawn_local(async move {
            let copied = inner.ports.browser.copy(text).await;
            inner.toast(if copied { t("copy-done") } else { t("copy-refused") });
        });
    }

    fn do_with_files(&self, action: FileAction) {
        let inner = self.inner();
        self.with_part(actions, move |run| spawn_local(run(inner, action)));
    }
}

lazy!(actions in dialogs: fn(Rc<Inner>, FileAction) -> LocalBoxFuture<'static, ()> = run);

/// A file action, all of which are implemented in a chunk.
enum FileAction {
    ExportSession,
    ExportBundle,
    ExportSessions(Vec<String>),
    ExportAll,
    ExportMarkdown(String),
    ExportHtml(String),
    ExportTrace(Range<usize>),
    Read(FileInput),
    Add,
}

fn run(inner: Rc<Inner>, action: FileAction) -> LocalBoxFuture<'static, ()> {
    async move {
        match action {
            FileAction::ExportSession => inner.export_session().await,
            FileAction::ExportBundle => inner.export_bundle().await,
            FileAction::ExportSessions(ids) => inner.export_sessions(ids).await,
            FileAction::ExportAll => drop(inner.export_all().await),
            FileAction::ExportMarkdown(id) => inner.export_markdown(&id).await,
            FileAction::ExportHtml(id) => inner.export_html(&id).await,
            FileAction::ExportTrace(run) => inner.export_trace(run),
            FileAction::Read(input) => inner.read_imports(input).await,
            FileAction::Add => inner.add_imports().await,
        }
    }
    .boxed_local()
}

async fn read_picked(file: PickedFile, pause: Pause<'_>) -> (String, Reading) {
    let reading = match file.bytes {
        Ok(bytes) => read_file_with_pauses(&bytes, pause).await,
        Err(reason) => Reading {
            complaints: vec![ImportProblem {
                line: None,
                reason: tf("file-unreadable", args![error = &reason]),
            }],
            ..Reading::default()
        },
    };
    (file.name, reading)
}

/// A toast that is shown for as long as an import is running.
struct Notice(Toasts, u64);

impl Drop for Notice {
    fn drop(&mut self) {
        self.0.dismiss(self.1);
    }
}

impl Inner {
    async fn export_session(&self) {
        let Some(session) = self.current_whole().await else { return };
        let exported = session.log.borrow().state.to_session(&session.id, session.created_at);
        self.offer(&format!("{}.json", session.id), JSON, session_text(&exported));
    }

    async fn export_bundle(&self) {
        if let Some(session) = self.current() {
            self.export_sessions(vec![session.id.clone()]).await;
        }
    }

    /// Sessions that cannot be read are left out, and the user is told; the others are exported completely.
    async fn export_sessions(&self, ids: Vec<String>) {
        let (mut bundles, mut only, mut failure) = (Bundles::default(), None, None);
        let is_one = ids.len() == 1;
        for id in ids {
            match self.bundle(&id).await {
                Ok(text) if is_one => only = Some((format!("{id}.abcb.json"), text)),
                Ok(text) => bundles.push(&text),
                Err(error) => failure = Some(error),
            }
        }
        let (now, offset) = (self.now(), self.ports.browser.behind_utc());
        match only {
            Some((name, text)) => {
                self.offer(&name, JSON, text);
            }
            None if bundles.is_empty() => {}
            None => {
                let name = format!("abcb-sessions-{}.json", date(now, offset));
                self.offer(&name, JSON, bundles.into_text());
            }
        }
        if let Some(error) = failure {
            self.toast(te("export-read-failed", &error));
        }
    }

    async fn export_markdown(&self, id: &str) {
        match self.load_for_export(id).await {
            Ok(stored) => {
                let labels = MarkdownLabels {
                    user: t("search-role-user").to_owned(),
                    assistant: t("search-role-assistant").to_owned(),
                    system: t("search-role-system").to_owned(),
                    tool: t("search-role-tool").to_owned(),
                    thinking: t("answer-thinking").to_owned(),
                };
                let text =
                    markdown_text(&title_of(&stored.meta), &Transcript::from_log(&stored.events), &labels);
                self.offer(&format!("{id}.md"), MARKDOWN, text);
            }
            Err(error) => self.toast(te("export-read-failed", &error)),
        }
    }

    fn export_trace(&self, run: Range<usize>) {
        let Some(session) = self.current() else { return };
        let events = self.state.runs.events.get_untracked();
        let Some(events) = events.get(run) else { return };
        let first = events.first().map_or(0, |event| event.seq);
        let trace = trace_json(&session.id, events);
        self.offer(&format!("{}-run-{first}.otlp.json", session.id), JSON, format!("{trace:#}"));
    }

    async fn bundle(&self, id: &str) -> Result<String, StoreError> {
        let stored = match (self.load_for_export(id).await, self.open.borrow().get(id)) {
            // The site's data was cleared.
            (Err(StoreError::NotFound { .. }), Some(session)) => {
                let title = title_of(&session.log.borrow().meta);
                return Ok(bundle_text(&session.shown_session(self.now()), &title, &[]));
            }
            (stored, _) => stored?,
        };
        let session = Transcript::from_log(&stored.events).to_session(id, stored.meta.created_at);
        Ok(bundle_text(&session, &title_of(&stored.meta), &stored.events))
    }

    /// Loads a session with everything that is not stored yet, and tells the user if a part of it cannot be read and
    /// will be missing in the file.
    pub(super) async fn load_for_export(&self, id: &str) -> Result<StoredSession, StoreError> {
        let dir = session_dir(self.config.borrow().memory_dir(), id);
        let mut stored = self.ports.store.load(&dir).await?;
        if let Some(session) = self.open.borrow().get(id) {
            session.add_unstored(&mut stored, self.now());
        }
        if !stored.damaged.is_empty() {
            let title = title_of(&stored.meta);
            self.toast(tf("export-damaged", args![n = stored.damaged.len(), title = &title]));
        }
        Ok(stored)
    }

    async fn read_imports(&self, input: FileInput) {
        let mut readings = Vec::new();
        for file in self.ports.browser.read_picked(input).await {
            let is_large = file.bytes.as_ref().is_ok_and(|bytes| bytes.len() > LARGE_BYTES);
            let _notice = self.say_importing(&file.name, is_large).await;
            match file.bytes {
                Ok(bytes) if is_zip(&bytes) => readings.extend(self.read_archive(file.name, &bytes).await),
                _ => readings.push(read_picked(file, &self.pause()).await),
            }
        }
        if !readings.is_empty() {
            self.state.imports.readings.set(Some(readings));
        }
    }

    /// Shows a notice for a long import, and waits until it has been painted.
    async fn say_importing(&self, name: &str, is_large: bool) -> Option<Notice> {
        if !is_large {
            return None;
        }
        let toasts = self.state.toasts;
        let notice = Notice(toasts, toasts.show(tf("import-running", args![name = name]), None));
        let (tell, told) = oneshot::channel();
        // If the frame comes too late, the receiver is gone.
        self.ports.browser.next_frame(Box::new(move || {
            let _ = tell.send(());
        }));
        // A hidden page renders no frames.
        select(told, self.ports.clock.sleep(FRAME_MILLIS)).await;
        // A frame is painted after its callbacks have run.
        self.ports.clock.sleep(0).await;
        Some(notice)
    }

    /// Returns a function that yields to the page when a slice of work has taken long enough.
    pub(super) fn pause(&self) -> impl Fn() -> Option<LocalBoxFuture<'static, ()>> + use<> {
        let (clock, began) = (self.ports.clock.clone(), Rc::new(Cell::new(self.now())));
        move || {
            if now_millis(clock.as_ref()).saturating_sub(began.get()) < SLICE_MILLIS {
                return None;
            }
            let (clock, began) = (clock.clone(), began.clone());
            Some(
                async move {
                    clock.sleep(0).await;
                    began.set(now_millis(clock.as_ref()));
                }
                .boxed_local(),
            )
        }
    }

    async fn add_imports(self: &Rc<Self>) {
        let choices = self.opening.choices();
        let readings = self.state.imports.readings.try_update(Option::take).flatten();
        let mut added = Vec::new();
        for (name, reading) in readings.into_iter().flatten() {
            self.add_notes(reading.notes).await;
            let events = reading.found.iter().map(|found| found.events.len()).sum::<usize>();
            let _notice = self.say_importing(&name, events > LARGE_EVENTS).await;
            for found in reading.found {
                match self.take_in(&found).await {
                    Ok(id) => added.push(id),
                    Err(error) => self.toast(tf(
                        "import-session-failed",
                        args![title = &found.title, error = error.localized()],
                    )),
                }
            }
        }
        self.load_list().await;
        if let Some(id) = added.last() {
            self.open_unless_gone(id, choices).await;
            let count = added.len();
            self.toast(tf("import-done", args![n = count]));
        }
    }

    /// Returns whether the file was offered; if not, the user has been told.
    pub(super) fn offer(&self, name: &str, media_type: &str, content: impl AsRef<[u8]>) -> bool {
        let offered = self.ports.browser.download(name, media_type, content.as_ref());
        if let Err(reason) = &offered {
            self.toast(tf("file-unwritable", args![name = name, reason = reason]));
        }
        offered.is_ok()
    }

    /// Imports one session completely or not at all, under its own id or the next free one.
    pub(super) async fn import(&self, found: &Found) -> Result<String, StoreError> {
        let root = self.config.borrow().memory_dir().to_owned();
        let mut created_at = if found.created_at == 0 { self.now() } else { found.created_at };
        let mut id = found.id.clone();
        if !is_safe_id(&id) {
            id = new_session_id(created_at);
        }
        loop {
            let events = adopt_with_pauses(found, &id, created_at, self.now(), &self.pause()).await;
            let mut meta = SessionMeta::new(&id, created_at);
            meta.describe(fold(&events, &self.pause()).await.transcript());
            // Storing a large session takes a while even on working storage, and the notice already says that the
            // import is running.
            let ports = if events.len() > LARGE_EVENTS { &self.run_ports } else { &self.ports };
            match ports.store.insert(&session_dir(&root, &id), &events, &meta).await {
                Ok(()) => {
                    self.ports.tabs.tell_changed(&id);
                    return Ok(id);
                }
                Err(StoreError::AlreadyExists { .. }) => {
                    if id == new_session_id(created_at) {
                        created_at = created_at.saturating_add(1);
                    }
                    id = new_session_id(created_at);
                }
                Err(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
