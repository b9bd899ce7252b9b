//! The OpenAI-compatible protocol, as llama-server, Ollama, LM Studio and vLLM really speak it: what to send, and how
//! to read what comes back. Bytes in, deltas out: nothing here opens a connection or waits.

mod answer;
pub mod api_key;
mod chat_models;
pub mod context_size;
pub mod endpoint;
pub mod error;
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
