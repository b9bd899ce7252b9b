//! The settings of the model in this tab: choosing a model, loading a model file, and the stored models.

use abcb_core::provider::openai::models::display_name;
use leptos::ev;
use leptos::prelude::*;

use super::form::Form;
use crate::controller::State;
use crate::i18n::{args, t, tf};
use crate::ports::PageModel;
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click, on_event, on_input};
use crate::ui::scope::Scope;
use crate::ui::time::{loaded_words, megabytes};

pub fn page_model_fields(form: Form) -> AnyView {
    let state = expect_context::<State>().model;
    form.controller.list_page_models();
    let scope = Scope::here();
    let picked = on_event(move |event: ev::Event| {
        let opened = scope.guard(move |name| form.model.set(name));
        form.controller.open_model_file(event_target(&event), opened);
    });
    let option = move |model: PageModel| {
        let (name, label) =
            (model.name.clone(), format!("{} · {}", display_name(&model.name), megabytes(model.size)));
        let is_chosen = dyn_child(move || form.model.with(|chosen| *chosen == name));
        view! { <option value=model.name selected=is_chosen>{label}</option> }.into_any()
    };
    let options = move || {
        let models = state.page_models.with(|models| models.all());
        models.into_iter().map(option).collect::<Vec<AnyView>>()
    };
    let opening = move || match state.opening.get() {
        Some(progress) if progress.total > 0 => {
            tf("page-model-loading-progress", args![progress = &loaded_words(progress)])
        }
        Some(_) => t("page-model-loading").to_owned(),
        None => t("page-model-hint").to_owned(),
    };
    let kept_line = move |model: PageModel| {
        let label =
            tf("page-model-kept", args![model = &display_name(&model.name), size = &megabytes(model.size)]);
        let remove_label = tf("action-delete-named", args![name = &model.name]);
        let remove = move || form.controller.remove_page_model(model.name.clone());
        view! {
            <p class="kept"><span>{label}</span>
                <button class="quiet no" type="button" data-testid="remove-model" aria-label=remove_label
                    on:click=on_click(remove)>{Icon::TRASH.view()}</button>
            </p>
        }
        .into_any()
    };
    let kept = move || {
        let models = state.page_models.with(|models| models.kept.clone());
        models.into_iter().map(kept_line).collect::<Vec<AnyView>>()
    };
    view! {
        <label>{t("model-title")}
            <select data-testid="page-model" on:change=on_input(move |name| form.model.set(name))>{dyn_child(options)}</select>
        </label>
        <label>{t("page-model-add")}
            <input type="file" accept=".gguf" data-testid="model-file" on:change=picked/>
            <small role="status">{dyn_child(opening)}</small>
        </label>
        {dyn_child(kept)}
    }
    .into_any()
}
