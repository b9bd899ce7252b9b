//! Backups: into the user's folder after each run and every hour, or as a ZIP file where the browser grants no folder.
//! In a chunk, which a page that is open for a while fetches.

use std::cell::Cell;
use std::rc::Rc;

use abcb_core::conversation::session::session_dir;
use abcb_core::settings::exchange::settings_text;
use abcb_core::storage::backup::{
    BackupFolder, Marks, Outcome, Unwritten, back_up_notes, back_up_settings, read_backup,
};
use abcb_core::storage::store::SessionMeta;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::{Localize, args, t, tf};
use crate::lazy::lazy;
use crate::ports::Backups;
use crate::state::BackupReport;

/// How long after the start of the page the first backup is made.
const REST_MILLIS: u32 = 10_000;
/// How long to wait for another backup, of this tab or another, that does not include what has changed meanwhile.
const RETRY_MILLIS: u32 = 60_000;
const RETRIES: usize = 3;
const HOUR_MILLIS: u32 = 3_600_000;
/// How often the user is reminded at most.
const WEEK_MILLIS: u64 = 7 * 24 * 3_600_000;

/// What the user does about backups. Browsers open their prompts only right after a click.
pub enum BackupAction {
    Show,
    Choose,
    GrantAgain,
    Forget,
    BackUp,
    Restore,
    Remind(bool),
}

/// Which sessions are compared with the folder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Extent {
    /// Those that have changed since this browser wrote them.
    Changed,
    /// All, because the folder may have changed too.
    All,
}

lazy!(keeper in backup: fn(Rc<Inner>, Rc<dyn Backups>) -> LocalBoxFuture<'static, ()> = keep_backed_up);
lazy!(actor in backup: fn(Rc<Inner>, Rc<dyn Backups>, BackupAction) = act);

impl Controller {
    /// Makes backups for as long as the page is open.
    pub async fn keep_backed_up(self) {
        let inner = self.inner();
        inner.ports.clock.sleep(REST_MILLIS).await;
        // Without its chunk nothing is backed up until the next start; the settings say what was backed up when.
        if let (Ok(backups), Ok(keep)) = ((inner.ports.backups)().await, keeper().await) {
            keep(inner, backups).await;
        }
    }

    /// Performs an action on the backups. The settings page loads what is needed when it is shown, so that a prompt of
    /// the browser opens right after the click.
    pub fn do_with_backups(&self, action: BackupAction) {
        let inner = self.inner();
        spawn_local(async move {
            match ((inner.ports.backups)().await, actor().await) {
                (Ok(backups), Ok(act)) => act(inner, backups, action),
                _ => inner.toast(t("part-missing")),
            }
        });
    }
}

fn keep_backed_up(inner: Rc<Inner>, backups: Rc<dyn Backups>) -> LocalBoxFuture<'static, ()> {
    async move {
        inner.begin_backups(&backups).await;
        let running = inner.state.sessions.running;
        let (changed, page) = (inner.clone(), backups.clone());
        // Lives as long as the page.
        let owner = Owner::new();
        owner.with(|| {
            Effect::new(move |before: Option<usize>| {
                let now = running.with(Vec::len);
                // A quick answer has ended by the time that this runs.
                if before.is_some_and(|before| now <= before) {
                    let (inner, backups) = (changed.clone(), page.clone());
                    spawn_local(async move { inner.back_up_soon(&backups, Extent::Changed).await });
                }
                now
            });
        });
        std::mem::forget(owner);
        loop {
            inner.ports.clock.sleep(HOUR_MILLIS).await;
            inner.back_up(&backups, Extent::All).await;
            inner.remind(&backups).await;
        }
    }
    .boxed_local()
}

fn act(inner: Rc<Inner>, backups: Rc<dyn Backups>, action: BackupAction) {
    let chosen = matches!(action, BackupAction::Choose).then(|| backups.choose());
    let asks = matches!(action, BackupAction::GrantAgain | BackupAction::BackUp);
    let granted = asks.then(|| backups.grant_again());
    spawn_local(async move {
        if let Some(granted) = granted {
            granted.await;
        }
        match (action, chosen) {
            (BackupAction::Choose, Some(chosen)) => match chosen.await {
                Ok(true) => {
                    inner.change_record(&backups, |record| record.forget_folder());
                    inner.back_up_soon(&backups, Extent::All).await;
                }
                Ok(false) => {}
                Err(reason) => inner.toast(tf("backup-no-folder", args![reason = &reason])),
            },
            (BackupAction::Forget, _) => {
                if let Err(reason) = backups.leave().await {
                    inner.toast(tf("backup-no-folder", args![reason = &reason]));
                }
            }
            (BackupAction::BackUp, _) if backups.place().await.is_none() => {
                let exported = inner.export_all().await;
                inner.change_record(&backups, |record| {
                    exported.iter().for_each(|meta| record.set(meta, None));
                });
            }
            (BackupAction::BackUp | BackupAction::GrantAgain, _) => {
                inner.back_up_soon(&backups, Extent::All).await;
            }
            (BackupAction::Restore, _) => inner.restore(&backups).await,
            (BackupAction::Remind(is_on), _) => {
                inner.change_record(&backups, |record| record.reminds_not = !is_on);
            }
            (BackupAction::Show | BackupAction::Choose, _) => {}
        }
        inner.show_backups(&backups).await;
    });
}

impl Inner {
    fn change_record(&self, backups: &Rc<dyn Backups>, change: impl FnOnce(&mut Marks)) {
        let mut record = Marks::from_text(&backups.record());
        change(&mut record);
        backups.keep_record(&record.to_text());
    }

    async fn show_backups(&self, backups: &Rc<dyn Backups>) {
        let place = backups.place().await;
        let unsaved = self.unsaved(backups).await;
        let record = Marks::from_text(&backups.record());
        self.state.settings.backup.update(|shown| {
            shown.is_known = true;
            shown.can_choose = backups.can_choose();
            shown.place = place;
            shown.unsaved = unsaved;
            shown.reminds = !record.reminds_not;
        });
    }

    async fn metas(&self) -> Vec<SessionMeta> {
        let root = self.config.borrow().memory_dir().to_owned();
        let metas = self.ports.store.list(&root).await.unwrap_or_default();
        metas.into_iter().filter(|meta| meta.deleted_at.is_none()).collect()
    }

    /// Returns the number of sessions that have changed since they were last backed up.
    async fn unsaved(&self, backups: &Rc<dyn Backups>) -> usize {
        let record = Marks::from_text(&backups.record());
        self.metas().await.iter().filter(|meta| !record.has_any(meta)).count()
    }

    /// The first backup of a page. The permission for the folder usually ends with the page before.
    async fn begin_backups(self: &Rc<Self>, backups: &Rc<dyn Backups>) {
        match backups.place().await {
            Some(place) if !place.is_granted => {
                self.toast(tf("backup-lapsed", args![name = &place.name]));
            }
            Some(_) => {
                self.back_up(backups, Extent::All).await;
            }
            None => self.remind(backups).await,
        }
    }

    /// Reminds of backups once a week where the browser cannot make them by itself. The first week begins with the
    /// first session.
    async fn remind(&self, backups: &Rc<dyn Backups>) {
        let record = Marks::from_text(&backups.record());
        let is_due = record.reminded_at.saturating_add(WEEK_MILLIS) <= self.now();
        if backups.can_choose() || record.reminds_not || !is_due {
            return;
        }
        let unsaved = self.unsaved(backups).await;
        if unsaved > 0 {
            if record.reminded_at > 0 {
                self.toast(tf("backup-reminder", args![n = unsaved]));
            }
            let now = self.now();
            self.change_record(backups, |record| record.reminded_at = now);
        }
    }

    /// Backs up as soon as no other backup is being made.
    async fn back_up_soon(self: &Rc<Self>, backups: &Rc<dyn Backups>, extent: Extent) {
        for _ in 0..RETRIES {
            if self.back_up(backups, extent).await {
                return;
            }
            self.ports.clock.sleep(RETRY_MILLIS).await;
        }
    }

    /// Writes what the folder lacks. Returns false if another backup is being made. Does nothing without a folder that
    /// may be used.
    async fn back_up(self: &Rc<Self>, backups: &Rc<dyn Backups>, extent: Extent) -> bool {
        let Some(folder) = backups.folder().await else { return true };
        let (inner, page) = (self.clone(), backups.clone());
        let report = Rc::new(Cell::new(None));
        let told = report.clone();
        let work = async move {
            let mut record = Marks::from_text(&page.record());
            let outcome = inner.write_backup(&*folder, &page, &mut record, extent).await;
            inner.change_record(&page, |kept| kept.take_written(record));
            told.set(Some(outcome));
        };
        backups.alone(work.boxed_local()).await;
        let report = report.take();
        let is_done = report.is_some();
        if let Some(report) = report {
            let failure = report.failure.clone();
            let is_new = self.state.settings.backup.with_untracked(|shown| {
                shown.last.as_ref().and_then(|last| last.failure.as_ref()) != failure.as_ref()
            });
            self.state.settings.backup.update(|shown| shown.last = Some(report));
            if let Some(failure) = failure.filter(|_| is_new) {
                self.toast(failure);
            }
        }
        self.show_backups(backups).await;
        is_done
    }

    async fn write_backup(
        &self,
        folder: &dyn BackupFolder,
        backups: &Rc<dyn Backups>,
        record: &mut Marks,
        extent: Extent,
    ) -> BackupReport {
        let (mut report, pause) = (BackupReport { at: self.now(), ..BackupReport::default() }, self.pause());
        let failed = |report: &mut BackupReport, error: Unwritten| {
            report.failure = Some(tf("backup-failed", args![path = &error.path, reason = &error.reason]));
        };
        let root = self.config.borrow().memory_dir().to_owned();
        for meta in self.metas().await {
            if extent == Extent::Changed && record.has_any(&meta) {
                continue;
            }
            match record.lack(folder, &meta).await {
                Ok(false) => continue,
                Ok(true) => {}
                Err(error) => failed(&mut report, error),
            }
            // The text of an answer that is being written has no number in the log yet. Its end brings the next backup.
            if !self.ports.tabs.is_at_rest(&meta.id).await {
                continue;
            }
            let dir = session_dir(&root, &meta.id);
            match self.ports.store.load(&dir).await {
                Ok(stored) => match record.back_up(folder, &stored, self.now()).await {
                    Ok(Outcome::Written) => report.written += 1,
                    Ok(Outcome::Behind) => report.behind += 1,
                    Ok(Outcome::Unchanged) => {}
                    Err(error) => failed(&mut report, error),
                },
                Err(error) => {
                    let reason = error.localized();
                    failed(&mut report, Unwritten { path: meta.id, reason });
                }
            }
            if let Some(others) = pause() {
                others.await;
            }
        }
        let settings = settings_text(&self.config.borrow());
        let written = match backups.notes().list().await {
            Ok(notes) => back_up_notes(folder, &notes).await,
            Err(error) => Err(Unwritten { path: t("notes-title").to_owned(), reason: error.localized() }),
        };
        let written = written.and(back_up_settings(folder, record, &settings).await);
        if let Err(error) = written {
            failed(&mut report, error);
        }
        report
    }

    /// Reads the folder and shows what it has and this browser does not. Nothing is written yet.
    async fn restore(self: &Rc<Self>, backups: &Rc<dyn Backups>) {
        let Some(folder) = backups.folder().await else { return };
        let root = self.config.borrow().memory_dir().to_owned();
        let notes = backups.notes().list().await.unwrap_or_default();
        let pause = self.pause();
        match read_backup(&*folder, &*self.ports.store, &root, &notes, &pause).await {
            Ok(readings) if readings.is_empty() => self.toast(t("backup-nothing-new")),
            Ok(readings) => {
                self.state.model.settings_open.set(false);
                self.state.imports.readings.set(Some(readings));
            }
            Err(reason) => self.toast(tf("backup-unreadable", args![reason = &reason])),
        }
    }
}

#[cfg(test)]
#[path = "backups_tests.rs"]
mod tests;
