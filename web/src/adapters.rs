//! The adapters: each one implements a trait of core or of `ports` with browser APIs, or exposes a small function to the
//! composition root, the only module that names them. None depends on signals or components.

pub mod answer_html;
pub mod appearance;
pub mod attachment_reader;
pub mod bridge;
pub mod browser;
pub mod browser_storage;
pub mod build_files;
pub mod clock;
pub mod config_store;
pub mod document;
pub mod drafts;
pub mod drawn_answer;
pub mod egress;
pub mod files;
pub mod http;
pub mod in_page;
pub mod indexed_db;
pub mod local_storage;
pub mod location;
pub mod markdown;
pub mod network;
pub mod offline;
pub mod open_store;
pub mod openai;
mod policy;
pub mod sandbox;
pub mod scroll_to_message;
pub mod tabs;
pub mod unicode;
pub mod window;
pub mod workspace;

#[cfg(test)]
mod sandbox_tests;
#[cfg(test)]
#[allow(dead_code, reason = "a kit for tests, not all of it used at any time")]
pub mod stage;
#[cfg(test)]
mod store_tests;
#[cfg(test)]
mod workspace_tests;

use wasm_bindgen::{JsCast, JsValue};

/// Returns the browser's message for a thrown value.
pub(crate) fn js_reason(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}
