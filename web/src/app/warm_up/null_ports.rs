//! The null ports of the warm-up: they store nothing, send nothing and return a short canned answer.

use std::ops::RangeInclusive;
use std::path::Path;
use std::rc::Rc;

use abcb_core::conversation::attachment::UserInput;
use abcb_core::log::event::LoggedEvent;
use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::openai::request::chat_body;
use abcb_core::provider::openai::stream::ResponseReader;
use abcb_core::provider::{Capabilities, ChatRequest, DeltaStream, LoadProgress, Provider};
use abcb_core::settings::{Config, ConfigError, ConfigStore, KeyPlace};
use abcb_core::storage::store::{
    SessionMeta, SessionStore, StoreError, StoreFuture, StoreKind, StoredSession, Written, dir_key,
};
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, pending, ready};
use futures_util::stream::{self, StreamExt};

use crate::adapters::browser::DomBrowser;
use crate::ports::{
    AnswerElement, AtWork, Browser, DraftStore, DrawnAnswer, FileInput, InPage, ListedModels, Markdown,
    ModelFacts, OpenedFile, PageModel, PickedFile, Server, Servers, TabEvent, Tabs,
};

/// The body of the server's response, in two chunks.
const ANSWER: [&str; 2] = [
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null}}],\"model\":\"none\"}\n\n\
     data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"An \"}}]}\n\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"answer.\"}}]}\n\n\
     data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\
     \"usage\":{\"prompt_tokens\":2,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n",
];

#[derive(Clone, Copy, Debug)]
pub struct NullPorts;

/// A provider that replays the canned answer of a server with this model.
struct Answer {
    model: String,
}

impl Provider for Answer {
    fn capabilities(&self) -> Capabilities {
        Capabilities::UNKNOWN
    }

    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        // The body is not sent. It is serialized only to warm up the code that a real request runs.
        drop(chat_body(&request, &self.model, Dialect::LlamaServer));
        let mut reader = ResponseReader::new(200, Some("text/event-stream"));
        let deltas: Vec<_> = ANSWER.iter().flat_map(|piece| reader.push(piece.as_bytes())).collect();
        stream::iter(deltas).boxed_local()
    }
}

impl Servers for NullPorts {
    fn list_models(&self, _: Endpoint, _: Option<String>, _: u32) -> ListedModels {
        pending().boxed_local()
    }

    fn provider(&self, server: Server) -> Box<dyn Provider> {
        Box::new(Answer { model: server.model })
    }

    fn learn_context(&self, _: Server) -> LocalBoxFuture<'static, ()> {
        ready(()).boxed_local()
    }

    fn model_facts(&self, _: Server) -> LocalBoxFuture<'static, ModelFacts> {
        ready(ModelFacts::default()).boxed_local()
    }
}

impl SessionStore for NullPorts {
    fn kind(&self) -> StoreKind {
        StoreKind::Memory
    }

    fn insert<'a>(&'a self, _: &'a Path, _: &'a [LoggedEvent], _: &'a SessionMeta) -> Written<'a> {
        ready(Ok(())).boxed_local()
    }

    fn list<'a>(&'a self, _: &'a Path) -> StoreFuture<'a, Vec<SessionMeta>> {
        ready(Ok(Vec::new())).boxed_local()
    }

    fn load_part<'a>(&'a self, dir: &'a Path, _: RangeInclusive<u64>) -> StoreFuture<'a, StoredSession> {
        ready(Err(StoreError::NotFound { dir: dir_key(dir) })).boxed_local()
    }

    fn append<'a>(&'a self, _: &'a Path, _: &'a [LoggedEvent], _: &'a SessionMeta) -> Written<'a> {
        ready(Ok(())).boxed_local()
    }

    fn mark_deleted<'a>(&'a self, _: &'a Path, _: Option<u64>) -> Written<'a> {
        ready(Ok(())).boxed_local()
    }

    fn purge<'a>(&'a self, _: &'a Path) -> Written<'a> {
        ready(Ok(())).boxed_local()
    }
}

impl ConfigStore for NullPorts {
    fn load(&self) -> Result<Config, ConfigError> {
        Ok(Config::default())
    }

    fn save(&self, _: &Config) -> Result<(), ConfigError> {
        Ok(())
    }

    fn api_key(&self, _: &str) -> Option<String> {
        None
    }

    fn key_place(&self, _: &str) -> KeyPlace {
        KeyPlace::default()
    }

    fn save_api_key(&self, _: &str, _: Option<&str>, _: KeyPlace) -> Result<(), ConfigError> {
        Ok(())
    }
}

impl Markdown for NullPorts {
    fn open(&self, _: &AnswerElement) -> Option<Box<dyn DrawnAnswer>> {
        None
    }

    fn wrap_code(&self, _: bool, _: Box<dyn Fn(bool)>) {}

    fn tell(&self, _: Box<dyn Fn(String)>) {}

    fn load(&self) -> LocalBoxFuture<'static, bool> {
        pending().boxed_local()
    }
}

impl InPage for NullPorts {
    fn offered(&self) -> LocalBoxFuture<'static, Vec<PageModel>> {
        ready(Vec::new()).boxed_local()
    }

    fn kept(&self) -> LocalBoxFuture<'static, Vec<PageModel>> {
        ready(Vec::new()).boxed_local()
    }

    fn remove(&self, _: String) -> LocalBoxFuture<'static, Vec<PageModel>> {
        ready(Vec::new()).boxed_local()
    }

    fn open_file(&self, _: FileInput, _: Box<dyn FnMut(LoadProgress)>) -> OpenedFile {
        ready(None).boxed_local()
    }

    fn provider(&self, name: String) -> Box<dyn Provider> {
        Box::new(Answer { model: name })
    }
}

impl Tabs for NullPorts {
    fn name(&self) -> LocalBoxFuture<'static, String> {
        ready(String::new()).boxed_local()
    }

    fn tell_changed(&self, _: &str) {}

    fn relay(&self, _: &str) {}

    fn listen(&self, _: Rc<dyn Fn(TabEvent)>) {}

    fn seize(&self, _: &str) -> LocalBoxFuture<'static, ()> {
        pending().boxed_local()
    }

    fn work_on(&self, _: &str) -> AtWork {
        AtWork::until(|| {})
    }

    fn is_at_rest(&self, _: &str) -> LocalBoxFuture<'static, bool> {
        ready(true).boxed_local()
    }

    fn at_rest(&self, _: &str) -> LocalBoxFuture<'static, ()> {
        pending().boxed_local()
    }
}

/// Browser operations do nothing here.
impl Browser for NullPorts {
    fn show_session(&self, _: Option<&str>, _: bool) {}

    fn is_local(&self) -> bool {
        false
    }

    fn is_narrow(&self) -> bool {
        DomBrowser.is_narrow()
    }

    fn is_visible(&self) -> bool {
        false
    }

    fn may_have_network(&self) -> bool {
        false
    }

    fn renew(&self) {}

    fn focus_composer(&self) {}

    fn pick_imports(&self) {}

    fn scroll_to(&self, _: &str) {}

    fn reveal_message(&self, _: u64) -> LocalBoxFuture<'static, ()> {
        ready(()).boxed_local()
    }

    fn decompose(&self, character: char) -> String {
        DomBrowser.decompose(character)
    }

    fn last_answer(&self) -> String {
        String::new()
    }

    fn behind_utc(&self) -> i64 {
        DomBrowser.behind_utc()
    }

    fn download(&self, _: &str, _: &str, _: &[u8]) -> Result<(), String> {
        Ok(())
    }

    fn copy(&self, _: String) -> LocalBoxFuture<'static, bool> {
        ready(false).boxed_local()
    }

    fn read_picked(&self, _: FileInput) -> LocalBoxFuture<'static, Vec<PickedFile>> {
        ready(Vec::new()).boxed_local()
    }

    fn has_drafts(&self) -> bool {
        false
    }

    fn ask_to_persist(&self) {}

    fn next_frame(&self, draw: Box<dyn FnOnce()>) {
        DomBrowser.next_frame(draw);
    }

    fn look(&self, _: &str) {}

    fn language(&self) -> String {
        DomBrowser.language()
    }

    fn say_language(&self, _: &str) {}

    fn words(&self, _: String) -> LocalBoxFuture<'static, Option<String>> {
        ready(None).boxed_local()
    }
}

impl DraftStore for NullPorts {
    fn load(&self) -> Vec<(String, UserInput)> {
        Vec::new()
    }

    fn save(&self, _: Vec<(String, UserInput)>, _: u64) {}
}
