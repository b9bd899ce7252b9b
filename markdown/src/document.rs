//! One text, or a part of one that begins with a top-level block, as its top-level blocks.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::definitions::{Definitions, Label, Reference};
use crate::formulas::{Formula, Lines, find, hidden};
use crate::render::Renderer;

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES);

#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) html: String,
    /// Where the line begins in which the block begins.
    pub(crate) start: usize,
    /// Where the last leaf of it ends: containers end later than what can be seen of them.
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

/// What has to be known of a block to see whether more text can change it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Ends with its line.
    Line,
    /// Ends with a blank line at the latest.
    UntilBlank,
    Fence,
    Footnote,
    Other,
}

#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) blocks: Vec<Block>,
    /// What the text defines, without what was known before.
    pub(crate) definitions: Definitions,
    /// What would be a link, were it defined.
    pub(crate) wanted: Vec<Reference>,
    /// Where the text ends that stands last in the last block, if what stands last there is plain text.
    pub(crate) plain_end: Option<usize>,
}

/// `lines` is what is known of the text before.
pub(crate) fn parse(text: &str, known: &Definitions, lines: Lines) -> Parsed {
    // The parser takes a footnote for one only where it is defined, so what was defined before is told to it in front.
    let mut before = String::new();
    if known.has_footnotes() && text.contains("[^") {
        for label in known.footnotes() {
            before.push_str("[^");
            before.push_str(label);
            before.push_str("]:\n\n");
        }
        before.push_str("***\n");
    }
    let skipped = before.len();
    let formulas = find(text, lines).formulas;
    let masked = hidden(text, &formulas);
    let source = if skipped == 0 { masked } else { Cow::Owned(before + &masked) };

    let unresolved = RefCell::new(Vec::new());
    let resolve = |link: BrokenLink<'_>| match known.link(&link.reference) {
        Some(address) => Some((CowStr::from(address.to_owned()), CowStr::from(""))),
        None => {
            unresolved.borrow_mut().push(Reference::Link(Label::new(link.reference.into_string())));
            None
        }
    };
    let mut events =
        Parser::new_with_broken_link_callback(&source, OPTIONS, Some(resolve)).into_offset_iter();
    let mut parsed = Parsed::default();
    for (label, definition) in events.reference_definitions().iter() {
        parsed.definitions.add_link(label, &definition.dest);
    }

    let mut renderer = Renderer::new(known);
    let mut plain = PlainEnd::default();
    let mut depth = 0usize;
    let mut kind = Kind::Other;
    let mut leaf_end = 0;
    for (event, range) in events.by_ref() {
        if depth == 0 {
            kind = kind_of(&event);
        }
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Event::Start(Tag::FootnoteDefinition(label)) = &event
            && range.start >= skipped
        {
            parsed.definitions.add_footnote(label);
        }
        if !is_container(&event) {
            leaf_end = leaf_end.max(range.end);
        }
        plain.follow(&event, range.end);
        let place = range.start.saturating_sub(skipped)..range.end.saturating_sub(skipped);
        if range.start >= skipped && formulas.iter().any(|formula| overlap(&formula.range, &place)) {
            render_with_formulas(&mut renderer, event, text, place, &formulas);
        } else {
            renderer.render(event);
        }
        if depth > 0 {
            continue;
        }
        if let (Some(html), true) = (renderer.take_block(), range.start >= skipped) {
            let line = source.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            let (start, end) = (line.saturating_sub(skipped), leaf_end.saturating_sub(skipped));
            parsed.blocks.push(Block { html, start, end, kind });
        }
    }
    drop(events);
    parsed.wanted = unresolved.into_inner();
    parsed.plain_end = plain.end.and_then(|end| end.checked_sub(skipped));
    parsed
}

fn overlap(formula: &Range<usize>, place: &Range<usize>) -> bool {
    formula.start < place.end && place.start < formula.end
}

/// Renders an event in whose place in the text there are formulas: what the parser has seen of them are letters.
fn render_with_formulas(
    renderer: &mut Renderer<'_>,
    event: Event<'_>,
    text: &str,
    place: Range<usize>,
    formulas: &[Formula],
) {
    let at = |range: Range<usize>| CowStr::from(text.get(range).unwrap_or_default());
    match event {
        Event::Text(_) if !renderer.is_in_code() => {
            let mut end = place.start;
            for formula in formulas.iter().filter(|formula| overlap(&formula.range, &place)) {
                if formula.range.start > end {
                    renderer.render(Event::Text(at(end..formula.range.start)));
                }
                let source = at(formula.range.clone());
                renderer.render(match formula.is_display {
                    true => Event::DisplayMath(source),
                    false => Event::InlineMath(source),
                });
                end = formula.range.end;
            }
            if end < place.end {
                renderer.render(Event::Text(at(end..place.end)));
            }
        }
        Event::Text(_) => renderer.render(Event::Text(at(place))),
        Event::Html(_) => renderer.render(Event::Html(at(place))),
        Event::InlineHtml(_) => renderer.render(Event::InlineHtml(at(place))),
        Event::Code(_) => {
            let code = at(place);
            renderer.render(Event::Code(CowStr::from(code.trim_matches('`').trim().to_owned())));
        }
        other => renderer.render(other),
    }
}

fn is_container(event: &Event<'_>) -> bool {
    match event {
        Event::Start(_) => true,
        Event::End(tag) => {
            matches!(tag, TagEnd::List(_) | TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition)
        }
        _ => false,
    }
}

fn kind_of(event: &Event<'_>) -> Kind {
    match event {
        Event::Rule | Event::Start(Tag::Heading { .. }) => Kind::Line,
        Event::Start(Tag::Paragraph | Tag::Table(_)) => Kind::UntilBlank,
        Event::Start(Tag::FootnoteDefinition(_)) => Kind::Footnote,
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => Kind::Fence,
        _ => Kind::Other,
    }
}

/// Follows the events to see whether the last thing in a text is plain words, to which more words could be added.
#[derive(Default)]
struct PlainEnd {
    end: Option<usize>,
    /// Within code, tables and images text is not plain: its spaces count, or something follows it on the page.
    special: usize,
}

impl PlainEnd {
    fn follow(&mut self, event: &Event<'_>, end: usize) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Table(_) | Tag::Image { .. } | Tag::HtmlBlock) => {
                self.special += 1;
                self.end = None;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::Table | TagEnd::Image | TagEnd::HtmlBlock) => {
                self.special = self.special.saturating_sub(1);
                self.end = None;
            }
            Event::Text(_) if self.special == 0 => self.end = Some(end),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::BlockQuote(_)
                | TagEnd::List(_)
                | TagEnd::Item
                | TagEnd::FootnoteDefinition,
            ) => {}
            _ => self.end = None,
        }
    }
}
