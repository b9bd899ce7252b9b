//! The agent: the state machine of a run (`run`), building a request (`context`), fitting it into the model's context
//! (`fit`, `shorten`), interpreting a reply (`reply`, `arguments`), detecting loops (`guard`, `repetition`),
//! recording a stream (`recorder`, `follow`), and the loop that drives it all (`driver` for a plain answer,
//! `tool_loop` with tools). Decisions are synchronous; only the loops and `follow` await. `step` is the loop in the
//! form that the series describes.

mod arguments;
mod claims;
mod complaint;
pub mod context;
pub mod driver;
pub mod fit;
mod follow;
pub mod fork;
mod guard;
mod guided;
mod memory_log;
mod plan;
pub mod prompt;
pub mod recorder;
mod repetition;
pub mod replay;
pub mod reply;
pub mod run;
mod shorten;
pub mod step;
pub mod tool_loop;
mod values;
mod work_time;
mod writing;

pub use driver::{AnswerOutcome, Backend, EventSink, Io, Observation, RunKind, Stop, answer, store_question};
pub use guided::suggested_tools;
pub use memory_log::MemoryLog;
pub use run::{Next, Run};
pub use step::{LoopError, StepOutcome, run_loop, run_step};
pub use tool_loop::{answer_with_tools, resume};
