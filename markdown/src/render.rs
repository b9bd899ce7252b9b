//! From the parser's events to HTML. Knows nothing of blocks that come and go.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};

use crate::address::safe_address;
use crate::definitions::Definitions;
use crate::html::{Attribute, Html};
use crate::words::word;

/// What has to be known of the tags around an event.
#[derive(Debug)]
pub(super) struct Renderer<'a> {
    /// What has been defined before the text that is rendered.
    known: &'a Definitions,
    html: Html,
    /// Links and images that are open, innermost last.
    links: Vec<OpenLink>,
    /// Links and images within the text of the open image; they are not rendered.
    nested_in_image: usize,
    is_in_table_head: bool,
    is_in_code: bool,
    alignments: Vec<Alignment>,
    column: usize,
}

#[derive(Debug)]
enum OpenLink {
    Link(&'static str),
    /// A link within a link: not rendered, since HTML has no such thing.
    Nested,
    Image {
        element: &'static str,
        address: String,
    },
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
            alignments: Vec::new(),
            column: 0,
        }
    }

    pub(super) fn take_block(&mut self) -> Option<String> {
        let block = self.html.take();
        (!block.is_empty()).then_some(block)
    }

    pub(super) fn render(&mut self, event: Event<'_>) {
        if self.is_in_image() {
            return self.render_in_image(event);
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.html.text(&text),
            Event::InlineMath(source) => self.html.element("span", &[("class", "math")], &source),
            Event::DisplayMath(source) => self.html.element("span", &[("class", "math display")], &source),
            Event::Code(text) => self.html.element("code", &[], &text),
            Event::FootnoteReference(label) => {
                self.html.element("sup", &[("class", "footnote-ref")], &format!("[{label}]"));
            }
            Event::SoftBreak => self.html.text("\n"),
            Event::HardBreak => self.html.open("br", &[]),
            Event::Rule => self.html.open("hr", &[]),
            Event::TaskListMarker(is_done) => self.task_marker(is_done),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::HtmlBlock => {
                self.html.open("pre", &[("class", "raw-html"), ("tabindex", "0")]);
            }
            Tag::List(Some(first)) if first != 1 => {
                self.html.open("ol", &[("start", &first.to_string())]);
            }
            Tag::FootnoteDefinition(label) => {
                self.html.open("div", &[("class", "footnote")]);
                self.html.element("span", &[("class", "footnote-label")], &label);
            }
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
            TagEnd::FootnoteDefinition => self.html.close("div"),
            TagEnd::Table => self.close_all(["tbody", "table", "div"]),
            TagEnd::TableHead => {
                self.is_in_table_head = false;
                self.html.close("tr");
                self.html.close("thead");
                // The rows follow without a tag of their own.
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
        self.html.open("div", &[("class", "code")]);
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
        let attributes: Vec<Attribute<'_>> = class.map(|class| ("class", class)).into_iter().collect();
        self.html.open(self.cell(), &attributes);
    }

    /// Not an `<input>`: nobody can tick it, and a form element would need a label of its own.
    fn task_marker(&mut self, is_done: bool) {
        let (label, sign) = if is_done { (word("done"), "☑") } else { (word("to do"), "☐") };
        self.html.element(
            "span",
            &[("class", "task"), ("role", "img"), ("aria-label", label.as_str())],
            sign,
        );
        self.html.text(" ");
    }

    /// Of several definitions of a label the first holds, be it in the text before.
    fn address<'b>(&'b self, link_type: LinkType, here: &'b str, label: &str) -> &'b str {
        let is_reference =
            matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
        let before = if is_reference { self.known.link(label) } else { None };
        before.unwrap_or(here)
    }

    fn start_link(&mut self, link_type: LinkType, destination: &str) {
        let destination = match link_type {
            LinkType::Email => format!("mailto:{destination}"),
            _ => destination.to_owned(),
        };
        let link = if self.links.is_empty() {
            OpenLink::Link(self.open_link(safe_address(&destination), "dead-link", None))
        } else {
            OpenLink::Nested
        };
        self.links.push(link);
    }

    fn start_image(&mut self, destination: &str) {
        let address = safe_address(destination).filter(|_| self.links.is_empty());
        let element = self.open_link(address, "image", Some("image"));
        self.html.open("span", &[("class", "image-alt")]);
        self.links.push(OpenLink::Image { element, address: destination.to_owned() });
    }

    /// Opens an `<a>` for an address that may be followed, a `<span>` otherwise; gives the element's name.
    fn open_link(
        &mut self,
        address: Option<&str>,
        class_when_dead: &str,
        class_when_alive: Option<&str>,
    ) -> &'static str {
        let Some(address) = address else {
            self.html.open("span", &[("class", class_when_dead)]);
            return "span";
        };
        let mut attributes = vec![("href", address), ("target", "_blank"), ("rel", "noopener noreferrer")];
        attributes.extend(class_when_alive.map(|class| ("class", class)));
        self.html.open("a", &attributes);
        "a"
    }

    pub(super) fn is_in_code(&self) -> bool {
        self.is_in_code
    }

    fn is_in_image(&self) -> bool {
        matches!(self.links.last(), Some(OpenLink::Image { .. }))
    }

    /// An image's text is plain: of what it holds only the words are shown.
    fn render_in_image(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) | Event::Html(text) => {
                self.html.text(&text);
            }
            Event::InlineMath(source) | Event::DisplayMath(source) => self.html.text(&source),
            Event::SoftBreak | Event::HardBreak => self.html.text(" "),
            Event::Start(Tag::Image { .. } | Tag::Link { .. }) => self.nested_in_image += 1,
            Event::End(TagEnd::Image | TagEnd::Link) if self.nested_in_image > 0 => self.nested_in_image -= 1,
            Event::End(TagEnd::Image) => self.end_image(),
            _ => {}
        }
    }

    fn end_image(&mut self) {
        self.html.close("span");
        if let Some(OpenLink::Image { element, address }) = self.links.pop() {
            self.html.text(" ");
            self.html.element("span", &[("class", "image-address")], &address);
            self.html.close(element);
        }
    }
}

/// The element of a tag that has no attributes. None for what is never parsed with our options.
fn element_of(tag: TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::List(true) => "ol",
        TagEnd::List(false) => "ul",
        TagEnd::Item => "li",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Strikethrough => "del",
        TagEnd::Heading(HeadingLevel::H1) => "h3",
        TagEnd::Heading(HeadingLevel::H2) => "h4",
        TagEnd::Heading(HeadingLevel::H3) => "h5",
        TagEnd::Heading(_) => "h6",
        _ => return None,
    })
}

/// The first word of a fence's info string, as far as it looks like the name of a language.
fn language_of(info: &str) -> String {
    let word = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
    let is_name =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '#' | '-' | '_' | '.');
    word.chars().filter(|letter| is_name(*letter)).take(24).collect()
}
