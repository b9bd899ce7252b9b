//! The page's interfaces to the outside world: traits with plain data, and one handle that the composition root fills in.
//! Knows no adapter.

pub mod egress;
mod handles;
mod storage;

use std::rc::Rc;

use abcb_core::agent::{AnswerOutcome, Backend, Io, RunKind};
use abcb_core::base::clock::Clock;
use abcb_core::conversation::attachment::{Attachment, UserInput};
use abcb_core::log::event::AgentSettings;
use abcb_core::log::transcript::Transcript;
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::openai::models::ModelList;
use abcb_core::provider::{LoadProgress, Provider, ProviderError};
use abcb_core::settings::ConfigStore;
use abcb_core::storage::store::{SessionStore, StoreError};
use abcb_core::tool::ToolRegistry;
use abcb_core::tool::notes::NoteStore;
use abcb_core::tool::workspace::{WorkspaceError, WorkspacePath};
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;

use crate::lazy::{LazyPart, Loading};
use crate::state::StepReader;

use egress::EgressRecord;
pub use handles::{AnswerElement, FileHandle, FileInput};
pub use storage::{BackupPlace, Backups, BrowserStorage, StorageUsage};

#[derive(Clone)]
pub struct Ports {
    pub clock: Rc<dyn Clock>,
    pub store: Rc<dyn SessionStore>,
    pub config: Rc<dyn ConfigStore>,
    pub servers: Rc<dyn Servers>,
    pub browser: Rc<dyn Browser>,
    pub tabs: Rc<dyn Tabs>,
    pub markdown: Rc<dyn Markdown>,
    pub in_page: Rc<dyn InPage>,
    /// Loaded when the agent is first used.
    pub toolbox: Rc<dyn Fn() -> Loading<Toolbox>>,
    pub drafts: Rc<dyn DraftStore>,
    /// Loaded with what finds models.
    pub network: Rc<dyn Fn() -> Loading<Rc<dyn Network>>>,
    /// Loaded when the first file is attached.
    pub attachment_reader: LazyPart<Rc<dyn AttachmentReader>>,
    /// Loaded when the data page of the settings opens.
    pub storage: LazyPart<Rc<dyn BrowserStorage>>,
    pub backups: Rc<dyn Fn() -> Loading<Rc<dyn Backups>>>,
    /// Loaded when a session is exported as HTML.
    pub to_html: LazyPart<MarkdownToHtml>,
}

/// The store for drafts, by session. Synchronous, because a page that is closing does not wait.
pub trait DraftStore {
    fn load(&self) -> Vec<(String, UserInput)>;
    /// Saves the changed drafts. A draft that cannot be saved is lost when the page is closed.
    fn save(&self, changed: Vec<(String, UserInput)>, now: u64);
}

/// What the user attaches to a message.
pub enum IncomingFiles {
    Files(Vec<FileHandle>),
    Picked(FileInput),
    /// A long pasted text.
    Text(String),
}

/// Reads pasted, dropped and picked files.
pub trait AttachmentReader {
    fn read(&self, incoming: IncomingFiles) -> LocalBoxFuture<'static, Vec<ReadFile>>;
}

/// A file with its name, as an attachment or the reason it cannot be attached.
pub struct ReadFile {
    pub name: String,
    pub read: Result<Attachment, Refusal>,
    /// The encoding the file was decoded with, if it was guessed.
    pub guessed: Option<&'static str>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Refusal {
    TooLarge,
    /// Neither text nor an image format that models support.
    NotReadable,
    /// The browser could not read the file; holds the browser's error message.
    Failed(String),
}

/// What the agent works with.
pub struct Toolbox {
    /// Every tool, operating on the user's notes and files.
    pub registry: ToolRegistry,
    /// Suggests tools based on the wording of a user message that follows the given message.
    pub suggest: fn(&Transcript, u64, &str, &ToolRegistry) -> Vec<String>,
    pub notes: Rc<dyn NoteStore>,
    pub workspaces: Rc<dyn Workspaces>,
    /// The agent loop. Without a question it continues the open run.
    pub run: ToolLoop,
    /// Extracts the prose from a reply that contains tool calls.
    pub reader: StepReader,
}

pub type ToolLoop = for<'a> fn(
    Io<'a>,
    Backend,
    AgentSettings,
    Option<RunKind>,
) -> LocalBoxFuture<'a, Result<AnswerOutcome, StoreError>>;

/// The Markdown renderer for answers. Not in the first load.
pub trait Markdown {
    /// Takes over the element and whatever it contains. Returns `None` until the renderer is loaded.
    fn open(&self, element: &AnswerElement) -> Option<Box<dyn DrawnAnswer>>;
    /// Sets whether long lines of code are wrapped; `keep` is called when the user changes that. Does nothing until the
    /// renderer is loaded.
    fn wrap_code(&self, is_on: bool, keep: Box<dyn Fn(bool)>);
    /// Registers `show`, which is called with a message for the user when a part of the renderer could not be loaded.
    /// Does nothing until the renderer is loaded.
    fn tell(&self, show: Box<dyn Fn(String)>);
    /// Loads the renderer and returns whether that succeeded. Completes immediately if it is already loaded.
    fn load(&self) -> LocalBoxFuture<'static, bool>;
}

/// An answer in its element, rendered while its text grows.
pub trait DrawnAnswer {
    /// Renders the current text. While `epoch` is the same, the text has only grown.
    fn show(&mut self, text: &str, epoch: u32);
    /// Finishes the answer. Text that arrives later is still shown. `text` is what has been shown so far.
    fn finish(&mut self, text: &str);
}

/// Renders Markdown as HTML that is safe by construction. Returns `None` if the renderer cannot be used.
pub type MarkdownToHtml = fn(String) -> LocalBoxFuture<'static, Option<String>>;

/// The models of a server, once it has listed them.
pub type ListedModels = LocalBoxFuture<'static, Result<ModelList, ProviderError>>;

/// Model servers.
pub trait Servers {
    /// Lists the server's models, if it responds within `millis` milliseconds.
    fn list_models(&self, endpoint: Endpoint, api_key: Option<String>, millis: u32) -> ListedModels;

    fn provider(&self, server: Server) -> Box<dyn Provider>;

    /// Queries the server for its model's context size if the model list does not include it. Providers of this server
    /// use it from then on.
    fn learn_context(&self, server: Server) -> LocalBoxFuture<'static, ()>;

    /// Returns what the server reports about its model, if anything.
    fn model_facts(&self, server: Server) -> LocalBoxFuture<'static, ModelFacts>;
}

/// What the page may contact. Not in the first load.
pub trait Network {
    /// Reloads the page so that its policy allows requests to `origin`. Does nothing if it was just reloaded for that.
    fn reload_for(&self, origin: &str);
    /// Returns the origin for which the page was reloaded; only once.
    fn take_reloaded_for(&self) -> Option<String>;
    /// Returns what this tab has exchanged with servers since it was opened or the record was cleared.
    fn egress(&self) -> EgressRecord;
    fn clear_egress(&self);
}

/// The properties of a model that determine its tool call format and whether it is sent images.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct ModelFacts {
    /// Whether its chat template includes tools.
    pub knows_tools: Option<bool>,
    /// Whether its chat template supports reasoning.
    pub thinks: Option<bool>,
    /// Whether it supports images.
    pub sees_images: Option<bool>,
    /// The number of parameters.
    pub parameters: Option<u64>,
}

/// A model server, and the model to request from it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Server {
    pub endpoint: Endpoint,
    pub dialect: abcb_core::provider::dialect::Dialect,
    /// Empty for whatever model the server has loaded.
    pub model: String,
    pub api_key: Option<String>,
    /// The context size of that model in tokens, prompt and answer together, if the server reports it.
    pub context_tokens: Option<u32>,
}

/// The name of the model in an opened file; `None` if no file was picked.
pub type OpenedFile = LocalBoxFuture<'static, Option<Result<String, String>>>;

/// Models that run in the browser tab.
pub trait InPage {
    /// Returns the models that are served with the page; empty if the build has none.
    fn offered(&self) -> LocalBoxFuture<'static, Vec<PageModel>>;
    /// Returns the models stored in this browser.
    fn kept(&self) -> LocalBoxFuture<'static, Vec<PageModel>>;
    fn remove(&self, name: String) -> LocalBoxFuture<'static, Vec<PageModel>>;
    /// Loads the model file picked in `input` and stores it. Errors are complete sentences. Returns `None` if no file
    /// was picked.
    fn open_file(&self, input: FileInput, progress: Box<dyn FnMut(LoadProgress)>) -> OpenedFile;
    /// Returns a provider for the model called `name`, which loads the model first if necessary.
    fn provider(&self, name: String) -> Box<dyn Provider>;
}

/// The name of a model file, and its size in bytes. The engine's worker and the build (`models.json`) list models so.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub struct PageModel {
    pub name: String,
    #[serde(default)]
    pub size: u64,
}

/// The files the agent may use: a private folder in this browser, or a directory the user has granted access to.
pub trait Workspaces {
    /// Returns the folder in use.
    fn place(&self) -> LocalBoxFuture<'static, Result<WorkspacePlace, WorkspaceError>>;
    /// Whether this browser supports granting access to directories.
    fn can_choose(&self) -> bool;
    /// Lets the user choose a directory and returns the folder in use afterwards; a cancelled dialog changes nothing.
    /// Like [`Workspaces::grant_again`], must be called from a click handler.
    fn choose_directory(&self) -> LocalBoxFuture<'static, Result<WorkspacePlace, WorkspaceError>>;
    /// Requests a permission that has expired, which happens whenever the page is reloaded.
    fn grant_again(&self) -> LocalBoxFuture<'static, Result<WorkspacePlace, WorkspaceError>>;
    /// Switches back to the private folder and forgets the directory.
    fn use_private(&self) -> LocalBoxFuture<'static, Result<(), WorkspaceError>>;

    /// Lists every file in the private folder, in order. This and the methods below never touch a granted directory.
    fn files(&self) -> LocalBoxFuture<'static, Result<Vec<StoredFile>, WorkspaceError>>;
    /// Copies the files picked in `input` into the private folder, replacing files of the same name. Returns how many
    /// were copied.
    fn upload(&self, input: FileInput) -> LocalBoxFuture<'static, Result<usize, WorkspaceError>>;
    fn download(&self, path: WorkspacePath) -> LocalBoxFuture<'static, Result<(), WorkspaceError>>;
    fn remove(&self, path: WorkspacePath) -> LocalBoxFuture<'static, Result<(), WorkspaceError>>;
}

/// The location of the agent's files.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum WorkspacePlace {
    Private,
    Directory {
        name: String,
        /// Whether it can be used now; otherwise the user has to grant the permission again.
        is_granted: bool,
    },
}

/// A file and its size in bytes.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct StoredFile {
    pub path: WorkspacePath,
    pub size: u64,
}

/// Returns what an open tab with this name "works on" for as long as it is open; see [`Tabs::work_on`].
pub fn tab_lock(name: &str) -> String {
    format!("tab {name}")
}

/// What a tab hears of the others.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TabEvent {
    /// The session with this id has changed in the store.
    Changed(String),
    /// A message of `controller::relay`.
    Relayed(String),
    /// Another tab has taken the session that this one works on.
    Seized(String),
    /// Another tab has stored other settings.
    SettingsChanged,
}

/// The other tabs that have this page open.
pub trait Tabs {
    /// Returns the name of this tab, which it keeps when it is reloaded. No other open tab has it.
    fn name(&self) -> LocalBoxFuture<'static, String>;
    /// Notifies the other tabs that the session has changed.
    fn tell_changed(&self, session: &str);
    /// Sends all other tabs a message of `controller::relay`.
    fn relay(&self, message: &str);
    /// Calls `hear` with everything the other tabs report, for the lifetime of the page.
    fn listen(&self, hear: Rc<dyn Fn(TabEvent)>);
    /// Takes the session from a tab that works on it and does not respond. That tab is told when it responds again.
    fn seize(&self, session: &str) -> LocalBoxFuture<'static, ()>;
    /// Marks the session as in use by this tab, visible to other tabs until the returned guard is dropped.
    fn work_on(&self, session: &str) -> AtWork;
    /// Whether no tab is working on the session. Returns true in browsers that cannot tell.
    fn is_at_rest(&self, session: &str) -> LocalBoxFuture<'static, bool>;
    /// Completes once no tab is working on the session.
    fn at_rest(&self, session: &str) -> LocalBoxFuture<'static, ()>;
}

/// A guard that marks a session as in use by this tab until it is dropped.
pub struct AtWork {
    end: Option<Box<dyn FnOnce()>>,
}

impl AtWork {
    pub fn until(end: impl FnOnce() + 'static) -> Self {
        Self { end: Some(Box::new(end)) }
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            end();
        }
    }
}

/// A file that the user picked.
pub struct PickedFile {
    pub name: String,
    /// The contents, or the reason why the browser could not read them.
    pub bytes: Result<Vec<u8>, String>,
}

/// The browser around the page.
pub trait Browser {
    /// Puts the session into the URL. With `replace`, no history entry is added.
    fn show_session(&self, id: Option<&str>, replace: bool);
    /// Whether the page itself is served from this machine.
    fn is_local(&self) -> bool;
    /// Whether the window is so narrow that the sidebar overlays the conversation.
    fn is_narrow(&self) -> bool;
    /// Whether the page is visible to the user.
    fn is_visible(&self) -> bool;
    /// Returns false if there is certainly no network beyond this machine. True guarantees nothing.
    fn may_have_network(&self) -> bool;
    /// Reloads the page into the new build that is ready.
    fn renew(&self);
    fn focus_composer(&self);
    /// Opens the file picker for importing.
    fn pick_imports(&self);
    /// Scrolls to the element with this id, as little as necessary.
    fn scroll_to(&self, id: &str);
    /// Scrolls to the message of the conversation and highlights it briefly, if it is on the page.
    fn reveal_message(&self, id: u64) -> LocalBoxFuture<'static, ()>;
    /// Decomposes a character (NFKD): a letter into base and accents, a ligature into its letters.
    fn decompose(&self, character: char) -> String;
    /// Returns the text of the last answer as it is rendered.
    fn last_answer(&self) -> String;
    /// Returns how far local time currently is behind UTC, in milliseconds.
    fn behind_utc(&self) -> i64;
    /// Offers `text` as a download. The error is the browser's message.
    fn download(&self, name: &str, mime: &str, bytes: &[u8]) -> Result<(), String>;
    /// Copies `text` to the clipboard and returns whether that succeeded.
    fn copy(&self, text: String) -> LocalBoxFuture<'static, bool>;
    fn read_picked(&self, input: FileInput) -> LocalBoxFuture<'static, Vec<PickedFile>>;
    /// Whether any draft is stored.
    fn has_drafts(&self) -> bool;
    /// Requests persistent storage, so that the browser does not evict the sessions when disk space runs low.
    fn ask_to_persist(&self);
    /// Calls `draw` before the next frame is painted.
    fn next_frame(&self, draw: Box<dyn FnOnce()>);
    /// Applies the theme from the configuration, given as JSON text. On startup the page does so by itself.
    fn look(&self, config: &str);
    /// Returns the UI language according to the configuration and the browser, as a two-letter code.
    fn language(&self) -> String;
    /// Tells the browser that the page has switched to this language.
    fn say_language(&self, language: &str);
    /// Loads the translations for that language; empty for English, `None` if they could not be loaded.
    fn words(&self, language: String) -> LocalBoxFuture<'static, Option<String>>;
}
