//! Rendering of answers. A script next to the page renders them with the Markdown module, a wasm file of its own; both
//! are fetched once the page is ready. Otherwise the parser's tables would make up a fifth of the first load. Text is passed to the script incrementally and never read back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlDivElement;

use super::build_files::address_of;
use super::drawn_answer::{OpenAnswer, ScriptAnswer};
use crate::dom::listener;
use crate::i18n::formatter;
use crate::ports::{AnswerElement, DrawnAnswer, Markdown};

pub(super) const SCRIPT: &str = "answer.js";

#[wasm_bindgen(inline_js = "export async function loadAnswers(name, failures) {
    // A browser remembers for the life of the page that an address failed: the next try has another.
    const url = new URL(failures ? `${name}?again=${failures}` : name, document.baseURI);
    return (await import(url)).ready;
}")]
extern "C" {
    #[wasm_bindgen(js_name = loadAnswers, catch)]
    pub(super) async fn load_answers(name: &str, failures: u32) -> Result<JsValue, JsValue>;

    #[derive(Clone)]
    type Answers;
    #[wasm_bindgen(method, catch)]
    fn speak(this: &Answers, formatter: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, js_name = wrapCode, catch)]
    fn wrap_code(this: &Answers, is_on: bool, keep: &Closure<dyn Fn(bool)>) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn tell(this: &Answers, show: &Closure<dyn Fn(String)>) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn open(this: &Answers, element: &HtmlDivElement) -> Result<OpenAnswer, JsValue>;
}

#[derive(Default)]
pub struct LazyMarkdown {
    answers: Rc<RefCell<Option<Answers>>>,
    loading: RefCell<Option<Shared<LocalBoxFuture<'static, bool>>>>,
    failures: Rc<Cell<u32>>,
}

impl Markdown for LazyMarkdown {
    fn open(&self, element: &AnswerElement) -> Option<Box<dyn DrawnAnswer>> {
        let answers = self.loaded()?;
        let answer = answers.open(element).ok();
        Some(Box::new(ScriptAnswer::of(element, answer)))
    }

    fn wrap_code(&self, is_on: bool, keep: Box<dyn Fn(bool)>) {
        if let Some(answers) = self.loaded() {
            let keep = Closure::wrap(keep);
            let _ = answers.wrap_code(is_on, &keep);
            // Every code block has a switch that uses this for the lifetime of the page.
            listener::for_ever(keep);
        }
    }

    fn tell(&self, show: Box<dyn Fn(String)>) {
        if let Some(answers) = self.loaded() {
            let show = Closure::wrap(show);
            let _ = answers.tell(&show);
            // A library can fail to load at any time.
            listener::for_ever(show);
        }
    }

    fn load(&self) -> LocalBoxFuture<'static, bool> {
        let mut loading = self.loading.borrow_mut();
        if loading.as_ref().is_some_and(|loading| loading.peek() == Some(&false)) {
            *loading = None;
        }
        let shared = loading.get_or_insert_with(|| {
            let (answers, failures) = (self.answers.clone(), self.failures.clone());
            let load = async move {
                let Ok(loaded) = load_answers(&address_of(SCRIPT), failures.get()).await else {
                    failures.set(failures.get() + 1);
                    return false;
                };
                let loaded: Answers = loaded.unchecked_into();
                if let Some(formatter) = formatter() {
                    let _ = loaded.speak(&formatter);
                }
                *answers.borrow_mut() = Some(loaded);
                true
            };
            load.boxed_local().shared()
        });
        shared.clone().boxed_local()
    }
}

impl LazyMarkdown {
    /// Returns a clone, so that nothing is borrowed while the script runs: the script may call back.
    fn loaded(&self) -> Option<Answers> {
        self.answers.borrow().clone()
    }
}
