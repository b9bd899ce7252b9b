//! The widths of list numbers, so that the page can reserve space for them. The width is known at the end of a list but
//! written into its opening tag.

use crate::html::Html;

/// The open lists, innermost last.
#[derive(Debug, Default)]
pub(super) struct OpenLists(Vec<OpenList>);

#[derive(Debug)]
struct OpenList {
    /// The position in the opening tag right after the element's name.
    place: usize,
    /// The number of the next item; `None` in an unordered list.
    next: Option<u64>,
}

impl OpenLists {
    /// Opens a list. `place` is the position right after its element's name.
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
