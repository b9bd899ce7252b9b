//! The area above the message field: queued messages, attachments of the draft, and the drop zone.

use abcb_core::conversation::attachment::{Attachment, Attachments, Content, UserInput};
use leptos::prelude::*;

use super::attached::{mark_of, size_words};
use crate::controller::{Controller, State, VisionSupport};
use crate::i18n::{args, t, tf};
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click, when};
use crate::ui::scope::Scope;

pub fn tray() -> AnyView {
    let state = expect_context::<State>();
    let queue = move || state.conversation.view.with(|view| view.queue.get());
    let has_queue = move || !queue().is_empty();
    let unstored = move || state.conversation.view.with(|view| view.unstored.get());
    let is_unstored = move || unstored().is_some();
    let has_files = move || state.writing.attachments.with(|files| !files.is_empty());
    view! {
        <style>{include_str!("../../../styles/lazy/compose.css")}</style>
        {when(move || state.writing.is_dropping.get(), drop_place)}
        {when(is_unstored, move || not_stored(unstored))}
        {when(has_queue, move || waiting(queue))}
        {when(has_files, files)}
    }
    .into_any()
}

fn drop_place() -> AnyView {
    view! { <div class="drop-place" data-testid="drop-place"><p>{Icon::ATTACH.view()}{t("composer-drop")}</p></div> }
        .into_any()
}

fn waiting(queue: impl Fn() -> Vec<UserInput> + Send + 'static) -> AnyView {
    let state = expect_context::<State>();
    let when = move || {
        let (steps, awaiting) = state.conversation.view.with(|view| (view.steps.get(), view.awaiting.get()));
        match (awaiting, steps) {
            (Some(_), _) => t("queue-after-decision"),
            (None, Some(_)) => t("queue-before-next-step"),
            (None, None) => t("queue-after-answer"),
        }
    };
    let lines = move || queue().into_iter().enumerate().map(waiting_line).collect::<Vec<AnyView>>();
    view! {
        <section class="waiting-messages" aria-label=t("queue-title")>
            <small>{dyn_child(when)}</small>
            <ol>{dyn_child(lines)}</ol>
        </section>
    }
    .into_any()
}

/// A message that has left the field but is not stored in the conversation yet.
fn not_stored(unstored: impl Fn() -> Option<UserInput> + Send + 'static) -> AnyView {
    let line = move || {
        unstored().map(|written| view! { <li data-testid="unstored">{words_of(&written)}</li> }.into_any())
    };
    view! {
        <section class="waiting-messages" aria-label=t("queue-unsaved")>
            <small>{t("queue-unsaved-hint")}</small>
            <ol>{dyn_child(line)}</ol>
        </section>
    }
    .into_any()
}

/// A message's text and the names of its attachments.
fn words_of(written: &UserInput) -> AnyView {
    let names = written.attachments.iter().map(Attachment::shown_name);
    let files = names.collect::<Vec<_>>().join(", ");
    view! { <span class="text" dir="auto">{written.content.clone()}" "<small dir="auto">{files}</small></span> }.into_any()
}

fn waiting_line((place, written): (usize, UserInput)) -> AnyView {
    let controller = expect_context::<Controller>();
    view! {
        <li data-testid="queued">
            {words_of(&written)}
            <button type="button" class="quiet" aria-label=t("queue-edit") title=t("action-edit")
                data-testid="edit-queued" on:click=on_click(move || controller.edit_queued(place))>{Icon::EDIT.view()}</button>
            <button type="button" class="quiet" aria-label=t("queue-remove") title=t("action-remove")
                data-testid="remove-queued" on:click=on_click(move || controller.remove_queued(place))>{Icon::CLOSE.view()}</button>
        </li>
    }
    .into_any()
}

fn files() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let attachments = state.writing.attachments;
    let vision = RwSignal::new(None::<VisionSupport>);
    let scope = Scope::here();
    // The active model may change before the message is sent.
    Effect::new(move |_| {
        state.model.active.track();
        if attachments.with(|files| files.iter().any(is_picture)) {
            controller.ask_for_vision(scope.guard(move |answer| vision.set(Some(answer))));
        }
    });
    let note = move || {
        let words = match vision.get().filter(|_| attachments.with(|files| files.iter().any(is_picture)))? {
            VisionSupport::Supported => return None,
            VisionSupport::Unknown => t("attachments-vision-unknown"),
            VisionSupport::Unsupported => t("attachments-model-blind"),
        };
        Some(view! { <p class="note" role="status" data-testid="sight">{words}</p> }.into_any())
    };
    let chips = move || chips(&attachments.get());
    view! {
        <ul class="files" aria-label=t("composer-attached")>{dyn_child(chips)}</ul>
        {dyn_child(note)}
    }
    .into_any()
}

fn is_picture(attachment: &Attachment) -> bool {
    matches!(attachment.content, Content::Data(_))
}

fn chips(attachments: &Attachments) -> Vec<AnyView> {
    attachments.iter().enumerate().map(chip).collect()
}

fn chip((place, attachment): (usize, &Attachment)) -> AnyView {
    let controller = expect_context::<Controller>();
    let name = attachment.shown_name();
    let unpack = matches!(attachment.content, Content::Text(_)).then(|| {
        let label = tf("attachment-unpack-named", args![name = &name]);
        view! {
            <button type="button" class="quiet" aria-label=label title=t("attachment-unpack")
                data-testid="unpack-attachment"
                on:click=on_click(move || controller.unpack_attachment(place))>{Icon::DOWN.view()}</button>
        }
        .into_any()
    });
    let remove = tf("attachment-remove", args![name = &name]);
    view! {
        <li class="file" data-testid="attachment">
            {mark_of(attachment)}
            <span class="name" dir="auto" title=name.clone()>{name.clone()}</span>
            <small>{size_words(attachment.size())}</small>
            {unpack}
            <button type="button" class="quiet" aria-label=remove title=t("action-remove") data-testid="remove-attachment"
                on:click=on_click(move || controller.remove_attachment(place))>{Icon::CLOSE.view()}</button>
        </li>
    }
    .into_any()
}
