//! The browser's own objects that pass through a port: a component has one from its event or its element, and the adapter
//! behind the port uses it. Nothing in between looks into them.

/// A file input of the page, with the files that the user picked.
pub type FileInput = web_sys::HtmlInputElement;

/// A file that the user pasted or dropped.
pub type FileHandle = web_sys::File;

/// The element that holds an answer.
pub type AnswerElement = web_sys::HtmlDivElement;
