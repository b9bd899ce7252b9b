//! The smaller fakes: settings, the Markdown renderer, in-tab models.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use abcb_core::provider::{LoadProgress, Provider};
use abcb_core::settings::{Config, ConfigError, ConfigStore, KeyPlace};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::gate::Gate;
use super::servers::Script;
use crate::ports::egress::EgressRecord;
use crate::ports::{AnswerElement, DrawnAnswer, FileInput, InPage, Markdown, Network, OpenedFile, PageModel};

/// Settings that cannot be saved while `refusal` holds an error.
#[derive(Clone, Default)]
pub struct FakeConfig {
    pub config: Rc<RefCell<Config>>,
    pub keys: Rc<RefCell<HashMap<String, String>>>,
    /// The servers whose keys are for this tab only.
    pub keys_of_tab: Rc<RefCell<HashSet<String>>>,
    pub refusal: Rc<RefCell<Option<ConfigError>>>,
}

impl FakeConfig {
    fn admit(&self) -> Result<(), ConfigError> {
        self.refusal.borrow().clone().map_or(Ok(()), Err)
    }
}

impl ConfigStore for FakeConfig {
    fn load(&self) -> Result<Config, ConfigError> {
        Ok(self.config.borrow().clone())
    }

    fn save(&self, config: &Config) -> Result<(), ConfigError> {
        self.admit()?;
        *self.config.borrow_mut() = config.clone();
        Ok(())
    }

    fn api_key(&self, base_url: &str) -> Option<String> {
        self.keys.borrow().get(base_url).cloned()
    }

    fn key_place(&self, base_url: &str) -> KeyPlace {
        if self.keys_of_tab.borrow().contains(base_url) { KeyPlace::Tab } else { KeyPlace::Browser }
    }

    fn save_api_key(&self, base_url: &str, key: Option<&str>, place: KeyPlace) -> Result<(), ConfigError> {
        self.admit()?;
        match place {
            KeyPlace::Tab => self.keys_of_tab.borrow_mut().insert(base_url.to_owned()),
            KeyPlace::Browser => self.keys_of_tab.borrow_mut().remove(base_url),
        };
        match key {
            Some(key) => self.keys.borrow_mut().insert(base_url.to_owned(), key.to_owned()),
            None => self.keys.borrow_mut().remove(base_url),
        };
        Ok(())
    }
}

/// Records for which origins the page was reloaded, and by which reload it was opened.
#[derive(Clone, Default)]
pub struct FakeNetwork {
    pub reloads: Rc<RefCell<Vec<String>>>,
    pub reloaded_for: Rc<RefCell<Option<String>>>,
    pub egress: Rc<RefCell<EgressRecord>>,
}

impl Network for FakeNetwork {
    fn reload_for(&self, origin: &str) {
        self.reloads.borrow_mut().push(origin.to_owned());
    }

    fn take_reloaded_for(&self) -> Option<String> {
        self.reloaded_for.take()
    }

    fn egress(&self) -> EgressRecord {
        self.egress.borrow().clone()
    }

    fn clear_egress(&self) {
        self.egress.take();
    }
}

/// Renders nothing: answers stay plain text. `comes` sets whether loading the renderer succeeds.
#[derive(Clone)]
pub struct FakeMarkdown {
    pub comes: Rc<Cell<bool>>,
    pub gate: Gate,
    pub loads: Rc<Cell<usize>>,
}

impl Default for FakeMarkdown {
    fn default() -> Self {
        Self { comes: Rc::new(Cell::new(true)), gate: Gate::default(), loads: Rc::default() }
    }
}

impl Markdown for FakeMarkdown {
    fn open(&self, _: &AnswerElement) -> Option<Box<dyn DrawnAnswer>> {
        None
    }

    fn wrap_code(&self, _: bool, _: Box<dyn Fn(bool)>) {}

    fn tell(&self, _: Box<dyn Fn(String)>) {}

    fn load(&self) -> LocalBoxFuture<'static, bool> {
        let markdown = self.clone();
        async move {
            markdown.loads.set(markdown.loads.get() + 1);
            markdown.gate.pass().await;
            markdown.comes.get()
        }
        .boxed_local()
    }
}

/// In-tab models, which answer from their own script.
#[derive(Clone, Default)]
pub struct FakePageModels {
    pub script: Script,
    pub offered: Rc<RefCell<Vec<PageModel>>>,
    pub kept: Rc<RefCell<Vec<PageModel>>>,
    pub list_gate: Gate,
    /// The result of opening the next picked file: `None` for no file, the model's name, or an error.
    pub opens: Rc<RefCell<Option<Result<String, String>>>>,
    pub open_gate: Gate,
}

impl InPage for FakePageModels {
    fn offered(&self) -> LocalBoxFuture<'static, Vec<PageModel>> {
        let models = self.clone();
        async move {
            models.list_gate.pass().await;
            models.offered.borrow().clone()
        }
        .boxed_local()
    }

    fn kept(&self) -> LocalBoxFuture<'static, Vec<PageModel>> {
        let models = self.clone();
        async move {
            models.list_gate.pass().await;
            models.kept.borrow().clone()
        }
        .boxed_local()
    }

    fn remove(&self, name: String) -> LocalBoxFuture<'static, Vec<PageModel>> {
        self.kept.borrow_mut().retain(|model| model.name != name);
        self.kept()
    }

    fn open_file(&self, _: FileInput, mut progress: Box<dyn FnMut(LoadProgress)>) -> OpenedFile {
        let models = self.clone();
        async move {
            progress(LoadProgress { loaded: 1, total: 2 });
            models.open_gate.pass().await;
            progress(LoadProgress { loaded: 2, total: 2 });
            models.opens.take()
        }
        .boxed_local()
    }

    fn provider(&self, name: String) -> Box<dyn Provider> {
        self.script.provider(&name)
    }
}
