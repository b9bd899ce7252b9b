use wasm_bindgen_test::wasm_bindgen_test;

use super::storage;
use crate::ports::StorageUsage;
use crate::state::AgentPage;
use crate::testing::stage::{all, click, find, words};
use crate::testing::{Page, set_storage};
use leptos::prelude::*;

#[wasm_bindgen_test]
async fn what_the_browser_does_not_tell_is_said_to_be_unknown() {
    let usage = StorageUsage { used: Some(12_345_678), files: Some(820), ..StorageUsage::default() };
    set_storage(usage, None);
    let page = Page::open().await;
    let is_there = page.mount(storage);
    page.settled().await;
    let section = find("storage-usage");
    assert_eq!(section.get_attribute("data-bytes").as_deref(), Some("12345678"));
    assert!(words(&section).contains("12.3 MB"), "{}", words(&section));
    let lines: Vec<String> = all("storage-kind").iter().map(words).collect();
    assert!(lines.iter().any(|line| line.starts_with("Sessions and notes: unknown")), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("The agent's files: 1 KB")), "{lines:?}");
    assert_eq!(find("storage-persistence").get_attribute("data-state").as_deref(), Some("unknown"));
    assert!(all("storage-week").is_empty());
    is_there.set(false);
    page.settled().await;
}

#[wasm_bindgen_test]
async fn the_browser_is_asked_to_keep_the_data_and_its_answer_is_said() {
    let usage = StorageUsage { is_persistent: Some(false), lasts_a_week: true, ..StorageUsage::default() };
    for (decision, state) in [(Some(false), "refused"), (Some(true), "granted")] {
        set_storage(usage, decision);
        let page = Page::open().await;
        let is_there = page.mount(storage);
        page.settled().await;
        let shown = || find("storage-persistence").get_attribute("data-state");
        assert_eq!(shown().as_deref(), Some("not-asked"));
        assert!(words(&find("storage-week")).contains("seven days"));
        click("ask-persist");
        page.settled().await;
        assert_eq!(shown().as_deref(), Some(state));
        assert_eq!(find("ask-persist").has_attribute("hidden"), decision == Some(true));
        is_there.set(false);
        page.settled().await;
    }
}

#[wasm_bindgen_test]
async fn each_kind_leads_to_where_it_is_freed() {
    set_storage(StorageUsage::default(), None);
    let page = Page::open().await;
    page.ask("Keep this").await;
    page.controller.delete_sessions(page.listed());
    page.settled().await;
    page.state.model.settings_open.set(true);
    let is_there = page.mount(storage);
    page.settled().await;
    assert!(words(&find("storage-usage")).contains("1 deleted session"), "{}", words(&find("storage-usage")));
    page.controller.show_agent_files();
    assert_eq!(page.state.agent.page.get_untracked(), Some(AgentPage::Files));
    page.controller.select_sessions();
    assert!(page.state.sessions.picked.get_untracked().is_some());
    assert!(!page.state.model.settings_open.get_untracked());
    is_there.set(false);
    page.settled().await;
}
