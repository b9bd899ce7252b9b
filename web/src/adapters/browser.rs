//! The `Browser` port of the controller, implemented for the real window.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;

use gloo_storage::{LocalStorage, Storage};

use super::drafts::DRAFTS_KEY;
use super::scroll_to_message::reveal_message;
use super::{appearance, document, files, local_storage, location, offline, unicode, window};
use crate::dom::drawer;
use crate::lazy::lazy;
use crate::ports::{Browser, FileInput, PickedFile};

// Only the search uses it, which is in the same chunk.
lazy!(reveal in dialogs: fn(u64) -> LocalBoxFuture<'static, ()> = |id| reveal_message(id).boxed_local());

/// The stored value when there are no drafts.
const EMPTY: &str = "{}";

#[derive(Clone, Copy, Debug)]
pub struct DomBrowser;

impl Browser for DomBrowser {
    fn show_session(&self, id: Option<&str>, replace: bool) {
        location::show_session(id, replace);
    }

    fn is_local(&self) -> bool {
        location::is_local()
    }

    fn is_narrow(&self) -> bool {
        drawer::is_narrow().unwrap_or(false)
    }

    fn is_visible(&self) -> bool {
        document::is_visible()
    }

    fn may_have_network(&self) -> bool {
        web_sys::window().is_none_or(|window| window.navigator().on_line())
    }

    fn renew(&self) {
        let _ = offline::renew();
    }

    fn focus_composer(&self) {
        let _ = window::focus_composer();
    }

    fn pick_imports(&self) {
        let _ = window::pick_imports();
    }

    fn scroll_to(&self, id: &str) {
        let _ = window::scroll_to(id);
    }

    fn reveal_message(&self, id: u64) -> LocalBoxFuture<'static, ()> {
        async move {
            if let Ok(reveal) = reveal().await {
                reveal(id).await;
            }
        }
        .boxed_local()
    }

    fn decompose(&self, character: char) -> String {
        unicode::decompose(character)
    }

    fn last_answer(&self) -> String {
        window::last_answer().unwrap_or_default()
    }

    fn behind_utc(&self) -> i64 {
        const MINUTE: f64 = 60_000.0;
        (js_sys::Date::new_0().get_timezone_offset() * MINUTE) as i64
    }

    fn download(&self, name: &str, mime: &str, bytes: &[u8]) -> Result<(), String> {
        files::download(name, mime, bytes)
    }

    fn copy(&self, text: String) -> LocalBoxFuture<'static, bool> {
        async move { document::copy_to_clipboard(&text).await }.boxed_local()
    }

    fn read_picked(&self, input: FileInput) -> LocalBoxFuture<'static, Vec<PickedFile>> {
        async move { files::read_picked(&input).await }.boxed_local()
    }

    fn has_drafts(&self) -> bool {
        local_storage::is_available()
            && LocalStorage::raw()
                .get_item(DRAFTS_KEY)
                .is_ok_and(|stored| stored.is_some_and(|stored| stored.len() > EMPTY.len()))
    }

    fn ask_to_persist(&self) {
        spawn_local(document::ask_to_persist());
    }

    fn next_frame(&self, draw: Box<dyn FnOnce()>) {
        let callback = Closure::once_into_js(draw);
        if let Some(window) = web_sys::window() {
            let _ = window.request_animation_frame(wasm_bindgen::JsCast::unchecked_ref(&callback));
        }
    }

    fn look(&self, config: &str) {
        appearance::apply(config);
    }

    fn language(&self) -> String {
        appearance::language()
    }

    fn say_language(&self, language: &str) {
        appearance::say_language(language);
    }

    fn words(&self, language: String) -> LocalBoxFuture<'static, Option<String>> {
        Box::pin(appearance::words(language))
    }
}
