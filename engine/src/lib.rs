//! Runs a small language model from a GGUF file: takes the file's bytes and messages, and produces text step by step.
//!
//! The crate has no access to a browser, file system or clock and spawns no threads. The caller supplies the file's
//! bytes and calls [`Chat::step`] until the answer is done, so it can stop between any two steps. `README.md` next to
//! this crate describes the design and the measurements.

#![deny(missing_docs)]

pub mod cache;
pub mod chat;
pub mod constrain;
pub mod gguf;
mod jinja;
pub mod kernels;
pub mod model;
pub mod quant;
pub mod sample;
pub mod template;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tokenizer;

pub use chat::{BeginError, Chat, FinishReason, GenerateOptions, Step, StepError, Usage};
pub use model::{LoadError, Model};
pub use sample::Sampling;
pub use template::{ChatMessage, TemplateFailed};
