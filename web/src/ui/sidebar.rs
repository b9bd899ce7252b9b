//! The sidebar: the new session button, the session list grouped by day, and the active model. Actions on sessions in
//! the list are loaded as a chunk.

mod found;
mod picking;
mod title_field;
mod tools;

use abcb_core::settings::ModelKind;
use leptos::ev;
use leptos::prelude::*;

use super::icons::Icon;
use super::menu::opens;
use super::parts::{dyn_child, lazy_child, on_click, on_event, on_input, on_key, use_lazy, when};
use super::scope::Scope;
use super::time::day_heading;
use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::lazy::{LazyView, lazy};
use crate::state::{Listed, Menu, ProviderState};

/// How many rows are rendered at once. The rest of a long list follows in slices of this size, one per frame.
const SLICE: usize = 60;

lazy!(tools in dialogs: LazyView = tools::tools);
lazy!(found in dialogs: LazyView = found::found);
lazy!(walk in dialogs: fn(State, String, bool) = tools::walk);
lazy!(field in dialogs: fn(Listed) -> AnyView = title_field::title_field);

#[component]
pub fn Sidebar() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let sessions = state.sessions;
    let picked = on_event(move |event: ev::Event| controller.read_imports(event_target(&event)));
    let are_tools_wanted =
        move || sessions.picked.with(Option::is_some) || sessions.renaming.with(Option::is_some);
    let give_up = move || {
        sessions.picked.set(None);
        sessions.renaming.set(None);
    };
    let tools = use_lazy(Signal::derive(are_tools_wanted), tools, Callback::new(move |()| give_up()));
    let is_searching = Signal::derive(move || sessions.query.with(|query| !query.trim().is_empty()));
    let found = use_lazy(is_searching, found, Callback::new(move |()| sessions.query.set(String::new())));
    let list = move || match found.get() {
        Some(found) => untrack(found),
        None => untrack(session_list),
    };
    let go = move |event: &ev::KeyboardEvent| {
        event.prevent_default();
        let (key, shift) = (event.key(), event.shift_key());
        Scope::page().fetch(controller, walk, move |walk| {
            if let Some(walk) = walk {
                walk(state, key, shift);
            }
        });
    };
    let list_keys = on_key(move |event| match event.key().as_str() {
        "ArrowDown" | "ArrowUp" | "Home" | "End" => go(&event),
        "Escape" if sessions.picked.with_untracked(Option::is_some) => {
            event.prevent_default();
            event.stop_propagation();
            sessions.picked.set(None);
        }
        _ => {}
    });
    let search_keys = on_key(move |event| {
        if event.key() == "ArrowDown" {
            go(&event);
        }
    });
    view! {
        <nav class="side" aria-label=t("sessions-title")>
            <div class="brand">
                <b>"abcb"</b>
                <button class="quiet" type="button" aria-label=t("settings-title") data-testid="open-settings"
                    on:click=on_click(move || state.model.settings_open.set(true))>{Icon::SETTINGS.view()}</button>
            </div>
            <button class="new" type="button" data-testid="new-session" on:click=on_click(move || controller.new_session())>
                <span>{t("session-new")}</span><kbd aria-hidden="true">"Alt N"</kbd>
            </button>
            <label class="search">
                {Icon::SEARCH.view()}
                <input type="search" dir="auto" placeholder=t("sidebar-search") aria-label=t("sidebar-search-hint")
                    data-testid="session-search" prop:value=sessions.query on:keydown=search_keys
                    on:input=on_input(move |text| sessions.query.set(text))/>
            </label>
            <div class="list" class:picking=dyn_child(move || sessions.picked.with(Option::is_some)) on:keydown=list_keys>{dyn_child(list)}</div>
            {dyn_child(move || tools.get().map(|view| untrack(view)))}
            <label class="import">
                {Icon::IMPORT.view()}<span>{t("sidebar-import")}</span>
                <input class="sr-only" type="file" multiple data-testid="import-file"
                    aria-label=t("palette-import") accept=".json,.jsonl,.zip,application/json,application/zip" on:change=picked/>
            </label>
            {pill()}
        </nav>
    }
    .into_any()
}

/// A line of the list: a heading or a session.
#[derive(Clone)]
enum Line {
    Group(&'static str),
    Session(Listed),
}

impl Line {
    fn key(&self) -> String {
        match self {
            // A session id never contains a line break.
            Self::Group(name) => format!("\n{name}"),
            Self::Session(row) => row.id.clone(),
        }
    }
}

/// Compares only the identity and the order of lines. The content of a line updates reactively.
impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Group(one), Self::Group(other)) => one == other,
            (Self::Session(one), Self::Session(other)) => one.id == other.id,
            _ => false,
        }
    }
}

fn session_list() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let sessions = state.sessions;
    let lines = Memo::new(move |_| {
        let (now, offset) = controller.local_time();
        let mut lines = Vec::new();
        let mut last_group = "";
        for row in sessions.list.get() {
            let group =
                if row.pinned { t("sidebar-pinned") } else { day_heading(row.updated_at, now, offset) };
            if group != last_group {
                lines.push(Line::Group(group));
                last_group = group;
            }
            lines.push(Line::Session(row));
        }
        lines
    });
    let drawn = RwSignal::new(SLICE);
    let scope = Scope::here();
    Effect::new(move |_| {
        if drawn.get() < lines.with(Vec::len) {
            scope.next_frame(controller, move || drawn.update(|drawn| *drawn += SLICE));
        }
    });
    let none = || view! { <p class="none">{t("sidebar-empty")}</p> };
    let line_view = |line| match line {
        Line::Group(name) => view! { <h2 class="day">{name}</h2> }.into_any(),
        Line::Session(row) => {
            let title = row.title.clone();
            session_item(row, view! { {dyn_child(move || title.get())} }.into_any())
        }
    };
    view! {
        {when(move || lines.with(Vec::is_empty), none)}
        <For each=move || lines.with(|lines| lines.iter().take(drawn.get()).cloned().collect::<Vec<Line>>())
            key=Line::key children=line_view/>
    }
    .into_any()
}

/// The state of a session that its row shows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Look {
    is_current: bool,
    is_running: bool,
    is_renamed: bool,
    has_menu: bool,
    /// Whether the session is checked, in selection mode.
    tick: Option<bool>,
}

impl Look {
    fn of(state: State, id: &String) -> Self {
        let sessions = state.sessions;
        let is = |signal: RwSignal<Option<String>>| signal.with(|other| other.as_ref() == Some(id));
        Self {
            is_current: is(sessions.current),
            is_running: sessions.running.with(|ids| ids.contains(id)),
            is_renamed: is(sessions.renaming),
            has_menu: state
                .frame
                .menu
                .with(|menu| matches!(menu, Some(Menu::Session { id: of }) if of == id)),
            tick: sessions
                .picked
                .with(|picked| picked.as_ref().map(|picked| picked.binary_search(id).is_ok())),
        }
    }
}

/// A row of the list. `name` is the session's title as rendered in the list.
fn session_item(row: Listed, name: AnyView) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let sessions = state.sessions;
    let id = row.id.clone();
    // One memo per row instead of several, since a list can be long.
    let look = Memo::new(move |_| Look::of(state, &id));
    let id = row.id.clone();
    let choose = on_event(move |event: ev::MouseEvent| {
        let (shift, toggles) = (event.shift_key(), event.ctrl_key() || event.meta_key());
        match sessions.picked.with_untracked(Option::is_some) || shift || toggles {
            true => controller.pick(id.clone(), shift),
            false => controller.select(&id),
        }
    });
    let open_menu = opens(Menu::Session { id: row.id.clone() });
    let (menu_title, id) = (row.title.clone(), row.id.clone());
    let menu_label = move || menu_title.with(|title| tf("session-more", args![title = title]));
    view! {
        <div class="session" class:current=dyn_child(move || look.get().is_current)
            class:menu-open=dyn_child(move || look.get().has_menu) class:renamed=dyn_child(move || look.get().is_renamed)>
            <button class="item" type="button" data-testid="session-item" data-session-id=id
                role=dyn_child(move || look.get().tick.map(|_| "checkbox".to_owned()))
                aria-checked=dyn_child(move || look.get().tick.map(|is_ticked| is_ticked.to_string()))
                aria-current=dyn_child(move || look.get().is_current.then(|| "true".to_owned())) on:click=choose>
                <span dir="auto">{name}</span>
                {when(move || look.get().is_running, || view! { <i class="dot live" role="img" aria-label=t("session-answering")></i> })}
            </button>
            {when(move || look.get().is_renamed, move || lazy_child(field, row.clone(), None))}
            <button class="quiet more" type="button" data-testid="session-menu" aria-label=dyn_child(menu_label)
                aria-haspopup="menu" aria-expanded=dyn_child(move || look.get().has_menu.to_string())
                on:click=open_menu>{Icon::MORE.view()}</button>
        </div>
    }
    .into_any()
}

/// The status pill: the active model in words. If it wraps to two lines, no line starts with a dot.
fn pill() -> AnyView {
    let state = expect_context::<State>();
    let status = state.model.status;
    let words = move || {
        status.with(|status| match status.state {
            ProviderState::Offline => format!("\u{a0}· {}", t("session-offline")),
            ProviderState::Loading | ProviderState::Ready | ProviderState::Error => {
                match status.model.as_str() {
                    "" => String::new(),
                    model => format!("\u{a0}· {model}"),
                }
            }
        })
    };
    let is_very_small = move || state.model.is_very_small();
    let warning = move || is_very_small().then(|| format!("\u{a0}· {}", t("sidebar-model-very-small")));
    let title = move || match status.with(|status| status.detail.clone()) {
        Some(detail) => detail,
        None if is_very_small() => t("sidebar-model-very-small-hint").to_owned(),
        None => String::new(),
    };
    let kind = move || status.with(|status| status.kind.map_or("none", ModelKind::as_str).to_owned());
    view! {
        <button class="pill" type="button" data-testid="provider-status" data-kind=dyn_child(kind)
            data-state=dyn_child(move || status.with(|status| status.state.as_str().to_owned()))
            title=dyn_child(title)
            on:click=on_click(move || state.model.settings_open.set(true))>
            <i class="dot" aria-hidden="true"></i>
            <span><b>{dyn_child(move || status.with(|status| status.name.clone()))}</b>{dyn_child(words)}{dyn_child(warning)}</span>
        </button>
    }
    .into_any()
}
