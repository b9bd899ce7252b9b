//! The page without its outside, for tests of controller and state: ports that can be slow, refuse, or fail at the n-th call.
//!
//! How to write a test:
//!
//! ```ignore
//! #[wasm_bindgen_test]
//! async fn stop_keeps_what_came() {
//!     let page = Page::open().await;                       // started, answered by a scripted server
//!     let rest = Gate::closed();                           // something that can be held up
//!     page.servers.answers([say("One "), wait(&rest), say("two"), finish()]);
//!     page.send("Count");
//!     page.until("the first word is shown", |page| page.answer() == "One ").await;
//!     page.controller.stop();
//!     page.settled().await;                                // nothing is left to do but what waits for a gate or the clock
//!     assert_eq!(page.status(), Some(MessageStatus::Cancelled));
//! }
//! ```
//!
//! - `Page::open()` is the usual page. For anything else make the fakes first: `let fakes = Fakes::default(); fakes.store
//!   .refuse(Call::List, …); let page = fakes.open(Some("sess-1")).await`. `page.other_tab()` shares the store and the clock.
//! - The store fails on demand: `page.store.fail_nth(Call::Append, 2, error)`, `.refuse(call, error)`, `.mend()`,
//!   `.gate(call)` to make it slow. Servers: `page.servers.list_gate`, `.facts_gate`, `.models` and the cues of an answer.
//! - Time stands still until `page.advance(millis).await`. Nothing waits by the clock of the machine: `until` and `settled` let
//!   all tasks run, and frames be drawn, in turns. A state that never comes fails the test with what is on the page instead.
//! - A panic in any task fails the next `until` or `settled`.
//! - Tests of components: `page.mount(view)` puts a view into the document until its signal is set to false; `testing::stage`
//!   finds, clicks and writes there.
//!
//! Tests lie beside what they test (`controller/*_tests.rs`). Run them with `npm test`, or one by a part of its name.

mod browser;
mod clock;
mod gate;
mod nothing;
mod page;
mod servers;
mod store;
mod tabs;
mod tools;

pub use crate::adapters::stage;
pub use browser::FakeBrowser;
pub use clock::ManualClock;
pub use gate::{Gate, turn};
pub use nothing::{FakeConfig, FakeMarkdown, FakePageModels};
pub use page::{Fakes, Page};
pub use servers::{Cue, FakeServers, Script, call, fail, finish, say, think, wait};
pub use store::{Call, FaultyStore, full};
pub use tabs::FakeTabs;
pub use tools::{forget_drafts, kept_drafts};
