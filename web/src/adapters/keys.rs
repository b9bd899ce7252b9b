//! Keys that are pressed anywhere on the page, told apart by what they mean on this keyboard and this system.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::listener::Listener;

/// What is held with a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Held {
    /// Nothing but, where the character needs it, Shift.
    Nothing,
    /// Alt; on a Mac Control and Option, since there Option alone writes characters.
    Alt,
    /// Control; on a Mac Command.
    Control,
    Other,
}

/// A key that no dialog and no input method has taken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeyPress {
    /// The character, letters in small; or the key's name (`ArrowUp`).
    pub key: String,
    pub held: Held,
    /// Whether somebody is typing.
    pub in_field: bool,
    /// Whether a menu or the sidebar has the focus, which have a use for Escape themselves.
    pub in_side: bool,
}

pub fn is_mac() -> bool {
    let platform =
        web_sys::window().and_then(|window| window.navigator().platform().ok()).unwrap_or_default();
    platform.starts_with("Mac") || platform.starts_with("iP")
}

/// Calls `pressed` with every key press; where it makes use of it, nobody else does. For the life of the page.
pub fn on_key(pressed: impl Fn(&KeyPress) -> bool + 'static) {
    let Some(window) = web_sys::window() else { return };
    let key_down = move |event: web_sys::Event| {
        // A browser that fills in a form says so with a `keydown` that is no key's.
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

/// A letter goes by what the layout makes of it. Where that is no Latin letter (another script, or a character that Option
/// writes), it goes by its place on the keyboard.
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
