//! A page with fake ports, for tests of controller and state. The fakes can be slow, refuse calls, or fail on the n-th
//! call.
//!
//! How to write a test:
//!
//! ```ignore
//! #[wasm_bindgen_test]
//! async fn stop_keeps_what_came() {
//!     let page = Page::open().await;                       // started, with a scripted server
//!     let rest = Gate::closed();                           // something to hold the answer up with
//!     page.servers.answers([say("One "), wait(&rest), say("two"), finish()]);
//!     page.send("Count");
//!     page.until("the first word is shown", |page| page.answer() == "One ").await;
//!     page.controller.stop();
//!     page.settled().await;                                // all tasks idle, or waiting for a gate or the clock
//!     assert_eq!(page.status(), Some(MessageStatus::Cancelled));
//! }
//! ```
//!
//! - `Page::open()` opens the usual page. For anything else create the fakes first: `let fakes = Fakes::default();
//!   fakes.store.refuse(Call::List, …); let page = fakes.open(Some("sess-1")).await`. `page.other_tab()` opens a second
//!   page that shares the store and the clock.
//! - The store fails on demand: `page.store.fail_nth(Call::Append, 2, error)`, `.refuse(call, error)`, `.mend()`, and
//!   `.gate(call)` to make it slow. Servers: `page.servers.list_gate`, `.facts_gate`, `.models` and the cues of an
//!   answer.
//! - Time stands still until `page.advance(millis).await`. Nothing depends on the machine's clock: `until` and
//!   `settled` alternate between running all tasks and rendering frames. If the expected state is never reached, the
//!   test fails and reports what the page shows instead.
//! - A panic in any task fails the next `until` or `settled`.
//! - Component tests: `page.mount(view)` mounts a view in the document until its signal is set to false;
//!   `testing::stage` finds elements, clicks and types.
//!
//! Tests live beside the code they test (`controller/*_tests.rs`). Run them with `npm test`, or a single test by part
//! of its name.

mod backups;
mod browser;
mod clock;
mod gate;
mod nothing;
mod page;
mod servers;
mod storage;
mod store;
mod tabs;
mod tools;

pub use crate::adapters::stage;
pub use backups::FakeBackups;
pub use browser::FakeBrowser;
pub use clock::ManualClock;
pub use gate::{Gate, turn};
pub use nothing::{FakeConfig, FakeMarkdown, FakePageModels};
pub use page::{Fakes, Page};
pub use servers::{Cue, FakeServers, Script, call, fail, finish, say, think, wait};
pub use storage::set_storage;
pub use store::{Call, FaultyStore, full};
pub use tabs::FakeTabs;
pub use tools::{forget_drafts, kept_drafts};
