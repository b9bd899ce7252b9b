//! The session in the page's address. It is in the fragment (`#/s/<id>`), so the address works on any static host.

use crate::dom::listener::{Listener, ListenerKind};

const PREFIX: &str = "#/s/";

/// Returns the session id in the address, if any.
pub fn session_in_address() -> Option<String> {
    let hash = web_sys::window()?.location().hash().ok()?;
    hash.strip_prefix(PREFIX).filter(|id| !id.is_empty()).map(str::to_owned)
}

/// Puts the session id into the address. With `replace` no history entry is added.
pub fn show_session(id: Option<&str>, replace: bool) {
    if session_in_address().as_deref() == id {
        return;
    }
    let hash = id.map_or_else(|| "#/".to_owned(), |id| format!("{PREFIX}{id}"));
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
    let state = wasm_bindgen::JsValue::NULL;
    let _ = if replace {
        history.replace_state_with_url(&state, "", Some(&hash))
    } else {
        history.push_state_with_url(&state, "", Some(&hash))
    };
}

/// Calls `changed` whenever the user navigates back or forward or edits the address. Stays registered for the lifetime
/// of the page.
pub fn on_address_change(changed: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let kinds = ["popstate", "hashchange"];
    Listener::to_all(&window, kinds, ListenerKind::Bubbling, move |_| changed()).for_ever();
}

/// Whether the page is served from this machine. If a page from elsewhere probes loopback addresses, the browser asks
/// the user for permission, so there the search for local servers waits for a click.
pub fn is_local() -> bool {
    let host = web_sys::window().and_then(|window| window.location().hostname().ok()).unwrap_or_default();
    matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]" | "") || host.ends_with(".localhost")
}
