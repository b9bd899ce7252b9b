//! The entries of the palette: the commands available in the current state, the prompts and the sessions. A new command
//! needs one line here.

use abcb_core::settings::appearance::{Appearance, Language, Theme};
use abcb_core::settings::prompts::{Prompt, variables};
use leptos::prelude::*;

use super::keys::{keys_of, name_of};
use crate::controller::{Controller, State};
use crate::i18n::t;
use crate::state::sessions::title_of;
use crate::state::{AgentPage, PromptsPage, SettingsPage};
use crate::ui::shortcuts::{Command, run};

/// The action of an entry.
#[derive(Clone)]
pub enum CommandAction {
    Run(Command),
    Page(AgentPage),
    Prompts,
    Network,
    ExportSession,
    ExportBundle,
    ExportAll,
    ExportMarkdown(String),
    ExportHtml(String),
    Import,
    Write(Prompt),
    Look(Appearance),
    Open(String),
}

#[derive(Clone)]
pub struct Choice {
    /// The kind of an entry that is not a command.
    pub kind: Option<&'static str>,
    /// The name under which the use of a command is remembered.
    pub name: &'static str,
    pub label: String,
    pub keys: Vec<String>,
    pub action: CommandAction,
}

/// Returns the commands, most useful first, then the prompts, then the sessions, newest first.
pub fn choices(state: State, controller: Controller) -> Vec<Choice> {
    let mut all = commands(state, controller);
    for prompt in controller.prompts() {
        all.push(named(t("palette-prompt"), prompt.name.clone(), CommandAction::Write(prompt)));
    }
    let current = state.sessions.current.get_untracked();
    state.sessions.list.with_untracked(|list| {
        for meta in list.iter().filter(|meta| Some(&meta.id) != current.as_ref()) {
            let action = CommandAction::Open(meta.id.clone());
            all.push(named(t("session-title"), title_of(meta), action));
        }
    });
    all
}

/// Creates an entry that is not a command, labelled with a name that the user gave.
fn named(kind: &'static str, label: String, action: CommandAction) -> Choice {
    Choice { kind: Some(kind), name: "", label, keys: Vec::new(), action }
}

fn commands(state: State, controller: Controller) -> Vec<Choice> {
    let current = state.sessions.current.get_untracked();
    let has_session = current.is_some();
    let current = current.unwrap_or_default();
    let is_running = state.conversation.view.with_untracked(|view| view.is_running.get_untracked());
    let has_rows = state.conversation.view.with_untracked(|view| !view.rows.with_untracked(Vec::is_empty));
    let look = controller.appearance();
    let themed = |theme| CommandAction::Look(Appearance { theme, ..look });
    let speaking = |language| CommandAction::Look(Appearance { language, ..look });
    let offers = [
        (true, "new-session", name_of(Command::NewSession), CommandAction::Run(Command::NewSession)),
        (is_running, "stop", name_of(Command::Stop), CommandAction::Run(Command::Stop)),
        (has_rows && !is_running, "again", name_of(Command::Again), CommandAction::Run(Command::Again)),
        (has_rows, "copy-answer", name_of(Command::CopyAnswer), CommandAction::Run(Command::CopyAnswer)),
        (has_session, "runs", name_of(Command::Runs), CommandAction::Run(Command::Runs)),
        (true, "agent", name_of(Command::Agent), CommandAction::Run(Command::Agent)),
        (true, "settings", name_of(Command::Settings), CommandAction::Run(Command::Settings)),
        (true, "network", t("palette-network"), CommandAction::Network),
        (true, "side", name_of(Command::Side), CommandAction::Run(Command::Side)),
        (true, "tools", t("palette-agent-tools"), CommandAction::Page(AgentPage::Tools)),
        (true, "notes", t("palette-notes"), CommandAction::Page(AgentPage::Notes)),
        (true, "files", t("palette-agent-files"), CommandAction::Page(AgentPage::Files)),
        (true, "evaluation", t("palette-evaluation"), CommandAction::Page(AgentPage::Evaluation)),
        (true, "prompts", t("command-open-prompts"), CommandAction::Prompts),
        (has_session, "export-session", t("palette-export"), CommandAction::ExportSession),
        (has_session, "export-bundle", t("palette-export-history"), CommandAction::ExportBundle),
        (
            has_session,
            "export-markdown",
            t("palette-export-markdown"),
            CommandAction::ExportMarkdown(current.clone()),
        ),
        (has_session, "export-html", t("palette-export-html"), CommandAction::ExportHtml(current)),
        (true, "export-all", t("export-all"), CommandAction::ExportAll),
        (true, "import", t("palette-import"), CommandAction::Import),
        (true, "theme-system", t("palette-theme-system"), themed(Theme::System)),
        (true, "theme-light", t("palette-theme-light"), themed(Theme::Light)),
        (true, "theme-dark", t("palette-theme-dark"), themed(Theme::Dark)),
        (true, "language-system", t("palette-language-system"), speaking(Language::System)),
        (true, "language-en", t("palette-language-en"), speaking(Language::English)),
        (true, "language-de", t("palette-language-de"), speaking(Language::German)),
        (true, "language-pl", t("palette-language-pl"), speaking(Language::Polish)),
        (true, "keys", name_of(Command::Keys), CommandAction::Run(Command::Keys)),
    ];
    let makes_sense = offers.into_iter().filter(|offer| offer.0);
    makes_sense
        .map(|(_, name, label, action)| {
            let keys = match &action {
                CommandAction::Run(command) => keys_of(*command),
                _ => Vec::new(),
            };
            Choice { kind: None, name, label: label.to_owned(), keys, action }
        })
        .collect()
}

/// Runs the entry's action. Called after the palette has closed.
pub fn act(choice: Choice, state: State, controller: Controller) {
    if choice.kind.is_none() {
        controller.note_command(choice.name);
    }
    match choice.action {
        CommandAction::Run(command) => {
            run(command, state, controller);
        }
        CommandAction::Page(page) => state.agent.page.set(Some(page)),
        CommandAction::Network => {
            state.settings.page.set(SettingsPage::Network);
            state.model.settings_open.set(true);
        }
        CommandAction::Prompts => controller.open_prompts(),
        CommandAction::ExportSession => controller.export_session(),
        CommandAction::ExportBundle => controller.export_bundle(),
        CommandAction::ExportAll => controller.export_all(),
        CommandAction::ExportMarkdown(id) => controller.export_markdown(id),
        CommandAction::ExportHtml(id) => controller.export_html(id),
        CommandAction::Import => controller.pick_imports(),
        CommandAction::Write(prompt) if variables(&prompt.text).is_empty() => controller.write(&prompt.text),
        CommandAction::Write(prompt) => state.writing.prompts.set(Some(PromptsPage::Fill(prompt.name))),
        CommandAction::Look(look) => controller.choose_appearance(look),
        CommandAction::Open(id) => controller.select(&id),
    }
}
