//! Where the user writes. Enter sends, Shift+Enter breaks the line, and neither while an input method is composing.

use leptos::html;
use leptos::prelude::*;

use super::icons::Icon;
use super::parts::{condition, is_send, key, live, press, sent, typed};
use crate::controller::{Controller, State};
use crate::i18n::{t, tf};
use crate::state::AgentPage;

#[component]
pub fn Composer() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let conversation = state.conversation;
    let field = NodeRef::<html::Textarea>::new();
    let is_empty = condition(move || conversation.draft.with(|draft| draft.trim().is_empty()));
    let is_running = condition(move || conversation.view.with(|view| view.is_running.get()));
    // A new session is for writing.
    Effect::new(move |_| {
        let is_new = state.sessions.current.with(Option::is_none);
        if let Some(field) = field.get().filter(|_| is_new) {
            let _ = field.focus();
        }
    });
    let keys = key(move |event| {
        if is_send(&event) {
            event.prevent_default();
            controller.send();
        } else if event.key() == "Escape" && is_running.get_untracked() {
            controller.stop();
        }
    });
    let hint = move || {
        let steps = state.conversation.view.with(|view| view.steps.get().filter(|_| view.is_running.get()));
        let is_awaiting = state.conversation.view.with(|view| view.awaiting.get().is_some());
        match (steps, is_awaiting) {
            (Some((step, of)), _) => {
                tf("Step {step} of {all}", &[("step", &step.to_string()), ("all", &of.to_string())])
            }
            (None, true) => t("A tool waits for your decision").to_owned(),
            (None, false) => t("Enter sends, Shift+Enter breaks the line").to_owned(),
        }
    };
    let is_idle = condition(move || {
        state.conversation.view.with(|view| !view.is_running.get() && view.awaiting.get().is_none())
    });
    let button = move || match is_running.get() {
        true => view! {
            <button class="send stop" type="button" aria-label=t("Stop") data-testid="stop"
                on:click=press(move || controller.stop())>{Icon::Stop.view()}</button>
        }
        .into_any(),
        false => view! {
            <button class="send" type="submit" aria-label=t("Send") data-testid="send"
                disabled=live(move || is_empty.get())>{Icon::Send.view()}</button>
        }
        .into_any(),
    };
    view! {
        <div class="compose">
            <form class="box" on:submit=sent(move || controller.send())>
                // The field grows with a copy of its text that lies under it, so nothing has to be measured.
                <div class="grow" data-text=live(move || conversation.draft.get())>
                    <textarea rows="1" placeholder=t("Write a message") aria-label=t("Message") id="composer" data-testid="composer-input"
                        enterkeyhint="send" node_ref=field prop:value=conversation.draft
                        on:input=typed(move |text| conversation.draft.set(text))
                        on:keydown=keys></textarea>
                </div>
                <div class="row">
                    <button class="toggle" type="button" data-testid="agent-toggle" title=t("The agent may use tools")
                        aria-pressed=live(move || state.agent.is_on.get().to_string())
                        on:click=press(move || controller.toggle_agent())>{Icon::Tools.view()}{t("Agent")}</button>
                    <button class="quiet" type="button" aria-label=t("Tools, notes, files and evaluation")
                        title=t("Tools, notes, files and evaluation") data-testid="open-agent"
                        on:click=press(move || state.agent.page.set(Some(AgentPage::Tools)))>{Icon::More.view()}</button>
                    <span class="hint" class:idle=live(move || is_idle.get()) role="status">{live(hint)}</span>
                    {live(button)}
                </div>
            </form>
        </div>
    }
    .into_any()
}
