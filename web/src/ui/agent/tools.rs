//! The tools the agent may use, and the agent's settings.

use abcb_core::log::event::Protocol;
use abcb_core::tool::BuiltinTool;
use leptos::prelude::*;
use strum::VariantArray;

use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::state::ToolLine;
use crate::ui::messages::protocol_words;
use crate::ui::parts::{dyn_child, on_click, on_input};

pub fn tools() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    controller.read_tools();
    let lines = move || state.agent.tools.get().into_iter().map(tool_line).collect::<Vec<_>>();
    view! {
        <p class="lead">
            {t("agent-tools-hint")}
        </p>
        <ul class="tools">{dyn_child(lines)}</ul>
        {settings()}
    }
    .into_any()
}

fn tool_line(tool: ToolLine) -> AnyView {
    let controller = expect_context::<Controller>();
    let risk = match (tool.asks, tool.is_always_allowed) {
        (true, false) => t("agent-tool-asks"),
        (true, true) => t("agent-tool-always-allowed"),
        (false, _) => t("agent-tool-automatic"),
    };
    let (name, is_allowed) = (tool.name.clone(), tool.is_always_allowed);
    let (mode, words) = match is_allowed {
        true => ("auto", t("agent-tool-ask")),
        false => ("ask", t("approval-allow-always")),
    };
    let label = tf("agent-tool-switch", args![action = words, tool = &tool.name]);
    let switch = tool.asks.then(|| view! {
        <button type="button" class="quiet" data-testid="tool-switch" data-tool=tool.name.clone() data-mode=mode
            aria-label=label on:click=on_click(move || controller.set_always_allowed(name.clone(), !is_allowed))>{words}</button>
    });
    let about = about(&tool);
    view! {
        <li>
            <code>{tool.name}"("{tool.arguments.join(", ")}")"</code>
            <span class="risk" class:asks=tool.asks && !is_allowed>{risk}</span>
            {switch}
            <p>{about}</p>
        </li>
    }
    .into_any()
}

/// Returns what a tool does. Its own description is written for the model.
fn about(tool: &ToolLine) -> String {
    match tool.name.parse::<BuiltinTool>() {
        Ok(tool) => about_builtin(tool).to_owned(),
        Err(_) => tool.description.clone(),
    }
}

fn about_builtin(tool: BuiltinTool) -> &'static str {
    match tool {
        BuiltinTool::AddNumbers => t("tool-calculate-about"),
        BuiltinTool::Echo => t("tool-echo-about"),
        BuiltinTool::ListDir => t("tool-list-files-about"),
        BuiltinTool::ReadFile => t("tool-read-file-about"),
        BuiltinTool::RunJavascript => t("tool-run-code-about"),
        BuiltinTool::SessionNoteAppend => t("tool-save-note-about"),
        BuiltinTool::SessionNoteSearch => t("tool-search-notes-about"),
        BuiltinTool::WriteFile => t("tool-write-file-about"),
    }
}

fn settings() -> AnyView {
    let controller = expect_context::<Controller>();
    let (max_steps, protocol) = controller.agent_settings();
    let steps = RwSignal::new(max_steps);
    let chosen = RwSignal::new(protocol);
    let save = move || controller.save_agent_settings(steps.get_untracked(), chosen.get_untracked());
    let choose = on_input(move |word| {
        chosen.set(word.parse().ok());
        save();
    });
    let count = on_input(move |text| {
        if let Ok(number) = text.parse::<usize>() {
            steps.set(number);
            save();
        }
    });
    let options = Protocol::VARIANTS.iter().map(|&one| {
        view! {
            <option value=one.as_str() selected=protocol == Some(one)>{protocol_words(one)}</option>
        }
        .into_any()
    });
    view! {
        <div class="form settings">
            <label>
                {t("agent-max-steps")}
                <input type="number" min="1" max="50" value=max_steps.to_string() on:change=count data-testid="max-steps"/>
            </label>
            <label>
                {t("agent-tool-calling")}
                <select on:change=choose>
                    <option value="">{t("agent-tool-calling-auto")}</option>
                    {options.collect::<Vec<AnyView>>()}
                </select>
                <small>{t("agent-tool-calling-hint")}</small>
            </label>
        </div>
    }
    .into_any()
}
