//! The core of abcb: the agent framework. Pure code without browser APIs, clock, randomness or I/O. It builds
//! natively and for wasm32.

pub mod agent;
pub mod archive;
pub mod attachment;
pub mod clock;
mod code_block;
pub mod compare;
pub mod config;
pub mod drafts;
pub mod envelope;
pub mod eval;
pub mod event;
pub mod fence;
pub mod fork;
mod json;
pub mod message;
pub mod notes;
pub mod prompt;
pub mod provider;
pub mod replay;
pub mod search;
pub mod session;
pub mod sse;
pub mod store;
pub mod summary;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod think;
mod tokens;
pub mod tool;
pub mod transcript;
pub mod turns;
pub mod workspace;
