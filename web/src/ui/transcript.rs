//! The conversation: its messages, scrolled to the end while the reader is there.

use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;

use super::empty::empty;
use super::icons::Icon;
use super::instructions::top_of_conversation;
use super::message::message_view;
use super::messages::waiting_for_model;
use super::parts::{condition, dyn_child, on_click, when};
use super::scope::Scope;
use crate::controller::{Controller, State};
use crate::dom::stick_to_bottom::{EndOfScroll, Mounted, Place};
use crate::i18n::t;

#[component]
pub fn Transcript() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let conversation = state.conversation;
    let scroller = NodeRef::<html::Section>::new();
    let content = NodeRef::<html::Div>::new();
    let is_far = RwSignal::new(false);
    let end = StoredValue::new_local(None::<Rc<EndOfScroll>>);
    Effect::new(move |_| {
        if let (Some(scroller), Some(content)) = (scroller.get(), content.get()) {
            let mounted = Mounted { scroller: scroller.into(), content: content.into() };
            let moved = move |place: Place| {
                if is_far.get_untracked() != place.is_far_from_end {
                    is_far.set(place.is_far_from_end);
                }
                if place.is_near_start && !place.is_at_end {
                    controller.show_earlier();
                }
            };
            end.set_value(Some(Rc::new(EndOfScroll::watch(mounted, moved))));
        }
    });
    let go_to_end = move || {
        if let Some(end) = end.get_value() {
            end.go_to_end();
        }
    };
    let scope = Scope::here();
    Effect::new(move |_| {
        conversation.jumps.track();
        // The layout is computed for the next frame anyway; reading it now would force an extra one. The component may
        // be gone by then, for example after a change of language.
        scope.next_frame(controller, go_to_end);
    });
    // An edit at the end of the conversation must not scroll it: the message stays in place.
    Effect::new(move |_| {
        let editing = conversation.editing.get();
        let Some(end) = end.get_value() else { return };
        if let Some(id) = editing {
            end.hold(id);
        }
        scope.next_frame(controller, move || match editing {
            Some(id) => end.show_field(id),
            None => end.let_go(),
        });
    });
    let is_blank = move || {
        let current = state.sessions.current.get();
        conversation.view.with(|view| view.is_of(current.as_deref()) && view.rows.with(Vec::is_empty))
    };
    let to_end = move || {
        view! {
            <button class="to-end" type="button" aria-label=t("transcript-scroll-to-bottom") on:click=on_click(go_to_end)>
                {Icon::DOWN.view()}
            </button>
        }
    };
    let is_busy =
        condition(move || conversation.view.with(|view| view.is_running.get()) || state.runs.is_replaying());
    view! {
        <section class="log" class:busy=dyn_child(move || is_busy.get()) role="log" aria-label=t("transcript-title") aria-live="off" tabindex="0" node_ref=scroller>
            <div class="col" node_ref=content>
                {top_of_conversation()}
                {when(is_blank, empty)}
                <For each=move || conversation.view.with(|view| view.rows.get()) key=|row| row.key
                    children=message_view/>
                {what_is_waited_for()}
                {unanswered()}
                {answered_elsewhere()}
            </div>
        </section>
        {when(move || is_far.get(), to_end)}
    }
    .into_any()
}

/// The placeholder for the answer while the model is not known yet. `RunStatus` announces it to screen readers.
fn what_is_waited_for() -> AnyView {
    let state = expect_context::<State>();
    let waits = condition(move || state.conversation.view.with(|view| view.waits.get()));
    let words = move || state.model.status.with(waiting_for_model);
    let line = move || {
        view! {
            <p class="waiting" data-testid="waiting"><i class="dot live"></i>{dyn_child(words)}</p>
        }
    };
    when(move || waits.get(), line).into_any()
}

/// Says that another tab is answering, with a button to go on in this one instead.
fn answered_elsewhere() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let is_elsewhere = condition(move || state.conversation.view.with(|view| view.works_elsewhere.get()));
    let note = move || {
        view! {
            <p class="left-over" role="status">
                <span><i class="dot live"></i>{t("answer-in-other-tab")}</span>" "
                <button type="button" class="button" data-testid="take-over" on:click=on_click(move || controller.take_over())>{t("take-over")}</button>
            </p>
        }
    };
    when(move || is_elsewhere.get(), note).into_any()
}

/// A button to answer the last user message if it has no answer, for example after a stop, a closed page or an import.
fn unanswered() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let question = Memo::new(move |_| {
        let is_busy =
            state.conversation.view.with(|view| view.is_running.get() || view.works_elsewhere.get());
        let is_at_rest = !is_busy && !state.runs.is_replaying();
        state.conversation.view.with(|view| view.unanswered.get()).filter(|_| is_at_rest)
    });
    let note = move || {
        let answer = move || {
            if let Some(question) = question.get_untracked() {
                controller.answer_question(question);
            }
        };
        view! {
            <p class="left-over" data-testid="unanswered">
                {t("question-unanswered")}" "
                <button type="button" class="button" data-testid="answer" on:click=on_click(answer)>{t("transcript-answer-it")}</button>
            </p>
        }
    };
    when(move || question.with(Option::is_some), note).into_any()
}
