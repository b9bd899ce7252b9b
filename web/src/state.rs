//! What the page shows, as signals: one small handle a concern, no god state. Knows core's data; neither the browser nor how
//! anything is done.

pub mod agent;
pub mod branching;
pub mod cards;
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
pub use branching::{Branching, Menu, ModelChoice};
pub use context_marker::ContextMarker;
pub use conversation::{Conversation, ConversationView, Facts, MessageRow};
pub use evaluation::{CaseLine, Evaluation, Score};
pub use frame::Frame;
pub use imports::Imports;
pub use live::Live;
pub use model::{Active, FoundServer, ModelState, PageModels, ProviderState, ProviderStatus, Settings};
pub use runs::{ReplayPlace, Runs};
pub use sessions::{Listed, Sessions};
pub use settings::{Incoming, SettingsDialogState, SettingsPage};
pub use steps::{StepReader, read_steps_with, shown_text};
pub use text::Text;
pub use toasts::{Toast, Toasts, Undo};
pub use writing::{PromptsPage, Writing};
