//! Tests of what every menu does: keys, the focus, scrolling, and that there is only one.

use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{is_open, menu_layer, opens};
use crate::state::Menu;
use crate::testing::stage::{all, click, find, focused, happen, ids, pause, press, scroll};
use crate::testing::{Page, turn};
use crate::ui::sidebar::Sidebar;

/// Opens a page with a session in the list, an answer, and the buttons of four menus: `session-menu`, `message`,
/// `models` and `top`.
async fn with_buttons() -> (Page, RwSignal<bool>) {
    let page = Page::open().await;
    page.ask("First").await;
    page.settled().await;
    let id = page.rows().last().expect("an answer").id;
    let button = |testid: &'static str, menu: Menu| {
        view! {
            <button type="button" data-testid=testid aria-haspopup="menu" aria-expanded=is_open(menu.clone())
                on:click=opens(menu)>"Menu"</button>
        }
    };
    let is_there = page.mount(move || {
        view! {
            <Sidebar/>
            <div data-testid="scroller" style="height:60px;overflow:auto">
                {button("message", Menu::Message { id })}
                <div style="height:500px"></div>
            </div>
            {button("models", Menu::Models { id })}
            {button("top", Menu::Top)}
            {menu_layer()}
        }
        .into_any()
    });
    page.settled().await;
    (page, is_there)
}

/// Opens a menu from its button and waits until it is shown.
async fn open(page: &Page, button: &str) {
    click(button);
    page.until("the menu", |_| find(button).get_attribute("aria-expanded").as_deref() == Some("true")).await;
    page.settled().await;
    assert!(is_shown(), "{button}");
}

fn is_shown() -> bool {
    all("open-menu").iter().any(|menu| menu.matches(":popover-open").expect("a selector"))
}

/// Waits for what the browser reports by itself, and for what the page makes of it.
async fn settle(page: &Page) {
    pause(60).await;
    page.settled().await;
}

async fn leave(page: &Page, is_there: RwSignal<bool>) {
    is_there.set(false);
    page.settled().await;
}

/// The test ids of the items, in order.
fn items() -> Vec<String> {
    ids(&find("open-menu"), "[role=menuitem]")
}

#[wasm_bindgen_test]
async fn keys_lead_through_the_items_of_every_menu() {
    let (page, is_there) = with_buttons().await;
    for button in ["session-menu", "message", "top"] {
        open(&page, button).await;
        let items = items();
        let (first, last) = (items.first().cloned(), items.last().cloned());
        assert!(items.len() > 1 && focused() == first, "{button}: {:?}", focused());
        for (key, to) in [("End", &last), ("ArrowDown", &first), ("ArrowUp", &last), ("Home", &first)] {
            assert!(press(key), "{button}: {key}");
            assert_eq!(&focused(), to, "{button}: {key}");
        }
        assert!(!press("Tab") && !press("F5"), "{button}");
        page.state.frame.menu.set(None);
        page.settled().await;
    }
    leave(&page, is_there).await;
}

/// Two keys may follow each other within one frame.
#[wasm_bindgen_test]
async fn the_key_that_follows_goes_to_the_menu() {
    let (page, is_there) = with_buttons().await;
    // The menu is loaded with the first one.
    open(&page, "top").await;
    page.state.frame.menu.set(None);
    page.settled().await;
    click("session-menu");
    // Everything runs but a frame.
    for _ in 0..10 {
        turn().await;
    }
    assert_eq!(focused(), items().first().cloned());
    leave(&page, is_there).await;
}

/// A click on the button of an open menu closes it, in the frame in which it opened too.
#[wasm_bindgen_test]
async fn the_button_closes_its_menu() {
    let (page, is_there) = with_buttons().await;
    for button in ["session-menu", "message", "top"] {
        open(&page, button).await;
        click(button);
        settle(&page).await;
        assert_eq!((all("open-menu").len(), focused().as_deref()), (0, Some(button)));
    }
    leave(&page, is_there).await;
}

/// The browser itself opens the menu at the third click, because it does so before the page knows of the second.
#[wasm_bindgen_test]
async fn quick_clicks_leave_a_menu_that_takes_keys() {
    let (page, is_there) = with_buttons().await;
    open(&page, "session-menu").await;
    click("session-menu");
    click("session-menu");
    settle(&page).await;
    assert!(is_shown());
    assert_eq!(focused(), items().first().cloned());
    leave(&page, is_there).await;
}

#[wasm_bindgen_test]
async fn items_that_come_later_get_the_focus() {
    let (page, is_there) = with_buttons().await;
    page.servers.list_gate.close();
    open(&page, "models").await;
    assert_eq!((items().len(), focused().as_deref()), (0, Some("models")));
    page.servers.list_gate.open();
    page.until("the models", |_| !items().is_empty()).await;
    page.settled().await;
    assert_eq!(focused().as_deref(), Some("model-choice"));
    leave(&page, is_there).await;
}

#[wasm_bindgen_test]
async fn letters_lead_to_the_items_that_begin_with_them() {
    let (page, is_there) = with_buttons().await;
    open(&page, "session-menu").await;
    assert!(press("d"));
    assert_eq!(focused().as_deref(), Some("delete"));
    pause(600).await;
    assert!(press("s") && press("e"));
    assert_eq!(focused().as_deref(), Some("select"));
    pause(600).await;
    assert!(!press("x") && !press(" "));
    assert_eq!(focused().as_deref(), Some("select"));
    page.state.frame.menu.set(None);
    page.settled().await;
    open(&page, "message").await;
    assert!(press("d"));
    assert_eq!(focused().as_deref(), Some("delete-message"));
    leave(&page, is_there).await;
}

#[wasm_bindgen_test]
async fn an_item_that_is_chosen_closes_the_menu_and_the_focus_returns() {
    let (page, is_there) = with_buttons().await;
    let top = find("top");
    open(&page, "top").await;
    click("open-instructions");
    settle(&page).await;
    assert!(page.state.branching.instructions_open.get_untracked());
    assert_eq!((all("open-menu").len(), focused().as_deref()), (0, Some("top")));
    assert_eq!(top.get_attribute("aria-expanded").as_deref(), Some("false"));

    open(&page, "session-menu").await;
    click("pin");
    page.until("a pinned session", |page| page.state.sessions.list.get_untracked()[0].pinned).await;
    settle(&page).await;
    assert_eq!((all("open-menu").len(), focused().as_deref()), (0, Some("session-menu")));
    leave(&page, is_there).await;
}

#[wasm_bindgen_test]
async fn a_menu_stays_while_it_scrolls_itself_and_closes_when_its_button_scrolls_away() {
    let (page, is_there) = with_buttons().await;
    for (button, scroller) in [("session-menu", None), ("message", Some("scroller"))] {
        open(&page, button).await;
        let menu = find("open-menu");
        let style = menu.get_attribute("style").unwrap_or_default();
        menu.set_attribute("style", &format!("{style};display:block;height:40px;overflow:auto"))
            .expect("a style");
        scroll(&menu, 20);
        settle(&page).await;
        assert!(is_shown() && menu.scroll_top() == 20, "{button}");
        // Something else scrolls, which moves no button.
        happen(&find("top"), "scroll");
        settle(&page).await;
        assert!(is_shown(), "{button}");
        let Some(scroller) = scroller.map(find) else {
            page.state.frame.menu.set(None);
            page.settled().await;
            continue;
        };
        let place = || menu.get_attribute("style").unwrap_or_default();
        let before = place();
        scroll(&scroller, 5);
        settle(&page).await;
        // It is placed anew, beside its button.
        assert!(is_shown() && place() != before && place().starts_with("top:"), "{button}: {}", place());
        scroll(&scroller, 300);
        settle(&page).await;
        assert_eq!(all("open-menu").len(), 0, "{button}");
    }
    leave(&page, is_there).await;
}

#[wasm_bindgen_test]
async fn there_is_one_menu_at_a_time() {
    let (page, is_there) = with_buttons().await;
    open(&page, "session-menu").await;
    assert!(items().contains(&"rename".to_owned()));
    open(&page, "message").await;
    assert!(items().contains(&"fork".to_owned()), "{:?}", items());
    settle(&page).await;
    assert!(is_shown() && all("open-menu").len() == 1);
    assert_eq!(find("session-menu").get_attribute("aria-expanded").as_deref(), Some("false"));
    leave(&page, is_there).await;
}

#[wasm_bindgen_test]
async fn the_menu_of_a_session_goes_with_the_session() {
    let (page, is_there) = with_buttons().await;
    open(&page, "session-menu").await;
    page.state.sessions.list.update(Vec::clear);
    page.settled().await;
    assert_eq!((all("open-menu").len(), page.state.frame.menu.get_untracked()), (0, None));
    leave(&page, is_there).await;
}
