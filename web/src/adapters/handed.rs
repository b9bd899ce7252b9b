//! What the user hands to the page: files dropped anywhere on it, files and long texts pasted, files picked. Only takes hold
//! of it; `intake` reads it, in a chunk.

use abcb_core::attachment::intake::LONG_PASTE_CHARS;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event, File, FileList};

use super::files::FileInput;
use super::listener::{Hearing, Listener};

pub enum Handed {
    Files(Vec<File>),
    Picked(FileInput),
    Text(String),
}

/// What a paste brings beside text that belongs into the field as it is. A copy out of an office program is a picture too;
/// there the text is meant.
pub fn pasted(event: &ClipboardEvent) -> Option<Handed> {
    let brought = event.clipboard_data()?;
    let text = brought.get_data("text/plain").unwrap_or_default();
    if text.len() > LONG_PASTE_CHARS {
        return Some(Handed::Text(text));
    }
    let files = files_of(brought.files());
    (text.is_empty() && !files.is_empty()).then_some(Handed::Files(files))
}

fn files_of(list: Option<FileList>) -> Vec<File> {
    list.iter().flat_map(|files| (0..files.length()).filter_map(|index| files.item(index))).collect()
}

fn has_files(brought: &DataTransfer) -> bool {
    brought.types().includes(&"Files".into(), 0)
}

/// Calls `dropping` while files are dragged over the page and when they no longer are, and `take` with those that are
/// dropped. For the life of the page; without it a dropped file would take the page's place.
pub fn on_drop(dropping: impl Fn(bool) + 'static, take: impl Fn(Handed) + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let dragged = move |event: Event| {
        let Some(event) = event.dyn_ref::<DragEvent>() else { return };
        let Some(brought) = event.data_transfer().filter(has_files) else { return };
        match event.type_().as_str() {
            // Only leaving the window leads nowhere.
            "dragleave" => {
                if event.related_target().is_none() {
                    dropping(false);
                }
            }
            "drop" => {
                event.prevent_default();
                dropping(false);
                take(Handed::Files(files_of(brought.files())));
            }
            _ => {
                event.prevent_default();
                dropping(true);
            }
        }
    };
    let kinds = ["dragover", "dragleave", "drop"];
    Listener::to_all(&document, kinds, Hearing::Bubbling, dragged).for_ever();
}
