//! The adapters: the only modules that call browser APIs. Each one implements a trait of core or exposes a small
//! function, and none depends on signals or components.

pub mod browser;
pub mod clock;
pub mod config_store;
pub mod drafts;
pub mod drawer;
pub mod end_of_scroll;
pub mod files;
pub mod handed;
pub mod http;
pub mod in_page;
pub mod indexed_db;
pub mod intake;
pub mod keys;
pub mod letters;
pub mod listener;
pub mod local_storage;
pub mod location;
pub mod look;
pub mod markdown;
pub mod offline;
pub mod open_store;
pub mod openai;
pub mod page;
pub mod pop_up;
pub mod reveal;
pub mod sandbox;
pub mod screen;
pub mod tabs;
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
