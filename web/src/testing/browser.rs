//! A fake browser that only records calls. Frames are rendered in the turns of a test.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, ready};

use crate::adapters::browser::DomBrowser;
use crate::ports::{Browser, FileInput, PickedFile};

type Frame = Box<dyn FnOnce()>;

/// The name and contents of a file.
type File = (String, Vec<u8>);

#[derive(Clone)]
pub struct FakeBrowser {
    /// The session in the URL.
    pub address: Rc<RefCell<Option<String>>>,
    pub downloads: Rc<RefCell<Vec<(String, String)>>>,
    pub copied: Rc<RefCell<Vec<String>>>,
    /// The messages scrolled to, in order.
    pub revealed: Rc<RefCell<Vec<u64>>>,
    /// The files the user picks next.
    pub picked: Rc<RefCell<Vec<File>>>,
    /// Frame callbacks that have not run yet.
    frames: Rc<RefCell<Vec<Frame>>>,
    pub frames_are_held: Rc<Cell<bool>>,
    pub is_local: Rc<Cell<bool>>,
    pub is_visible: Rc<Cell<bool>>,
    pub has_network: Rc<Cell<bool>>,
    /// Whether the page looks for drafts of earlier visits.
    pub has_drafts: Rc<Cell<bool>>,
    /// The error that downloads fail with.
    pub download_fails: Rc<RefCell<Option<String>>>,
}

impl Default for FakeBrowser {
    fn default() -> Self {
        Self {
            address: Rc::default(),
            downloads: Rc::default(),
            copied: Rc::default(),
            revealed: Rc::default(),
            picked: Rc::default(),
            frames: Rc::default(),
            frames_are_held: Rc::default(),
            is_local: Rc::new(Cell::new(true)),
            is_visible: Rc::new(Cell::new(true)),
            has_network: Rc::new(Cell::new(true)),
            has_drafts: Rc::default(),
            download_fails: Rc::default(),
        }
    }
}

impl FakeBrowser {
    /// Runs all pending frame callbacks and returns whether there were any.
    pub fn draw_frames(&self) -> bool {
        if self.frames_are_held.get() {
            return false;
        }
        let frames = self.frames.take();
        let is_drawn = !frames.is_empty();
        frames.into_iter().for_each(|draw| draw());
        is_drawn
    }
}

impl Browser for FakeBrowser {
    fn show_session(&self, id: Option<&str>, _: bool) {
        *self.address.borrow_mut() = id.map(str::to_owned);
    }

    fn is_local(&self) -> bool {
        self.is_local.get()
    }

    fn is_narrow(&self) -> bool {
        false
    }

    fn is_visible(&self) -> bool {
        self.is_visible.get()
    }

    fn may_have_network(&self) -> bool {
        self.has_network.get()
    }

    fn renew(&self) {}

    fn focus_composer(&self) {}

    fn pick_imports(&self) {}

    fn scroll_to(&self, _: &str) {}

    fn reveal_message(&self, id: u64) -> LocalBoxFuture<'static, ()> {
        self.revealed.borrow_mut().push(id);
        ready(()).boxed_local()
    }

    fn decompose(&self, character: char) -> String {
        DomBrowser.decompose(character)
    }

    fn last_answer(&self) -> String {
        String::new()
    }

    fn behind_utc(&self) -> i64 {
        0
    }

    fn download(&self, name: &str, _: &str, bytes: &[u8]) -> Result<(), String> {
        match self.download_fails.borrow().clone() {
            Some(reason) => Err(reason),
            None => {
                self.downloads
                    .borrow_mut()
                    .push((name.to_owned(), String::from_utf8_lossy(bytes).into_owned()));
                Ok(())
            }
        }
    }

    fn copy(&self, text: String) -> LocalBoxFuture<'static, bool> {
        self.copied.borrow_mut().push(text);
        ready(true).boxed_local()
    }

    fn read_picked(&self, _: FileInput) -> LocalBoxFuture<'static, Vec<PickedFile>> {
        let picked = self.picked.take().into_iter();
        ready(picked.map(|(name, bytes)| PickedFile { name, bytes: Ok(bytes) }).collect()).boxed_local()
    }

    fn has_drafts(&self) -> bool {
        self.has_drafts.get()
    }

    fn ask_to_persist(&self) {}

    fn next_frame(&self, draw: Box<dyn FnOnce()>) {
        self.frames.borrow_mut().push(draw);
    }

    fn look(&self, _: &str) {}

    fn language(&self) -> String {
        "en".into()
    }

    fn say_language(&self, _: &str) {}

    fn words(&self, _: String) -> LocalBoxFuture<'static, Option<String>> {
        ready(None).boxed_local()
    }
}
