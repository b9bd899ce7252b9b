//! Work on an answer: the state machine of a run (`run`), what is sent (`context`), what a reply means (`reply`), what keeps a
//! model from going in circles (`guard`, `repetition`), what is kept of a stream (`recorder`, `follow`), and the one loop that does it all
//! (`driver`). Decisions are made without waiting; only `driver` and `follow` await. `step` is the same as the series has it.

pub mod context;
pub mod driver;
mod follow;
mod guard;
mod memory_log;
pub mod recorder;
mod repetition;
pub mod reply;
pub mod run;
pub mod step;

pub use driver::{AnswerOutcome, Backend, EventSink, Io, Observation, Question, Stop, answer, resume};
pub use memory_log::MemoryLog;
pub use run::{Next, Run};
pub use step::{LoopError, StepOutcome, run_loop, run_step};
