//! Answers as HTML for a file, rendered by the script that renders those on the page.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::build_files::address_of;
use super::markdown::{SCRIPT, load_answers};

#[wasm_bindgen]
extern "C" {
    type Renderer;
    #[wasm_bindgen(method, js_name = toHtml, catch)]
    async fn to_html(this: &Renderer, text: &str) -> Result<JsValue, JsValue>;
}

/// Renders Markdown as HTML. Returns `None` if the renderer cannot be loaded or fails.
pub fn answer_html(text: String) -> LocalBoxFuture<'static, Option<String>> {
    async move {
        let renderer: Renderer = load_answers(&address_of(SCRIPT), 0).await.ok()?.unchecked_into();
        renderer.to_html(&text).await.ok()?.as_string()
    }
    .boxed_local()
}
