//! The ground floor: what every other room may use. JSON read field by field, words and numbers in a text, fences around
//! quoted data, the clock, a fair lock. Knows nothing of sessions, models or tools.

pub mod clock;
pub(crate) mod code_block;
pub mod fence;
pub(crate) mod json;
pub mod sentences;
pub mod shortened;
pub mod store_error;
pub(crate) mod tokens;
pub mod turns;
