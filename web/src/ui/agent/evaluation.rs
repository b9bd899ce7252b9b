//! The evaluation page: how well the active model does as an agent.

use abcb_core::provider::openai::models::display_name;
use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::state::{CaseLine, Score};
use crate::ui::messages::protocol_words;
use crate::ui::parts::{dyn_child, on_click, on_input, when};
use crate::ui::time::duration;

pub fn evaluation() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let (is_running, score) = (state.evaluation.is_running, state.evaluation.score);
    let runs = RwSignal::new(1_usize);
    let start = move || {
        view! {
            <button type="button" class="button go" data-testid="start-eval"
                on:click=on_click(move || controller.evaluate(runs.get_untracked()))>{t("evaluation-start")}</button>
        }
    };
    let stop = move || {
        view! {
            <button type="button" class="button" data-testid="stop-eval"
                on:click=on_click(move || controller.stop_evaluation())>{t("action-stop")}</button>
        }
    };
    let count = on_input(move |text| runs.set(text.parse().unwrap_or(1).clamp(1, 20)));
    view! {
        <p class="lead">
            {t("evaluation-hint")}
        </p>
        <p class="acts">
            <label>{t("evaluation-repeats")}" "<input type="number" min="1" max="20" value="1" on:change=count/></label>
            {when(move || !is_running.get(), start)}
            {when(move || is_running.get(), stop)}
        </p>
        {dyn_child(move || score.get().map(|score| score_view(score, is_running.get())))}
    }
    .into_any()
}

/// The status bar of an evaluation that runs while its page is closed.
pub fn bar() -> AnyView {
    let score = expect_context::<State>().evaluation.score;
    let controller = expect_context::<Controller>();
    let words = move || match score.with(|score| score.as_ref().map(|score| (score.done, score.of))) {
        Some((done, all)) => tf("evaluation-progress", args![n = done, all = all]),
        None => t("evaluation-waiting").to_owned(),
    };
    view! {
        <div class="banner new" role="group" aria-label=t("evaluation-title") data-testid="eval-status">
            <p>{dyn_child(words)}</p>
            <button class="button" type="button" data-testid="open-eval"
                on:click=on_click(move || controller.show_evaluation())>{t("evaluation-show")}</button>
            <button class="button" type="button" data-testid="stop-eval"
                on:click=on_click(move || controller.stop_evaluation())>{t("action-stop")}</button>
        </div>
    }
    .into_any()
}

fn score_view(score: Score, is_running: bool) -> AnyView {
    let percent = (score.passed * 100).checked_div(score.done).unwrap_or(0);
    let words = tf("evaluation-score", args![n = score.passed, all = score.done, percent = percent]);
    let rest = match is_running {
        true => tf("evaluation-left", args![n = score.of.saturating_sub(score.done)]),
        false => duration(score.millis),
    };
    let json = (score.constrained > 0)
        .then(|| tf("evaluation-valid-json", args![n = score.valid_json, all = score.constrained]));
    view! {
        <p class="lead">{format!("{}, {}", display_name(&score.model), score.protocol.map(protocol_words).unwrap_or_default())}</p>
        <p role="status" data-testid="eval-score" data-done=score.done.to_string()><b>{words}</b>" · "{rest}</p>
        <p>{json}</p>
        <table class="scores">
            <thead><tr><th scope="col">{t("evaluation-task")}</th><th scope="col">{t("evaluation-passed")}</th><th scope="col">{t("run-failed")}</th></tr></thead>
            <tbody>{score.cases.into_iter().map(case_row).collect::<Vec<_>>()}</tbody>
        </table>
    }
    .into_any()
}

fn case_row(case: CaseLine) -> AnyView {
    view! {
        <tr data-testid="eval-case">
            <th scope="row">{case.name}</th>
            <td>{tf("count-of", args![n = case.passed, all = case.of])}</td>
            <td>{case.missed}</td>
        </tr>
    }
    .into_any()
}
