//! What a text defines for the rest of it: addresses under a label, and footnotes. A definition may come long after its
//! use, or long before; of several for one label the first holds.

use std::collections::{HashMap, HashSet};

use unicase::UniCase;

/// A label as it is compared: without regard to case, in every script.
pub(crate) type Label = UniCase<String>;

#[derive(Clone, Debug, Default)]
pub(crate) struct Definitions {
    links: HashMap<Label, String>,
    footnotes: HashSet<Label>,
}

/// Something in a text that is a reference if only its label is defined.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Reference {
    Link(Label),
    Footnote(Label),
}

impl Definitions {
    pub(crate) fn link(&self, label: &str) -> Option<&str> {
        self.links.get(&Label::new(label.to_owned())).map(String::as_str)
    }

    pub(crate) fn has_footnotes(&self) -> bool {
        !self.footnotes.is_empty()
    }

    /// Labels of footnotes as they were written.
    pub(crate) fn footnotes(&self) -> impl Iterator<Item = &str> {
        self.footnotes.iter().map(|label| label.as_str())
    }

    pub(crate) fn knows(&self, reference: &Reference) -> bool {
        match reference {
            Reference::Link(label) => self.links.contains_key(label),
            Reference::Footnote(label) => self.footnotes.contains(label),
        }
    }

    /// Takes over what stands later in the text.
    pub(crate) fn add(&mut self, later: Definitions) {
        for (label, address) in later.links {
            self.links.entry(label).or_insert(address);
        }
        self.footnotes.extend(later.footnotes);
    }

    pub(crate) fn add_link(&mut self, label: &str, address: &str) {
        self.links.entry(Label::new(label.to_owned())).or_insert_with(|| address.to_owned());
    }

    pub(crate) fn add_footnote(&mut self, label: &str) {
        self.footnotes.insert(Label::new(label.to_owned()));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.links.is_empty() && self.footnotes.is_empty()
    }
}

/// Every place in the text that could be a reference to a footnote; more than there are, since code is not left out.
pub(crate) fn possible_footnotes(text: &str) -> Vec<Label> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("[^") {
        rest = after;
        let mut is_escaped = false;
        let end = after.find(|letter: char| {
            let ends = letter == ']' && !is_escaped;
            is_escaped = letter == '\\' && !is_escaped;
            ends
        });
        if let Some(label) = end.and_then(|end| after.get(..end)) {
            found.push(Label::new(label.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    found
}
