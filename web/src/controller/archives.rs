//! Archives: the export of everything as one ZIP file, and the files in a ZIP file that the user picks. What packs and
//! unpacks is in a chunk of its own.

use std::collections::HashSet;
use std::rc::Rc;

use abcb_core::storage::archive::{
    ImportFault, ImportProblem, Reading, Unzipped, date, notes_file, read_entries, session_files, unzip, zip,
};
use abcb_core::storage::store::SessionMeta;

use super::Inner;
use crate::i18n::{args, t, te, tf};
use crate::lazy::lazy;

const ZIP: &str = "application/zip";

lazy!(packer in zip: fn(&[(String, String)]) -> Result<Vec<u8>, String> = zip);
lazy!(unpacker in zip: fn(&[u8]) -> Result<Unzipped, ImportFault> = unzip);

impl Inner {
    /// Sessions that cannot be read are left out, and the user is told; the others are exported completely. Returns the
    /// sessions in the file that was offered.
    pub(super) async fn export_all(self: &Rc<Self>) -> Vec<SessionMeta> {
        let root = self.config.borrow().memory_dir().to_owned();
        let metas = match self.ports.store.list(&root).await {
            Ok(metas) => metas,
            Err(error) => {
                self.toast(te("export-read-failed", &error));
                return Vec::new();
            }
        };
        let (mut files, pause, mut failure, mut exported) = (Vec::new(), self.pause(), None, Vec::new());
        for meta in metas.iter().filter(|meta| meta.deleted_at.is_none()) {
            match self.load_for_export(&meta.id).await {
                Ok(stored) => match session_files(&meta.id, &stored) {
                    Ok(session) => {
                        files.extend(session);
                        exported.push(stored.meta);
                    }
                    Err(reason) => {
                        self.toast(tf("file-unwritable", args![name = &meta.id, reason = &reason]))
                    }
                },
                Err(error) => failure = Some(error),
            }
            if let Some(others) = pause() {
                others.await;
            }
        }
        if let Some(toolbox) = self.toolbox().await {
            match self.slow_store.wait_for(toolbox.notes.list()).await {
                Ok(notes) => files.push(notes_file(&notes)),
                Err(error) => failure = Some(error),
            }
        }
        if let Some(error) = failure {
            self.toast(te("export-read-failed", &error));
        }
        let name = format!("abcb-{}.zip", date(self.now(), self.ports.browser.behind_utc()));
        match packer().await.map(|zip| zip(&files)) {
            Ok(Ok(archive)) if self.offer(&name, ZIP, &archive) => return exported,
            Ok(Ok(_)) => {}
            Ok(Err(reason)) => self.toast(tf("file-unwritable", args![name = &name, reason = &reason])),
            Err(_) => self.toast(t("part-missing")),
        }
        Vec::new()
    }

    /// Reads the files in an archive, each under its path.
    pub(super) async fn read_archive(&self, name: String, bytes: &[u8]) -> Vec<(String, Reading)> {
        let complaint = |reason: String| vec![ImportProblem { line: None, reason }];
        let failed =
            |reason| vec![(name.clone(), Reading { complaints: complaint(reason), ..Reading::default() })];
        let unzipped = match unpacker().await {
            Ok(unzip) => unzip(bytes),
            Err(_) => return failed(t("part-missing").to_owned()),
        };
        let Unzipped { files, faults } = match unzipped {
            Ok(unzipped) => unzipped,
            Err(fault) => return failed(fault.to_string()),
        };
        let mut readings = read_entries(files, &self.pause()).await;
        let problems: Vec<ImportProblem> =
            faults.iter().flat_map(|fault| complaint(fault.to_string())).collect();
        if !problems.is_empty() || readings.is_empty() {
            let complaints = match problems.is_empty() {
                true => complaint(ImportFault::NoSession.to_string()),
                false => problems,
            };
            readings.insert(0, (name, Reading { complaints, ..Reading::default() }));
        }
        readings
    }

    /// Adds the notes that are not there yet.
    pub(super) async fn add_notes(self: &Rc<Self>, notes: Vec<(u64, String)>) {
        if notes.is_empty() {
            return;
        }
        let Some(toolbox) = self.toolbox().await else { return };
        let known = match toolbox.notes.list().await {
            Ok(known) => known,
            Err(error) => return self.toast(te("notes-failed", &error)),
        };
        let mut known: HashSet<(u64, String)> = known.into_iter().map(|note| (note.at, note.text)).collect();
        let mut added = 0_usize;
        for (at, text) in notes {
            if known.insert((at, text.clone())) {
                if let Err(error) = toolbox.notes.append(at, &text).await {
                    return self.toast(te("notes-failed", &error));
                }
                added += 1;
            }
        }
        self.toast(tf("import-notes-done", args![n = added]));
    }
}
