//! User actions on the controller and their visible results, with ports that can be slow, refuse calls or hang.

#[path = "agent_tests.rs"]
mod agent_tests;
#[path = "answers_tests.rs"]
mod answers_tests;
#[path = "approval_tests.rs"]
mod approval_tests;
#[path = "calls_tests.rs"]
mod calls_tests;
#[path = "deleted_drafts_tests.rs"]
mod deleted_drafts_tests;
#[path = "failures_tests.rs"]
mod failures_tests;
#[path = "network_tests.rs"]
mod network_tests;
#[path = "opening_tests.rs"]
mod opening_tests;
#[path = "queue_tests.rs"]
mod queue_tests;
#[path = "recipient_tests.rs"]
mod recipient_tests;
#[path = "selection_tests.rs"]
mod selection_tests;
#[path = "sessions_tests.rs"]
mod sessions_tests;
#[path = "silence_tests.rs"]
mod silence_tests;
#[path = "stall_tests.rs"]
mod stall_tests;
#[path = "tabs_open_tests.rs"]
mod tabs_open_tests;
#[path = "tabs_tests.rs"]
mod tabs_tests;
#[path = "unsaved_tests.rs"]
mod unsaved_tests;
#[path = "unstored_tests.rs"]
mod unstored_tests;
