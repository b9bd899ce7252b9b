//! The core of abcb: the agent framework. It asks a model, streams its answer, lets it call tools, and keeps
//! everything that happens as a log of events. Pure code without browser APIs, clock, randomness or I/O: what it needs
//! of the world comes in through traits ([`Provider`], [`Clock`], [`EventSink`], [`Tool`], [`SessionStore`]). It
//! builds natively and for wasm32.
//!
//! # Vocabulary
//!
//! - A *session* is a conversation. Its *log* holds the [`Event`]s in the order they happened, one JSON object per
//!   line, and only grows. Everything else is folded from it: the [`Transcript`] (the messages as a tree), the state of
//!   the [`Run`], the [`RunSummary`].
//! - A *message* is identified by the number (`seq`) of the event that created it. The *head* is the last message of
//!   the branch that is shown.
//! - A *turn* is a question with its answer. A *run* is an answer, with or without tools, from `run_started` to
//!   `run_ended`. A *step* is one request to the model within a run.
//! - A *provider* is what answers: a model server, a model in the page, a script. Its answer is a stream of
//!   [`Delta`]s.
//! - A *tool* is a function that the model may call. A [`ToolRegistry`] holds those of a run; one whose [`Risk`] is
//!   [`Risk::Asks`] waits for the user's approval.
//! - A *protocol* ([`Protocol`]) is how tool calls travel: in the server's own format, as a JSON envelope, or guided.
//!
//! # Where to begin
//!
//! - A streamed answer: [`answer`] with an [`Io`], and `examples/chat.rs`.
//! - A run with tools: [`answer_with_tools`], [`resume`] after an approval, and `examples/own_tool.rs`.
//! - A run without a log, as the tutorial series builds it: [`run_step`] and [`run_loop`] with a [`Session`], and
//!   `examples/series.rs`.
//! - A stored log: [`read_log`], [`Transcript::from_log`], [`Replay`], [`summarize`], and `examples/replay.rs`.
//!
//! # Rooms
//!
//! From the ground up; each uses only those before it: [`base`], [`conversation`] (what is said), [`tool`],
//! [`provider`] (who answers), [`log`] (what happened), [`settings`], [`agent`] (the run), [`storage`], and [`eval`].
//! What these tasks need is re-exported here; the rest has its path in its room.

#![deny(missing_docs)]
#![warn(clippy::missing_errors_doc)]

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

pub use agent::replay::Replay;
pub use agent::{
    AnswerOutcome, Backend, EventSink, Io, LoopError, MemoryLog, Next, Observation, Run, RunKind,
    StepOutcome, Stop, answer, answer_with_tools, resume, run_loop, run_step,
};
pub use base::clock::Clock;
pub use conversation::attachment::UserInput;
pub use conversation::message::{Message, Role};
pub use conversation::session::Session;
pub use log::event::{
    AgentSettings, Decision, Event, LogError, LoggedEvent, Protocol, RunStatus, read_log, write_log,
};
pub use log::summary::{RunSummary, runs, summarize};
pub use log::transcript::{CallStatus, MessageStatus, Node, ToolUse, Transcript};
pub use provider::mock::MockProvider;
pub use provider::{
    Capabilities, ChatMessage, ChatRequest, ContextSize, Delta, DeltaStream, FinishReason, Provider,
    ProviderError, ToolCall, ToolSpec, Usage, one_turn,
};
pub use storage::store::{
    MemoryStore, SessionMeta, SessionStore, StoreError, StoredSession, create_session_dir, start_session,
};
pub use tool::{RegistryError, Risk, Tool, ToolError, ToolRegistry};
