//! Incremental rendering of a streamed answer. Blocks that can no longer change are rendered once and settled; the
//! rest, the tail, is parsed again as it grows. The cost of a token does not depend on the length of the answer or of
//! its blocks.

use crate::definitions::{Definitions, Reference, possible_footnotes};
use crate::document::{Kind, Parsed, parse};
use crate::formulas::{Lines, find};
use crate::html::Html;
use crate::incremental::{OpenFence, Plain, fence_has_ended};
use crate::masked::clean;

/// The parsing budget in bytes for each push and for each byte pushed. A longer tail is parsed once enough budget has
/// been saved up, so that a long list costs no more per token than a short one.
const BYTES_PER_PUSH: usize = 1_000;
const BYTES_PER_BYTE: usize = 4;

/// The changes to apply to the page. Blocks are numbered from the start of the answer.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Patch {
    /// Step one: append this text (not HTML) to the innermost last element of the last block.
    pub append: String,
    /// Step two: replace every block from this one on with `blocks`.
    pub from: Option<usize>,
    pub blocks: Vec<String>,
    /// Step three: replace settled blocks that contain a reference whose definition has now arrived.
    pub again: Vec<Change>,
    /// The number of blocks that will not be replaced any more, except through `again`.
    pub settled: usize,
    /// Whether the page shows everything that has been pushed.
    pub is_whole: bool,
}

/// The new HTML of a block.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    pub block: usize,
    pub html: String,
}

/// Blocks that were settled together and contain references to undefined labels.
#[derive(Debug)]
struct Loose {
    first: usize,
    source: String,
    lines: Lines,
    blocks: Vec<String>,
    wanted: Vec<Reference>,
    /// Whether they were rendered with a definition that may still change.
    is_ahead: bool,
}

#[derive(Debug, Default)]
pub struct Stream {
    known: Definitions,
    settled: usize,
    loose: Vec<Loose>,
    tail: String,
    /// The line state at the start of the tail.
    lines: Lines,
    /// The length of the part of the tail that was checked for blocks to settle.
    looked_at: usize,
    /// The tail's blocks as shown on the page.
    shown: Vec<String>,
    plain: Option<Plain>,
    fence: Option<OpenFence>,
    /// The number of bytes that may be parsed now.
    saved: usize,
    /// Whether the page lacks a part of the tail.
    is_behind: bool,
    /// Whether the last character was `\r`: a `\r\n` may have been cut in the middle.
    after_return: bool,
    /// Whether other code may have changed the tail's part of the page.
    is_left: bool,
}

impl Stream {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a delta and returns the changes to the page.
    pub fn push(&mut self, delta: &str) -> Patch {
        let mut patch = Patch::default();
        let before = self.tail.len();
        self.take_in(delta);
        let added = self.tail.len() - before;
        self.saved = self.saved.saturating_add(BYTES_PER_PUSH + added * BYTES_PER_BYTE);
        if added > 0 && !self.grow(before, &mut patch) {
            self.is_behind = true;
            if self.saved >= self.tail.len() || self.is_left {
                self.update(&mut patch);
            }
        }
        self.close(patch)
    }

    /// Returns the changes that bring the page up to date regardless of the parsing budget. Call it when the stream
    /// pauses and at its end; more deltas may follow.
    pub fn finish(&mut self) -> Patch {
        let mut patch = Patch::default();
        if self.is_behind {
            self.update(&mut patch);
        }
        if !self.loose.is_empty() {
            let mut known = self.known.clone();
            known.add(parse(&self.tail, &self.known, self.lines).definitions);
            for loose in &mut self.loose {
                loose.tie_up(&known, true, &mut patch);
            }
        }
        self.close(patch)
    }

    /// Declares that other code may change the tail's part of the page. The next push renders that part again.
    pub fn leave(&mut self) {
        self.is_left = true;
        self.plain = None;
        self.fence = None;
    }

    fn close(&self, mut patch: Patch) -> Patch {
        patch.settled = self.settled;
        patch.is_whole = !self.is_behind;
        patch
    }

    /// Appends to the tail with all line breaks normalized to `\n`.
    fn take_in(&mut self, delta: &str) {
        let mut rest = delta;
        if !rest.is_empty() && std::mem::take(&mut self.after_return) {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
        self.after_return |= rest.ends_with('\r');
        let rest = clean(rest);
        if rest.contains('\r') {
            self.tail.push_str(&rest.replace("\r\n", "\n").replace('\r', "\n"));
        } else {
            self.tail.push_str(&rest);
        }
    }

    /// Appends the text after `before` to the page without parsing it, if possible.
    fn grow(&mut self, before: usize, patch: &mut Patch) -> bool {
        if let Some(mut fence) = self.fence.take() {
            let grown = fence.grow(&self.tail);
            self.append(&grown.text, patch);
            if grown.is_open {
                self.is_behind = !fence.shows_all_of(&self.tail);
                self.fence = Some(fence);
            } else {
                // This is paid once for the whole fence.
                self.saved = self.saved.max(self.tail.len());
            }
            return grown.is_open;
        }
        let Some(mut plain) = self.plain.take() else { return false };
        let added = self.tail.get(before..).unwrap_or_default();
        let Some(visible) = plain.grow(&self.tail, added).map(str::to_owned) else { return false };
        self.append(&visible, patch);
        self.plain = Some(plain);
        true
    }

    /// Appends text to the innermost last element of the last block.
    fn append(&mut self, text: &str, patch: &mut Patch) {
        let Some(last) = self.shown.last_mut() else { return };
        let mut end = last.len();
        while let Some(tag) = last.get(..end).and_then(closing_tag_at_end) {
            end -= tag;
        }
        let mut html = Html::default();
        html.text(text);
        last.insert_str(end, &html.take());
        patch.append.push_str(&text.replace('\0', "\u{fffd}"));
    }

    /// Parses the tail and settles the blocks that can no longer change.
    fn update(&mut self, patch: &mut Patch) {
        let first = self.settled;
        self.saved = 0;
        self.is_behind = false;
        let mut blocks = self.settle(patch);
        let settled = blocks.len();
        let parsed = parse(&self.tail, &self.known, self.lines);
        self.plain = Plain::after(&self.tail, parsed.plain_end);
        self.fence = OpenFence::at_start_of(&self.tail).filter(|_| parsed.blocks.len() == 1);
        blocks.extend(parsed.blocks.into_iter().map(|block| block.html));

        let same = self.shown.iter().zip(&blocks).take_while(|(shown, block)| shown == block).count();
        let same = if std::mem::take(&mut self.is_left) { 0 } else { same };
        if same < blocks.len() || same < self.shown.len() {
            patch.from = Some(first + same);
            patch.blocks = blocks.get(same..).unwrap_or_default().to_vec();
        }
        blocks.drain(..settled);
        self.shown = blocks;
    }

    /// Removes the part of the tail that can no longer change and returns its blocks.
    fn settle(&mut self, patch: &mut Patch) -> Vec<String> {
        // An incomplete line can still become anything.
        let complete = self.tail.rfind('\n').map_or(0, |at| at + 1);
        if complete <= self.looked_at {
            return Vec::new();
        }
        let text = self.tail.get(..complete).unwrap_or_default();
        let open = find(text, self.lines).open;
        // The content of a formula may look like blocks until its end arrives.
        let text = text.get(..open.unwrap_or(complete)).unwrap_or_default();
        let cut = settled_part(text, &parse(text, &self.known, self.lines));
        self.looked_at = complete - cut;
        if cut == 0 {
            return Vec::new();
        }
        let source: String = self.tail.drain(..cut).collect();
        let lines = self.lines;
        self.lines = find(&source, lines).after;
        let parsed = parse(&source, &self.known, lines);
        let has_news = !parsed.definitions.is_empty();
        self.known.add(parsed.definitions);
        let wanted = wanted(parsed.wanted, &source, &self.known);
        let blocks: Vec<String> = parsed.blocks.into_iter().map(|block| block.html).collect();
        if !wanted.is_empty() {
            let (first, blocks) = (self.settled, blocks.clone());
            self.loose.push(Loose { first, source, lines, blocks, wanted, is_ahead: false });
        }
        self.settled += blocks.len();
        if has_news {
            for loose in &mut self.loose {
                loose.tie_up(&self.known, false, patch);
            }
            self.loose.retain(|loose| !loose.wanted.is_empty());
        }
        blocks
    }
}

impl Loose {
    /// Renders settled blocks again if a label they refer to is now defined. `is_ahead`: the definition may still
    /// change.
    fn tie_up(&mut self, known: &Definitions, is_ahead: bool, patch: &mut Patch) {
        if !self.is_ahead && !self.wanted.iter().any(|reference| known.knows(reference)) {
            return;
        }
        self.is_ahead = is_ahead;
        let parsed = parse(&self.source, known, self.lines);
        if !is_ahead {
            self.wanted = wanted(parsed.wanted, &self.source, known);
        }
        for ((block, old), new) in (self.first..).zip(&mut self.blocks).zip(parsed.blocks) {
            if *old != new.html {
                old.clone_from(&new.html);
                patch.again.push(Change { block, html: new.html });
            }
        }
    }
}

/// Returns the references in a text whose labels are not defined yet.
fn wanted(links: Vec<Reference>, source: &str, known: &Definitions) -> Vec<Reference> {
    let footnotes = possible_footnotes(source).into_iter().map(Reference::Footnote);
    links.into_iter().chain(footnotes).filter(|reference| !known.knows(reference)).collect()
}

/// Returns the length of the part of a text, which consists of complete lines, that more lines can no longer change.
fn settled_part(text: &str, parsed: &Parsed) -> usize {
    let mut blocks = parsed.blocks.iter().rev();
    let Some(last) = blocks.next() else { return 0 };
    let is_blank = |text: &str| text.chars().all(|letter| matches!(letter, ' ' | '\t' | '\n'));
    let last_line =
        |text: &str| text.strip_suffix('\n').and_then(|text| text.rsplit('\n').next()).is_some_and(is_blank);
    let is_closed = match last.kind {
        Kind::Line => true,
        Kind::UntilBlank => last_line(text),
        Kind::Fence => text.get(last.start..).is_some_and(fence_has_ended),
        Kind::Footnote | Kind::Other => false,
    };
    if is_closed && text.get(last.end..).is_some_and(is_blank) {
        return text.len();
    }
    // A footnote within another ends the outer one, and without the outer one it would be indented code.
    let is_indented = text.get(last.start..).is_some_and(|text| text.starts_with([' ', '\t']));
    if last.kind == Kind::Footnote && is_indented {
        return 0;
    }
    // There may be link definitions between two blocks, and the last of them may continue in what is a paragraph now.
    let before = blocks.next().map_or(0, |block| block.end);
    let between = text.get(before..last.start).unwrap_or_default();
    if is_blank(between) || last_line(between) { last.start } else { 0 }
}

/// Returns the length of the closing tag at the end of `html`, if there is one.
fn closing_tag_at_end(html: &str) -> Option<usize> {
    let start = html.strip_suffix('>')?.rfind('<')?;
    html.get(start..)?.starts_with("</").then(|| html.len() - start)
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
