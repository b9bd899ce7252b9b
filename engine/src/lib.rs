//! Runs a small language model from a GGUF file: bytes and messages in, text out, one step at a time.
//!
//! There is no browser, no file system, no clock and no thread in this crate. The caller brings the file's bytes and
//! calls [`Chat::step`] until it is done, so it can stop between any two steps. `README.md` beside this crate has
//! the design and the measurements.

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
