//! The Leptos components. They read the state and call the controller, and have no access to the adapters.

mod agent;
mod approval;
#[cfg(test)]
mod approval_tests;
mod banner;
mod compare;
mod composer;
mod dialog;
mod empty;
#[cfg(test)]
mod evaluation_tests;
mod header;
mod icons;
mod imports;
mod instructions;
mod menu;
mod message;
mod message_foot;
mod messages;
mod palette;
mod parts;
mod run_status;
mod runs;
mod scope;
mod settings;
mod shell;
mod shortcuts;
mod shortfall;
#[cfg(test)]
mod shortfall_tests;
mod sidebar;
mod time;
mod toasts;
mod tool_call;
mod transcript;

pub use parts::dyn_child;
pub use shell::Shell;
pub use shortcuts::follow_key;
