//! The Markdown module: its own wasm beside the page, fetched when the first answer is on its way. A fifth of the page's
//! weight would otherwise be in the first load for the tables of a parser.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use js_sys::{Array, Function};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::ports::Markdown;

/// Beside the page, under the name that the build gives it.
const MODULE: &str = "abcb-markdown.js";

#[wasm_bindgen(inline_js = "export async function loadMarkdown(name) {
    const module = await import(new URL(name, document.baseURI));
    await module.default();
    return module.renderBlocks;
}")]
extern "C" {
    #[wasm_bindgen(js_name = loadMarkdown, catch)]
    async fn load_markdown(name: &str) -> Result<JsValue, JsValue>;
}

#[derive(Default)]
pub struct LazyMarkdown {
    render: Rc<RefCell<Option<Function>>>,
    loading: RefCell<Option<Shared<LocalBoxFuture<'static, bool>>>>,
}

impl Markdown for LazyMarkdown {
    fn blocks(&self, text: &str) -> Option<Vec<String>> {
        let render = self.render.borrow();
        let blocks = render.as_ref()?.call1(&JsValue::NULL, &text.into()).ok()?;
        Some(blocks.unchecked_into::<Array>().iter().filter_map(|block| block.as_string()).collect())
    }

    fn load(&self) -> LocalBoxFuture<'static, bool> {
        let mut loading = self.loading.borrow_mut();
        let shared = loading.get_or_insert_with(|| {
            let render = self.render.clone();
            let load = async move {
                let loaded = load_markdown(MODULE).await.ok().and_then(|value| value.dyn_into().ok());
                let is_loaded = loaded.is_some();
                *render.borrow_mut() = loaded;
                is_loaded
            };
            load.boxed_local().shared()
        });
        shared.clone().boxed_local()
    }
}
