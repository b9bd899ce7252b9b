//! The sessions: a new one, the list by day, what answers.

use abcb_core::config::ModelKind;
use abcb_core::store::SessionMeta;
use leptos::prelude::*;
use leptos::{ev, html};

use super::icons::Icon;
use super::time::day_heading;
use crate::controller::{Controller, State};
use crate::state::ProviderState;
use crate::state::sessions::title_of;

#[component]
pub fn Sidebar() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let query = RwSignal::new(String::new());
    view! {
        <nav class="side" aria-label="Sessions">
            <div class="brand">
                <b>"abcb"</b>
                <button class="quiet" type="button" aria-label="Settings" data-testid="open-settings"
                    on:click=move |_| state.model.settings_open.set(true)>{Icon::Settings.view()}</button>
            </div>
            <button class="new" type="button" data-testid="new-session" on:click=move |_| controller.new_session()>
                <span>"New session"</span><kbd aria-hidden="true">"Alt N"</kbd>
            </button>
            <label class="search">
                {Icon::Search.view()}
                <input type="search" placeholder="Search sessions" aria-label="Search sessions by title"
                    data-testid="session-search" prop:value=query
                    on:input=move |event| query.set(event_target_value(&event))/>
            </label>
            <SessionList query/>
            <label class="import">
                {Icon::Import.view()}<span>"Import…"</span>
                <input class="sr-only" type="file" multiple data-testid="import-file"
                    aria-label="Import sessions from files" accept=".json,.jsonl,application/json"
                    on:change=move |event| controller.read_imports(event_target(&event))/>
            </label>
            <Pill/>
        </nav>
    }
}

/// One heading or one session of the list.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Line {
    Day(&'static str),
    Session(SessionMeta),
}

#[component]
fn SessionList(query: RwSignal<String>) -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let open_menu = RwSignal::new(None::<String>);
    let renaming = RwSignal::new(None::<String>);
    let lines = Memo::new(move |_| {
        let needle = query.get().trim().to_lowercase();
        let (now, offset) = controller.local_time();
        let mut lines = Vec::new();
        let mut last_day = "";
        for meta in state.sessions.list.get() {
            if !needle.is_empty() && !title_of(&meta).to_lowercase().contains(&needle) {
                continue;
            }
            let day = day_heading(meta.updated_at, now, offset);
            if day != last_day {
                lines.push(Line::Day(day));
                last_day = day;
            }
            lines.push(Line::Session(meta));
        }
        lines
    });
    let none_text = move || match query.with(|query| query.trim().is_empty()) {
        true => "Your sessions will be listed here.",
        false => "No session has that in its title.",
    };
    view! {
        <div class="list">
            <Show when=move || lines.with(Vec::is_empty)><p class="none">{none_text}</p></Show>
            <For each=move || lines.get()
                key=|line| match line {
                    Line::Day(day) => (*day).to_owned(),
                    Line::Session(meta) => format!("{}\n{}", meta.id, title_of(meta)),
                }
                children=move |line| match line {
                    Line::Day(day) => view! { <h2 class="day">{day}</h2> }.into_any(),
                    Line::Session(meta) => view! { <SessionItem meta open_menu renaming/> }.into_any(),
                }/>
        </div>
    }
}

#[component]
fn SessionItem(
    meta: SessionMeta,
    /// The session whose menu is open.
    open_menu: RwSignal<Option<String>>,
    /// The session whose title is being edited.
    renaming: RwSignal<Option<String>>,
) -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let title = title_of(&meta);
    let id = StoredValue::new(meta.id);
    let is = move |signal: RwSignal<Option<String>>| {
        signal.with(|other| other.as_deref() == Some(id.get_value().as_str()))
    };
    let is_running = move || state.sessions.running.with(|ids| ids.contains(&id.get_value()));
    let menu_label = format!("More for {title}");
    let row_title = title.clone();
    let edit_title = StoredValue::new(title);
    view! {
        <div class="session" class:current=move || is(state.sessions.current) class:menu-open=move || is(open_menu)>
            <Show when=move || is(renaming)
                fallback=move || view! {
                    <button class="item" type="button" data-testid="session-item" data-session-id=id.get_value()
                        aria-current=move || is(state.sessions.current).then_some("true")
                        on:click=move |_| controller.select(&id.get_value())>
                        <span>{row_title.clone()}</span>
                        <Show when=is_running><i class="dot live" role="img" aria-label="answering"></i></Show>
                    </button>
                }>
                <TitleField id=id.get_value() title=edit_title.get_value() renaming/>
            </Show>
            <button class="quiet more" type="button" data-testid="session-menu" aria-label=menu_label
                aria-expanded=move || is(open_menu).to_string()
                on:click=move |_| {
                    let next = (!is(open_menu)).then(|| id.get_value());
                    open_menu.set(next);
                }>{Icon::More.view()}</button>
            <Show when=move || is(open_menu)>
                <div class="menu" role="group" aria-label="Session"
                    on:keydown=move |event: ev::KeyboardEvent| if event.key() == "Escape" { open_menu.set(None) }>
                    <button type="button" data-testid="rename" on:click=move |_| {
                        open_menu.set(None);
                        renaming.set(Some(id.get_value()));
                    }>{Icon::Edit.view()}"Rename"</button>
                    <button type="button" class="no" data-testid="delete" on:click=move |_| {
                        open_menu.set(None);
                        controller.delete(&id.get_value());
                    }>{Icon::Trash.view()}"Delete"</button>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn TitleField(id: String, title: String, renaming: RwSignal<Option<String>>) -> impl IntoView {
    let controller = expect_context::<Controller>();
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    // Leaving the field keeps what was typed; Escape leaves the title as it was.
    let keep = move || {
        if let (Some(field), Some(_)) = (field.get_untracked(), renaming.get_untracked()) {
            renaming.set(None);
            controller.rename(&id, field.value());
        }
    };
    let keep_on_blur = keep.clone();
    view! {
        <input class="title-field" type="text" aria-label="Title" node_ref=field value=title maxlength="200"
            on:blur=move |_| keep_on_blur()
            on:keydown=move |event: ev::KeyboardEvent| match event.key().as_str() {
                "Enter" if !event.is_composing() => keep(),
                "Escape" => renaming.set(None),
                _ => {}
            }/>
    }
}

/// Says in words what answers.
#[component]
fn Pill() -> impl IntoView {
    let state = expect_context::<State>();
    let status = state.model.status;
    let words = move || {
        status.with(|status| match status.state {
            ProviderState::Offline => "offline".to_owned(),
            ProviderState::Loading | ProviderState::Ready | ProviderState::Error => status.model.clone(),
        })
    };
    view! {
        <button class="pill" type="button" data-testid="provider-status"
            data-kind=move || status.with(|status| status.kind.map_or("none", ModelKind::as_str))
            data-state=move || status.with(|status| status.state.as_str())
            title=move || status.with(|status| status.detail.clone().unwrap_or_default())
            on:click=move |_| state.model.settings_open.set(true)>
            <i class="dot" aria-hidden="true"></i>
            <span><b>{move || status.with(|status| status.name.clone())}</b>
                {move || Some(words()).filter(|words| !words.is_empty()).map(|words| format!(" · {words}"))}</span>
        </button>
    }
}
