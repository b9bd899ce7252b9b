//! Loads the attachment reader, which is part of the composer's chunk.

use std::rc::Rc;

use futures_util::FutureExt;

use crate::adapters::attachment_reader::BrowserAttachmentReader;
use crate::lazy::{Loading, lazy};
use crate::ports::AttachmentReader;

pub fn load_reader() -> Loading<Rc<dyn AttachmentReader>> {
    async { Ok(reader().await?()) }.boxed_local()
}

lazy!(reader in compose: fn() -> Rc<dyn AttachmentReader> = browser_reader);

fn browser_reader() -> Rc<dyn AttachmentReader> {
    Rc::new(BrowserAttachmentReader)
}
