//! The elements and events of the document, as components use them: focus, popovers, the scroll position, the drawer, key
//! presses, pasted and dropped files. What reaches beyond the document (network, storage, workers, the address) is an
//! adapter behind a port. Depends on no signal, component or adapter.

pub mod drawer;
pub mod focus;
pub mod incoming_files;
pub mod keys;
pub mod listener;
pub mod popover;
pub mod stick_to_bottom;
