//! The abcb page: the Leptos interface, the controller and the adapters that touch the browser.

mod adapters;
mod app;
mod controller;
mod dom;
mod i18n;
mod lazy;
mod localized;
mod ports;
mod reasons;
mod state;
#[cfg(test)]
#[allow(dead_code, unused_imports, reason = "a kit for tests, not all of it used at any time")]
mod testing;
mod ui;

fn main() {
    app::run();
}
