//! The palette: a search field and the list of matches. It follows the ARIA combobox pattern: the focus stays in the
//! field and the arrow keys move through the list.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::choices::{Choice, act, choices};
use super::keys::keys_view;
use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click, on_input, on_key};
use crate::ui::scope::Scope;

/// The maximum number of matches shown. Typing another letter is quicker than reading more.
const MOST: usize = 50;
/// How many prompts and sessions follow the commands while there is no query.
const OTHERS: usize = 20;
const PAGE: usize = 8;

/// All entries, in the order in which they are shown without a query.
struct Offer {
    all: Vec<Choice>,
    /// Reused for every query, since it owns its working memory.
    matcher: RefCell<Matcher>,
}

impl Offer {
    fn new(state: State, controller: Controller) -> Self {
        let recent = controller.recent_commands();
        let place =
            |choice: &Choice| recent.iter().position(|name| *name == choice.name).unwrap_or(recent.len());
        let mut all = choices(state, controller);
        // The sort is stable: entries that were not used recently keep their order.
        all.sort_by_key(|choice| (choice.kind.is_some(), place(choice)));
        Self { all, matcher: RefCell::new(Matcher::new(Config::DEFAULT)) }
    }

    /// Returns the indices of the entries that match every word of the query, in any order, best match first.
    fn fitting(&self, query: &str) -> Vec<usize> {
        let pattern = Pattern::new(query, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        let matcher = &mut *self.matcher.borrow_mut();
        let mut letters = Vec::new();
        let mut score = |choice: &Choice| pattern.score(Utf32Str::new(&choice.label, &mut letters), matcher);
        let mut found: Vec<(u32, usize)> =
            self.all.iter().enumerate().filter_map(|(place, choice)| Some((score(choice)?, place))).collect();
        if query.trim().is_empty() {
            let commands = self.all.iter().filter(|choice| choice.kind.is_none()).count();
            found.truncate(commands + OTHERS);
        } else {
            found.sort_by_key(|(score, place)| (Reverse(*score), *place));
            found.truncate(MOST);
        }
        found.into_iter().map(|(_, place)| place).collect()
    }
}

pub fn palette() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let offer = StoredValue::new_local(Rc::new(Offer::new(state, controller)));
    let query = RwSignal::new(String::new());
    let found = Memo::new(move |_| offer.get_value().fitting(&query.get()));
    // The index of the active entry among the matches.
    let chosen = RwSignal::new(0_usize);
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    Effect::new(move |_| {
        found.track();
        controller.scroll_to(option_id(chosen.get()));
    });
    let take = move |number: usize| {
        let place = found.with_untracked(|found| found.get(number).copied());
        let choice = place.and_then(|place| offer.get_value().all.get(place).cloned());
        state.frame.palette_open.set(false);
        if let Some(choice) = choice {
            // The focus first returns to where it was, because the action may move it from there.
            Scope::page().next_frame(controller, move || act(choice, state, controller));
        }
    };
    let keys = on_key(move |event| {
        let count = found.with_untracked(Vec::len);
        let is_chord = event.ctrl_key() || event.meta_key() || event.alt_key();
        let to = match event.key().as_str() {
            "k" if is_chord => {
                event.prevent_default();
                return state.frame.palette_open.set(false);
            }
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                return take(chosen.get_untracked());
            }
            _ if is_chord || count == 0 => return,
            "ArrowDown" => (chosen.get_untracked() + 1) % count,
            "ArrowUp" => (chosen.get_untracked() + count - 1) % count,
            "PageDown" => (chosen.get_untracked() + PAGE).min(count - 1),
            "PageUp" => chosen.get_untracked().saturating_sub(PAGE),
            _ => return,
        };
        event.prevent_default();
        chosen.set(to);
    });
    let search = on_input(move |text| {
        query.set(text);
        chosen.set(0);
    });
    let options = move || {
        let offer = offer.get_value();
        let found = found.get().into_iter().enumerate();
        found
            .filter_map(|(number, place)| Some(option(offer.all.get(place)?, number, chosen, take)))
            .collect::<Vec<_>>()
    };
    let told = move || match found.with(Vec::len) {
        0 => t("search-no-matches").to_owned(),
        count => tf("palette-results-count", args![n = count]),
    };
    view! {
        <style>{include_str!("../../../styles/lazy/palette.css")}</style>
        <div class="palette" data-testid="palette">
            <label class="palette-field">
                {Icon::SEARCH.view()}
                <input type="text" dir="auto" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
                    aria-activedescendant=dyn_child(move || option_id(chosen.get())) aria-label=t("palette-search")
                    placeholder=t("palette-search") autocomplete="off" spellcheck="false"
                    data-testid="palette-input" node_ref=field on:input=search on:keydown=keys/>
                <kbd aria-hidden="true">"Esc"</kbd>
            </label>
            <div class="palette-list" id="palette-list" role="listbox" aria-label=t("palette-results")>{dyn_child(options)}</div>
            <p class="palette-count" role="status">{dyn_child(told)}</p>
        </div>
    }
    .into_any()
}

fn option_id(number: usize) -> String {
    format!("palette-{number}")
}

fn option(
    choice: &Choice,
    number: usize,
    chosen: RwSignal<usize>,
    take: impl Fn(usize) + Copy + Send + Sync + 'static,
) -> AnyView {
    let kind = match choice.kind {
        Some(kind) => view! { <span class="kind">{kind}</span> }.into_any(),
        None => keys_view(choice.keys.clone()),
    };
    view! {
        <div role="option" id=option_id(number) data-testid="palette-option"
            aria-selected=dyn_child(move || (chosen.get() == number).to_string())
            on:mousemove=on_click(move || chosen.set(number)) on:click=on_click(move || take(number))>
            <span class="name" dir="auto">{choice.label.clone()}</span>{kind}
        </div>
    }
    .into_any()
}
