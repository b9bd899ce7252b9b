//! Everything the page needs of the outside, as traits and one handle that the composition root fills.

use std::rc::Rc;

use abcb_core::agent::{Backend, Io, Question};
use abcb_core::attachment::{Attachment, Written};
use abcb_core::clock::Clock;
use abcb_core::config::ConfigStore;
use abcb_core::event::AgentSettings;
use abcb_core::notes::NoteStore;
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::openai::models::ModelList;
use abcb_core::provider::{LoadProgress, Provider, ProviderError};
use abcb_core::store::{SessionStore, StoreError};
use abcb_core::tool::ToolRegistry;
use abcb_core::transcript::Transcript;
use abcb_core::workspace::{WorkspaceError, WorkspacePath};
use futures_util::future::LocalBoxFuture;
use serde_json::{Map, Value};

use crate::lazy::{Later, Loading};
use crate::state::StepReader;

pub use crate::adapters::drawer::OpenDrawer;
pub use crate::adapters::end_of_scroll::{EndOfScroll, Mounted, Place};
pub use crate::adapters::files::{FileInput, PickedFile};
pub use crate::adapters::handed::{Handed, pasted};
pub use crate::adapters::keys::{Held, KeyPress, is_mac};
pub use crate::adapters::letters::decompose;
pub use crate::adapters::markdown::{AnswerElement, DrawnAnswer};
pub use crate::adapters::pop_up::{PopUp, beside, focus_on, focused_session, step_focus, step_focus_of_list};
pub use crate::adapters::reveal::reveal_message;

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
    /// Loaded when something has been written.
    pub desk: Later<Desk>,
}

/// What writing needs beyond a field for the text.
pub struct Desk {
    pub drafts: Rc<dyn DraftStore>,
    pub intake: Rc<dyn Intake>,
}

/// Where drafts are kept, by session.
pub trait DraftStore {
    fn load(&self) -> Vec<(String, Written)>;
    /// Takes over what has changed; what cannot be kept is lost with the page.
    fn save(&self, changed: Vec<(String, Written)>, now: u64);
}

/// Reads what is handed to the page.
pub trait Intake {
    fn read(&self, handed: Handed) -> LocalBoxFuture<'static, Vec<HandedFile>>;
}

/// A file with its name, as an attachment or the reason why it can be none.
pub struct HandedFile {
    pub name: String,
    pub read: Result<Attachment, Refusal>,
    /// The encoding it was read as, where that was a guess.
    pub guessed: Option<&'static str>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Refusal {
    TooLarge,
    /// Neither a text nor a picture that models know.
    NotReadable,
    /// The browser could not read it, in its own words.
    Failed(String),
}

/// What the agent works with.
pub struct Toolbox {
    /// Every tool, on the user's own notes and files.
    pub registry: ToolRegistry,
    /// The tools that the words of a question after a message point to.
    pub suggest: fn(&Transcript, u64, &str, &ToolRegistry) -> Vec<String>,
    pub notes: Rc<dyn NoteStore>,
    pub workspaces: Rc<dyn Workspaces>,
    /// The loop that uses them; it goes on with the run that is open where there is no question.
    pub run: ToolLoop,
    /// Reads the words out of a reply that asks for a tool.
    pub reader: StepReader,
}

pub type ToolLoop = for<'a> fn(
    Io<'a>,
    Backend,
    AgentSettings,
    Option<Question>,
) -> LocalBoxFuture<'a, Result<(), StoreError>>;

/// Answers as Markdown. Loaded when the first one is shown.
pub trait Markdown {
    /// Takes over the element, with whatever it held. None until it is loaded.
    fn open(&self, element: &AnswerElement) -> Option<DrawnAnswer>;
    /// Whether long lines of code are broken; `keep` is told when the user changes that. Nothing until it is loaded.
    fn wrap_code(&self, is_on: bool, keep: Box<dyn Fn(bool)>);
    /// `show` is given what the user should know, as that part of what draws answers did not come. Nothing until it is loaded.
    fn tell(&self, show: Box<dyn Fn(String)>);
    /// Whether it could be loaded; completes at once if it was.
    fn load(&self) -> LocalBoxFuture<'static, bool>;
}

/// Model servers.
pub trait Servers {
    /// What the server has, if it answers within `millis`.
    fn list_models(
        &self,
        endpoint: Endpoint,
        api_key: Option<String>,
        millis: u32,
    ) -> LocalBoxFuture<'static, Result<ModelList, ProviderError>>;

    fn provider(&self, server: Server) -> Box<dyn Provider>;

    /// Asks the server for its model's context, where its list of models does not say it; its providers know it from then on.
    fn learn_context(&self, server: Server) -> LocalBoxFuture<'static, ()>;

    /// What the server says of its model, where it says anything.
    fn model_facts(&self, server: Server) -> LocalBoxFuture<'static, ModelFacts>;
}

/// What decides how a model is asked for tools, and what it is shown.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct ModelFacts {
    /// Whether its own template shows tools to it.
    pub knows_tools: Option<bool>,
    /// Whether its template has a place for thoughts.
    pub thinks: Option<bool>,
    /// Whether it sees pictures.
    pub sees_images: Option<bool>,
    /// How many weights it has.
    pub parameters: Option<u64>,
}

/// A server and what is asked of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Server {
    pub endpoint: Endpoint,
    pub dialect: abcb_core::provider::dialect::Dialect,
    /// Empty: whatever the server has loaded.
    pub model: String,
    pub api_key: Option<String>,
    /// How many tokens prompt and answer may have together, where the server says it of that model.
    pub context_tokens: Option<u32>,
}

/// Models that run in the page itself.
pub trait InPage {
    /// Models that are offered beside the page, none where the build has none.
    fn offered(&self) -> LocalBoxFuture<'static, Vec<PageModel>>;
    /// Models that this browser keeps.
    fn kept(&self) -> LocalBoxFuture<'static, Vec<PageModel>>;
    fn remove(&self, name: String) -> LocalBoxFuture<'static, Vec<PageModel>>;
    /// Loads the file picked in `input` and keeps it; the error is a sentence. `None` where nothing was picked.
    fn open_file(
        &self,
        input: FileInput,
        progress: Box<dyn FnMut(LoadProgress)>,
    ) -> LocalBoxFuture<'static, Option<Result<String, String>>>;
    /// Answers with the model called `name`, which is loaded first where it is not.
    fn provider(&self, name: String) -> Box<dyn Provider>;
}

/// A model file by name, and its size in bytes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PageModel {
    pub name: String,
    pub size: u64,
}

/// The files that the agent may use: a private folder of this browser, or a directory that the user has granted.
pub trait Workspaces {
    /// Which one is chosen.
    fn place(&self) -> LocalBoxFuture<'static, Result<WorkspacePlace, WorkspaceError>>;
    /// Whether directories can be granted at all in this browser.
    fn can_choose(&self) -> bool;
    /// Has the user choose a directory and gives what is chosen then, which is as before if the user thinks better of it.
    /// To be called from a click, as is [`Workspaces::grant_again`].
    fn choose_directory(&self) -> LocalBoxFuture<'static, Result<WorkspacePlace, WorkspaceError>>;
    /// Asks for a permission that has lapsed, as it does when the page is loaded again.
    fn grant_again(&self) -> LocalBoxFuture<'static, Result<WorkspacePlace, WorkspaceError>>;
    /// Goes back to the private folder and forgets the directory.
    fn use_private(&self) -> LocalBoxFuture<'static, Result<(), WorkspaceError>>;

    /// Every file in the private folder, in order. This and what follows never touches a granted directory.
    fn files(&self) -> LocalBoxFuture<'static, Result<Vec<StoredFile>, WorkspaceError>>;
    /// Puts the files picked in `input` into the private folder, replaces those of the same name, and counts them.
    fn upload(&self, input: FileInput) -> LocalBoxFuture<'static, Result<usize, WorkspaceError>>;
    fn download(&self, path: WorkspacePath) -> LocalBoxFuture<'static, Result<(), WorkspaceError>>;
    fn remove(&self, path: WorkspacePath) -> LocalBoxFuture<'static, Result<(), WorkspaceError>>;
}

/// Where the agent's files are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum WorkspacePlace {
    Private,
    Directory {
        name: String,
        /// Whether it can be used now, or the user has to grant it again.
        is_granted: bool,
    },
}

/// A file and its size in bytes.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct StoredFile {
    pub path: WorkspacePath,
    pub size: u64,
}

/// The other tabs of this page.
pub trait Tabs {
    /// Tells them that the session has changed.
    fn tell(&self, session: &str);
    /// Calls `changed` with each session that another tab tells of. For the life of the page.
    fn listen(&self, changed: Box<dyn Fn(String)>);
    /// They see that this tab works on the session as long as what it gives lives.
    fn work_on(&self, session: &str) -> AtWork;
    /// Whether no tab works on the session; true where a browser cannot tell.
    fn is_at_rest(&self, session: &str) -> LocalBoxFuture<'static, bool>;
    /// Completes once no tab works on the session.
    fn at_rest(&self, session: &str) -> LocalBoxFuture<'static, ()>;
}

/// That a tab works on a session, until it is dropped.
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

/// The browser around the page.
pub trait Browser {
    /// Puts the session into the address. `replace` leaves no step in the history.
    fn show_session(&self, id: Option<&str>, replace: bool);
    /// Whether the page itself comes from this machine.
    fn is_local(&self) -> bool;
    /// Whether the sidebar lies over the conversation at this width.
    fn is_narrow(&self) -> bool;
    /// Whether anybody looks at the page.
    fn is_visible(&self) -> bool;
    /// False where there is certainly no network but this machine; true says nothing.
    fn may_have_network(&self) -> bool;
    /// Loads the page anew, as the build that is ready.
    fn renew(&self);
    fn focus_composer(&self);
    /// Has the user pick files to import.
    fn pick_imports(&self);
    /// Scrolls to the element `id`, as little as needed.
    fn scroll_to(&self, id: &str);
    /// What the last answer says, as it is drawn.
    fn last_answer(&self) -> String;
    /// How far local time is behind UTC now, in milliseconds.
    fn behind_utc(&self) -> i64;
    /// Offers `text` as a download; the error is the browser's reason.
    fn download(&self, name: &str, mime: &str, text: &str) -> Result<(), String>;
    /// Whether the text reached the clipboard.
    fn copy(&self, text: String) -> LocalBoxFuture<'static, bool>;
    fn read_picked(&self, input: FileInput) -> LocalBoxFuture<'static, Vec<PickedFile>>;
    /// Whether any draft is kept.
    fn has_drafts(&self) -> bool;
    /// Asks that the sessions are not thrown away when the disk runs low.
    fn ask_to_persist(&self);
    /// Calls `draw` before the next frame is painted.
    fn next_frame(&self, draw: Box<dyn FnOnce()>);
    /// Looks as the configuration, given as JSON text, says. The start of the page has done so by itself.
    fn look(&self, config: &str);
    /// The language that the page is to speak, as the configuration and the browser have it: two letters.
    fn language(&self) -> String;
    /// Tells the browser which language the page speaks instead.
    fn say_language(&self, language: &str);
    /// The words of that language, empty for English; `None` where they do not come.
    fn words(&self, language: String) -> LocalBoxFuture<'static, Option<Map<String, Value>>>;
}
