//! The agent: the state machine of a run (`run`), building a request (`context`), fitting it into the model's context
//! (`fit`, `shorten`), interpreting a reply (`reply`, `read_reply`, `arguments`), detecting loops (`guard`, `repetition`),
//! recording a stream (`recorder`, `follow`), and the loop that drives it all (`driver`; `tool_loop` is what a run with
//! tools adds to it). Decisions are synchronous; only these and `follow` await. `step` is a run in the form that the
//! series describes. Knows no concrete tool, provider or store.

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
mod messages;
mod next;
mod observation;
mod plan;
pub mod prompt;
pub mod read_reply;
pub mod recorder;
mod repetition;
pub mod replay;
pub mod reply;
pub mod run;
mod session_state;
mod shorten;
pub mod step;
mod stop;
pub mod tool_loop;
mod values;
mod work_time;
mod writing;

pub use crate::log::event::Backend;
pub use driver::{AnswerOutcome, EventSink, Io, RunKind, answer, store_question};
pub use guided::suggested_tools;
pub use memory_log::MemoryLog;
pub use next::Next;
pub use observation::Observation;
pub use run::Run;
pub use session_state::SessionState;
pub use step::{LoopError, StepOutcome, run_loop, run_step};
pub use stop::Stop;
pub use tool_loop::{answer_with_tools, resume, run_with_tools};
