//! Assembles the composer services that plain text input does not need: stored drafts and the attachment reader. Part
//! of the composer's chunk.

use std::rc::Rc;

use futures_util::FutureExt;

use crate::adapters::attachment_reader::BrowserAttachmentReader;
use crate::adapters::drafts::BrowserDrafts;
use crate::lazy::{Loading, lazy};
use crate::ports::ComposerServices;

pub fn load() -> Loading<ComposerServices> {
    async { Ok(assembly().await?()) }.boxed_local()
}

lazy!(assembly in compose: fn() -> ComposerServices = assembled);

fn assembled() -> ComposerServices {
    ComposerServices { drafts: Rc::new(BrowserDrafts), attachments: Rc::new(BrowserAttachmentReader) }
}
