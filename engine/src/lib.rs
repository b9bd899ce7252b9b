//! Runs a small language model from a GGUF file: takes the file's bytes and messages, and produces text step by step.
//!
//! The crate has no access to a browser, file system or clock and spawns no threads. The caller supplies the file's
//! bytes and calls [`Chat::step`] until the answer is done, so it can stop between any two steps. `README.md` next to
//! this crate describes the design and the measurements.
//!
//! ```
//! use abcb_engine::{Chat, ChatMessage, GenerateOptions, Model, Step};
//! # use abcb_engine::model::Architecture;
//! # use abcb_engine::quant::TensorType;
//!
//! # let bytes = abcb_engine::testing::tiny_model(Architecture::Llama, TensorType::F32);
//! // `bytes` is the content of a GGUF file.
//! let mut chat = Chat::new(Model::load(bytes)?, 2048);
//! let options = GenerateOptions { max_tokens: 16, ..GenerateOptions::default() };
//! chat.begin(&[ChatMessage::new("user", "Hi")], options)?;
//! let mut answer = String::new();
//! loop {
//!     match chat.step()? {
//!         Step::Prefill { processed, total } => println!("{processed} of {total} tokens read"),
//!         Step::Text(text) => answer.push_str(&text),
//!         Step::Done { .. } => break,
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![deny(missing_docs)]
#![warn(clippy::missing_errors_doc)]

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
