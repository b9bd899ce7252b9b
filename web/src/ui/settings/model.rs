//! The model page of the settings: the provider, its address, the model and the API key.

use abcb_core::provider::openai::models::display_name;
use abcb_core::settings::ModelKind;
use leptos::prelude::*;

use super::form::{Form, choices, key_places};
use super::page_model::page_model_fields;
use crate::controller::{Controller, State};
use crate::i18n::{Localize, args, list, t, tf};
use crate::state::FoundServer;
use crate::ui::parts::{DynChild, dyn_child, on_click, on_input, on_submit, when};

pub fn model_form() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    // Unsaved input survives a change of language, which rebuilds the page.
    let draft = state.settings.draft.try_update(Option::take).flatten();
    let stored = draft.unwrap_or_else(|| controller.settings());
    let kind = stored.kind;
    let form = Form::of(stored, controller);
    on_cleanup(move || {
        let is_open = state.model.settings_open.get_untracked();
        state.settings.draft.set(is_open.then(|| form.settings()));
    });
    // The list of models belongs to the address in the form, not to the one in use.
    state.model.offered.set(None);
    if kind == Some(ModelKind::Server) {
        form.ask_for_models();
    }
    let options = choices().into_iter().map(|(name, label, value)| {
        view! { <option value=name selected=dyn_child(move || form.kind.get() == value)>{label}</option> }
            .into_any()
    });
    let problem = move || {
        let words = form.problem.get()?;
        Some(view! { <p class="bad" role="alert">{words}</p> }.into_any())
    };
    view! {
        <form class="form" on:submit=on_submit(move || form.save())>
            <label>{t("settings-answer-with")}
                <select data-testid="provider-kind" on:change=on_input(move |name| form.choose(&name))>
                    {options.collect::<Vec<AnyView>>()}
                </select>
            </label>
            {when(move || form.kind.get() == Some(ModelKind::Server), move || server_fields(form))}
            {when(move || form.kind.get() == Some(ModelKind::InPage), move || page_model_fields(form))}
            {dyn_child(problem)}
            <div class="actions">
                <button class="button" type="button"
                    on:click=on_click(move || state.model.settings_open.set(false))>{t("action-cancel")}</button>
                <button class="button go" type="submit" data-testid="save-settings">{t("action-save")}</button>
            </div>
        </form>
    }
    .into_any()
}

fn server_fields(form: Form) -> AnyView {
    let offered = expect_context::<State>().model.offered;
    let type_address = move |text| {
        form.base_url.set(text);
        // The list shown belongs to the previous address.
        offered.set(None);
    };
    view! {
        <label>{t("settings-address")}
            <input type="text" inputmode="url" data-testid="provider-base-url" placeholder="http://127.0.0.1:8080/v1"
                autocomplete="off" spellcheck="false" prop:value=form.base_url
                on:input=on_input(type_address)
                on:change=on_input(move |_| form.ask_for_models())/>
        </label>
        {found_servers(form)}
        <label>{t("model-title")}
            <input type="text" list="models" data-testid="provider-model" autocomplete="off" spellcheck="false"
                placeholder=t("settings-model-default") prop:value=form.model
                on:input=on_input(move |text| form.model.set(text))/>
        </label>
        {offered_models()}
        <label>{t("settings-api-key")}
            <input type="password" data-testid="provider-api-key" autocomplete="off" placeholder=t("settings-api-key-none")
                prop:value=dyn_child(move || form.api_key()) on:input=on_input(move |text| form.enter_key(&text))
                on:change=on_input(move |_| form.ask_for_models())/>
            <small>{t("settings-api-key-hint")}</small>
        </label>
        <label>{t("settings-key-place")}
            <select data-testid="key-place" on:change=on_input(move |name| form.choose_key_place(&name))>
                {key_places().map(|(name, label, place)| {
                    view! { <option value=name selected=dyn_child(move || form.key_place() == place)>{label}</option> }.into_any()
                }).into_iter().collect::<Vec<AnyView>>()}
            </select>
            <small>{t("settings-key-place-hint")}</small>
        </label>
    }
    .into_any()
}

/// The servers found by the last search, to choose from.
fn found_servers(form: Form) -> AnyView {
    let found = expect_context::<State>().model.found;
    let looked = RwSignal::new(false);
    let none_text = move || match looked.get() && found.with(Vec::is_empty) {
        true => t("settings-no-servers"),
        false => "",
    };
    let look = move || {
        looked.set(true);
        form.controller.look_for_servers();
    };
    let chip = move |server: FoundServer| {
        let url = server.endpoint.base_url();
        let label = tf("settings-server-on", args![server = server.dialect.localized(), url = &url]);
        let choose = move || {
            form.base_url.set(url.clone());
            form.ask_for_models();
        };
        view! { <button class="chip" type="button" on:click=on_click(choose)>{label}</button> }.into_any()
    };
    view! {
        <div class="found">
            {dyn_child(move || found.get().into_iter().map(chip).collect::<Vec<AnyView>>())}
            <button class="chip" type="button" on:click=on_click(look)>{t("settings-find-servers")}</button>
            <small>{dyn_child(none_text)}</small>
        </div>
    }
    .into_any()
}

/// How many models are listed by name. A router has thousands, which the field suggests while the user types.
const NAMED_MODELS: usize = 20;

/// The models that the server at the address offers, or why they cannot be listed.
fn offered_models() -> AnyView {
    let offered = expect_context::<State>().model.offered;
    let words = move || match offered.get() {
        None => String::new(),
        Some(Ok(models)) if models.is_empty() => t("settings-server-no-model").to_owned(),
        Some(Ok(models)) => {
            let named = models.iter().take(NAMED_MODELS).map(|model| display_name(&model.id));
            let names = list(&named.collect::<Vec<String>>());
            match models.len().saturating_sub(NAMED_MODELS) {
                0 => tf("settings-server-models", args![models = &names]),
                more => tf("settings-server-models-more", args![models = &names, n = more]),
            }
        }
        Some(Err(reason)) => reason,
    };
    let options: DynChild<Vec<AnyView>> = dyn_child(move || {
        let models = offered.get().and_then(Result::ok).unwrap_or_default();
        models.into_iter().map(|model| view! { <option value=model.id></option> }.into_any()).collect()
    });
    let is_bad = dyn_child(move || offered.with(|offered| matches!(offered, Some(Err(_)))));
    view! {
        <datalist id="models">{options}</datalist>
        <small class="offered" class:bad=is_bad role="status">{dyn_child(words)}</small>
    }
    .into_any()
}
