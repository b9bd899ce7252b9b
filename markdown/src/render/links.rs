//! Links, images and footnote references.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::{LEFT, Renderer};
use crate::address::safe_address;

#[derive(Debug)]
pub(super) enum OpenLink {
    Link(&'static str),
    /// A link nested in a link. It is not rendered, since HTML does not allow it.
    Nested,
    Image {
        element: &'static str,
        address: String,
    },
}

impl Renderer<'_> {
    /// Renders a bare URL. Some authors write `&` in it as `&amp;`.
    pub(crate) fn bare_address(&mut self, address: &str) {
        let address = address.replace("&amp;", "&");
        match safe_address(&address).filter(|_| self.links.is_empty()) {
            Some(safe) => {
                let attributes = [("href", safe), ("target", "_blank"), ("rel", "noopener noreferrer"), LEFT];
                self.html.element("a", &attributes, safe);
            }
            None => self.html.text(&address),
        }
    }

    pub(super) fn note_reference(&mut self, label: &str) {
        self.html.open("sup", &[("class", "footnote-ref")]);
        let shown = format!("[{label}]");
        if self.links.is_empty() {
            self.html.element("a", &[("data-note", label)], &shown);
        } else {
            self.html.text(&shown);
        }
        self.html.close("sup");
    }

    /// Returns the address of a link. If a label is defined several times, the first definition wins, even if it is in
    /// an earlier part of the text.
    pub(super) fn address<'b>(&'b self, link_type: LinkType, here: &'b str, label: &str) -> &'b str {
        let is_reference =
            matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
        let before = if is_reference { self.known.link(label) } else { None };
        before.unwrap_or(here)
    }

    pub(super) fn start_link(&mut self, link_type: LinkType, destination: &str) {
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

    pub(super) fn start_image(&mut self, destination: &str) {
        let address = safe_address(destination).filter(|_| self.links.is_empty());
        let element = self.open_link(address, "image", Some("image"));
        self.html.open("span", &[("class", "image-alt")]);
        self.links.push(OpenLink::Image { element, address: destination.to_owned() });
    }

    /// Opens an `<a>` for a safe address or a `<span>` otherwise, and returns the element's name.
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

    pub(super) fn is_in_image(&self) -> bool {
        matches!(self.links.last(), Some(OpenLink::Image { .. }))
    }

    /// Renders an event inside an image, whose text is plain: only words are shown.
    pub(super) fn render_in_image(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) | Event::Html(text) => {
                self.html.text(&text);
            }
            Event::InlineMath(source) | Event::DisplayMath(source) => self.html.text(&source),
            Event::SoftBreak | Event::HardBreak => self.html.text(" "),
            Event::FootnoteReference(label) => self.html.text(&format!("[{label}]")),
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
            self.html.element("span", &[("class", "image-address"), LEFT], &address);
            self.html.close(element);
        }
    }
}
