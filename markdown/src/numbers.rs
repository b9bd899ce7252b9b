//! How long the numbers of a list are, so that there is room for them: known at its end, written at its beginning.

use crate::html::Html;

/// The lists that are open, innermost last.
#[derive(Debug, Default)]
pub(super) struct OpenLists(Vec<OpenList>);

#[derive(Debug)]
struct OpenList {
    /// Where its first tag goes on.
    place: usize,
    /// The number of the item that comes next; none in a list without numbers.
    next: Option<u64>,
}

impl OpenLists {
    /// `place` is right after the name of its element.
    pub(super) fn open(&mut self, place: usize, first: Option<u64>) {
        self.0.push(OpenList { place, next: first });
    }

    pub(super) fn item(&mut self) {
        if let Some(next) = self.0.last_mut().and_then(|list| list.next.as_mut()) {
            *next = next.saturating_add(1);
        }
    }

    pub(super) fn close(&mut self, html: &mut Html) {
        let Some(OpenList { place, next: Some(next) }) = self.0.pop() else { return };
        let digits = next.saturating_sub(1).checked_ilog10().map_or(1, |more| more + 1);
        if digits > 1 {
            html.insert_class(place, &format!("digits-{digits}"));
        }
    }
}
