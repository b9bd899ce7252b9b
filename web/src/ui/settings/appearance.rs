//! The appearance and language settings. Changes apply immediately; there is nothing to save.

use abcb_core::settings::appearance::{Appearance, Density, Language, TEXT_SIZES, Theme};
use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::i18n::{t, tf};
use crate::ui::parts::{on_click, on_input};

pub fn appearance() -> AnyView {
    let controller = expect_context::<Controller>();
    let open = expect_context::<State>().model.settings_open;
    let now = controller.appearance();
    let choose = move |change: fn(&mut Appearance, &str)| {
        on_input(move |word| {
            let mut chosen = controller.appearance();
            change(&mut chosen, &word);
            controller.choose_appearance(chosen);
        })
    };
    let themes = Theme::ALL.map(|one| option(one.as_str(), theme_words(one), one == now.theme));
    let densities = Density::ALL.map(|one| option(one.as_str(), density_words(one), one == now.density));
    let sizes = TEXT_SIZES.map(|size| {
        let percent = size.to_string();
        let words = tf("{percent} %", &[("percent", &percent)]);
        view! { <option value=percent selected=size == now.text_size>{words}</option> }.into_any()
    });
    let languages = Language::ALL.map(|one| option(one.as_str(), language_words(one), one == now.language));
    view! {
        <div class="form">
            <label>{t("Theme")}
                <select data-testid="theme" on:change=choose(|chosen, word| {
                    chosen.theme = Theme::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or_default();
                })>{Vec::from(themes)}</select>
            </label>
            <label>{t("Density")}
                <select data-testid="density" on:change=choose(|chosen, word| {
                    chosen.density = Density::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or_default();
                })>{Vec::from(densities)}</select>
            </label>
            <label>{t("Text size")}
                <select data-testid="text-size" on:change=choose(|chosen, word| {
                    chosen.text_size = word.parse().unwrap_or(chosen.text_size);
                })>{Vec::from(sizes)}</select>
            </label>
            <label>{t("Language")}
                <select autofocus data-testid="language" on:change=choose(|chosen, word| {
                    chosen.language = Language::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or_default();
                })>{Vec::from(languages)}</select>
            </label>
            <small>{t("Changes apply immediately.")}</small>
            <div class="actions">
                <button class="button" type="button"
                    on:click=on_click(move || open.set(false))>{t("Close")}</button>
            </div>
        </div>
    }
    .into_any()
}

fn option(value: &'static str, words: &'static str, is_chosen: bool) -> AnyView {
    view! { <option value=value selected=is_chosen>{words}</option> }.into_any()
}

pub fn theme_words(theme: Theme) -> &'static str {
    match theme {
        Theme::System => t("System default"),
        Theme::Light => t("Light"),
        Theme::Dark => t("Dark"),
    }
}

pub fn density_words(density: Density) -> &'static str {
    match density {
        Density::Comfortable => t("Comfortable"),
        Density::Compact => t("Compact"),
    }
}

/// Returns a language's name. Languages are named in their own language, so that every user can find theirs.
pub fn language_words(language: Language) -> &'static str {
    match language {
        Language::System => t("Browser default"),
        Language::English => "English",
        Language::German => "Deutsch",
    }
}
