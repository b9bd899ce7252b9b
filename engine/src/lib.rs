//! Runs a small language model from a GGUF file: bytes and messages in, text out, one step at a time.
//!
//! There is no browser, no file system, no clock and no thread in this crate. The caller brings the bytes.

pub mod gguf;
pub mod kernels;
pub mod quant;
pub mod tokenizer;
