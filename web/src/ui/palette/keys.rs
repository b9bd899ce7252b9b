//! The sheet of keyboard shortcuts: the shortcut table in words, with the key names of the user's system.

use leptos::prelude::*;

use crate::controller::State;
use crate::dom::keys::{Held, is_mac};
use crate::i18n::t;
use crate::ui::parts::on_click;
use crate::ui::shortcuts::{Command, SHORTCUTS};

/// Returns the display name of a command.
pub fn name_of(command: Command) -> &'static str {
    match command {
        Command::Palette => t("palette-title"),
        Command::NewSession => t("session-new"),
        Command::SessionAbove => t("key-session-above"),
        Command::SessionBelow => t("key-session-below"),
        Command::Compose => t("key-focus-message"),
        Command::Stop => t("command-stop"),
        Command::Agent => t("key-toggle-agent"),
        Command::Again => t("command-regenerate"),
        Command::CopyAnswer => t("key-copy-answer"),
        Command::Runs => t("key-runs"),
        Command::Side => t("key-toggle-sessions"),
        Command::Settings => t("settings-title"),
        Command::Keys => t("keys-title"),
    }
}

/// Returns the keys of a command, as they are labelled on the keyboard.
pub fn keys_of(command: Command) -> Vec<String> {
    let found = SHORTCUTS.iter().find(|shortcut| shortcut.2 == command);
    let Some((held, key, _)) = found else { return Vec::new() };
    let held: &[&str] = match (held, is_mac()) {
        (Held::Alt, true) => &["⌃", "⌥"],
        (Held::Alt, false) => &["Alt"],
        (Held::Control, true) => &["⌘"],
        (Held::Control, false) => &[t("key-ctrl")],
        (Held::Nothing | Held::Other, _) => &[],
    };
    let key = match *key {
        "ArrowUp" => "↑".to_owned(),
        "ArrowDown" => "↓".to_owned(),
        "Escape" => "Esc".to_owned(),
        key => key.to_uppercase(),
    };
    held.iter().map(|held| (*held).to_owned()).chain([key]).collect()
}

pub fn keys_view(keys: Vec<String>) -> AnyView {
    let keys = keys.into_iter().map(|key| view! { <kbd>{key}</kbd> }.into_any());
    view! { <span class="keys">{keys.collect::<Vec<_>>()}</span> }.into_any()
}

/// The keys of the composer, which handles them itself and so has no entries in the shortcut table.
fn field_keys() -> [(&'static str, Vec<String>); 2] {
    let line = vec![t("key-shift").to_owned(), "Enter".to_owned()];
    [(t("key-send"), vec!["Enter".to_owned()]), (t("key-new-line"), line)]
}

pub fn sheet() -> AnyView {
    let open = expect_context::<State>().frame.keys_open;
    let everywhere = SHORTCUTS.iter().map(|(_, _, command)| (name_of(*command), keys_of(*command)));
    let rows = field_keys()
        .into_iter()
        .chain(everywhere)
        .map(|(name, keys)| view! { <div><dt>{name}</dt><dd>{keys_view(keys)}</dd></div> }.into_any());
    view! {
        <style>{include_str!("../../../styles/lazy/palette.css")}</style>
        <dl class="key-sheet" data-testid="key-sheet">{rows.collect::<Vec<_>>()}</dl>
        <div class="actions">
            <button class="button" type="button" on:click=on_click(move || open.set(false))>{t("action-close")}</button>
        </div>
    }
    .into_any()
}
