//! Full-text search in the titles and messages of all sessions, in slices between which the page can render. In a chunk
//! of its own.

use std::collections::HashMap;
use std::rc::Rc;

use abcb_core::conversation::message::Role;
use abcb_core::conversation::session::session_dir;
use abcb_core::log::search::{Folding, Piece, Query};
use abcb_core::log::transcript::{Node, Transcript};
use abcb_core::storage::store::{MOST_EVENTS, StoreError};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::t;
use crate::ports::Browser;
use crate::state::search::{FoundSession, Hit, Hits, Progress, Search};
use crate::state::{Listed, set_if_changed};

/// How long a slice may take before the page gets to render.
const SLICE_MILLIS: u64 = 8;
/// How many events are read and folded at once.
const SLICE_EVENTS: u64 = 300;
/// How many matching messages of a session are shown.
const SHOWN_HITS: usize = 20;
/// How much text is cached for the next query, in bytes.
const KEPT_BYTES: usize = 32_000_000;
/// How many earlier messages are rendered at once while scrolling to a match.
const EARLIER: usize = 48;

/// A cache of what has been read, so that the next query does not have to read it again.
pub(super) struct Index {
    folding: Folding,
    /// By session id.
    kept: HashMap<String, Rc<ReadSession>>,
    bytes: usize,
    /// The number of the latest search; earlier ones are abandoned.
    latest: u64,
}

struct ReadSession {
    last_seq: u64,
    messages: Vec<ReadMessage>,
}

struct ReadMessage {
    id: u64,
    role: Role,
    is_elsewhere: bool,
    text: String,
    folded: String,
}

impl ReadSession {
    fn bytes(&self) -> usize {
        self.messages.iter().map(|message| message.text.len() + message.folded.len()).sum()
    }
}

impl Index {
    fn new(browser: Rc<dyn Browser>) -> Self {
        let folding = Folding::new(Box::new(move |character| browser.decompose(character)));
        Self { folding, kept: HashMap::new(), bytes: 0, latest: 0 }
    }

    fn keep(&mut self, id: &str, session: &Rc<ReadSession>) {
        if let Some(old) = self.kept.remove(id) {
            self.bytes -= old.bytes();
        }
        if self.bytes + session.bytes() <= KEPT_BYTES {
            self.bytes += session.bytes();
            self.kept.insert(id.to_owned(), session.clone());
        }
    }
}

/// A search in progress.
struct Work {
    number: u64,
    query: Query,
    found: Vec<FoundSession>,
    progress: Progress,
    began: u64,
    /// Keeps the displayed results until the search is complete, because the query is unchanged and only the list is
    /// not.
    is_quiet: bool,
}

impl Controller {
    /// Searches for the text in the search field and cancels the previous search. `is_same` says that the query is
    /// unchanged.
    pub fn search(&self, search: Search, is_same: bool) {
        let inner = self.inner();
        let text = inner.state.sessions.query.get_untracked();
        let work = inner.with_index(|index| {
            index.latest += 1;
            Work {
                number: index.latest,
                query: Query::parse(&text, &mut index.folding),
                found: Vec::new(),
                progress: Progress { is_running: true, ..Progress::default() },
                began: inner.now(),
                is_quiet: is_same,
            }
        });
        spawn_local(async move { inner.search(search, work).await });
    }

    /// Splits the text at matches of the current query.
    pub fn marked(&self, text: &str) -> Vec<Piece> {
        let inner = self.inner();
        let query = inner.state.sessions.query.get();
        inner.with_index(|index| Query::parse(&query, &mut index.folding).pieces(text, &mut index.folding))
    }

    /// Opens the session at that message, switching to its branch.
    pub fn open_at(&self, id: String, message: u64) {
        let inner = self.inner();
        inner.choose(Some(&id));
        spawn_local(async move { inner.open_at(&id, message).await });
    }
}

impl Inner {
    fn with_index<T>(&self, act: impl FnOnce(&mut Index) -> T) -> T {
        let index = || Box::new(Index::new(self.ports.browser.clone()));
        act(self.search.borrow_mut().get_or_insert_with(index))
    }

    async fn search(&self, search: Search, mut work: Work) {
        // Let the page render the typed text first.
        self.ports.clock.sleep(0).await;
        if !self.is_wanted(&work) {
            return;
        }
        work.began = self.now();
        let list = self.state.sessions.list.get_untracked();
        let (titled, others): (Vec<Listed>, Vec<Listed>) = list.into_iter().partition(|row| {
            let title = row.title.get_untracked();
            self.with_index(|index| work.query.is_in(&index.folding.fold(&title)))
        });
        let known = search.sessions.get_untracked();
        let as_known = |row: &Listed| {
            let known = known.iter().find(|found| found.row.id == row.id);
            known.cloned().unwrap_or_else(|| FoundSession::new(row.clone()))
        };
        work.found = titled.iter().map(&as_known).collect();
        if !self.take_a_breath(&search, &mut work).await {
            return;
        }
        work.progress.has_messages = work.query.is_telling();
        if work.progress.has_messages {
            let titles = titled.len();
            for (place, row) in titled.into_iter().chain(others).enumerate() {
                let read = self.read_messages(&row, &search, &mut work).await;
                let hits = match read {
                    Some(Ok(session)) => self.hits(&work.query, &session),
                    Some(Err(_)) => {
                        work.progress.unread += 1;
                        Hits::default()
                    }
                    None => return,
                };
                work.progress.messages += hits.all;
                match work.found.get(place).filter(|_| place < titles) {
                    Some(found) => found.set_hits(hits),
                    None if hits.all > 0 => {
                        let found = as_known(&row);
                        found.set_hits(hits);
                        work.found.push(found);
                    }
                    None => {}
                }
                if !self.take_a_breath(&search, &mut work).await {
                    return;
                }
            }
        } else {
            work.found.iter().for_each(|found| found.set_hits(Hits::default()));
        }
        work.progress.is_running = false;
        work.is_quiet = false;
        self.publish(&search, &work);
    }

    /// Publishes the results and lets the page render, if the slice is over. Returns whether this search is still
    /// current.
    async fn take_a_breath(&self, search: &Search, work: &mut Work) -> bool {
        if self.now().saturating_sub(work.began) < SLICE_MILLIS {
            return true;
        }
        self.publish(search, work);
        self.ports.clock.sleep(0).await;
        work.began = self.now();
        self.is_wanted(work)
    }

    fn is_wanted(&self, work: &Work) -> bool {
        let has_words = self.state.sessions.query.with_untracked(|query| !query.trim().is_empty());
        has_words && self.with_index(|index| index.latest == work.number)
    }

    fn publish(&self, search: &Search, work: &Work) {
        if work.is_quiet || !self.is_wanted(work) {
            return;
        }
        let ids = |found: &[FoundSession]| found.iter().map(|found| found.row.id.clone()).collect::<Vec<_>>();
        let found = ids(&work.found);
        if search.sessions.with_untracked(|old| ids(old) != found) {
            search.sessions.set(work.found.clone());
        }
        set_if_changed(&self.state.sessions.found, found);
        set_if_changed(&search.progress, work.progress.clone());
    }

    fn hits(&self, query: &Query, session: &ReadSession) -> Hits {
        let mut hits = Hits::default();
        for message in session.messages.iter().filter(|message| query.is_in(&message.folded)) {
            hits.all += 1;
            if hits.first.len() < SHOWN_HITS {
                let excerpt = self.with_index(|index| query.excerpt(&message.text, &mut index.folding));
                let ReadMessage { id, role, is_elsewhere, .. } = *message;
                hits.first.push(Hit { message: id, role, is_elsewhere, excerpt });
            }
        }
        hits
    }

    /// Returns all messages of a session, or `None` if the search has been cancelled.
    async fn read_messages(
        &self,
        row: &Listed,
        search: &Search,
        work: &mut Work,
    ) -> Option<Result<Rc<ReadSession>, StoreError>> {
        let kept = self.with_index(|index| index.kept.get(&row.id).cloned());
        if let Some(kept) = kept.filter(|kept| kept.last_seq == row.last_seq) {
            return Some(Ok(kept));
        }
        let dir = session_dir(self.config.borrow().memory_dir(), &row.id);
        let mut transcript = Transcript::default();
        let mut start = 1;
        loop {
            let is_ours = row.last_seq <= MOST_EVENTS;
            let last = if is_ours { start + SLICE_EVENTS - 1 } else { u64::MAX };
            let part = match self.ports.store.load_part(&dir, start..=last).await {
                Ok(part) => part,
                Err(error) => return Some(Err(error)),
            };
            part.events.iter().for_each(|event| transcript.apply(event));
            if !self.take_a_breath(search, work).await {
                return None;
            }
            if part.meta.last_seq <= last {
                break;
            }
            start = last + 1;
        }
        let mut messages = Vec::new();
        for message in said(&transcript) {
            messages.push(self.with_index(|index| read(message, &mut index.folding)));
            if !self.take_a_breath(search, work).await {
                return None;
            }
        }
        let session = Rc::new(ReadSession { last_seq: row.last_seq, messages });
        self.with_index(|index| index.keep(&row.id, &session));
        Some(Ok(session))
    }

    async fn open_at(self: &Rc<Self>, id: &str, message: u64) {
        self.open(id).await;
        let Some(session) = self.current_whole().await.filter(|session| session.id == id) else { return };
        let transcript = session.log.borrow().state.clone();
        if !transcript.is_on_branch(message, transcript.head()) {
            if session.is_running() {
                self.toast(t("search-on-other-branch"));
                return;
            }
            if !self.turn_to(&session, message).await {
                return;
            }
        }
        let is_there = || session.view.rows.with_untracked(|rows| rows.iter().any(|row| row.id == message));
        while !is_there() && session.show_earlier(EARLIER) {
            self.ports.clock.sleep(0).await;
        }
        self.ports.browser.reveal_message(message).await;
    }
}

/// Returns the messages a user can read, on every branch, each with whether it is on a branch other than the one shown.
/// Deleted messages are left out, and so is the first part of an answer that was continued.
fn said<'a>(transcript: &'a Transcript) -> Vec<(&'a Node, bool)> {
    let sorted = |mut ids: Vec<u64>| {
        ids.sort_unstable();
        ids
    };
    let shown = sorted(transcript.path().into_iter().map(|node| node.id).collect());
    let taken_up = sorted(transcript.nodes().filter_map(|node| node.continues).collect());
    let is_read = |node: &&Node| {
        let is_step = node.role == Role::Assistant && node.protocol.is_some();
        !node.content.trim().is_empty() && !is_step && taken_up.binary_search(&node.id).is_err()
    };
    let with_place = |node: &'a Node| (node, shown.binary_search(&node.id).is_err());
    let is_there = |(node, is_elsewhere): &(&Node, bool)| !is_elsewhere || !transcript.is_removed(node.id);
    transcript.nodes().filter(is_read).map(with_place).filter(is_there).collect()
}

fn read((node, is_elsewhere): (&Node, bool), folding: &mut Folding) -> ReadMessage {
    ReadMessage {
        id: node.id,
        role: node.role,
        is_elsewhere,
        folded: folding.fold(&node.content),
        text: node.content.clone(),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use crate::testing::Page;

    #[wasm_bindgen_test]
    async fn a_message_that_was_found_is_scrolled_to_in_its_session() {
        let page = Page::open().await;
        page.ask("First").await;
        let (session, question) = (page.session(), page.rows()[0].id);
        page.controller.new_session();
        page.until("a new session", |page| page.rows().is_empty()).await;
        page.controller.open_at(session.clone().expect("a session"), question);
        page.until("the message", |page| !page.browser.revealed.borrow().is_empty()).await;
        assert_eq!((page.session(), page.browser.revealed.take()), (session, vec![question]));
    }
}
