//! The attachments of a sent message. Each opens to show the content that the model received.

use abcb_core::conversation::attachment::{Attachment, Attachments, Content};
use leptos::ev;
use leptos::prelude::*;

use crate::i18n::{args, t, tf};
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_event};

pub fn attached(attachments: Attachments) -> AnyView {
    view! {
        <style>{include_str!("../../../styles/lazy/attached.css")}</style>
        <div class="attached">{attachments.iter().map(file_view).collect::<Vec<AnyView>>()}</div>
    }
    .into_any()
}

fn file_view(attachment: &Attachment) -> AnyView {
    let is_open = RwSignal::new(false);
    let toggled = on_event(move |_: ev::Event| is_open.update(|open| *open = !*open));
    let (mark, name, size) = (mark_of(attachment), attachment.shown_name(), size_words(attachment.size()));
    let attachment = attachment.clone();
    // The full content is rendered only while the attachment is open.
    let content = move || is_open.get().then(|| content_of(&attachment));
    view! {
        <details class="file" data-testid="message-attachment" on:toggle=toggled>
            <summary>{mark}<span class="name" dir="auto">{name}</span><small>{size}</small></summary>
            {dyn_child(content)}
        </details>
    }
    .into_any()
}

/// The attachment's thumbnail: a small version of a picture, or a sheet icon for text.
pub fn mark_of(attachment: &Attachment) -> AnyView {
    match attachment.image_url() {
        Some(url) => view! { <img class="thumb" src=url alt=""/> }.into_any(),
        None => Icon::ATTACH.view(),
    }
}

fn content_of(attachment: &Attachment) -> AnyView {
    match (&attachment.content, attachment.image_url()) {
        (_, Some(url)) => view! { <img class="whole" src=url alt=attachment.shown_name()/> }.into_any(),
        (Content::Text(text), None) => {
            let name = tf("attachment-contents", args![name = &attachment.shown_name()]);
            view! { <pre dir="auto" tabindex="0" role="region" aria-label=name>{text.clone()}</pre> }
                .into_any()
        }
        (Content::Data(_), None) => view! { <p>{t("attachment-not-shown")}</p> }.into_any(),
    }
}

/// Formats a size, such as `12 KB` or `340 B`.
pub fn size_words(bytes: usize) -> String {
    if bytes < 1_000 { format!("{bytes} B") } else { format!("{} KB", bytes.div_ceil(1_000)) }
}
