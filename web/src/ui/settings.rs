//! The settings: what answers, where it is, which model, which key.

use abcb_core::config::ModelKind;
use abcb_core::provider::openai::models::display_name;
use leptos::prelude::*;

use super::dialog::Dialog;
use crate::controller::{Controller, State};
use crate::state::Settings;

#[component]
pub fn SettingsDialog() -> impl IntoView {
    let state = expect_context::<State>();
    let open = state.model.settings_open;
    view! {
        <Dialog open title="Settings" on_close=Callback::new(move |()| open.set(false))>
            <SettingsForm/>
        </Dialog>
    }
}

/// The names of the choices, as the form has them.
const CHOICES: [(&str, &str, Option<ModelKind>); 3] = [
    ("auto", "Whatever is found on this machine", None),
    ("server", "A model server", Some(ModelKind::Server)),
    ("mock", "Practice answers, without a model", Some(ModelKind::Mock)),
];

#[component]
fn SettingsForm() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let stored = controller.settings();
    let kind = RwSignal::new(stored.kind);
    let base_url = RwSignal::new(stored.base_url);
    let model = RwSignal::new(stored.model);
    let api_key = RwSignal::new(stored.api_key);
    let problem = RwSignal::new(None::<String>);
    let ask = move || controller.ask_for_models(&base_url.get_untracked(), &api_key.get_untracked());
    let is_server = move || kind.get() == Some(ModelKind::Server);
    // The list of models belongs to the address in the form, not to the one in use.
    state.model.offered.set(None);
    if stored.kind == Some(ModelKind::Server) {
        ask();
    }
    let save = move || {
        let settings = Settings {
            kind: kind.get_untracked(),
            base_url: base_url.get_untracked(),
            model: model.get_untracked(),
            api_key: api_key.get_untracked(),
        };
        problem.set(controller.save_settings(settings).err());
    };
    let choose = move |name: String| {
        kind.set(CHOICES.iter().find(|choice| choice.0 == name).and_then(|choice| choice.2));
        if is_server() && !base_url.get_untracked().is_empty() {
            ask();
        }
    };
    view! {
        <form class="form" on:submit=move |event| {
            event.prevent_default();
            save();
        }>
            <label>"What answers"
                <select data-testid="provider-kind" on:change=move |event| choose(event_target_value(&event))>
                    {CHOICES.map(|(name, label, value)| view! {
                        <option value=name selected=move || kind.get() == value>{label}</option>
                    }).into_view()}
                </select>
            </label>
            <Show when=is_server>
                <label>"Address"
                    <input type="text" inputmode="url" data-testid="provider-base-url" placeholder="http://127.0.0.1:8080/v1"
                        autocomplete="off" spellcheck="false" prop:value=base_url
                        on:input=move |event| base_url.set(event_target_value(&event))
                        on:change=move |_| ask()/>
                </label>
                <FoundServers base_url on_choose=Callback::new(move |()| ask())/>
                <label>"Model"
                    <input type="text" list="models" data-testid="provider-model" autocomplete="off" spellcheck="false"
                        placeholder="the one the server has loaded" prop:value=model
                        on:input=move |event| model.set(event_target_value(&event))/>
                </label>
                <OfferedModels/>
                <label>"Key"
                    <input type="password" data-testid="provider-api-key" autocomplete="off" placeholder="none"
                        prop:value=api_key on:input=move |event| api_key.set(event_target_value(&event))
                        on:change=move |_| ask()/>
                    <small>"Kept in this browser, apart from the other settings, and never exported."</small>
                </label>
            </Show>
            {move || problem.get().map(|problem| view! { <p class="bad" role="alert">{problem}</p> })}
            <div class="actions">
                <button class="button" type="button" on:click=move |_| state.model.settings_open.set(false)>"Cancel"</button>
                <button class="button go" type="submit" data-testid="save-settings">"Save"</button>
            </div>
        </form>
    }
}

/// The servers that answered when the page looked around, to choose from.
#[component]
fn FoundServers(base_url: RwSignal<String>, on_choose: Callback<()>) -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let found = state.model.found;
    let looked = RwSignal::new(false);
    let none_text = move || {
        (looked.get() && found.with(Vec::is_empty)).then_some("No server answered on the usual ports.")
    };
    view! {
        <div class="found">
            <For each=move || found.get() key=|server| server.endpoint.base_url() let:server>
                <button class="chip" type="button"
                    on:click={
                        let url = server.endpoint.base_url();
                        move |_| {
                            base_url.set(url.clone());
                            on_choose.run(());
                        }
                    }>{format!("{} on {}", server.dialect.display_name(), server.endpoint.base_url())}</button>
            </For>
            <button class="chip" type="button" on:click=move |_| {
                looked.set(true);
                controller.look_for_servers();
            }>"Look on this machine"</button>
            <small>{none_text}</small>
        </div>
    }
}

/// What the server at the address offers, or why it cannot be asked.
#[component]
fn OfferedModels() -> impl IntoView {
    let state = expect_context::<State>();
    let offered = state.model.offered;
    let words = move || match offered.get()? {
        Ok(models) if models.is_empty() => Some("The server has no model.".to_owned()),
        Ok(models) => {
            let names: Vec<String> = models.iter().map(|model| display_name(&model.id)).collect();
            Some(format!("The server has {}.", names.join(", ")))
        }
        Err(reason) => Some(reason),
    };
    let is_bad = move || offered.with(|offered| matches!(offered, Some(Err(_))));
    view! {
        <datalist id="models">
            {move || offered.get().and_then(Result::ok).into_iter().flatten()
                .map(|model| view! { <option value=model.id></option> }).collect_view()}
        </datalist>
        <small class="offered" class:bad=is_bad role="status">{words}</small>
    }
}
