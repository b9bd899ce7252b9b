//! Records what this tab exchanges with servers, and what the page's policy refuses. The record is in sessionStorage, so it
//! survives a reload and ends with the tab. Requests made around `adapters::http`, by whatever script, are found in the
//! browser's own list of loaded resources. Not in the first load.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use abcb_core::base::clock::now_millis;
use wasm_bindgen::JsCast;
use web_sys::{PerformanceResourceTiming, SecurityPolicyViolationEvent, Url};

use super::clock::BrowserClock;
use super::http::HttpRequest;
use super::policy::may_contact;
use super::window::session_storage;
use crate::dom::listener::Listener;
use crate::ports::egress::{EgressRecord, Purpose};

const RECORD: &str = "abcb.egress";
/// How many loaded resources the browser remembers. Its own limit is 250.
const REMEMBERED: u32 = 10_000;

thread_local! {
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
}

struct State {
    record: EgressRecord,
    /// By URL: how many recorded requests the browser has not listed yet.
    expected: HashMap<String, u32>,
    /// How many of the browser's loaded resources have been compared with the record.
    compared: u32,
}

/// Starts to record what the policy refuses. What was recorded before a reload is kept.
pub fn start() {
    let Some(window) = web_sys::window() else { return };
    if let Some(performance) = window.performance() {
        performance.set_resource_timing_buffer_size(REMEMBERED);
    }
    let refused = |event: web_sys::Event| {
        let event: SecurityPolicyViolationEvent = event.unchecked_into();
        // Both policies of the page report the same request; the general one does not restrict servers.
        if !event.original_policy().contains("connect-src *") {
            note_refused(&event.blocked_uri());
        }
    };
    Listener::new(&window, "securitypolicyviolation", refused).for_ever();
    Listener::new(&window, "pagehide", |_| save()).for_ever();
}

/// Returns the request so that it, and what is received for it, is recorded. One that the policy will refuse is not: the
/// browser reports it.
pub fn recorded(purpose: Purpose, request: HttpRequest) -> HttpRequest {
    let Some(url) = Url::new(&request.url).ok().filter(|_| may_contact(&request.url)) else { return request };
    let origin = url.origin();
    let bytes = request.json.as_ref().map_or(0, String::len) as u64;
    with_state(|state, now| {
        // The browser lists addresses in its own spelling.
        *state.expected.entry(url.href()).or_default() += 1;
        state.record.note_request(&origin, purpose, bytes, now);
    });
    save();
    let meter = move |bytes: u32| {
        with_state(|state, now| state.record.note_received(&origin, bytes.into(), now));
    };
    HttpRequest { meter: Some(Rc::new(meter)), ..request }
}

/// Returns the record, with every request that the browser lists.
pub fn record() -> EgressRecord {
    compare();
    with_state(|state, _| state.record.clone())
}

pub fn clear() {
    compare();
    with_state(|state, _| state.record = EgressRecord::default());
    save();
}

fn note_refused(address: &str) {
    if let Some(origin) = origin_of(address) {
        with_state(|state, now| state.record.note_refused(&origin, now));
        save();
    }
}

/// Adds the requests in the browser's list of loaded resources that have not been recorded.
fn compare() {
    let Some(performance) = web_sys::window().and_then(|window| window.performance()) else { return };
    let entries = performance.get_entries_by_type("resource");
    let compared = with_state(|state, _| std::mem::replace(&mut state.compared, entries.length()));
    for entry in entries.iter().skip(compared as usize) {
        let url = entry.unchecked_into::<PerformanceResourceTiming>().name();
        let Some(origin) = origin_of(&url).filter(|origin| *origin != own_origin() && may_contact(&url))
        else {
            continue;
        };
        with_state(|state, now| match state.expected.get_mut(&url) {
            Some(expected) if *expected > 0 => *expected -= 1,
            _ => state.record.note_request(&origin, Purpose::Other, 0, now),
        });
    }
}

fn save() {
    compare();
    // Without it the record ends with a reload. There is nothing to recover.
    let _ = with_state(|state, _| {
        let text = serde_json::to_string(&state.record).ok()?;
        session_storage()?.set_item(RECORD, &text).ok()
    });
}

fn with_state<T>(act: impl FnOnce(&mut State, u64) -> T) -> T {
    STATE.with_borrow_mut(|state| {
        let stored =
            || State { record: stored_record().unwrap_or_default(), expected: HashMap::new(), compared: 0 };
        act(state.get_or_insert_with(stored), now_millis(&BrowserClock))
    })
}

fn stored_record() -> Option<EgressRecord> {
    let text = session_storage()?.get_item(RECORD).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

fn own_origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Returns the origin of an address of a server; `None` for others, such as `data:` and `inline`.
fn origin_of(address: &str) -> Option<String> {
    // The origin of a `blob:` address is that of its page.
    let is_server = ["http", "ws"].iter().any(|scheme| address.starts_with(scheme));
    Url::new(address).ok().filter(|_| is_server).map(|url| url.origin())
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::adapters::http::fetch_all;

    #[wasm_bindgen_test]
    async fn a_request_is_recorded_with_its_size_and_that_of_the_response() {
        clear();
        let request =
            HttpRequest { json: Some("12345".into()), ..HttpRequest::own_file("/built/sandbox.html") };
        let url = format!("{}{}", own_origin(), request.url);
        let request = recorded(Purpose::Answer, HttpRequest { url, ..request });
        let (_, body) = fetch_all(request, 5_000).await.expect("the server of the tests");
        // What has not been recorded and went to the page's own server is left out.
        fetch_all(HttpRequest::own_file("/built/sandbox.html"), 5_000)
            .await
            .expect("the server of the tests");
        let record = record();
        let [contact] = record.contacts() else { panic!("{record:?}") };
        assert_eq!(
            (contact.origin.as_str(), contact.purposes.as_slice()),
            (own_origin().as_str(), &[Purpose::Answer][..])
        );
        assert_eq!((contact.requests, contact.sent, contact.received), (1, 5, body.len() as u64));
        let stored: EgressRecord = stored_record().expect("stored");
        assert_eq!(stored.contacts().len(), 1);
        clear();
        assert_eq!(super::record(), EgressRecord::default());
        session_storage().expect("storage").remove_item(RECORD).expect("removed");
    }

    #[wasm_bindgen_test]
    fn only_addresses_of_servers_have_an_origin() {
        for (address, origin) in [
            ("https://a.test:8443/b?c", Some("https://a.test:8443")),
            ("ws://a.test/b", Some("ws://a.test")),
            ("http://a.test:80", Some("http://a.test")),
            ("data:text/plain,x", None),
            ("blob:http://a.test/b", None),
            ("inline", None),
            ("eval", None),
        ] {
            assert_eq!(origin_of(address).as_deref(), origin, "{address}");
        }
    }
}
