//! The conversation: its messages, kept at the end while the reader is there.

use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;

use super::empty::empty;
use super::icons::Icon;
use super::instructions::top_of_conversation;
use super::message::message_view;
use super::parts::{condition, live, press, when};
use super::scope::Scope;
use crate::controller::{Controller, State};
use crate::i18n::t;
use crate::ports::{EndOfScroll, Mounted, Place};

#[component]
pub fn Transcript() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let conversation = state.conversation;
    let scroller = NodeRef::<html::Section>::new();
    let content = NodeRef::<html::Div>::new();
    let at_end = RwSignal::new(true);
    let end = StoredValue::new_local(None::<Rc<EndOfScroll>>);
    Effect::new(move |_| {
        if let (Some(scroller), Some(content)) = (scroller.get(), content.get()) {
            let mounted = Mounted { scroller: scroller.into(), content: content.into() };
            let moved = move |place: Place| {
                if at_end.get_untracked() != place.is_at_end {
                    at_end.set(place.is_at_end);
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
        // In the next frame everything has its place anyway; to ask for it now would cost a layout of its own. By then the
        // page may be gone, as it is when it changes its language.
        scope.next_frame(controller, go_to_end);
    });
    let is_blank = move || {
        let current = state.sessions.current.get();
        conversation.view.with(|view| view.is_of(current.as_deref()) && view.rows.with(Vec::is_empty))
    };
    let to_end = move || {
        view! {
            <button class="to-end" type="button" aria-label=t("Go to the end") on:click=press(go_to_end)>
                {Icon::Down.view()}
            </button>
        }
    };
    let is_busy =
        condition(move || conversation.view.with(|view| view.is_running.get()) || state.runs.is_replaying());
    view! {
        <section class="log" class:busy=live(move || is_busy.get()) role="log" aria-label=t("Conversation") aria-live="off" tabindex="0" node_ref=scroller>
            <div class="col" node_ref=content>
                {top_of_conversation()}
                {when(is_blank, empty)}
                <For each=move || conversation.view.with(|view| view.rows.get()) key=|row| row.key
                    children=message_view/>
            </div>
        </section>
        {when(move || !at_end.get(), to_end)}
    }
    .into_any()
}
