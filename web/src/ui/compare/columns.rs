//! The two columns of the comparison: which versions they show, their differences, and the choice of the version to
//! continue with.

use abcb_core::conversation::message::Role;
use abcb_core::log::compare::differences;
use abcb_core::log::transcript::Node;
use abcb_core::provider::openai::models::display_name;
use leptos::prelude::*;

use super::version::{Text, figures_view, message};
use crate::controller::{Controller, State, VersionShown};
use crate::i18n::{args, t, tf};
use crate::state::shown_text;
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click, on_input};

/// The versions in the left and the right column, as indices into the list.
#[derive(Clone, Copy)]
struct Chosen {
    left: RwSignal<usize>,
    right: RwSignal<usize>,
    is_marked: RwSignal<bool>,
}

pub fn columns() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let Some(compared) = state.branching.compared.get_untracked() else { return ().into_any() };
    let versions = controller.versions(compared);
    // Tool steps are parsed by code in the agent's chunk.
    if versions.iter().flat_map(|version| &version.messages).any(|node| node.protocol.is_some()) {
        controller.load_toolbox();
    }
    let shown = versions.iter().position(|version| version.id == compared).unwrap_or(0);
    let other = if shown == 0 { 1 } else { shown - 1 };
    let chosen = Chosen {
        left: RwSignal::new(shown.min(other)),
        right: RwSignal::new(shown.max(other)),
        is_marked: RwSignal::new(false),
    };
    let mark = move || chosen.is_marked.update(|is_marked| *is_marked = !*is_marked);
    let count = versions.len();
    let names: Vec<String> =
        versions.iter().enumerate().map(|(place, version)| version_name(place, count, version)).collect();
    let versions = StoredValue::new(versions);
    let pair = move || {
        let (left, right) = (chosen.left.get(), chosen.right.get());
        versions.with_value(|versions| match (versions.get(left), versions.get(right)) {
            (Some(one), Some(other)) => vec![
                column(one, other, (left, count), chosen.is_marked.get()),
                column(other, one, (right, count), chosen.is_marked.get()),
            ],
            _ => Vec::new(),
        })
    };
    view! {
        <style>{include_str!("../../../styles/lazy/compare.css")}</style>
        <div class="compare" data-testid="compare-view">
            <div class="choose">
                {chooser(t("compare-left"), &names, chosen.left)}
                {chooser(t("compare-right"), &names, chosen.right)}
                <button type="button" class="toggle" data-testid="mark-differences"
                    title=t("compare-differences-hint")
                    aria-pressed=dyn_child(move || chosen.is_marked.get().to_string())
                    on:click=on_click(mark)>{t("compare-differences")}</button>
            </div>
            <div class="columns">{dyn_child(pair)}</div>
        </div>
        <div class="actions">
            <button type="button" class="button" data-testid="close-compare"
                on:click=on_click(move || state.branching.compared.set(None))>{t("action-close")}</button>
        </div>
    }
    .into_any()
}

fn version_name(place: usize, count: usize, version: &VersionShown) -> String {
    let number = number_words(place, count);
    match version.figures.model.as_deref().filter(|model| !model.is_empty()) {
        Some(model) => format!("{number} · {}", display_name(model)),
        None => number,
    }
}

fn number_words(place: usize, count: usize) -> String {
    tf("compare-version", args![n = place + 1, all = count])
}

fn chooser(label: &'static str, names: &[String], chosen: RwSignal<usize>) -> AnyView {
    let options: Vec<AnyView> = names
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let is_chosen = dyn_child(move || chosen.get() == place);
            view! { <option value=place.to_string() selected=is_chosen>{name.clone()}</option> }.into_any()
        })
        .collect();
    let choose = on_input(move |text| {
        if let Ok(place) = text.parse() {
            chosen.set(place);
        }
    });
    view! { <label>{label}<select data-testid="compare-choice" on:change=choose>{options}</select></label> }
        .into_any()
}

/// One version, compared with `other`.
fn column(
    version: &VersionShown,
    other: &VersionShown,
    (place, count): (usize, usize),
    is_marked: bool,
) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let id = version.id;
    let is_shown = state
        .conversation
        .view
        .with_untracked(|view| view.rows.with_untracked(|rows| rows.iter().any(|row| row.id == id)));
    let use_it = move || {
        state.branching.compared.set(None);
        controller.turn_to(id);
    };
    let (mine, others) = (said(version), said(other));
    let mut number = 0;
    let messages: Vec<AnyView> = version
        .messages
        .iter()
        .filter_map(|node| {
            let text = match node.role {
                Role::Tool => Text::Drawn(node.content.clone()),
                _ => {
                    let text = mine.get(number)?.clone();
                    let theirs = others.get(number).cloned().unwrap_or_default();
                    number += 1;
                    match is_marked {
                        true => Text::marked(&differences(&text, &theirs).0),
                        false => Text::Drawn(text),
                    }
                }
            };
            message(node, text)
        })
        .collect();
    let more = (version.more > 0).then(|| {
        view! { <p class="hint">{tf("compare-messages-follow", args![n = version.more])}</p> }.into_any()
    });
    let action = match is_shown {
        true => view! { <p class="hint">{t("compare-shown")}</p> }.into_any(),
        false => view! {
            <button type="button" class="button go" data-testid="use-version" on:click=on_click(use_it)>
                {Icon::CONTINUE.view()}" "{t("compare-use")}
            </button>
        }
        .into_any(),
    };
    view! {
        <section class="version" data-testid="compare-version" data-message-id=id.to_string()
            aria-label=number_words(place, count)>
            {figures_view(&version.figures, &other.figures)}
            <div class="said">{messages}</div>
            <div class="foot">{more}{action}</div>
        </section>
    }
    .into_any()
}

/// Returns the message texts of a version, without tool calls.
fn said(version: &VersionShown) -> Vec<String> {
    let words = |node: &Node| shown_text(node.protocol, &node.content).into_owned();
    version.messages.iter().filter(|node| node.role != Role::Tool).map(words).collect()
}
