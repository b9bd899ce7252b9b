//! Work on an answer: what is sent (`context`), what is kept of what comes back (`recorder`), and the one loop that does it
//! (`driver`). Decisions are made without waiting; only the driver awaits.

pub mod context;
pub mod driver;
pub mod recorder;

pub use driver::{AnswerOutcome, EventSink, Observation, Question, Run, answer};
