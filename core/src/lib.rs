//! The core of abcb: the agent framework. Pure code without browser APIs, clock, randomness or I/O. It builds
//! natively and for wasm32.
//!
//! The rooms, from the ground up; each uses only those before it: [`base`], [`conversation`] (what is said), [`tool`],
//! [`provider`] (who answers), [`log`] (what happened), [`settings`], [`agent`] (the run), [`storage`], and [`eval`].

#![deny(missing_docs)]

pub mod agent;
pub mod base;
pub mod conversation;
pub mod eval;
pub mod log;
pub mod provider;
pub mod settings;
pub mod storage;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tool;
