//! Draws answers with the Markdown renderer, which is not in the first load: loads it, sets it up and says so if it does
//! not come. Knows it only as the port `Markdown`.

use std::rc::Rc;

use abcb_core::settings::list::Setting;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::t;
use crate::ports::{AnswerElement, DrawnAnswer};

impl Controller {
    /// Starts rendering an answer into the element. Returns `None` until the Markdown renderer is loaded, and starts
    /// loading it.
    pub fn open_answer(&self, element: &AnswerElement) -> Option<Box<dyn DrawnAnswer>> {
        let inner = self.inner();
        let opened = inner.ports.markdown.open(element);
        if opened.is_none() {
            inner.load_markdown();
        }
        opened
    }
}

impl Inner {
    /// Sets up the Markdown renderer once. Called shortly after the user begins to type, and whenever an answer is to be
    /// rendered without it.
    pub(super) fn load_markdown(self: &Rc<Self>) {
        let ready = self.state.conversation.markdown_ready;
        if ready.get_untracked() || self.fetches_markdown.replace(true) {
            return;
        }
        let (inner, loading) = (self.clone(), self.ports.markdown.load());
        spawn_local(async move {
            let has_come = loading.await;
            inner.fetches_markdown.set(false);
            if !has_come {
                return inner.toast(t("answers-missing"));
            }
            let (is_on, keeper) = (inner.config.borrow().is_on(Setting::WrapCode), inner.clone());
            inner.ports.markdown.wrap_code(is_on, Box::new(move |wraps| keeper.keep_wrapped_code(wraps)));
            let teller = inner.clone();
            inner.ports.markdown.tell(Box::new(move |text| teller.toast(text)));
            ready.set(true);
        });
    }
}
