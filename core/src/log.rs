//! What happened: the events of a session, and what is folded from them: the tree of messages (`transcript`), the facts
//! of a run (`summary`). `search` and `compare` read the messages. Knows nothing of stores and of the agent.

pub mod compare;
pub mod event;
pub mod reasons;
pub mod search;
pub mod summary;
pub mod trace;
pub mod transcript;
