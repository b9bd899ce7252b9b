//! One column: the version's figures, its messages and its tool calls.

use abcb_core::conversation::message::Role;
use abcb_core::log::compare::{DiffPart, Figures};
use abcb_core::log::transcript::{MessageStatus, Node, ToolUse};
use abcb_core::provider::openai::models::display_name;
use leptos::html;
use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::i18n::t;
use crate::ui::messages::explain_failure;
use crate::ui::time::{decimal, duration};
use crate::ui::tool_call::{brief, pretty, state_words};

/// A message text to show: rendered as Markdown, or verbatim with the differences marked.
pub enum Text {
    Drawn(String),
    Marked(Vec<(String, bool)>),
}

impl Text {
    pub fn marked(stretches: &[DiffPart<'_>]) -> Self {
        Self::Marked(stretches.iter().map(|stretch| (stretch.text.to_owned(), stretch.differs)).collect())
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Drawn(text) => text.trim().is_empty(),
            Self::Marked(stretches) => stretches.iter().all(|(text, _)| text.trim().is_empty()),
        }
    }
}

/// A table of the version's figures. Those that differ from the other version are highlighted.
pub fn figures_view(figures: &Figures, other: &Figures) -> AnyView {
    let mine = rows(figures, other);
    let theirs = rows(other, figures);
    let lines = mine
        .into_iter()
        .zip(theirs)
        .filter(|((_, value), (_, other))| !(value.is_empty() && other.is_empty()));
    let lines: Vec<AnyView> = lines
        .map(|((name, value), (_, other))| {
            let differs = value != other;
            let value = if value.is_empty() { "–".to_owned() } else { value };
            view! { <div class:differs=differs><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
        })
        .collect();
    view! { <dl class="figures">{lines}</dl> }.into_any()
}

/// Returns the figures with their labels. A figure that neither version has is empty.
fn rows(figures: &Figures, other: &Figures) -> [(&'static str, String); 7] {
    let number = |count: Option<u64>| count.map(|count| count.to_string()).unwrap_or_default();
    let shown = |count: usize, is_worth_it: bool| if is_worth_it { count.to_string() } else { String::new() };
    [
        (t("model-title"), figures.model.as_deref().map(display_name).unwrap_or_default()),
        (t("run-steps"), shown(figures.steps, figures.steps.max(other.steps) > 1)),
        (t("run-tools-called"), shown(figures.calls, figures.calls.max(other.calls) > 0)),
        (t("run-tokens-read"), number(figures.prompt_tokens)),
        (t("run-tokens-written"), number(figures.tokens)),
        (t("compare-speed"), figures.speed.map(decimal).unwrap_or_default()),
        (t("run-time"), figures.millis.filter(|millis| *millis > 0).map(duration).unwrap_or_default()),
    ]
}

/// One message of the version; `None` if it has no content.
pub fn message(node: &Node, text: Text) -> Option<AnyView> {
    match (node.role, &node.tool) {
        (Role::Tool, Some(tool)) => Some(call(tool, &node.content)),
        // Feedback from the agent loop to the model is not part of the version's content.
        (Role::Tool, None) => None,
        (Role::User | Role::System, _) => {
            Some(view! { <div class="question">{written(text)}</div> }.into_any())
        }
        (Role::Assistant, _) => {
            let problem = problem(node);
            (!text.is_empty() || problem.is_some()).then(|| {
                let body = match text {
                    Text::Drawn(text) => drawn(text),
                    marked => written(marked),
                };
                view! { {body}{problem} }.into_any()
            })
        }
    }
}

fn written(text: Text) -> AnyView {
    let pieces: Vec<AnyView> = match text {
        Text::Drawn(text) => vec![text.into_any()],
        Text::Marked(stretches) => stretches
            .into_iter()
            .map(|(text, differs)| match differs {
                true => view! { <mark>{text}</mark> }.into_any(),
                false => text.into_any(),
            })
            .collect(),
    };
    view! { <div class="words" dir="auto">{pieces}</div> }.into_any()
}

fn drawn(text: String) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let body = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let Some(body) = body.get() else { return };
        state.conversation.markdown_ready.track();
        match controller.open_answer(&body) {
            Some(mut drawn) => {
                drawn.show(&text, 0);
                drawn.finish(&text);
            }
            None => body.set_text_content(Some(&text)),
        }
    });
    view! { <div class="answer" node_ref=body></div> }.into_any()
}

/// The reason why an answer is incomplete.
fn problem(node: &Node) -> Option<AnyView> {
    let words = match (&node.error, node.status) {
        (Some(error), _) => explain_failure(error, !node.content.is_empty()).what,
        (None, MessageStatus::Cancelled) => t("answer-stopped").to_owned(),
        (None, MessageStatus::Interrupted) => t("answer-page-closed").to_owned(),
        _ => return None,
    };
    Some(view! { <p class="cut">{words}</p> }.into_any())
}

fn call(tool: &ToolUse, result: &str) -> AnyView {
    let took = tool.started_at.is_some();
    let result = (!result.is_empty()).then(|| {
        view! { <h3>{t("call-result")}</h3> <pre dir="auto" tabindex="0">{result.to_owned()}</pre> }
            .into_any()
    });
    view! {
        <details class="call" data-testid="compare-call" data-tool=tool.tool_name.clone()
            data-status=tool.status.as_str() class:ran=took>
            <summary>
                <i class="mark" aria-hidden="true"></i>
                <b>{tool.tool_name.clone()}</b>
                <code dir="auto">{brief(&tool.arguments)}</code>
                <span class="state">{state_words(Some(tool))}</span>
            </summary>
            <div class="call-body">
                <h3>{t("compare-call-arguments")}</h3>
                <pre dir="auto" tabindex="0">{pretty(&tool.arguments)}</pre>
                {result}
            </div>
        </details>
    }
    .into_any()
}
