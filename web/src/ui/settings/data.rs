//! The data page of the settings: exporting and importing settings.

use abcb_core::log::event::Protocol;
use abcb_core::settings::appearance::{Density, Language, Theme};
use abcb_core::settings::exchange::Change;
use leptos::ev;
use leptos::prelude::*;
use serde_json::Value;

use super::appearance::{density_words, language_words, theme_words};
use super::form::choices;
use crate::controller::{Controller, State};
use crate::i18n::{args, isolated, t, tf};
use crate::state::Incoming;
use crate::ui::messages::protocol_words;
use crate::ui::parts::{dyn_child, on_click, on_event};

pub fn data() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let incoming = state.settings.incoming;
    let picked = on_event(move |event: ev::Event| controller.read_settings_file(event_target(&event)));
    view! {
        <div class="form">
            <p>{t("export-all-hint")}</p>
            <p class="acts">
                <button class="button" type="button" data-testid="export-all"
                    on:click=on_click(move || controller.export_all())>{t("export-all")}</button>
            </p>
            <p>{t("settings-data-hint")}</p>
            <p class="acts">
                <button class="button" type="button" data-testid="export-settings"
                    on:click=on_click(move || controller.export_settings())>{t("settings-export")}</button>
                <label class="button">{t("settings-import")}
                    <input class="sr-only" type="file" accept=".json,application/json" data-testid="import-settings" on:change=picked/>
                </label>
            </p>
            {dyn_child(move || incoming.get().map(incoming_view))}
            <div class="actions">
                <button class="button" type="button"
                    on:click=on_click(move || state.model.settings_open.set(false))>{t("action-close")}</button>
            </div>
        </div>
    }
    .into_any()
}

/// A preview of the changes that a picked file would make.
fn incoming_view(incoming: Incoming) -> AnyView {
    let state = expect_context::<State>().settings;
    let controller = expect_context::<Controller>();
    let changes = match incoming {
        Ok((_, changes)) => changes,
        Err(reason) => {
            return view! { <p class="bad" role="alert" data-testid="settings-report">{reason}</p> }
                .into_any();
        }
    };
    if changes.is_empty() {
        return view! { <p role="status" data-testid="settings-report">{t("settings-import-same")}</p> }
            .into_any();
    }
    let count = tf("settings-import-count", args![n = changes.len()]);
    view! {
        <section class="changes" role="status" data-testid="settings-report">
            <p>{count}</p>
            <ul>{changes.into_iter().map(change_line).collect::<Vec<AnyView>>()}</ul>
            <p class="acts">
                <button class="button go" type="button" data-testid="confirm-settings"
                    on:click=on_click(move || controller.take_over_settings())>{t("settings-import-apply")}</button>
                <button class="button" type="button"
                    on:click=on_click(move || state.incoming.set(None))>{t("settings-import-discard")}</button>
            </p>
        </section>
    }
    .into_any()
}

fn change_line(change: Change) -> AnyView {
    let name = name_of(&change);
    let words = |value: Option<Value>| value_words(&change.section, &change.key, value);
    let (before, after) = (words(change.before.clone()), words(change.after.clone()));
    view! {
        <li><b>{name}</b>" "<del dir="auto">{before}</del>" "<span aria-hidden="true">"→"</span>" "<ins dir="auto">{after}</ins></li>
    }
    .into_any()
}

/// Returns a setting's label, or its path in the file if the page has no label for it.
fn name_of(change: &Change) -> String {
    let name = match (change.section.as_str(), change.key.as_str()) {
        ("model", "kind") => t("settings-answer-with"),
        ("model", "base_url") => t("settings-address"),
        ("model", "model") => t("model-title"),
        ("agent", "on") => t("agent-title"),
        ("agent", "max_steps") => t("agent-max-steps"),
        ("agent", "protocol") => t("agent-tool-calling"),
        ("memory", "dir") => t("settings-storage"),
        ("ui", "theme") => t("appearance-theme"),
        ("ui", "density") => t("appearance-density"),
        ("ui", "text_size") => t("appearance-text-size"),
        ("ui", "language") => t("appearance-language"),
        ("prompts", name) if !name.is_empty() => {
            return format!("{} · {}", t("prompt-title"), isolated(name));
        }
        ("system_prompts", "presets") => t("preset-title"),
        ("system_prompts", "default") => t("preset-default-hint"),
        ("ui", "wrap_code") => t("code-wrap-long"),
        (section, "") => return section.to_owned(),
        (section, key) => return format!("{section}.{key}"),
    };
    name.to_owned()
}

/// Returns a value's label, or the value as it is in the file if the page has no label for it.
fn value_words(section: &str, key: &str, value: Option<Value>) -> String {
    let Some(value) = value else { return t("settings-import-default").to_owned() };
    let word = value.as_str().unwrap_or_default();
    let known = match (section, key) {
        ("model", "kind") => choices().into_iter().find(|choice| choice.0 == word).map(|choice| choice.1),
        ("agent", "on") | ("ui", "wrap_code") => value
            .as_bool()
            .map(|is_on| if is_on { t("settings-import-on") } else { t("settings-import-off") }),
        ("agent", "protocol") => Protocol::from_word(word).map(protocol_words),
        ("ui", "theme") => Theme::ALL.into_iter().find(|one| one.as_str() == word).map(theme_words),
        ("ui", "density") => Density::ALL.into_iter().find(|one| one.as_str() == word).map(density_words),
        ("ui", "language") => Language::ALL.into_iter().find(|one| one.as_str() == word).map(language_words),
        _ => None,
    };
    match (known, value) {
        (Some(known), _) => known.to_owned(),
        (None, Value::Number(percent)) if key == "text_size" => {
            tf("percent", args![percent = percent.to_string()])
        }
        (None, Value::String(text)) => cut(&text),
        (None, other) => cut(&other.to_string()),
    }
}

/// Shortens a value, which may be a whole prompt.
fn cut(text: &str) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
