//! Everything the page needs of the outside, as traits and one handle that the composition root fills.

use std::rc::Rc;

use abcb_core::clock::Clock;
use abcb_core::config::ConfigStore;
use abcb_core::notes::NoteStore;
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::openai::models::ModelList;
use abcb_core::provider::{LoadProgress, Provider, ProviderError};
use abcb_core::store::SessionStore;
use abcb_core::tool::CodeRunner;
use futures_util::future::LocalBoxFuture;

pub use crate::adapters::blocks::DrawnBlocks;
pub use crate::adapters::end_of_scroll::{EndOfScroll, Mounted};
pub use crate::adapters::files::{FileInput, PickedFile};

#[derive(Clone)]
pub struct Ports {
    pub clock: Rc<dyn Clock>,
    pub store: Rc<dyn SessionStore>,
    #[expect(dead_code, reason = "the agent's loop, which calls tools, is not in the page yet")]
    pub notes: Rc<dyn NoteStore>,
    pub config: Rc<dyn ConfigStore>,
    pub servers: Rc<dyn Servers>,
    pub browser: Rc<dyn Browser>,
    pub markdown: Rc<dyn Markdown>,
    pub in_page: Rc<dyn InPage>,
    #[expect(dead_code, reason = "the agent's loop, which calls tools, is not in the page yet")]
    pub code: Rc<dyn CodeRunner>,
}

/// Markdown as HTML that is safe by construction, a top-level block each. Loaded when it is first needed.
pub trait Markdown {
    /// None until it is loaded.
    fn blocks(&self, text: &str) -> Option<Vec<String>>;
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
}

/// A server and what is asked of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Server {
    pub endpoint: Endpoint,
    pub dialect: abcb_core::provider::dialect::Dialect,
    /// Empty: whatever the server has loaded.
    pub model: String,
    pub api_key: Option<String>,
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

/// The browser around the page.
pub trait Browser {
    /// Puts the session into the address. `replace` leaves no step in the history.
    fn show_session(&self, id: Option<&str>, replace: bool);
    /// Whether the page itself comes from this machine.
    fn is_local(&self) -> bool;
    /// How far local time is behind UTC now, in milliseconds.
    fn behind_utc(&self) -> i64;
    /// Offers `text` as a download; the error is the browser's reason.
    fn download(&self, name: &str, mime: &str, text: &str) -> Result<(), String>;
    /// Whether the text reached the clipboard.
    fn copy(&self, text: String) -> LocalBoxFuture<'static, bool>;
    fn read_picked(&self, input: FileInput) -> LocalBoxFuture<'static, Vec<PickedFile>>;
    /// Asks that the sessions are not thrown away when the disk runs low.
    fn ask_to_persist(&self);
    /// Calls `draw` before the next frame is painted.
    fn next_frame(&self, draw: Box<dyn FnOnce()>);
}
