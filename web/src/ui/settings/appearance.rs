//! The appearance and language settings. Changes apply immediately; there is nothing to save.

use std::str::FromStr;

use abcb_core::settings::appearance::{Appearance, TEXT_SIZES};
use abcb_core::settings::list::Setting;
use leptos::prelude::*;
use strum::VariantArray;

use super::labels::{density_words, label, language_words, theme_words};
use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::ui::parts::{on_click, on_input};

pub fn appearance() -> AnyView {
    let controller = expect_context::<Controller>();
    let open = expect_context::<State>().model.settings_open;
    let fields = Setting::VARIANTS.iter().filter_map(|setting| field(*setting, controller));
    view! {
        <div class="form">
            {fields.collect::<Vec<AnyView>>()}
            <small>{t("appearance-hint")}</small>
            <div class="actions">
                <button class="button" type="button"
                    on:click=on_click(move || open.set(false))>{t("action-close")}</button>
            </div>
        </div>
    }
    .into_any()
}

/// The field of a setting on this page; `None` for one that is changed elsewhere, or only in a file.
fn field(setting: Setting, controller: Controller) -> Option<AnyView> {
    let now = controller.appearance();
    let (id, options, change): (_, Vec<AnyView>, fn(&mut Appearance, &str)) = match setting {
        Setting::Theme => ("theme", options(now.theme, theme_words), |look, word| look.theme = read(word)),
        Setting::Density => {
            ("density", options(now.density, density_words), |look, word| look.density = read(word))
        }
        Setting::TextSize => ("text-size", sizes(now.text_size), |look, word| {
            look.text_size = word.parse().unwrap_or(look.text_size);
        }),
        Setting::Language => {
            ("language", options(now.language, language_words), |look, word| look.language = read(word))
        }
        Setting::ProjectName
        | Setting::ModelKind
        | Setting::ModelAddress
        | Setting::ModelName
        | Setting::HealthAddress
        | Setting::AgentOn
        | Setting::MaxSteps
        | Setting::ToolProtocol
        | Setting::MemoryDir
        | Setting::WrapCode
        | Setting::Presets
        | Setting::DefaultPreset => return None,
    };
    let choose = on_input(move |word| {
        let mut chosen = controller.appearance();
        change(&mut chosen, &word);
        controller.choose_appearance(chosen);
    });
    let is_first_choice = setting == Setting::Language;
    let view = view! {
        <label>{label(setting)}
            <select autofocus=is_first_choice data-testid=id on:change=choose>{options}</select>
        </label>
    };
    Some(view.into_any())
}

fn options<T>(now: T, words: fn(T) -> &'static str) -> Vec<AnyView>
where
    T: Copy + PartialEq + Into<&'static str> + VariantArray,
{
    let option = |one: &T| option((*one).into(), words(*one).to_owned(), *one == now);
    T::VARIANTS.iter().map(option).collect()
}

fn sizes(now: u64) -> Vec<AnyView> {
    let option = |size: u64| option(&size.to_string(), tf("percent", args![percent = size]), size == now);
    TEXT_SIZES.map(option).into()
}

fn option(value: &str, words: String, is_chosen: bool) -> AnyView {
    view! { <option value=value.to_owned() selected=is_chosen>{words}</option> }.into_any()
}

/// Reads the value of an option.
fn read<T: Default + FromStr>(word: &str) -> T {
    word.parse().unwrap_or_default()
}
