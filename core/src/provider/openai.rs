//! The OpenAI-compatible protocol as llama-server, Ollama, LM Studio and vLLM actually implement it: builds requests
//! and parses responses. Sans-IO, bytes in and deltas out: nothing here opens a connection or waits.

mod answer;
pub mod api_key;
mod chat_models;
pub mod context_size;
pub mod endpoint;
pub mod error;
mod fields;
mod frame;
pub mod models;
pub mod origin_keys;
mod overflow;
mod parts;
pub mod props;
pub mod request;
pub mod stream;
mod tool_calls;
mod wire;
