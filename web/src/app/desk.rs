//! Assembles the composer services that plain text input does not need: stored drafts and the attachment reader. Part
//! of the composer's chunk.

use std::rc::Rc;

use futures_util::FutureExt;

use crate::adapters::drafts::BrowserDrafts;
use crate::adapters::intake::BrowserIntake;
use crate::lazy::{Loading, lazy};
use crate::ports::Desk;

pub fn load() -> Loading<Desk> {
    async { Ok(assembly().await?()) }.boxed_local()
}

lazy!(assembly in compose: fn() -> Desk = assembled);

fn assembled() -> Desk {
    Desk { drafts: Rc::new(BrowserDrafts), intake: Rc::new(BrowserIntake) }
}
