//! Attachments of the draft: which files are accepted, and what the user is told about the others.

use abcb_core::conversation::attachment::decode::DAMAGED;
use abcb_core::conversation::attachment::files::{
    MAX_FILE_BYTES, MAX_IMAGE_BYTES, MAX_IMAGES, MAX_TEXT_BYTES,
};
use abcb_core::conversation::attachment::{Attachment, Content, UserInput};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::{args, t, tf};
use crate::lazy::lazy;
use crate::ports::{IncomingFiles, ReadFile, Refusal};
use crate::state::{Active, set_if_changed};

lazy!(taking in compose: fn(Controller, IncomingFiles) = take);

/// Whether the model supports images.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum VisionSupport {
    Supported,
    Unsupported,
    /// The server does not report it.
    Unknown,
}

impl Controller {
    /// Reads files or a long pasted text into the draft.
    pub fn attach(&self, incoming: IncomingFiles) {
        let controller = *self;
        self.with_part(taking, move |take| take(controller, incoming));
    }

    /// Highlights the page while files are dragged over it.
    pub fn show_drop(&self, is_over: bool) {
        set_if_changed(&self.inner().state.writing.is_dropping, is_over);
    }

    pub fn remove_attachment(&self, place: usize) {
        let inner = self.inner();
        let mut files = inner.state.writing.attachments.get_untracked().to_vec();
        if place < files.len() {
            files.remove(place);
            inner.state.writing.attachments.set(files.into());
            inner.note_draft();
        }
    }

    /// Moves the text of an attachment into the message itself.
    pub fn unpack_attachment(&self, place: usize) {
        let inner = self.inner();
        let files = inner.state.writing.attachments.get_untracked();
        let Some(Content::Text(text)) = files.get(place).map(|file| &file.content) else { return };
        let draft = inner.state.conversation.draft;
        let gap = draft.with_untracked(|draft| if draft.is_empty() { "" } else { "\n\n" });
        draft.update(|draft| *draft = format!("{draft}{gap}{text}"));
        self.remove_attachment(place);
        inner.go_on_writing();
    }

    /// Calls `say` with whether the active model supports images, as far as is known.
    pub fn ask_for_vision(&self, say: impl FnOnce(VisionSupport) + 'static) {
        let inner = self.inner();
        spawn_local(async move { say(inner.vision().await) });
    }
}

fn take(controller: Controller, incoming: IncomingFiles) {
    let inner = controller.inner();
    spawn_local(async move {
        // The files belong to the session that is on screen now, even if the user switches before they are read.
        let session = inner.state.sessions.current.get_untracked();
        // The reader is in the same chunk as this function, so it is there.
        let Ok(reader) = (inner.ports.attachment_reader)().await else { return };
        let files = reader.read(incoming).await;
        let has_image =
            files.iter().any(|file| matches!(&file.read, Ok(Attachment { content: Content::Data(_), .. })));
        let vision = if has_image { inner.vision().await } else { VisionSupport::Unknown };
        let mut taken = inner
            .draft_of(session.as_deref().unwrap_or(abcb_core::conversation::drafts::NEW))
            .attachments
            .to_vec();
        let before = taken.len();
        for file in files {
            let name = if file.name.is_empty() { pasted_name(&taken) } else { file.name.clone() };
            let guessed = file.guessed;
            match admitted(file, &shown(&name), &taken, vision) {
                Ok(attachment) => {
                    if let Some(encoding) = guessed {
                        inner.toast(read_as(&shown(&name), encoding));
                    }
                    taken.push(Attachment { name, ..attachment });
                }
                Err(reason) => inner.toast(reason),
            }
        }
        let new: Vec<Attachment> = taken.drain(before..).collect();
        if !new.is_empty() {
            let written = UserInput { content: String::new(), attachments: new.into() };
            inner.add_to_draft(session.as_deref(), written);
            inner.go_on_writing();
        }
    });
}

/// Returns a name that no other pasted text has.
fn pasted_name(taken: &[Attachment]) -> String {
    let first = t("attach-pasted-text").to_owned();
    let mut name = first.clone();
    let mut number = 1;
    while taken.iter().any(|other| other.name == name) {
        number += 1;
        name = format!("{first} {number}");
    }
    name
}

fn shown(name: &str) -> String {
    let content = Content::Text(String::new());
    Attachment { name: name.to_owned(), media_type: String::new(), content }.shown_name()
}

/// Returns the attachment, or why the file `name` is rejected, as a sentence.
fn admitted(
    file: ReadFile,
    name: &str,
    taken: &[Attachment],
    vision: VisionSupport,
) -> Result<Attachment, String> {
    let kb = |bytes: usize| bytes / 1024;
    let attachment = match file.read {
        Ok(attachment) => attachment,
        Err(Refusal::TooLarge) => {
            return Err(tf(
                "attach-too-large",
                args![name = name, text = kb(MAX_FILE_BYTES), picture = MAX_IMAGE_BYTES / (1024 * 1024)],
            ));
        }
        Err(Refusal::NotReadable) => {
            return Err(tf("attach-unsupported", args![name = name]));
        }
        Err(Refusal::Failed(reason)) => {
            return Err(tf("attach-unreadable", args![name = name, reason = &reason]));
        }
    };
    match &attachment.content {
        Content::Text(text) => {
            let is_text = |other: &&Attachment| matches!(other.content, Content::Text(_));
            let all: usize = taken.iter().filter(is_text).map(Attachment::size).sum();
            if all + text.len() > MAX_TEXT_BYTES {
                return Err(tf("attach-text-full", args![name = name, most = kb(MAX_TEXT_BYTES)]));
            }
        }
        Content::Data(_) => {
            if vision == VisionSupport::Unsupported {
                return Err(tf("attach-model-blind", args![name = name]));
            }
            let images = taken.iter().filter(|other| matches!(other.content, Content::Data(_))).count();
            if images >= MAX_IMAGES {
                return Err(tf("attach-too-many-images", args![name = name, most = MAX_IMAGES]));
            }
        }
    }
    Ok(attachment)
}

impl Inner {
    async fn vision(&self) -> VisionSupport {
        match self.state.model.active.get_untracked() {
            Active::Server(server) => match self.ports.servers.model_facts(server).await.sees_images {
                Some(true) => VisionSupport::Supported,
                Some(false) => VisionSupport::Unsupported,
                None => VisionSupport::Unknown,
            },
            Active::InPage(_) | Active::Mock => VisionSupport::Unsupported,
            Active::Unknown | Active::Unusable(_) => VisionSupport::Unknown,
        }
    }
}

fn read_as(name: &str, encoding: &str) -> String {
    match encoding {
        DAMAGED => tf("attach-damaged", args![name = name]),
        encoding => tf("attach-encoding-guessed", args![name = name, encoding = encoding]),
    }
}
