//! The slash command list: the composer's commands and the prompts of the library. It follows the ARIA listbox pattern:
//! the field keeps the focus and names the active option.

use abcb_core::settings::prompts::{Prompt, variables};
use leptos::ev;
use leptos::prelude::*;
use strum::{IntoStaticStr, VariantArray};

use crate::controller::{Controller, State};
use crate::i18n::t;
use crate::state::PromptsPage;
use crate::ui::parts::{dyn_child, is_send, on_click};

/// The commands, in the order in which they are listed. Their names are what the user types after the slash.
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, PartialEq, VariantArray)]
#[strum(serialize_all = "lowercase")]
enum Command {
    New,
    Agent,
    Again,
    Continue,
    Stop,
    Export,
    Settings,
    Prompts,
    #[strum(serialize = "help")]
    Keys,
}

impl Command {
    fn words(self) -> &'static str {
        match self {
            Self::New => t("command-new-session"),
            Self::Agent => t("command-agent"),
            Self::Again => t("command-regenerate"),
            Self::Continue => t("command-continue"),
            Self::Stop => t("command-stop"),
            Self::Export => t("command-export"),
            Self::Settings => t("command-open-settings"),
            Self::Prompts => t("command-open-prompts"),
            Self::Keys => t("command-keys"),
        }
    }

    /// Whether the command makes sense in the current state.
    fn is_possible(self, state: State) -> bool {
        let view = state.conversation.view.get_untracked();
        let is_running = view.is_running.get_untracked();
        match self {
            Self::New | Self::Agent | Self::Settings | Self::Prompts | Self::Keys => true,
            Self::Again | Self::Continue => !is_running && view.rows.with_untracked(|rows| !rows.is_empty()),
            Self::Stop => is_running,
            Self::Export => state.sessions.current.with_untracked(Option::is_some),
        }
    }

    fn run(self, controller: Controller, state: State) {
        match self {
            Self::New => controller.new_session(),
            Self::Agent => controller.toggle_agent(),
            Self::Again => controller.answer_again(),
            Self::Continue => {
                controller.last_answer().into_iter().for_each(|id| controller.continue_answer(id))
            }
            Self::Stop => controller.stop(),
            Self::Export => controller.export_session(),
            Self::Settings => state.model.settings_open.set(true),
            Self::Prompts => controller.open_prompts(),
            Self::Keys => state.frame.keys_open.set(true),
        }
    }
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Choice {
    Command(Command),
    Prompt(Prompt),
}

impl Choice {
    fn name(&self) -> &str {
        match self {
            Self::Command(command) => command.into(),
            Self::Prompt(prompt) => &prompt.name,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Command(command) => command.words().to_owned(),
            Self::Prompt(prompt) => prompt.text.lines().next().unwrap_or_default().chars().take(80).collect(),
        }
    }

    fn take(self, controller: Controller, state: State) {
        state.conversation.draft.set(String::new());
        controller.note_draft();
        match self {
            Self::Command(command) => command.run(controller, state),
            Self::Prompt(prompt) if variables(&prompt.text).is_empty() => controller.write(&prompt.text),
            Self::Prompt(prompt) => state.writing.prompts.set(Some(PromptsPage::Fill(prompt.name))),
        }
    }
}

/// Returns the options that match the text after the slash: names that start with it, then names that contain it.
fn choices(draft: &str, controller: Controller, state: State) -> Vec<Choice> {
    let Some(word) = draft.strip_prefix('/').filter(|word| !word.contains(char::is_whitespace)) else {
        return Vec::new();
    };
    let word = word.to_lowercase();
    let commands = Command::VARIANTS.iter().copied().filter(|command| command.is_possible(state));
    let all: Vec<Choice> =
        commands.map(Choice::Command).chain(controller.prompts().into_iter().map(Choice::Prompt)).collect();
    let begins = |choice: &&Choice| choice.name().to_lowercase().starts_with(&word);
    let holds = |choice: &&Choice| !begins(choice) && choice.name().to_lowercase().contains(&word);
    all.iter().filter(begins).chain(all.iter().filter(holds)).cloned().collect()
}

#[derive(Clone, Copy)]
struct List {
    controller: Controller,
    state: State,
    choices: Memo<Vec<Choice>>,
    at: RwSignal<usize>,
    /// The draft for which the user has closed the list.
    closed: RwSignal<Option<String>>,
}

impl List {
    fn is_open(self) -> bool {
        let is_closed = self.closed.with(|closed| {
            closed.as_ref().is_some_and(|closed| self.state.conversation.draft.with(|draft| draft == closed))
        });
        !is_closed && self.choices.with(|choices| !choices.is_empty())
    }

    fn at(self) -> usize {
        let last = self.choices.with(Vec::len).saturating_sub(1);
        self.at.get().min(last)
    }

    fn take(self, place: usize) {
        if let Some(choice) = self.choices.with_untracked(|choices| choices.get(place).cloned()) {
            choice.take(self.controller, self.state);
        }
    }

    /// Handles a key press. Returns whether the list used it.
    fn key(self, event: &ev::KeyboardEvent) -> bool {
        if !untrack(|| self.is_open()) || event.is_composing() {
            return false;
        }
        let (at, count) = (untrack(|| self.at()), self.choices.with_untracked(Vec::len));
        match event.key().as_str() {
            "ArrowDown" => self.at.set((at + 1) % count.max(1)),
            "ArrowUp" => self.at.set(at.checked_sub(1).unwrap_or(count.saturating_sub(1))),
            "Tab" if !event.shift_key() => self.take(at),
            "Escape" => self.closed.set(Some(self.state.conversation.draft.get_untracked())),
            _ if is_send(event) => self.take(at),
            _ => return false,
        }
        true
    }
}

pub fn list() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let draft = state.conversation.draft;
    let choices = Memo::new(move |_| draft.with(|draft| choices(draft, controller, state)));
    let (at, closed) = (RwSignal::new(0), RwSignal::new(None));
    let list = List { controller, state, choices, at, closed };
    let writing = state.writing;
    writing.keys.set(Some(Callback::new(move |event| list.key(&event))));
    // The first option is the best match. Different text has different options.
    Effect::new(move |_| {
        choices.track();
        at.set(0);
    });
    Effect::new(move |_| {
        let option = list.is_open().then(|| option_id(list.at()));
        writing.option.set(option.clone());
        option.into_iter().for_each(|option| controller.scroll_to(option));
    });
    on_cleanup(move || {
        writing.keys.try_set(None);
        writing.option.try_set(None);
    });
    let shown = move || list.is_open().then(|| options(list));
    view! {
        <style>{include_str!("../../../styles/lazy/prompts.css")}</style>
        {dyn_child(shown)}
    }
    .into_any()
}

fn option_id(place: usize) -> String {
    format!("slash-{place}")
}

fn options(list: List) -> AnyView {
    let lines = list.choices.get().into_iter().enumerate().map(|(place, choice)| {
        view! {
            <li role="option" id=option_id(place) data-testid="slash-option"
                aria-selected=dyn_child(move || (list.at() == place).to_string())
                on:mousedown=Box::new(|event: ev::MouseEvent| event.prevent_default())
                on:click=on_click(move || list.take(place))>
                <b>"/"<bdi>{choice.name().to_owned()}</bdi></b><span dir="auto">{choice.words()}</span>
            </li>
        }
        .into_any()
    });
    view! {
        <ul class="slash" id="slash-list" role="listbox" tabindex="0" data-testid="slash-list" aria-label=t("slash-title")>
            {lines.collect::<Vec<AnyView>>()}
        </ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::Command;
    use crate::testing::Page;

    #[wasm_bindgen_test]
    async fn again_answers_a_question_that_has_no_answer() {
        let page = Page::open().await;
        page.ask("First").await;
        page.controller.delete_message(page.rows()[1].id);
        page.until("the question alone", |page| page.rows().len() == 1).await;
        page.settled().await;
        Command::Again.run(page.controller, page.state);
        page.until("its answer", |page| page.rows().len() == 2 && !page.is_running()).await;
        assert_eq!(
            (page.servers.last_asked(), page.answer().as_str()),
            (vec!["First".to_owned()], "An answer.")
        );
    }
}
