//! The files of this build. Every file has its hash in its name or in its folder's name, so that a page never gets a file
//! of another build; the list in the document says which (scripts/after-build/names.mjs). A development build has no list:
//! its files are called by their plain names.

use std::cell::OnceCell;

use serde_json::{Map, Value};

/// The script element in index.html that holds the list: a JSON object of plain names and addresses relative to the page.
const LIST: &str = "build-files";

thread_local! {
    static ADDRESSES: OnceCell<Map<String, Value>> = const { OnceCell::new() };
}

fn read() -> Option<Map<String, Value>> {
    let list = web_sys::window()?.document()?.get_element_by_id(LIST)?.text_content()?;
    serde_json::from_str(&list).ok()
}

/// Returns the address of the file `name`, relative to the page.
pub fn address_of(name: &str) -> String {
    ADDRESSES.with(|addresses| {
        let addresses = addresses.get_or_init(|| read().unwrap_or_default());
        addresses.get(name).and_then(Value::as_str).unwrap_or(name).to_owned()
    })
}
