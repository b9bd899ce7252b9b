//! What is said: roles and messages, attachments, the session as the series knows it, and unsent drafts. Plain data; it
//! knows nothing of logs, models or tools.

pub mod attachment;
pub mod drafts;
pub mod message;
pub mod session;
