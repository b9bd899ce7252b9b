//! Link reference definitions and footnote definitions of a text. A definition may come long after or long before its
//! use; if a label is defined several times, the first definition wins.

use std::collections::{HashMap, HashSet};

use unicase::UniCase;

/// A label that compares case-insensitively in every script.
pub(crate) type Label = UniCase<String>;

#[derive(Clone, Debug, Default)]
pub(crate) struct Definitions {
    links: HashMap<Label, String>,
    footnotes: HashSet<Label>,
}

/// A possible reference: it becomes a link or footnote reference if its label is defined.
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

    /// Returns the footnote labels as they were written.
    pub(crate) fn footnotes(&self) -> impl Iterator<Item = &str> {
        self.footnotes.iter().map(|label| label.as_str())
    }

    pub(crate) fn knows(&self, reference: &Reference) -> bool {
        match reference {
            Reference::Link(label) => self.links.contains_key(label),
            Reference::Footnote(label) => self.footnotes.contains(label),
        }
    }

    /// Adds the definitions of a later part of the text. Existing labels keep their definition.
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

/// Returns every label that could be a footnote reference. This overestimates, since code is not excluded.
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
