//! Where sessions are kept, and how they leave and enter the browser: the store's interface with one in memory, and the
//! formats of exported files. Knows nothing of the browser: its stores are in the page's adapters.

pub mod archive;
pub mod backup;
pub mod relocate;
pub mod store;
