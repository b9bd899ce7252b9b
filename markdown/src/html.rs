//! The HTML writer: names are constants of the program, texts and values are escaped. Knows neither Markdown nor which
//! elements may contain which.

/// An attribute: a constant name and any value.
pub(super) type Attribute<'a> = (&'static str, &'a str);

/// An HTML buffer.
#[derive(Debug, Default)]
pub(super) struct Html {
    out: String,
}

impl Html {
    /// Takes the HTML written so far and leaves the buffer empty.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    pub(super) fn open(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            self.text(value);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// The length in bytes of the HTML written since the last `take`.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// Adds a class to an element that was opened without one. `place` is the position right after the element's name.
    pub(super) fn insert_class(&mut self, place: usize, class: &str) {
        let mut attribute = Html::default();
        attribute.out.push_str(" class=\"");
        attribute.text(class);
        attribute.out.push('"');
        if self.out.is_char_boundary(place) {
            self.out.insert_str(place, &attribute.out);
        }
    }

    /// Adds `dir="rtl"` to an element. `place` is the position right after the element's name.
    pub(super) fn insert_right_to_left(&mut self, place: usize) {
        if self.out.is_char_boundary(place) {
            self.out.insert_str(place, " dir=\"rtl\"");
        }
    }

    pub(super) fn close(&mut self, name: &'static str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    pub(super) fn element(&mut self, name: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close(name);
    }

    /// Writes text, escaped for both element content and quoted attribute values.
    pub(super) fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                // HTML cannot represent NUL, and parsers disagree on how to handle it.
                '\0' => self.out.push('\u{fffd}'),
                other => self.out.push(other),
            }
        }
    }
}
