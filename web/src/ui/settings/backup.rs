//! Backups: the folder, what was last written, and the way back.

use leptos::ev;
use leptos::prelude::*;

use crate::controller::{BackupAction, Controller, State};
use crate::i18n::{args, t, tf};
use crate::state::{BackupReport, BackupShown};
use crate::ui::parts::{dyn_child, on_click, on_event};
use crate::ui::time::duration;

pub fn backup() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let shown = state.settings.backup;
    controller.do_with_backups(BackupAction::Show);
    let picked = on_event(move |event: ev::Event| {
        controller.read_imports(event_target(&event));
        state.model.settings_open.set(false);
    });
    view! {
        <section class="store" data-testid="backup">
            <h3>{t("backup-title")}</h3>
            {dyn_child(move || { let shown = shown.get(); shown.is_known.then(|| place(shown)) })}
            <p class="acts">
                <button class="button" type="button" data-testid="backup-now"
                    on:click=on_click(move || controller.do_with_backups(BackupAction::BackUp))>{t("backup-now")}</button>
                <label class="button">{t("backup-restore-file")}
                    <input class="sr-only" type="file" multiple data-testid="restore-file" on:change=picked/>
                </label>
            </p>
        </section>
    }
    .into_any()
}

/// The folder with what can be done about it, and what was last written.
fn place(shown: BackupShown) -> AnyView {
    let controller = expect_context::<Controller>();
    let act = move |action: fn() -> BackupAction| on_click(move || controller.do_with_backups(action()));
    let state = match &shown.place {
        None if shown.can_choose => "none",
        None => "unsupported",
        Some(place) if place.is_granted => "granted",
        Some(_) => "lapsed",
    };
    let words = match &shown.place {
        None if shown.can_choose => t("backup-folder-hint").to_owned(),
        None => t("backup-no-folders").to_owned(),
        Some(place) if place.is_granted => tf("backup-into", args![name = &place.name]),
        Some(place) => tf("backup-lapsed-here", args![name = &place.name]),
    };
    let choose = if shown.place.is_some() { t("backup-choose-other") } else { t("backup-choose") };
    let choose = shown.can_choose.then(|| {
        view! { <button class="button" type="button" data-testid="backup-folder" on:click=act(|| BackupAction::Choose)>{choose}</button> }.into_any()
    });
    let granted = shown.place.as_ref().map(|place| match place.is_granted {
        true => view! {
            <button class="button" type="button" data-testid="restore-folder" on:click=act(|| BackupAction::Restore)>{t("backup-restore")}</button>
        }
        .into_any(),
        false => view! {
            <button class="button go" type="button" data-testid="backup-allow" on:click=act(|| BackupAction::GrantAgain)>{t("agent-files-allow-again")}</button>
        }
        .into_any(),
    });
    let forget = shown.place.is_some().then(|| {
        view! { <button class="button" type="button" data-testid="backup-forget" on:click=act(|| BackupAction::Forget)>{t("backup-forget")}</button> }.into_any()
    });
    let unsaved = match shown.unsaved {
        0 => t("backup-all-saved").to_owned(),
        unsaved => tf("backup-unsaved", args![n = unsaved]),
    };
    let reminds = (!shown.can_choose).then(|| {
        let change = on_event(move |event: ev::Event| {
            controller.do_with_backups(BackupAction::Remind(event_target_checked(&event)));
        });
        view! {
            <label class="check"><input type="checkbox" data-testid="backup-remind" checked=shown.reminds on:change=change/>{t("backup-remind")}</label>
        }
        .into_any()
    });
    view! {
        <p data-testid="backup-place" data-state=state>{words}</p>
        <p role="status" data-testid="backup-unsaved" data-sessions=shown.unsaved.to_string()>{unsaved}" "{shown.last.map(last)}</p>
        <p class="acts">{granted}{choose}{forget}</p>
        {reminds}
    }
    .into_any()
}

/// What the last backup did.
fn last(report: BackupReport) -> AnyView {
    let (now, _) = expect_context::<Controller>().local_time();
    let ago = duration(now.saturating_sub(report.at));
    let written = tf("backup-last", args![ago = &ago, n = report.written]);
    let behind = (report.behind > 0).then(|| format!(" {}", tf("backup-behind", args![n = report.behind])));
    let failure = report.failure.map(|failure| {
        view! { <span class="bad" data-testid="backup-failure">" "{failure}</span> }.into_any()
    });
    view! { <span data-testid="backup-last" data-written=report.written.to_string()>{written}{behind}</span>{failure} }.into_any()
}
