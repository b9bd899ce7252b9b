//! A fake of the folder for backups, in memory. Pages that share it are machines whose folder is synchronized.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use abcb_core::storage::backup::{BackupFolder, MemoryFolder};
use abcb_core::tool::notes::{MemoryNotes, NoteStore};
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, ready};

use crate::ports::{BackupPlace, Backups};

#[derive(Clone, Default)]
pub struct FakeBackups {
    pub folder: Rc<MemoryFolder>,
    pub can_choose: Rc<Cell<bool>>,
    pub is_chosen: Rc<Cell<bool>>,
    pub is_granted: Rc<Cell<bool>>,
    /// Whether another tab is writing.
    pub is_taken: Rc<Cell<bool>>,
    pub record: Rc<RefCell<String>>,
    pub notes: Rc<MemoryNotes>,
}

impl FakeBackups {
    /// A folder that was chosen and may be used.
    pub fn chosen() -> Self {
        let backups = Self::default();
        for is_so in [&backups.can_choose, &backups.is_chosen, &backups.is_granted] {
            is_so.set(true);
        }
        backups
    }

    /// The same folder, as another machine has it.
    pub fn of_other_machine(&self) -> Self {
        Self { folder: self.folder.clone(), ..Self::chosen() }
    }

    fn place_now(&self) -> Option<BackupPlace> {
        let place = BackupPlace { name: "saved".into(), is_granted: self.is_granted.get() };
        self.is_chosen.get().then_some(place)
    }
}

impl Backups for FakeBackups {
    fn can_choose(&self) -> bool {
        self.can_choose.get()
    }

    fn place(&self) -> LocalBoxFuture<'static, Option<BackupPlace>> {
        ready(self.place_now()).boxed_local()
    }

    fn choose(&self) -> LocalBoxFuture<'static, Result<bool, String>> {
        self.is_chosen.set(true);
        self.is_granted.set(true);
        ready(Ok(true)).boxed_local()
    }

    fn grant_again(&self) -> LocalBoxFuture<'static, Option<BackupPlace>> {
        self.is_granted.set(true);
        self.place()
    }

    fn leave(&self) -> LocalBoxFuture<'static, Result<(), String>> {
        self.is_chosen.set(false);
        ready(Ok(())).boxed_local()
    }

    fn folder(&self) -> LocalBoxFuture<'static, Option<Rc<dyn BackupFolder>>> {
        let folder: Rc<dyn BackupFolder> = self.folder.clone();
        ready(self.place_now().filter(|place| place.is_granted).map(|_| folder)).boxed_local()
    }

    fn notes(&self) -> Rc<dyn NoteStore> {
        self.notes.clone()
    }

    fn record(&self) -> String {
        self.record.borrow().clone()
    }

    fn keep_record(&self, record: &str) {
        record.clone_into(&mut self.record.borrow_mut());
    }

    fn alone(&self, work: LocalBoxFuture<'static, ()>) -> LocalBoxFuture<'static, ()> {
        if self.is_taken.get() { ready(()).boxed_local() } else { work }
    }
}
