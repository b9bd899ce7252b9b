//! The abcb page: Leptos interface, controller, and the adapters that touch the browser.

mod adapters;
mod app;
mod controller;
#[allow(dead_code, reason = "the rest of the page's words follow")]
mod i18n;
mod lazy;
mod ports;
mod state;
mod ui;

fn main() {
    app::run();
}
