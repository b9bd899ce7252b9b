//! Key presses of the whole page, normalized for the keyboard layout and the operating system.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::listener::Listener;

/// The modifier keys held with a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Held {
    /// None, or only Shift where the character needs it.
    Nothing,
    /// Alt; on a Mac Control and Option, because Option alone types characters there.
    Alt,
    /// Control; on a Mac Command.
    Control,
    Other,
}

/// A key press that neither a dialog nor an input method has handled.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeyPress {
    /// The character, letters in lower case, or the key's name (`ArrowUp`).
    pub key: String,
    pub held: Held,
    /// Whether a text field has the focus.
    pub in_field: bool,
    /// Whether a menu or the sidebar has the focus. They handle Escape themselves.
    pub in_side: bool,
}

pub fn is_mac() -> bool {
    let platform =
        web_sys::window().and_then(|window| window.navigator().platform().ok()).unwrap_or_default();
    platform.starts_with("Mac") || platform.starts_with("iP")
}

/// Calls `pressed` for every key press. If it returns true, the default action of the key is prevented. Stays
/// registered for the lifetime of the page.
pub fn on_key(pressed: impl Fn(&KeyPress) -> bool + 'static) {
    let Some(window) = web_sys::window() else { return };
    let key_down = move |event: web_sys::Event| {
        // Autofill in some browsers dispatches a `keydown` that is not a `KeyboardEvent`.
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        if read(key).is_some_and(|press| pressed(&press)) {
            event.prevent_default();
        }
    };
    Listener::new(&window, "keydown", key_down).for_ever();
}

fn read(event: &KeyboardEvent) -> Option<KeyPress> {
    let document = web_sys::window()?.document()?;
    let in_dialog = document.query_selector("dialog[open]").ok()?.is_some();
    if event.default_prevented() || event.is_composing() || in_dialog {
        return None;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let within = |places: &str| {
        target.as_ref().is_some_and(|target| target.closest(places).is_ok_and(|found| found.is_some()))
    };
    Some(KeyPress {
        key: name_of(event),
        held: held(event),
        in_field: within("input, textarea, select, [contenteditable]"),
        in_side: within("nav, [popover]"),
    })
}

/// Returns the key's name. A letter is named by the layout. If the layout gives no Latin letter (another script, or a
/// character typed with Option), the key's physical position decides.
fn name_of(event: &KeyboardEvent) -> String {
    let (key, code) = (event.key(), event.code());
    match code.strip_prefix("Key") {
        Some(letter) if !(key.len() == 1 && key.is_ascii()) => letter.to_ascii_lowercase(),
        _ if key.len() == 1 => key.to_ascii_lowercase(),
        _ => key,
    }
}

fn held(event: &KeyboardEvent) -> Held {
    let is_mac = is_mac();
    match (event.ctrl_key(), event.alt_key(), event.meta_key()) {
        (false, false, false) => Held::Nothing,
        (control, true, false) if control == is_mac => Held::Alt,
        (control, false, command) if command == is_mac && control != is_mac => Held::Control,
        _ => Held::Other,
    }
}
