//! File downloads and the files that the user picks.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

use super::js_reason;
use crate::ports::{FileInput, PickedFile};

/// Offers a file as a download with the name `name`.
pub fn download(name: &str, mime: &str, bytes: &[u8]) -> Result<(), String> {
    try_download(name, mime, bytes).map_err(|error| js_reason(&error))
}

fn try_download(name: &str, mime: &str, bytes: &[u8]) -> Result<(), wasm_bindgen::JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The click has started the download, so the object URL can be revoked.
    Url::revoke_object_url(&url)
}

/// Returns the files picked in `input` and clears it, so that the same file can be picked again.
pub fn take_picked(input: &FileInput) -> Vec<File> {
    let files = input.files();
    let picked = files.iter().flat_map(|files| (0..files.length()).filter_map(|index| files.item(index)));
    let picked = picked.collect();
    input.set_value("");
    picked
}

/// Reads all files picked in `input`.
pub async fn read_picked(input: &FileInput) -> Vec<PickedFile> {
    let mut picked = Vec::new();
    for file in take_picked(input) {
        let bytes = JsFuture::from(file.array_buffer()).await;
        let bytes = bytes.map(|buffer| Uint8Array::new(&buffer).to_vec()).map_err(|error| js_reason(&error));
        picked.push(PickedFile { name: file.name(), bytes });
    }
    picked
}
