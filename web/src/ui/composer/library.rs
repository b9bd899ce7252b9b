//! The prompt library: reusable texts, with variables that are filled in when a prompt is used.

use abcb_core::settings::prompts::{Prompt, filled, is_prompt_name, variables};
use leptos::html;
use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::i18n::{args, list, t, tf};
use crate::state::PromptsPage;
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click, on_input, on_submit, when};

/// The view of the library that is shown.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Shown {
    All,
    /// The form that edits a prompt, or creates one if there is none.
    Form(Option<Prompt>),
    Fill(Prompt),
}

#[derive(Clone, Copy)]
struct Library {
    controller: Controller,
    state: State,
    shown: RwSignal<Shown>,
    prompts: RwSignal<Vec<Prompt>>,
}

impl Library {
    fn close(self) {
        self.state.writing.prompts.set(None);
    }

    /// Inserts a prompt into the composer, after asking for its variables if it has any.
    fn take(self, prompt: Prompt) {
        if variables(&prompt.text).is_empty() {
            self.write(&prompt.text);
        } else {
            self.shown.set(Shown::Fill(prompt));
        }
    }

    fn write(self, text: &str) {
        self.close();
        self.controller.write(text);
    }

    fn delete(self, name: &str) {
        self.controller.delete_prompt(name);
        self.prompts.set(self.controller.prompts());
    }

    /// Saves the prompt. Returns a message for the user if it is not valid.
    fn save(self, old: Option<&str>, prompt: Prompt) -> Result<(), String> {
        if !is_prompt_name(&prompt.name) {
            return Err(t("prompt-name-rule").to_owned());
        }
        let is_taken = |other: &Prompt| other.name == prompt.name && old != Some(other.name.as_str());
        if self.prompts.with_untracked(|prompts| prompts.iter().any(is_taken)) {
            return Err(tf("prompt-name-taken", args![name = &prompt.name]));
        }
        if prompt.text.trim().is_empty() {
            return Err(t("prompt-text-missing").to_owned());
        }
        self.controller.save_prompt(old, prompt);
        self.prompts.set(self.controller.prompts());
        self.shown.set(Shown::All);
        Ok(())
    }
}

pub fn pages() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let prompts = controller.prompts();
    let asked = match state.writing.prompts.get_untracked() {
        Some(PromptsPage::Fill(name)) => prompts.iter().find(|prompt| prompt.name == name).cloned(),
        Some(PromptsPage::Library) | None => None,
    };
    let library = Library {
        controller,
        state,
        shown: RwSignal::new(asked.map_or(Shown::All, Shown::Fill)),
        prompts: RwSignal::new(prompts),
    };
    let page = move || match library.shown.get() {
        Shown::All => all(library),
        Shown::Form(prompt) => form(library, prompt),
        Shown::Fill(prompt) => fill(library, prompt),
    };
    view! {
        <style>{include_str!("../../../styles/lazy/prompts.css")}</style>
        <div class="library" data-testid="prompt-library">{dyn_child(page)}</div>
    }
    .into_any()
}

fn all(library: Library) -> AnyView {
    let lines = move || {
        library.prompts.get().into_iter().map(|prompt| line(library, prompt)).collect::<Vec<AnyView>>()
    };
    let nothing = || {
        view! {
            <p class="nothing">
                {t("prompt-empty")}
            </p>
        }
    };
    view! {
        {when(move || library.prompts.with(Vec::is_empty), nothing)}
        <ul class="prompts">{dyn_child(lines)}</ul>
        <div class="actions">
            <button type="button" class="button" data-testid="close-prompts"
                on:click=on_click(move || library.close())>{t("action-close")}</button>
            <button type="button" class="button go" data-testid="new-prompt"
                on:click=on_click(move || library.shown.set(Shown::Form(None)))>{t("prompt-new")}</button>
        </div>
    }
    .into_any()
}

fn line(library: Library, prompt: Prompt) -> AnyView {
    let Prompt { name, text } = prompt.clone();
    let use_words = tf("prompt-use-named", args![name = &name]);
    let change_words = tf("prompt-change-named", args![name = &name]);
    let delete_words = tf("action-delete-named", args![name = &name]);
    let (used, changed, deleted) = (prompt.clone(), prompt, name.clone());
    view! {
        <li data-testid="prompt">
            <button type="button" class="use" title=use_words data-testid="use-prompt"
                on:click=on_click(move || library.take(used.clone()))><b>"/"<bdi>{name}</bdi></b><span dir="auto">{text}</span></button>
            <button type="button" class="quiet" aria-label=change_words title=t("prompt-change") data-testid="edit-prompt"
                on:click=on_click(move || library.shown.set(Shown::Form(Some(changed.clone()))))>{Icon::EDIT.view()}</button>
            <button type="button" class="quiet" aria-label=delete_words title=t("action-delete") data-testid="delete-prompt"
                on:click=on_click(move || library.delete(&deleted))>{Icon::TRASH.view()}</button>
        </li>
    }
    .into_any()
}

fn form(library: Library, old: Option<Prompt>) -> AnyView {
    let Prompt { name, text } = old.clone().unwrap_or_default();
    let old = old.map(|prompt| prompt.name);
    let (name, text) = (RwSignal::new(name), RwSignal::new(text));
    let problem = RwSignal::new(String::new());
    let places = move || {
        text.with(|text| match variables(text).as_slice() {
            [] => t("prompt-placeholder-hint").to_owned(),
            names => tf("prompt-to-fill", args![names = list(names)]),
        })
    };
    let save = on_submit(move || {
        let prompt = Prompt { name: name.get_untracked().trim().to_owned(), text: text.get_untracked() };
        problem.set(library.save(old.as_deref(), prompt).err().unwrap_or_default());
    });
    let problem_view = move || view! { <p class="bad" role="alert">{problem.get()}</p> };
    view! {
        <form class="form" on:submit=save>
            <label>{t("prompt-name")}
                <input type="text" dir="auto" autocomplete="off" spellcheck="false" data-testid="prompt-name" prop:value=name
                    on:input=on_input(move |word| name.set(word))/>
            </label>
            <label>{t("prompt-text")}
                <textarea dir="auto" rows="6" data-testid="prompt-text" prop:value=text
                    on:input=on_input(move |words| text.set(words))></textarea>
                <small>{dyn_child(places)}</small>
            </label>
            {when(move || problem.with(|words| !words.is_empty()), problem_view)}
            <div class="actions">
                <button type="button" class="button"
                    on:click=on_click(move || library.shown.set(Shown::All))>{t("action-cancel")}</button>
                <button type="submit" class="button go" data-testid="save-prompt">{t("action-save")}</button>
            </div>
        </form>
    }
    .into_any()
}

/// The form that asks for the prompt's variables.
fn fill(library: Library, prompt: Prompt) -> AnyView {
    let names = variables(&prompt.text).into_iter().map(str::to_owned);
    let values: Vec<(String, RwSignal<String>)> =
        names.map(|name| (name, RwSignal::new(String::new()))).collect();
    let first = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        if let Some(field) = first.get() {
            let _ = field.focus();
        }
    });
    let fields = values.iter().enumerate().map(|(place, (name, value))| {
        let value = *value;
        let keep = on_input(move |text| value.set(text));
        let field = match place {
            0 => view! { <textarea dir="auto" rows="2" data-testid="prompt-value" node_ref=first on:input=keep></textarea> }.into_any(),
            _ => view! { <textarea dir="auto" rows="2" data-testid="prompt-value" on:input=keep></textarea> }.into_any(),
        };
        view! { <label>{name.clone()}{field}</label> }.into_any()
    });
    let fields = fields.collect::<Vec<AnyView>>();
    let title = format!("/{}", prompt.name);
    let done = on_submit(move || {
        let values: Vec<(String, String)> =
            values.iter().map(|(name, value)| (name.clone(), value.get_untracked())).collect();
        library.write(&filled(&prompt.text, &values));
    });
    view! {
        <form class="form" on:submit=done>
            <h3>{title}</h3>
            {fields}
            <div class="actions">
                <button type="button" class="button" on:click=on_click(move || library.close())>{t("action-cancel")}</button>
                <button type="submit" class="button go" data-testid="fill-prompt">{t("prompt-insert")}</button>
            </div>
        </form>
    }
    .into_any()
}
