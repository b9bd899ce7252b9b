//! The agent's pages: the available tools, the project's notes, the files the agent may use, and the evaluation.

mod evaluation;
mod files;
mod notes;
mod tools;

use leptos::prelude::*;

use super::dialog::Dialog;
use super::parts::{dyn_child, on_click};
use crate::controller::State;
use crate::i18n::t;
use crate::lazy::{LazyView, lazy};
use crate::state::AgentPage;

#[component]
pub fn AgentDialog() -> impl IntoView {
    let page = expect_context::<State>().agent.page;
    view! {
        <Dialog open=Signal::derive(move || page.with(Option::is_some)) title=t("agent-title")
            on_close=Callback::new(move |()| page.set(None)) content=pages/>
    }
}

lazy!(pages in agent: LazyView = agent_pages);
// In the chunk that runs the evaluation, so the status bar is always available while one is running.
lazy!(pub evaluation_bar in evaluation: LazyView = evaluation::bar);

fn names() -> [(AgentPage, &'static str); 4] {
    [
        (AgentPage::Tools, t("agent-tools-title")),
        (AgentPage::Notes, t("notes-title")),
        (AgentPage::Files, t("agent-files-title")),
        (AgentPage::Evaluation, t("evaluation-title")),
    ]
}

fn agent_pages() -> AnyView {
    let state = expect_context::<State>();
    let page = state.agent.page;
    let tabs = names().map(|(which, name)| {
        view! {
            <button type="button" role="tab" aria-selected=dyn_child(move || (page.get() == Some(which)).to_string())
                on:click=on_click(move || page.set(Some(which)))>{name}</button>
        }
        .into_any()
    });
    let shown = move || match page.get()? {
        AgentPage::Tools => Some(tools::tools()),
        AgentPage::Notes => Some(notes::notes()),
        AgentPage::Files => Some(files::files()),
        AgentPage::Evaluation => Some(evaluation::evaluation()),
    };
    view! {
        <style>{include_str!("../../styles/lazy/tabs.css")}{include_str!("../../styles/lazy/agent.css")}</style>
        <div class="tabs" role="tablist" aria-label=t("agent-sections")>{Vec::from(tabs)}</div>
        <div class="page" role="tabpanel">{dyn_child(shown)}</div>
        <div class="actions">
            <button type="button" class="button" data-testid="close-agent" on:click=on_click(move || page.set(None))>{t("action-close")}</button>
        </div>
    }
    .into_any()
}
