//! The composer. Enter sends and Shift+Enter inserts a line break, but neither while an input method is composing.
//! Attachments, queued messages, the slash command list, the prompt library and the message history are loaded as
//! chunks.

mod attached;
mod library;
mod recall;
mod slash;
mod suggestion;
mod tray;

use abcb_core::conversation::attachment::Attachments;
use leptos::prelude::*;
use leptos::{ev, html};

use super::dialog::Dialog;
use super::icons::Icon;
use super::parts::{
    condition, dyn_child, is_send, lazy_child, on_click, on_event, on_input, on_key, on_submit, use_lazy,
    when,
};
use super::scope::Scope;
use crate::controller::{Controller, State};
use crate::dom::incoming_files::pasted;
use crate::i18n::{args, t, tf};
use crate::lazy::{LazyView, lazy};
use crate::ports::{FileInput, IncomingFiles};
use crate::state::AgentPage;

lazy!(tray_view in compose: LazyView = tray::tray);
lazy!(recalling in compose: fn(Controller, State, String) = recall::recall);
lazy!(attached_view in compose: fn(Attachments) -> AnyView = attached::attached);
lazy!(slash_list in dialogs: LazyView = slash::list);
lazy!(library_pages in dialogs: LazyView = library::pages);

#[component]
pub fn Composer() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let conversation = state.conversation;
    let field = NodeRef::<html::Textarea>::new();
    let writing = state.writing;
    let is_empty = condition(move || {
        conversation.draft.with(|draft| draft.trim().is_empty())
            && writing.attachments.with(|files| files.is_empty())
    });
    let is_running = condition(move || conversation.view.with(|view| view.is_running.get()));
    // In a new session the composer gets the focus.
    Effect::new(move |_| {
        let is_new = state.sessions.current.with(Option::is_none);
        if let Some(field) = field.get().filter(|_| is_new) {
            let _ = field.focus();
        }
    });
    // The draft may suggest a tool. The same draft may do so again once the agent is turned on or the active model
    // changes.
    Effect::new(move |_| {
        conversation.draft.track();
        state.agent.is_on.track();
        // The tool call protocol depends on the active model.
        state.model.active.track();
        controller.look_for_tools();
    });
    let keys = on_key(move |event| {
        if writing.keys.get_untracked().is_some_and(|take| take.try_run(event.clone()).unwrap_or(false)) {
            return event.prevent_default();
        }
        let name = event.key();
        let is_held = event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key();
        let is_recalled = writing.recalled.with_untracked(Option::is_some) && !is_held;
        let begins_with_slash = conversation.draft.with_untracked(|draft| draft.starts_with('/'));
        let is_blank = is_recalled || conversation.draft.with_untracked(String::is_empty) && !is_held;
        if name == "Tab" && !is_held && suggestion::is_offered(state) {
            event.prevent_default();
            controller.accept_suggestion();
        } else if is_send(&event) && begins_with_slash && writing.keys.get_untracked().is_none() {
            event.prevent_default();
            send_once_listed(event, state, controller);
        } else if is_send(&event) {
            event.prevent_default();
            controller.send();
        } else if is_blank && name == "ArrowUp" || is_recalled && (name == "ArrowDown" || name == "Escape") {
            event.prevent_default();
            Scope::page().fetch(controller, recalling, move |recall| {
                if let Some(recall) = recall {
                    recall(controller, state, name);
                }
            });
        } else if name == "Escape" && is_running.get_untracked() {
            controller.stop();
        } else if is_recalled {
            writing.recalled.set(None);
        }
    });
    let paste = on_event(move |event: ev::ClipboardEvent| {
        if let Some(incoming) = pasted(&event) {
            event.prevent_default();
            controller.attach(incoming);
        }
    });
    let picked = on_event(move |event: ev::Event| {
        controller.attach(IncomingFiles::Picked(event_target::<FileInput>(&event)))
    });
    let is_laden = Signal::derive(move || {
        writing.is_dropping.get()
            || writing.attachments.with(|files| !files.is_empty())
            || conversation.view.with(|view| {
                view.queue.with(|queue| !queue.is_empty()) || view.unstored.with(Option::is_some)
            })
    });
    let tray = use_lazy(is_laden, tray_view, Callback::new(move |()| writing.is_dropping.set(false)));
    let is_slash = Signal::derive(move || conversation.draft.with(|draft| draft.starts_with('/')));
    let slash = use_lazy(is_slash, slash_list, Callback::new(|()| {}));
    let hint = move || {
        let steps = state.conversation.view.with(|view| view.steps.get().filter(|_| view.is_running.get()));
        let is_awaiting = state.conversation.view.with(|view| view.awaiting.get().is_some());
        match (steps, is_awaiting) {
            (Some((step, of)), _) => tf("composer-step", args![step = step, all = of]),
            (None, true) => t("approval-waiting").to_owned(),
            (None, false) => t("composer-keys-hint").to_owned(),
        }
    };
    // Whether the hint only names the keys.
    let is_idle = condition(move || {
        state.conversation.view.with(|view| {
            view.awaiting.get().is_none() && !(view.is_running.get() && view.steps.get().is_some())
        })
    });
    let asks = condition(move || state.conversation.view.with(|view| view.awaiting.get().is_some()));
    let stop = move || {
        view! {
            <button class="send stop" type="button" aria-label=t("action-stop") data-testid="stop"
                on:click=on_click(move || controller.stop())>{Icon::STOP.view()}</button>
        }
    };
    // While an answer is streaming, a message can be queued to be sent after it.
    let send = move || {
        view! {
            <button class="send" type="submit" aria-label=t("composer-send") data-testid="send"
                disabled=dyn_child(move || is_empty.get())>{Icon::SEND.view()}</button>
        }
    };
    view! {
        <div class="compose">
            <form class="box" on:submit=on_submit(move || controller.send())>
                {dyn_child(move || slash.get().map(|view| untrack(view)))}
                {dyn_child(move || tray.get().map(|view| untrack(view)))}
                // The field grows with a hidden copy of its text underneath, so nothing has to be measured.
                <div class="grow" data-text=dyn_child(move || conversation.draft.get())>
                    <textarea rows="1" dir="auto" placeholder=t("composer-placeholder") aria-label=t("composer-message") id="composer" data-testid="composer-input"
                        enterkeyhint="send" node_ref=field prop:value=conversation.draft
                        aria-autocomplete="list" aria-controls=dyn_child(move || writing.option.with(|option| option.is_some().then_some("slash-list")))
                        aria-activedescendant=dyn_child(move || writing.option.get())
                        on:input=on_input(move |text| {
                            writing.recalled.set(None);
                            conversation.draft.set(text);
                            controller.note_draft();
                        })
                        on:paste=paste on:keydown=keys></textarea>
                </div>
                {suggestion::offer(state, controller)}
                <div class="row">
                    <label class="quiet attach" title=t("composer-attach")>
                        {Icon::ATTACH.view()}
                        <input class="sr-only" type="file" multiple data-testid="attach" aria-label=t("composer-attach")
                            on:change=picked/>
                    </label>
                    <button class="toggle" type="button" data-testid="agent-toggle" title=t("composer-agent-hint")
                        aria-pressed=dyn_child(move || state.agent.is_on.get().to_string())
                        on:click=on_click(move || controller.toggle_agent())>{Icon::TOOLS.view()}{t("agent-title")}</button>
                    <button class="quiet" type="button" aria-label=t("composer-agent-title")
                        title=t("composer-agent-title") data-testid="open-agent"
                        on:click=on_click(move || state.agent.page.set(Some(AgentPage::Tools)))>{Icon::MORE.view()}</button>
                    <span class="hint" class:idle=dyn_child(move || is_idle.get()) class:asks=dyn_child(move || asks.get()) data-testid="composer-hint">{dyn_child(hint)}</span>
                    {when(move || is_running.get(), stop)}
                    {when(move || !is_running.get() || !is_empty.get(), send)}
                </div>
            </form>
            <Dialog open=Signal::derive(move || writing.prompts.with(Option::is_some)) title=t("prompt-title")
                on_close=Callback::new(move |()| writing.prompts.set(None)) content=library_pages/>
        </div>
    }
    .into_any()
}

/// Handles a key pressed while the command list is still loading: passes it to the list once that is there, and sends
/// the message if the list does not use the key.
fn send_once_listed(event: ev::KeyboardEvent, state: State, controller: Controller) {
    Scope::page().fetch(controller, slash_list, move |list| {
        let decide = move || {
            let is_taken =
                state.writing.keys.get_untracked().is_some_and(|take| take.try_run(event).unwrap_or(false));
            if !is_taken {
                controller.send();
            }
        };
        if list.is_some() {
            // The list is mounted by the next frame.
            Scope::page().next_frame(controller, decide);
        }
    });
}

/// The attachments of a message, shown once their chunk is loaded.
pub fn attached_files(attachments: Attachments) -> AnyView {
    lazy_child(attached_view, attachments, None)
}
