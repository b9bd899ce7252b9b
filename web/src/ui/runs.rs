//! The runs panel next to the conversation: summary, timeline, raw events and replay. In a chunk of its own.

mod events;
mod panel;
mod replay;
mod shown_run;
mod timeline;

use crate::lazy::{LazyView, lazy};

lazy!(pub run_panel in runs: LazyView = panel::panel);
lazy!(pub replay_bar in runs: LazyView = replay::bar);
