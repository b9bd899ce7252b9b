//! The sessions: a new one, the list by day, what answers.

use abcb_core::config::ModelKind;
use abcb_core::store::SessionMeta;
use leptos::prelude::*;
use leptos::{ev, html};

use super::icons::Icon;
use super::parts::{condition, key, live, press, typed, when};
use super::time::day_heading;
use crate::controller::{Controller, State};
use crate::i18n::{t, tf};
use crate::state::ProviderState;
use crate::state::sessions::title_of;

#[component]
pub fn Sidebar() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let query = RwSignal::new(String::new());
    let picked: Box<dyn FnMut(ev::Event)> =
        Box::new(move |event| controller.read_imports(event_target(&event)));
    view! {
        <nav class="side" aria-label=t("Sessions")>
            <div class="brand">
                <b>"abcb"</b>
                <button class="quiet" type="button" aria-label=t("Settings") data-testid="open-settings"
                    on:click=press(move || state.model.settings_open.set(true))>{Icon::Settings.view()}</button>
            </div>
            <button class="new" type="button" data-testid="new-session" on:click=press(move || controller.new_session())>
                <span>{t("New session")}</span><kbd aria-hidden="true">"Alt N"</kbd>
            </button>
            <label class="search">
                {Icon::Search.view()}
                <input type="search" placeholder=t("Search sessions") aria-label=t("Search sessions by title")
                    data-testid="session-search" prop:value=query on:input=typed(move |text| query.set(text))/>
            </label>
            {session_list(query)}
            <label class="import">
                {Icon::Import.view()}<span>{t("Import…")}</span>
                <input class="sr-only" type="file" multiple data-testid="import-file"
                    aria-label=t("Import sessions from files") accept=".json,.jsonl,application/json" on:change=picked/>
            </label>
            {pill()}
        </nav>
    }
    .into_any()
}

/// One heading or one session of the list.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Line {
    Day(&'static str),
    Session(SessionMeta),
}

fn session_list(query: RwSignal<String>) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let menus = Menus { open: RwSignal::new(None), renaming: RwSignal::new(None) };
    let lines = Memo::new(move |_| {
        let needle = controller.lower_case(query.get().trim());
        let (now, offset) = controller.local_time();
        let mut lines = Vec::new();
        let mut last_day = "";
        for meta in state.sessions.list.get() {
            if !needle.is_empty() && !controller.lower_case(&title_of(&meta)).contains(&needle) {
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
        true => t("Your sessions will be listed here."),
        false => t("No session has that in its title."),
    };
    let none = move || view! { <p class="none">{live(none_text)}</p> };
    let key_of = |line: &Line| match line {
        Line::Day(day) => (*day).to_owned(),
        Line::Session(meta) => format!("{}\n{}", meta.id, title_of(meta)),
    };
    let line_view = move |line| match line {
        Line::Day(day) => view! { <h2 class="day">{day}</h2> }.into_any(),
        Line::Session(meta) => session_item(meta, menus),
    };
    view! {
        <div class="list">
            {when(move || lines.with(Vec::is_empty), none)}
            <For each=move || lines.get() key=key_of children=line_view/>
        </div>
    }
    .into_any()
}

/// Which session's menu is open, and which session's title is being edited.
#[derive(Clone, Copy)]
struct Menus {
    open: RwSignal<Option<String>>,
    renaming: RwSignal<Option<String>>,
}

fn session_item(meta: SessionMeta, menus: Menus) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let title = title_of(&meta);
    let id = StoredValue::new(meta.id);
    let is = move |signal: RwSignal<Option<String>>| {
        condition(move || signal.with(|other| other.as_deref() == Some(id.get_value().as_str())))
    };
    let (is_current, is_open, is_renaming) = (is(state.sessions.current), is(menus.open), is(menus.renaming));
    let is_running = condition(move || state.sessions.running.with(|ids| ids.contains(&id.get_value())));
    let menu_label = tf("More for {title}", &[("title", &title)]);
    let name = move || {
        match is_renaming.get() {
        true => title_field(id.get_value(), title.clone(), menus.renaming),
        false => view! {
            <button class="item" type="button" data-testid="session-item" data-session-id=id.get_value()
                aria-current=live(move || is_current.get().then(|| "true".to_owned()))
                on:click=press(move || controller.select(&id.get_value()))>
                <span>{title.clone()}</span>
                {when(move || is_running.get(), || view! { <i class="dot live" role="img" aria-label=t("answering")></i> })}
            </button>
        }
        .into_any(),
    }
    };
    let rename = move || {
        menus.open.set(None);
        menus.renaming.set(Some(id.get_value()));
    };
    let delete = move || {
        menus.open.set(None);
        controller.delete(&id.get_value());
    };
    let close_on_escape = move || {
        key(move |event| {
            if event.key() == "Escape" {
                menus.open.set(None);
            }
        })
    };
    let menu = move || {
        view! {
            <div class="menu" role="group" aria-label=t("Session") on:keydown=close_on_escape()>
                <button type="button" data-testid="rename" on:click=press(rename)>{Icon::Edit.view()}{t("Rename")}</button>
                <button type="button" class="no" data-testid="delete" on:click=press(delete)>{Icon::Trash.view()}{t("Delete")}</button>
            </div>
        }
    };
    let toggle = move || menus.open.set((!is_open.get_untracked()).then(|| id.get_value()));
    view! {
        <div class="session" class:current=is_current class:menu-open=is_open>
            {live(name)}
            <button class="quiet more" type="button" data-testid="session-menu" aria-label=menu_label
                aria-expanded=live(move || is_open.get().to_string()) on:click=press(toggle)>{Icon::More.view()}</button>
            {when(move || is_open.get(), menu)}
        </div>
    }
    .into_any()
}

fn title_field(id: String, title: String, renaming: RwSignal<Option<String>>) -> AnyView {
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
    let left: Box<dyn FnMut(ev::FocusEvent)> = Box::new(move |_| keep_on_blur());
    let keys = key(move |event| match event.key().as_str() {
        "Enter" if !event.is_composing() => keep(),
        "Escape" => renaming.set(None),
        _ => {}
    });
    view! {
        <input class="title-field" type="text" aria-label=t("Title") node_ref=field value=title maxlength="200"
            on:blur=left on:keydown=keys/>
    }
    .into_any()
}

/// Says in words what answers.
fn pill() -> AnyView {
    let state = expect_context::<State>();
    let status = state.model.status;
    let words = move || {
        status.with(|status| match status.state {
            ProviderState::Offline => format!(" · {}", t("offline")),
            ProviderState::Loading | ProviderState::Ready | ProviderState::Error => {
                match status.model.as_str() {
                    "" => String::new(),
                    model => format!(" · {model}"),
                }
            }
        })
    };
    let kind = move || status.with(|status| status.kind.map_or("none", ModelKind::as_str).to_owned());
    view! {
        <button class="pill" type="button" data-testid="provider-status" data-kind=live(kind)
            data-state=live(move || status.with(|status| status.state.as_str().to_owned()))
            title=live(move || status.with(|status| status.detail.clone().unwrap_or_default()))
            on:click=press(move || state.model.settings_open.set(true))>
            <i class="dot" aria-hidden="true"></i>
            <span><b>{live(move || status.with(|status| status.name.clone()))}</b>{live(words)}</span>
        </button>
    }
    .into_any()
}
