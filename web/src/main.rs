//! The abcb page: Leptos interface, controller, and the adapters that touch the browser.

mod adapters;
mod app;
mod controller;
mod i18n;
mod lazy;
mod ports;
mod state;
mod ui;

fn main() {
    app::run();
}
