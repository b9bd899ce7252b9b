//! The project's notes, written by the agent or the user. The user can read, edit, delete and add notes.

use abcb_core::tool::notes::Note;
use leptos::html;
use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::i18n::t;
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click, on_input, on_submit, when};

pub fn notes() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    controller.read_notes();
    let new = RwSignal::new(String::new());
    let add = on_submit(move || {
        let text = new.get_untracked();
        if !text.trim().is_empty() {
            controller.add_note(text);
            new.set(String::new());
        }
    });
    let is_empty = move || state.agent.notes.with(Vec::is_empty);
    view! {
        <p class="lead">{t("notes-hint")}</p>
        {when(is_empty, || view! { <p class="nothing">{t("notes-empty")}</p> })}
        <ul class="notes">
            <For each=move || state.agent.notes.get() key=|note| (note.id, note.text.clone()) children=note_line/>
        </ul>
        <form class="add" on:submit=add>
            <input type="text" dir="auto" aria-label=t("notes-new") placeholder=t("notes-new") data-testid="new-note"
                prop:value=new on:input=on_input(move |text| new.set(text))/>
            <button type="submit" class="button" data-testid="add-note">{t("notes-add")}</button>
        </form>
    }
    .into_any()
}

fn note_line(note: Note) -> AnyView {
    let controller = expect_context::<Controller>();
    let id = note.id;
    let editing = RwSignal::new(false);
    let text = note.text.clone();
    let shown = note.text.clone();
    let field = move || edit_field(id, text.clone(), editing);
    view! {
        <li data-testid="note">
            {when(move || editing.get(), field)}
            {when(move || !editing.get(), move || view! { <p dir="auto">{shown.clone()}</p> })}
            <span class="acts">
                <button type="button" class="quiet" aria-label=t("notes-edit")
                    aria-pressed=dyn_child(move || editing.get().to_string())
                    on:click=on_click(move || editing.update(|on| *on = !*on))>{Icon::EDIT.view()}</button>
                <button type="button" class="quiet" aria-label=t("notes-delete") data-testid="delete-note"
                    on:click=on_click(move || controller.delete_note(id))>{Icon::TRASH.view()}</button>
            </span>
        </li>
    }
    .into_any()
}

fn edit_field(id: u64, text: String, editing: RwSignal<bool>) -> AnyView {
    let controller = expect_context::<Controller>();
    let field = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let keep = move || {
        editing.set(false);
        if let Some(field) = field.get_untracked() {
            let text = field.value();
            if !text.trim().is_empty() {
                controller.edit_note(id, text);
            }
        }
    };
    view! {
        <textarea dir="auto" rows="3" aria-label=t("notes-note") node_ref=field prop:value=text></textarea>
        <button type="button" class="button" on:click=on_click(keep)>{t("action-save")}</button>
    }
    .into_any()
}
