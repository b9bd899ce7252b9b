//! Puts together what writing needs beyond a field. In the chunk of the composer.

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
