//! Files dropped on the page, pasted files and pasted long texts. Only collects them; the port for attachments, in a chunk
//! of its own, reads them.

use abcb_core::conversation::attachment::files::LONG_PASTE_CHARS;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event, File, FileList};

use super::listener::{Listener, ListenerKind};
use crate::ports::IncomingFiles;

/// Returns what a paste should attach, or `None` for text that belongs in the field. Office programs also put a picture
/// on the clipboard when text is copied; in that case the text is used.
pub fn pasted(event: &ClipboardEvent) -> Option<IncomingFiles> {
    let brought = event.clipboard_data()?;
    let text = brought.get_data("text/plain").unwrap_or_default();
    if text.len() > LONG_PASTE_CHARS {
        return Some(IncomingFiles::Text(text));
    }
    let files = files_of(brought.files());
    (text.is_empty() && !files.is_empty()).then_some(IncomingFiles::Files(files))
}

fn files_of(list: Option<FileList>) -> Vec<File> {
    list.iter().flat_map(|files| (0..files.length()).filter_map(|index| files.item(index))).collect()
}

fn has_files(brought: &DataTransfer) -> bool {
    brought.types().includes(&"Files".into(), 0)
}

/// Calls `dropping` when files are dragged over the page and when the drag ends, and `take` with the dropped files.
/// Stays registered for the lifetime of the page. Without it the browser would navigate to a dropped file.
pub fn on_drop(dropping: impl Fn(bool) + 'static, take: impl Fn(IncomingFiles) + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let dragged = move |event: Event| {
        let Some(event) = event.dyn_ref::<DragEvent>() else { return };
        let Some(brought) = event.data_transfer().filter(has_files) else { return };
        match event.type_().as_str() {
            // Only leaving the window has no related target.
            "dragleave" => {
                if event.related_target().is_none() {
                    dropping(false);
                }
            }
            "drop" => {
                event.prevent_default();
                dropping(false);
                take(IncomingFiles::Files(files_of(brought.files())));
            }
            _ => {
                event.prevent_default();
                dropping(true);
            }
        }
    };
    let kinds = ["dragover", "dragleave", "drop"];
    Listener::to_all(&document, kinds, ListenerKind::Bubbling, dragged).for_ever();
}
