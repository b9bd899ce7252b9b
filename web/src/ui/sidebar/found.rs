//! The search results, shown in place of the session list: sessions with matching titles, and the matching messages of
//! each.

use abcb_core::conversation::message::Role;
use abcb_core::log::search::Piece;
use leptos::prelude::*;

use super::session_item;
use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::state::search::{FoundSession, Hit, Hits, Search};
use crate::ui::parts::{dyn_child, on_click, when};

/// How many sessions are shown until the user asks for more.
const SESSIONS: usize = 40;
/// How many messages per session are shown until the user asks for more.
const HITS: usize = 3;

pub fn found() -> AnyView {
    let sessions = expect_context::<State>().sessions;
    let controller = expect_context::<Controller>();
    let search = Search::default();
    let drawn = RwSignal::new(SESSIONS);
    let searched = search.clone();
    // Search again when the query changes, and when a session is added, removed or modified.
    Effect::new(move |before: Option<String>| {
        let query = sessions.query.get();
        sessions.list.track();
        let is_same = before.as_ref() == Some(&query);
        if !is_same {
            drawn.set(SESSIONS);
        }
        controller.search(searched.clone(), is_same);
        query
    });
    on_cleanup(move || sessions.found.set(Vec::new()));
    let progress = search.progress.clone();
    let all = search.sessions.clone();
    let status = move || {
        let (progress, count) = (progress.get(), all.with(Vec::len));
        match (progress.is_running, count, progress.messages) {
            (true, ..) => t("search-running").to_owned(),
            (false, 0, _) if !progress.has_messages => t("search-no-titles").to_owned(),
            (false, 0, _) => t("search-no-matches").to_owned(),
            (false, _, 0) => tf("search-sessions-count", args![n = count]),
            (false, _, messages) => {
                let sessions = tf("search-sessions-count", args![n = count]);
                format!("{} · {sessions}", tf("message-count", args![n = messages]))
            }
        }
    };
    let progress = search.progress.clone();
    let unread = move || match progress.with(|progress| progress.unread) {
        0 => None,
        count => {
            let words = tf("search-unreadable", args![n = count]);
            Some(view! { <p class="none bad">{words}</p> }.into_any())
        }
    };
    let (all, more) = (search.sessions.clone(), search.sessions);
    let show_more = move || {
        view! {
            <button class="quiet" type="button" on:click=on_click(move || drawn.update(|drawn| *drawn += SESSIONS))>
                {t("search-show-more")}
            </button>
        }
    };
    view! {
        <style>{include_str!("../../../styles/lazy/search.css")}</style>
        <p class="found-count" role="status" data-testid="search-status">{dyn_child(status)}</p>
        {dyn_child(unread)}
        <For each=move || all.with(|all| all.iter().take(drawn.get()).cloned().collect::<Vec<FoundSession>>())
            key=|found| found.row.id.clone() children=found_session/>
        {when(move || more.with(Vec::len) > drawn.get(), show_more)}
    }
    .into_any()
}

fn found_session(found: FoundSession) -> AnyView {
    let controller = expect_context::<Controller>();
    let FoundSession { row, hits } = found;
    let (id, title) = (row.id.clone(), row.title.clone());
    let name = dyn_child(move || title.with(|title| pieces(controller.marked(title))));
    let is_open = RwSignal::new(false);
    let hidden = hits.clone();
    let shown = move || {
        hits.with(|hits| {
            let count = if is_open.get() { hits.first.len() } else { HITS };
            hits.first.iter().take(count).map(|hit| hit_view(&id, hit)).collect::<Vec<AnyView>>()
        })
    };
    let more = move || {
        let shown = if is_open.get() { hidden.with(|hits| hits.first.len()) } else { HITS };
        let left = hidden.with(|hits: &Hits| hits.all.saturating_sub(shown));
        let words = tf("search-more-messages", args![n = left]);
        match (left, is_open.get()) {
            (0, _) => None,
            (_, true) => Some(view! { <p class="none">{words}</p> }.into_any()),
            (_, false) => {
                let open = on_click(move || is_open.set(true));
                Some(view! { <button class="quiet" type="button" on:click=open>{words}</button> }.into_any())
            }
        }
    };
    view! {
        {session_item(row, view! { {name} }.into_any())}
        <div class="hits">
            {dyn_child(shown)}
            {dyn_child(more)}
        </div>
    }
    .into_any()
}

fn hit_view(session: &str, hit: &Hit) -> AnyView {
    let controller = expect_context::<Controller>();
    let (session, message) = (session.to_owned(), hit.message);
    let who = match hit.role {
        Role::User => t("search-role-user"),
        Role::Assistant => t("search-role-assistant"),
        Role::System => t("search-role-system"),
        Role::Tool => t("search-role-tool"),
    };
    let branch = hit.is_elsewhere.then(|| view! { <i>{t("search-other-branch")}</i> }.into_any());
    view! {
        <button class="hit" type="button" data-testid="search-hit" data-message-id=message.to_string()
            on:click=on_click(move || controller.open_at(session.clone(), message))>
            <small>{who}" "{branch}</small>
            <span dir="auto">{pieces(hit.excerpt.clone())}</span>
        </button>
    }
    .into_any()
}

fn pieces(pieces: Vec<Piece>) -> Vec<AnyView> {
    let piece = |Piece { text, is_hit }| match is_hit {
        true => view! { <mark>{text}</mark> }.into_any(),
        false => view! { {text} }.into_any(),
    };
    pieces.into_iter().map(piece).collect()
}
