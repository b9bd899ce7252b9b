//! A model's Markdown as HTML that is safe by construction: every tag and attribute name is a constant of this module,
//! every text and value is escaped, every address is checked. Written for `innerHTML`; knows nothing of the page except
//! that it owns the headings of the first two levels.

mod address;
mod addresses;
mod definitions;
mod display;
mod document;
mod dollars;
mod emphasis;
mod fences;
mod formulas;
mod growth;
mod html;
mod masked;
mod numbers;
#[cfg(target_arch = "wasm32")]
mod page;
mod render;
mod scripts;
mod stream;
mod words;

use definitions::Definitions;
use formulas::Lines;

pub use stream::{Change, Patch, Stream};

/// Renders a text as one HTML string for each top-level block. Joined, the strings are the whole. [`Stream`] comes to the
/// same for a text that grows, without rendering it again and again.
///
/// CommonMark with tables, strikethrough, task lists, footnotes and formulas.
/// - Raw HTML is shown as text.
/// - Links lead to `http`, `https` and `mailto` only, in a new tab. Others, `#…` and relative ones among them (they would
///   lead into the app itself), are left as text in `<span class="dead-link">`.
/// - Images are never loaded: they are links with the image's text and address, `class="image"`.
/// - Bare `http` and `https` addresses are links that hold the address alone.
/// - `<br>` breaks the line, except in code.
/// - Headings begin at `<h3>`. Nothing has an `id`, so several answers fit in one page: footnotes and references to them are
///   `<a data-note="label">`, which whoever shows them links.
/// - Every paragraph, item, heading and cell takes its direction from its own text (`dir="auto"`); code and formulas run from
///   left to right.
/// - Formulas are left as they are written, delimiters and all, in `<span class="math">` and `<span class="math display">`;
///   whoever shows them can put something better in its place.
/// - Classes: `code`, `code-bar`, `code-lang`, `code-copy`, `table`, `align-left|center|right`, `image`, `image-alt`,
///   `image-address`, `dead-link`, `task`, `footnote`, `footnote-label`, `footnote-ref`, `raw-html`,
///   `math`, `display`, `footnote-body`, `digits-2` to `digits-10` (lists whose numbers are that long).
pub fn render_blocks(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = masked::clean(&text);
    let parsed = document::parse(&text, &Definitions::default(), Lines::default());
    parsed.blocks.into_iter().map(|block| block.html).collect()
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;

#[cfg(test)]
mod written_tests;
