//! Renders the parser's events as HTML. Knows nothing about streaming.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use crate::definitions::Definitions;
use crate::html::{Attribute, Html};
use crate::labels::word;
use crate::numbers::OpenLists;
use crate::scripts::is_right_to_left;

mod links;

use links::OpenLink;

/// Takes the direction from the element's first letter with a strong direction.
const OWN: Attribute<'static> = ("dir", "auto");
/// Code, formulas and addresses run left to right and do not influence the direction of the text around them.
const LEFT: Attribute<'static> = ("dir", "ltr");

/// The renderer's state: the context of the current event.
#[derive(Debug)]
pub(super) struct Renderer<'a> {
    /// The definitions known before the rendered text.
    known: &'a Definitions,
    html: Html,
    /// The open links and images, innermost last.
    links: Vec<OpenLink>,
    /// The number of links and images nested in the open image's text; they are not rendered.
    nested_in_image: usize,
    is_in_table_head: bool,
    is_in_code: bool,
    lists: OpenLists,
    /// Whether the open element, which takes its direction from its first content, is still empty.
    is_at_start: bool,
    /// The position in the opening tag of a table whose direction is not known yet.
    undirected_table: Option<usize>,
    alignments: Vec<Alignment>,
    column: usize,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(known: &'a Definitions) -> Self {
        Self {
            known,
            html: Html::default(),
            links: Vec::new(),
            nested_in_image: 0,
            is_in_table_head: false,
            is_in_code: false,
            lists: OpenLists::default(),
            is_at_start: false,
            undirected_table: None,
            alignments: Vec::new(),
            column: 0,
        }
    }

    pub(super) fn take_block(&mut self) -> Option<String> {
        let block = self.html.take();
        (!block.is_empty()).then_some(block)
    }

    pub(super) fn render(&mut self, event: Event<'_>) {
        self.is_at_start &= matches!(event, Event::Start(_));
        if self.is_in_image() {
            return self.render_in_image(event);
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::InlineMath(source) => self.html.element("span", &[("class", "math"), LEFT], &source),
            Event::DisplayMath(source) => {
                self.html.element("span", &[("class", "math display"), LEFT], &source);
            }
            Event::Code(text) => self.html.element("code", &[LEFT], &text),
            Event::FootnoteReference(label) => self.note_reference(&label),
            Event::SoftBreak => self.html.text("\n"),
            Event::HardBreak => self.html.open("br", &[]),
            Event::Rule => self.html.open("hr", &[]),
            Event::TaskListMarker(is_done) => self.task_marker(is_done),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(place) = self.undirected_table
            && let Some(is_right_to_left) = text.chars().find_map(is_right_to_left)
        {
            self.undirected_table = None;
            if is_right_to_left {
                self.html.insert_right_to_left(place);
            }
        }
        self.html.text(text);
    }

    fn start(&mut self, tag: Tag<'_>) {
        let is_first = std::mem::take(&mut self.is_at_start);
        match tag {
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::HtmlBlock => {
                self.html.open("pre", &[("class", "raw-html"), ("tabindex", "0"), LEFT]);
            }
            Tag::List(first) => self.start_list(first),
            Tag::Item => {
                self.lists.item();
                self.start_container("li", &[OWN]);
            }
            Tag::BlockQuote(_) if is_first => self.start_container("blockquote", &[]),
            Tag::BlockQuote(_) => self.start_container("blockquote", &[OWN]),
            Tag::FootnoteDefinition(label) => {
                self.html.open("div", &[("class", "footnote"), OWN]);
                let attributes = [("class", "footnote-label"), ("data-note", &*label), LEFT];
                self.html.element("a", &attributes, &label);
                self.start_container("div", &[("class", "footnote-body")]);
            }
            // The first paragraph inherits its container's direction, which `dir="auto"` takes from this paragraph.
            Tag::Paragraph if is_first => self.html.open("p", &[]),
            Tag::Paragraph => self.html.open("p", &[OWN]),
            Tag::Heading { level, .. } => self.html.open(heading(level), &[OWN]),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                let name = word("Table");
                let region = [
                    ("class", "table"),
                    ("tabindex", "0"),
                    ("role", "region"),
                    ("aria-label", name.as_str()),
                ];
                self.html.open("div", &region);
                self.undirected_table = Some(self.html.len() + "<table".len());
                self.html.open("table", &[]);
            }
            Tag::TableHead => {
                self.is_in_table_head = true;
                self.column = 0;
                self.html.open("thead", &[]);
                self.html.open("tr", &[]);
            }
            Tag::TableRow => {
                self.column = 0;
                self.html.open("tr", &[]);
            }
            Tag::TableCell => self.start_cell(),
            Tag::Link { link_type, dest_url, id, .. } => {
                let address = self.address(link_type, &dest_url, &id).to_owned();
                self.start_link(link_type, &address);
            }
            Tag::Image { link_type, dest_url, id, .. } => {
                let address = self.address(link_type, &dest_url, &id).to_owned();
                self.start_image(&address);
            }
            tag => {
                if let Some(name) = element_of(tag.to_end()) {
                    self.html.open(name, &[]);
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => {
                self.is_in_code = false;
                self.close_all(["code", "pre", "div"]);
            }
            TagEnd::HtmlBlock => self.html.close("pre"),
            TagEnd::FootnoteDefinition => self.close_all(["div", "div"]),
            TagEnd::List(is_ordered) => {
                self.lists.close(&mut self.html);
                self.html.close(if is_ordered { "ol" } else { "ul" });
            }
            TagEnd::Heading(level) => self.html.close(heading(level)),
            TagEnd::Table => self.close_all(["tbody", "table", "div"]),
            TagEnd::TableHead => {
                self.is_in_table_head = false;
                self.undirected_table = None;
                self.html.close("tr");
                self.html.close("thead");
                // The body rows follow without a start event of their own.
                self.html.open("tbody", &[]);
            }
            TagEnd::TableRow => self.html.close("tr"),
            TagEnd::TableCell => {
                self.column += 1;
                self.html.close(self.cell());
            }
            TagEnd::Link => {
                if let Some(OpenLink::Link(element)) = self.links.pop() {
                    self.html.close(element);
                }
            }
            tag => {
                if let Some(name) = element_of(tag) {
                    self.html.close(name);
                }
            }
        }
    }

    fn start_list(&mut self, first: Option<u64>) {
        let name = if first.is_some() { "ol" } else { "ul" };
        self.lists.open(self.html.len() + 1 + name.len(), first);
        match first.filter(|first| *first != 1) {
            Some(first) => self.html.open(name, &[("start", &first.to_string())]),
            None => self.html.open(name, &[]),
        }
    }

    fn start_container(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.html.open(name, attributes);
        self.is_at_start = true;
    }

    fn close_all<const N: usize>(&mut self, names: [&'static str; N]) {
        for name in names {
            self.html.close(name);
        }
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        let language = match kind {
            CodeBlockKind::Fenced(info) => language_of(info),
            CodeBlockKind::Indented => String::new(),
        };
        self.is_in_code = true;
        self.html.open("div", &[("class", "code"), LEFT]);
        self.html.open("div", &[("class", "code-bar")]);
        self.html.element("span", &[("class", "code-lang")], &language);
        let name = word("Copy code");
        let copy = [("type", "button"), ("class", "code-copy"), ("aria-label", name.as_str())];
        self.html.element("button", &copy, &word("Copy"));
        self.html.close("div");
        self.html.open("pre", &[("tabindex", "0")]);
        self.html.open("code", &[]);
    }

    fn cell(&self) -> &'static str {
        if self.is_in_table_head { "th" } else { "td" }
    }

    fn start_cell(&mut self) {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Left) => Some("align-left"),
            Some(Alignment::Center) => Some("align-center"),
            Some(Alignment::Right) => Some("align-right"),
            Some(Alignment::None) | None => None,
        };
        let attributes: Vec<Attribute<'_>> =
            class.map(|class| ("class", class)).into_iter().chain([OWN]).collect();
        self.html.open(self.cell(), &attributes);
    }

    /// Not an `<input>`: it cannot be toggled, and a form element would need a label.
    fn task_marker(&mut self, is_done: bool) {
        let (label, sign) = if is_done { (word("done"), "☑") } else { (word("to do"), "☐") };
        self.html.element(
            "span",
            &[("class", "task"), ("role", "img"), ("aria-label", label.as_str())],
            sign,
        );
        self.html.text(" ");
    }

    pub(super) fn is_in_code(&self) -> bool {
        self.is_in_code
    }
}

/// Returns the element for a tag without attributes, or `None` for tags that our parser options never produce.
fn element_of(tag: TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::Item => "li",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Strikethrough => "del",
        _ => return None,
    })
}

fn heading(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h3",
        HeadingLevel::H2 => "h4",
        HeadingLevel::H3 => "h5",
        _ => "h6",
    }
}

/// Returns the first word of a fence's info string, without characters that are unusual in a language name. At most 24
/// characters.
fn language_of(info: &str) -> String {
    let word = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
    let is_name =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '#' | '-' | '_' | '.');
    word.chars().filter(|letter| is_name(*letter)).take(24).collect()
}
