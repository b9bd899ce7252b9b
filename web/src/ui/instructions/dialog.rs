//! The dialog for the system prompt of the current session: written by hand, or taken from a preset.

use abcb_core::settings::presets::SystemPreset;
use leptos::html;
use leptos::prelude::*;

use crate::controller::{Controller, Presets, State};
use crate::i18n::{args, t, tf};
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click, on_input, on_submit, when};

/// The unsaved contents of the form.
#[derive(Clone, Copy)]
struct Form {
    content: RwSignal<String>,
    name: RwSignal<String>,
    presets: RwSignal<Presets>,
    controller: Controller,
}

impl Form {
    fn keep(self) {
        let name = self.name.get_untracked().trim().to_owned();
        let content = self.content.get_untracked();
        if !name.is_empty() && !content.trim().is_empty() {
            self.presets.set(self.controller.keep_preset(SystemPreset { name, content }));
            self.name.set(String::new());
        }
    }

    /// Returns the name of the preset with the same content as the form, if any.
    fn preset_shown(self) -> Option<String> {
        let content = self.content.get();
        self.presets.with(|presets| {
            presets.list.iter().find(|preset| preset.content == content).map(|preset| preset.name.clone())
        })
    }
}

pub fn form() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let open = state.branching.instructions_open;
    let told = state.conversation.view.with_untracked(|view| view.instructions.get_untracked());
    let form = Form {
        content: RwSignal::new(told),
        name: RwSignal::new(String::new()),
        presets: RwSignal::new(controller.presets()),
        controller,
    };
    let field = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let use_it = on_submit(move || {
        controller.set_instructions(form.content.get_untracked());
        open.set(false);
    });
    view! {
        <style>{include_str!("../../../styles/lazy/instructions.css")}</style>
        <form class="form told-form" on:submit=use_it>
            <label>{t("instructions-about")}
                <textarea dir="auto" rows="6" data-testid="instructions-input" node_ref=field prop:value=form.content
                    placeholder=t("instructions-placeholder")
                    on:input=on_input(move |text| form.content.set(text))></textarea>
                <small>{t("instructions-hint")}</small>
            </label>
            {presets(form)}
            <div class="actions">
                <button class="button" type="button" on:click=on_click(move || open.set(false))>{t("action-cancel")}</button>
                <button class="button go" type="submit" data-testid="save-instructions">{t("instructions-use")}</button>
            </div>
        </form>
    }
    .into_any()
}

fn presets(form: Form) -> AnyView {
    let is_empty = move || form.presets.with(|presets| presets.list.is_empty());
    let lines = move || {
        let Presets { list, default } = form.presets.get();
        list.into_iter()
            .map(|preset| {
                let is_default = default.as_ref() == Some(&preset.name);
                line(form, preset, is_default)
            })
            .collect::<Vec<AnyView>>()
    };
    let none = || view! { <p class="hint">{t("preset-save-hint")}</p> };
    let can_keep = move || {
        !form.name.with(|name| name.trim().is_empty()) && !form.content.with(|text| text.trim().is_empty())
    };
    let replaces = move || {
        let name = form.name.with(|name| name.trim().to_owned());
        form.presets.with(|presets| presets.list.iter().any(|preset| preset.name == name))
    };
    let keep_label = move || if replaces() { t("preset-replace") } else { t("preset-save") };
    view! {
        <fieldset class="presets">
            <legend>{t("preset-title")}</legend>
            {when(is_empty, none)}
            <ul>{dyn_child(lines)}</ul>
            <div class="keep">
                <input type="text" dir="auto" maxlength="60" data-testid="preset-name" aria-label=t("preset-name")
                    placeholder=t("preset-save-as") prop:value=form.name
                    on:input=on_input(move |text| form.name.set(text))
                    on:keydown=crate::ui::parts::on_key(move |event| {
                        if event.key() == "Enter" && !event.is_composing() {
                            event.prevent_default();
                            form.keep();
                        }
                    })/>
                <button type="button" class="button" data-testid="save-preset" disabled=dyn_child(move || !can_keep())
                    on:click=on_click(move || form.keep())>{dyn_child(keep_label)}</button>
            </div>
        </fieldset>
    }
    .into_any()
}

fn line(form: Form, preset: SystemPreset, is_default: bool) -> AnyView {
    let name = StoredValue::new(preset.name);
    let content = preset.content;
    let excerpt: String = content.lines().next().unwrap_or_default().chars().take(120).collect();
    let is_shown = dyn_child(move || (form.preset_shown() == Some(name.get_value())).to_string());
    let choose_default = move || {
        let name = name.get_value();
        let chosen = (!is_default).then_some(name.as_str());
        form.presets.set(form.controller.choose_default_preset(chosen));
    };
    let forget = move || form.presets.set(form.controller.forget_preset(&name.get_value()));
    let label = |text: &str| text.to_owned();
    view! {
        <li data-testid="preset">
            <button type="button" class="pick" data-testid="use-preset" aria-pressed=is_shown
                on:click=on_click(move || form.content.set(content.clone()))>
                <b dir="auto">{name.get_value()}</b><small dir="auto">{excerpt}</small>
            </button>
            <button type="button" class="chip" data-testid="default-preset" aria-pressed=label(if is_default { "true" } else { "false" })
                title=t("preset-default-hint") on:click=on_click(choose_default)>{t("preset-default")}</button>
            <button type="button" class="quiet" data-testid="delete-preset"
                aria-label=tf("preset-delete", args![name = &name.get_value()])
                on:click=on_click(forget)>{Icon::TRASH.view()}</button>
        </li>
    }
    .into_any()
}
