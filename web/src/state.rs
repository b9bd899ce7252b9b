//! The page's state as signals: a small handle per concern instead of one global state object. Depends on core's data
//! types, but not on the browser or on how actions are performed.

pub mod agent;
pub mod branching;
pub mod cards;
mod change;
pub mod context_marker;
pub mod conversation;
pub mod edits;
pub mod evaluation;
pub mod frame;
pub mod imports;
pub mod live;
pub mod model;
mod row_key;
pub mod runs;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod steps;
pub mod text;
pub mod toasts;
pub mod writing;

pub use agent::{AgentPage, AgentState, FilesPlace, Suggestion, ToolLine};
pub use branching::{Branching, ModelChoice};
pub use change::set_if_changed;
pub use context_marker::ContextMarker;
pub use conversation::{Conversation, ConversationView, Facts, MessageRow};
pub use evaluation::{CaseLine, Evaluation, Score};
pub use frame::{Frame, Menu};
pub use imports::Imports;
pub use live::{Live, LiveText, SentText};
pub use model::{Active, FoundServer, ModelState, PageModels, ProviderState, ProviderStatus, Settings};
pub use runs::{ReplayPlace, Runs};
pub use sessions::{Listed, Sessions};
pub use settings::{BackupReport, BackupShown, Incoming, SettingsDialogState, SettingsPage};
pub use steps::{StepReader, read_steps_with, shown_text};
pub use text::Text;
pub use toasts::{Toast, Toasts, Undo};
pub use writing::{PromptsPage, Writing};
