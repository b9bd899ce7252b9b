use abcb_core::storage::archive::Arrival;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::testing::{FakeBackups, Fakes, Gate, Page, finish, full, say, wait};

async fn page_with(backups: FakeBackups) -> Page {
    let fakes = Fakes { backups, ..Fakes::with_server() };
    let page = fakes.open(None).await;
    spawn_local(page.controller.keep_backed_up());
    page.settled().await;
    page.advance(REST_MILLIS).await;
    page
}

async fn act(page: &Page, action: BackupAction) {
    page.controller.do_with_backups(action);
    page.settled().await;
}

async fn ask(page: &Page, question: &str) {
    page.servers.answers([say("Noted."), finish()]);
    page.ask(question).await;
    page.settled().await;
}

fn logs(page: &Page) -> Vec<String> {
    let paths = page.backups.folder.paths();
    paths.into_iter().filter(|path| path.ends_with("events.jsonl")).collect()
}

async fn read(page: &Page, path: &str) -> String {
    let content = page.backups.folder.read(path).await.expect("read").expect("a file");
    String::from_utf8(content).expect("text")
}

#[wasm_bindgen_test]
async fn a_session_is_in_the_folder_after_its_answer() {
    let page = page_with(FakeBackups::chosen()).await;
    ask(&page, "Remember the milk").await;
    let session = page.session().expect("a session");
    let log = read(&page, &format!(".abcb/sessions/{session}/events.jsonl")).await;
    assert!(log.contains("Remember the milk") && log.contains("Noted."), "{log}");
    let settings = read(&page, "settings.json").await;
    assert!(settings.contains("abcb-settings"), "{settings}");

    // A change without an answer is written within the hour, and nothing is written where nothing changed.
    page.controller.rename(session.clone(), "Groceries".into());
    page.settled().await;
    page.advance(HOUR_MILLIS).await;
    assert!(read(&page, &format!(".abcb/sessions/{session}/events.jsonl")).await.contains("Groceries"));
    let writes = page.backups.folder.writes();
    page.advance(HOUR_MILLIS).await;
    assert_eq!(page.backups.folder.writes(), writes);
    let report = page.state.settings.backup.get_untracked().last.expect("a report");
    assert_eq!((report.written, report.failure), (0, None));
}

#[wasm_bindgen_test]
async fn while_another_tab_writes_nothing_is_written() {
    let backups = FakeBackups::chosen();
    backups.is_taken.set(true);
    let page = page_with(backups).await;
    ask(&page, "One").await;
    assert_eq!(logs(&page), [""; 0]);
    page.backups.is_taken.set(false);
    page.advance(RETRY_MILLIS).await;
    assert_eq!(logs(&page).len(), 1);
}

#[wasm_bindgen_test]
async fn a_permission_that_has_lapsed_is_said_and_granted_again() {
    let backups = FakeBackups::chosen();
    backups.is_granted.set(false);
    let page = page_with(backups).await;
    assert!(page.toasts().iter().any(|toast| toast.contains("saved")), "{:?}", page.toasts());
    ask(&page, "One").await;
    assert_eq!(logs(&page), [""; 0]);
    act(&page, BackupAction::Show).await;
    assert_eq!(page.state.settings.backup.get_untracked().unsaved, 1);
    act(&page, BackupAction::GrantAgain).await;
    assert_eq!(logs(&page).len(), 1);
    assert_eq!(page.state.settings.backup.get_untracked().unsaved, 0);

    page.backups.is_granted.set(false);
    ask(&page, "Two").await;
    act(&page, BackupAction::BackUp).await;
    assert_eq!(
        page.state.settings.backup.get_untracked().unsaved,
        0,
        "asking for a backup asks for the permission"
    );
}

#[wasm_bindgen_test]
async fn two_machines_with_one_folder_keep_every_message() {
    let one = page_with(FakeBackups::chosen()).await;
    ask(&one, "Both know this").await;
    let other = page_with(one.backups.of_other_machine()).await;
    act(&other, BackupAction::Restore).await;
    other.controller.confirm_import();
    other.settled().await;
    let session = one.session().expect("a session");
    assert_eq!(other.listed(), [session.as_str()]);

    // One side goes on: the other takes that in where it stopped.
    ask(&other, "Only the other knows this").await;
    act(&one, BackupAction::Restore).await;
    let readings = one.state.imports.readings.get_untracked().expect("a report");
    let arrivals: Vec<Arrival> =
        readings.iter().flat_map(|(_, reading)| &reading.found).map(|found| found.arrival).collect();
    assert!(matches!(arrivals[..], [Arrival::Continues { .. }]), "{arrivals:?}");
    one.controller.confirm_import();
    one.settled().await;
    assert_eq!(one.listed(), [session.as_str()]);
    assert!(one.messages().iter().any(|(_, _, text)| text == "Only the other knows this"));

    // Both go on from there: both ends are kept on both sides.
    ask(&one, "An end here").await;
    ask(&other, "An end there").await;
    for page in [&one, &other] {
        act(page, BackupAction::Restore).await;
        page.controller.confirm_import();
        page.settled().await;
        let mut all = String::new();
        for id in page.listed() {
            let events = page.stored(&id).await;
            all += &abcb_core::log::event::write_log(&events).expect("a log");
        }
        for words in ["Both know this", "Only the other knows this", "An end here", "An end there"] {
            assert!(all.contains(words), "{words} is missing in {all}");
        }
        assert_eq!(page.listed().len(), 2);
        act(page, BackupAction::Restore).await;
        assert_eq!(page.state.imports.readings.get_untracked(), None, "nothing is new any more");
    }
}

/// As if the last reminder were a week older.
async fn a_week_passes(page: &Page) {
    let mut record = Marks::from_text(&page.backups.record());
    record.reminded_at = record.reminded_at.saturating_sub(WEEK_MILLIS);
    page.backups.keep_record(&record.to_text());
    page.advance(HOUR_MILLIS).await;
}

#[wasm_bindgen_test]
async fn without_folders_a_backup_is_a_download_of_which_the_user_is_reminded_weekly() {
    let page = page_with(FakeBackups::default()).await;
    ask(&page, "One").await;
    let is_reminded = |page: &Page| page.toasts().iter().any(|toast| toast.contains("is in no backup"));
    page.advance(HOUR_MILLIS).await;
    assert!(!is_reminded(&page), "the first week begins with the first session");
    a_week_passes(&page).await;
    assert!(is_reminded(&page), "{:?}", page.toasts());
    page.advance(HOUR_MILLIS).await;
    assert!(!is_reminded(&page), "once");

    act(&page, BackupAction::BackUp).await;
    let downloads = page.browser.downloads.borrow().len();
    assert_eq!(downloads, 1);
    assert_eq!(page.state.settings.backup.get_untracked().unsaved, 0);
    a_week_passes(&page).await;
    assert!(!is_reminded(&page), "everything is in a backup");

    ask(&page, "Two").await;
    act(&page, BackupAction::Remind(false)).await;
    a_week_passes(&page).await;
    assert!(!is_reminded(&page), "the user wants none");
}

#[wasm_bindgen_test]
async fn a_download_that_fails_is_no_backup() {
    let page = page_with(FakeBackups::default()).await;
    ask(&page, "One").await;
    *page.browser.download_fails.borrow_mut() = Some("no room".into());
    act(&page, BackupAction::BackUp).await;
    assert_eq!(page.state.settings.backup.get_untracked().unsaved, 1);
}

#[wasm_bindgen_test]
async fn a_session_that_cannot_be_read_is_said_once() {
    let page = page_with(FakeBackups::chosen()).await;
    ask(&page, "One").await;
    page.controller.rename(page.session().expect("a session"), "Other".into());
    page.settled().await;
    page.store.refuse(crate::testing::Call::Load, full());
    act(&page, BackupAction::BackUp).await;
    let said = |page: &Page| page.toasts().iter().filter(|toast| toast.contains("storage is full")).count();
    assert_eq!(said(&page), 1, "{:?}", page.toasts());
    act(&page, BackupAction::BackUp).await;
    assert_eq!(said(&page), 1);
    page.store.mend();
    act(&page, BackupAction::BackUp).await;
    let report = page.state.settings.backup.get_untracked().last.expect("a report");
    assert_eq!((report.written, report.failure), (1, None));
}

#[wasm_bindgen_test]
async fn a_session_that_is_being_answered_is_written_when_its_answer_has_ended() {
    let page = page_with(FakeBackups::chosen()).await;
    let rest = Gate::closed();
    page.servers.answers([say("Half"), wait(&rest), say(" whole."), finish()]);
    page.send("Question");
    page.until("the first words", |page| page.answer() == "Half").await;
    act(&page, BackupAction::BackUp).await;
    assert_eq!(logs(&page), [""; 0], "its text has no place in the log yet");
    rest.open();
    page.until("the log", |page| logs(page).len() == 1).await;
    let stored = page.state.sessions.current.get_untracked().expect("a session");
    let log = read(&page, &format!(".abcb/sessions/{stored}/events.jsonl")).await;
    assert!(log.contains("Half whole."), "{log}");
}
