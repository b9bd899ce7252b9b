//! The appearance and language settings. Changes apply immediately; there is nothing to save.

use abcb_core::settings::appearance::{Appearance, Density, Language, TEXT_SIZES, Theme};
use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
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
        let words = tf("percent", args![percent = size]);
        view! { <option value=size.to_string() selected=size == now.text_size>{words}</option> }.into_any()
    });
    let languages = Language::ALL.map(|one| option(one.as_str(), language_words(one), one == now.language));
    view! {
        <div class="form">
            <label>{t("appearance-theme")}
                <select data-testid="theme" on:change=choose(|chosen, word| {
                    chosen.theme = Theme::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or_default();
                })>{Vec::from(themes)}</select>
            </label>
            <label>{t("appearance-density")}
                <select data-testid="density" on:change=choose(|chosen, word| {
                    chosen.density = Density::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or_default();
                })>{Vec::from(densities)}</select>
            </label>
            <label>{t("appearance-text-size")}
                <select data-testid="text-size" on:change=choose(|chosen, word| {
                    chosen.text_size = word.parse().unwrap_or(chosen.text_size);
                })>{Vec::from(sizes)}</select>
            </label>
            <label>{t("appearance-language")}
                <select autofocus data-testid="language" on:change=choose(|chosen, word| {
                    chosen.language = Language::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or_default();
                })>{Vec::from(languages)}</select>
            </label>
            <small>{t("appearance-hint")}</small>
            <div class="actions">
                <button class="button" type="button"
                    on:click=on_click(move || open.set(false))>{t("action-close")}</button>
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
        Theme::System => t("appearance-system-default"),
        Theme::Light => t("appearance-light"),
        Theme::Dark => t("appearance-dark"),
    }
}

pub fn density_words(density: Density) -> &'static str {
    match density {
        Density::Comfortable => t("appearance-comfortable"),
        Density::Compact => t("appearance-compact"),
    }
}

/// Returns a language's name. Languages are named in their own language, so that every user can find theirs.
pub fn language_words(language: Language) -> &'static str {
    match language {
        Language::System => t("appearance-browser-default"),
        Language::English => "English",
        Language::German => "Deutsch",
        Language::Polish => "polski",
    }
}
