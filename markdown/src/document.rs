//! Parses a text, or a part of one that begins with a top-level block, into its top-level blocks.

use std::borrow::Cow;
use std::cell::RefCell;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::definitions::{Definitions, Label, Reference};
use crate::display::source;
use crate::emphasis::places;
use crate::formulas::{Lines, find};
use crate::masked::{Masked, Part, What};
use crate::render::Renderer;

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES);

#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) html: String,
    /// The start of the line that the block begins in.
    pub(crate) start: usize,
    /// The end of the block's last leaf. Containers end later than their visible content.
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

/// The kind of a block, which decides whether more text can change it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Ends with its line.
    Line,
    /// Ends at a blank line at the latest.
    UntilBlank,
    Fence,
    Footnote,
    Other,
}

#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) blocks: Vec<Block>,
    /// The definitions in this text, without those known before.
    pub(crate) definitions: Definitions,
    /// References that would be links if their labels were defined.
    pub(crate) wanted: Vec<Reference>,
    /// The end of the last text in the last block, if that block ends in plain text.
    pub(crate) plain_end: Option<usize>,
}

/// Parses `text`. `known` and `lines` carry the definitions and the line state of the text before it.
pub(crate) fn parse(text: &str, known: &Definitions, lines: Lines) -> Parsed {
    // The parser recognizes a footnote reference only if it sees the definition, so known footnotes are put in front.
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
    let masked = Masked::new(text, &find(text, lines).hidden, &places(text));
    let source = if skipped == 0 {
        Cow::Borrowed(masked.source.as_ref())
    } else {
        Cow::Owned(before + &masked.source)
    };
    let written = |text: &str| masked.written(CowStr::from(text.to_owned()));
    let original = |place: usize| masked.original(place.saturating_sub(skipped));

    let unresolved = RefCell::new(Vec::new());
    let resolve = |link: BrokenLink<'_>| match known.link(&written(&link.reference)) {
        Some(address) => Some((CowStr::from(address.to_owned()), CowStr::from(""))),
        None => {
            unresolved.borrow_mut().push(Reference::Link(Label::new(written(&link.reference).into_string())));
            None
        }
    };
    let mut events =
        Parser::new_with_broken_link_callback(&source, OPTIONS, Some(resolve)).into_offset_iter();
    let mut parsed = Parsed::default();
    for (label, definition) in events.reference_definitions().iter() {
        parsed.definitions.add_link(&written(label), &written(&definition.dest));
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
            parsed.definitions.add_footnote(&written(label));
        }
        if !is_container(&event) {
            leaf_end = leaf_end.max(range.end);
        }
        plain.follow(&event, range.end);
        render_written(&mut renderer, event, &masked);
        if depth > 0 {
            continue;
        }
        if let (Some(html), true) = (renderer.take_block(), range.start >= skipped) {
            let line = source.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            let (start, end) = (original(line), original(leaf_end));
            parsed.blocks.push(Block { html, start, end, kind });
        }
    }
    drop(events);
    parsed.wanted = unresolved.into_inner();
    parsed.plain_end = plain.end.filter(|end| *end >= skipped).map(original);
    parsed
}

/// Renders an event with its original text: the parser sees only placeholders for formulas and URLs.
fn render_written<'a>(renderer: &mut Renderer<'_>, event: Event<'a>, masked: &Masked<'a>) {
    match event {
        Event::Text(text) if !renderer.is_in_code() => {
            for part in masked.parts(&text) {
                render_part(renderer, part);
            }
        }
        Event::Text(text) => renderer.render(Event::Text(masked.written(text))),
        Event::Html(text) => renderer.render(Event::Html(masked.written(text))),
        Event::InlineHtml(text) => renderer.render(Event::InlineHtml(masked.written(text))),
        Event::Code(text) => renderer.render(Event::Code(masked.written(text))),
        Event::FootnoteReference(label) => renderer.render(Event::FootnoteReference(masked.written(label))),
        Event::Start(tag) => renderer.render(Event::Start(tag_as_written(tag, masked))),
        other => renderer.render(other),
    }
}

fn render_part(renderer: &mut Renderer<'_>, part: Part<'_>) {
    match part {
        Part::Text(text) => renderer.render(Event::Text(CowStr::from(text))),
        Part::Hidden(formula, What::Formula(quotes)) => {
            renderer.render(Event::InlineMath(CowStr::from(source(formula, quotes))));
        }
        Part::Hidden(formula, What::Display(quotes)) => {
            renderer.render(Event::DisplayMath(CowStr::from(source(formula, quotes))));
        }
        Part::Hidden(address, What::Address) => renderer.bare_address(address),
        Part::Hidden(_, What::LineBreak) => renderer.render(Event::HardBreak),
    }
}

fn tag_as_written<'a>(tag: Tag<'a>, masked: &Masked<'a>) -> Tag<'a> {
    match tag {
        Tag::Link { link_type, dest_url, title, id } => {
            Tag::Link { link_type, dest_url: masked.written(dest_url), title, id: masked.written(id) }
        }
        Tag::Image { link_type, dest_url, title, id } => {
            Tag::Image { link_type, dest_url: masked.written(dest_url), title, id: masked.written(id) }
        }
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
            Tag::CodeBlock(CodeBlockKind::Fenced(masked.written(info)))
        }
        Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(masked.written(label)),
        other => other,
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

/// Tracks events to find out whether a text ends in plain words that more words can be appended to.
#[derive(Default)]
struct PlainEnd {
    end: Option<usize>,
    /// The number of open code blocks, tables and images. Text in them is not plain: spaces are significant there, or
    /// other elements follow it on the page.
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
