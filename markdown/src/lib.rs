//! Renders a model's Markdown as HTML that is safe by construction: every tag and attribute name is a constant of this
//! crate, every text and value is escaped, and every address is checked. The output is meant for `innerHTML`. The crate
//! assumes nothing about the page except that the page owns the first two heading levels.

mod address;
mod addresses;
mod definitions;
mod display;
mod document;
mod dollars;
mod emphasis;
mod fences;
mod formulas;
mod html;
mod incremental;
mod labels;
mod masked;
mod numbers;
#[cfg(target_arch = "wasm32")]
mod page;
mod render;
mod scripts;
mod stream;

use definitions::Definitions;
use formulas::Lines;

pub use stream::{Change, Patch, Stream};

/// Renders a text as one HTML string per top-level block; the strings joined are the whole document. [`Stream`] gives
/// the same result for a growing text without rendering it from scratch each time.
///
/// Supports CommonMark with tables, strikethrough, task lists, footnotes and formulas.
/// - Raw HTML is shown as text.
/// - Links point to `http`, `https` and `mailto` only and open in a new tab. Others, including `#…` and relative ones
///   (which would lead into the app itself), become text in `<span class="dead-link">`.
/// - Images are never loaded: they become links that show the image's text and address, `class="image"`.
/// - Bare `http` and `https` URLs become links that contain only the URL.
/// - `<br>` breaks the line, except in code.
/// - Headings start at `<h3>`. No element has an `id`, so several answers fit in one page: footnotes and references to
///   them contain `<a data-note="label">`, which the page turns into links.
/// - Every paragraph, item, heading and cell takes its direction from its own text (`dir="auto"`); code and formulas
///   run left to right.
/// - Formulas keep their source including delimiters, in `<span class="math">` and `<span class="math display">`; the
///   page can replace them with rendered formulas.
/// - Classes: `code`, `code-bar`, `code-lang`, `code-copy`, `table`, `align-left|center|right`, `image`, `image-alt`,
///   `image-address`, `dead-link`, `task`, `footnote`, `footnote-label`, `footnote-ref`, `raw-html`, `math`, `display`,
///   `footnote-body`, `digits-2` to `digits-10` (lists whose numbers have that many digits).
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
