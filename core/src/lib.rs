//! abcb-core: the agent framework. Pure: no browser, no clock, no randomness, no I/O; builds natively and for wasm32.

pub mod clock;
pub mod markdown;
pub mod message;
pub mod provider;
pub mod session;
pub mod sse;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod think;
