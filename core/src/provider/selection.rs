//! The selection of the model to use, as a state machine without I/O: unknown → asking → chosen → lost, and back. Its
//! inputs are events (the settings changed, a server listed its models, the user chose); its outputs are the model
//! lists to request. It never awaits and sends no requests itself, so every order of events can be tested.
//!
//! Two invariants always hold: a configured server is never replaced by anything else, and the mock answers only if the
//! user chose it. Results of an earlier round of requests are ignored.

use super::ProviderError;
use super::openai::endpoint::Endpoint;
use super::openai::models::{ModelList, first_chat_model};

mod outcomes;
mod state;

pub use state::{Command, Found, Preference, Problem, State, Target};

/// The state machine. It is told what happens and says what to do.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    wanted: Preference,
    state: State,
    /// The number of the current round of requests; results of earlier rounds are ignored.
    round: u64,
    /// The servers that have not responded in this round.
    waiting: Vec<Endpoint>,
    waits_for_page_models: bool,
    found: Vec<Found>,
    page_models: Vec<String>,
    /// Whether a message has gone to a model on this page: from then on, the model changes only if the user asks for
    /// it.
    has_answered: bool,
    /// A problem that affected only the model list, as an answer from the server has shown since.
    disproved: Option<Problem>,
}

impl Selection {
    /// Returns the current state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Returns what the settings ask for.
    pub fn wanted(&self) -> &Preference {
        &self.wanted
    }

    /// Returns the target of requests, once it is known. A server with a problem still gets requests, because its error
    /// response says more about the cause.
    pub fn target(&self) -> Option<&Target> {
        match &self.state {
            State::Chosen(target) | State::Lost { target, .. } => Some(target),
            State::Unknown | State::Asking | State::NoModel | State::Unusable { .. } => None,
        }
    }

    /// Returns the servers that responded to the last search, in order.
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// Returns a server that could replace the active model if the user agrees.
    pub fn offer(&self) -> Option<&Found> {
        if !matches!(self.wanted, Preference::Automatic { .. }) || self.is_asking() {
            return None;
        }
        let lost = match &self.state {
            State::Chosen(Target::Server { .. }) => return None,
            State::Lost { target: Target::Server { endpoint, .. }, .. } => Some(endpoint),
            _ => None,
        };
        self.usable().find(|found| Some(&found.endpoint) != lost)
    }

    /// Returns whether a retry after a while may change the state.
    pub fn asks_again(&self) -> bool {
        match &self.state {
            State::Lost { problem, .. } => problem.may_pass(),
            State::NoModel | State::Chosen(Target::InPage { .. }) => {
                matches!(&self.wanted, Preference::Automatic { candidates } if !candidates.is_empty())
            }
            State::Unknown | State::Asking | State::Chosen(_) | State::Unusable { .. } => false,
        }
    }

    /// Applies new settings. The results of earlier requests no longer count.
    pub fn configure(&mut self, wanted: Preference) -> Vec<Command> {
        let round = self.round;
        *self = Self { wanted, round, ..Self::default() };
        match &self.wanted {
            Preference::Nothing => Vec::new(),
            Preference::Mock => {
                self.round += 1;
                self.state = State::Chosen(Target::Mock);
                Vec::new()
            }
            Preference::Unusable { reason } => {
                self.round += 1;
                self.state = State::Unusable { reason: reason.clone() };
                Vec::new()
            }
            Preference::Automatic { .. } | Preference::Server { .. } | Preference::InPage { .. } => {
                self.state = State::Asking;
                self.ask(true)
            }
        }
    }

    /// Retries: after a failed request, after a delay, when the page becomes visible again, or at the user's request.
    pub fn ask_again(&mut self) -> Vec<Command> {
        if self.is_asking() {
            return Vec::new();
        }
        match (&self.wanted, &self.state) {
            (Preference::Nothing | Preference::Mock | Preference::Unusable { .. }, _) => Vec::new(),
            (Preference::InPage { .. }, State::Chosen(_)) => Vec::new(),
            (Preference::Automatic { .. }, State::Chosen(Target::Server { .. })) => self.ask(false),
            (Preference::Automatic { .. } | Preference::Server { .. } | Preference::InPage { .. }, _) => {
                self.ask(true)
            }
        }
    }

    /// Searches for servers at `candidates` at the user's request, whichever model is active. Does so only if the
    /// settings leave the choice open.
    pub fn look_around(&mut self, candidates: Vec<Endpoint>) -> Vec<Command> {
        if !matches!(self.wanted, Preference::Automatic { .. }) {
            return Vec::new();
        }
        self.wanted = Preference::Automatic { candidates };
        self.ask(true)
    }

    /// Handles the model list of the server at `endpoint`, or the error that came instead.
    pub fn listed(&mut self, round: u64, endpoint: &Endpoint, listed: Result<ModelList, ProviderError>) {
        if round != self.round || !self.waiting.contains(endpoint) {
            return;
        }
        self.waiting.retain(|other| other != endpoint);
        let used = match self.target() {
            Some(Target::Server { endpoint: used, .. }) => used == endpoint,
            Some(Target::InPage { .. } | Target::Mock) | None => false,
        };
        let is_configured = matches!(self.wanted, Preference::Server { .. });
        if let Ok(list) = &listed {
            self.found.retain(|found| found.endpoint != *endpoint);
            self.found.push(Found { endpoint: endpoint.clone(), list: list.clone() });
        }
        if is_configured || used {
            self.use_server(endpoint, listed);
        }
        self.settle();
    }

    /// Handles the list of models the page has itself.
    pub fn page_models_listed(&mut self, round: u64, names: Vec<String>) {
        if round != self.round || !self.waits_for_page_models {
            return;
        }
        self.waits_for_page_models = false;
        self.page_models = names;
        self.settle();
    }

    /// Switches to the offered server.
    pub fn take_offer(&mut self) {
        if let Some(found) = self.offer().cloned() {
            self.state = State::Chosen(target_of(&found));
            // That was about the server before.
            self.disproved = None;
        }
    }

    fn is_asking(&self) -> bool {
        self.waits_for_page_models || !self.waiting.is_empty()
    }

    /// Begins a round: asks all candidates, or only the active server.
    fn ask(&mut self, everybody: bool) -> Vec<Command> {
        self.round += 1;
        let round = self.round;
        self.waiting = match &self.wanted {
            Preference::Automatic { .. } if !everybody => match self.target() {
                Some(Target::Server { endpoint, .. }) => vec![endpoint.clone()],
                Some(Target::InPage { .. } | Target::Mock) | None => Vec::new(),
            },
            Preference::Automatic { candidates } => candidates.clone(),
            Preference::Server { endpoint, .. } => vec![endpoint.clone()],
            Preference::Nothing
            | Preference::InPage { .. }
            | Preference::Mock
            | Preference::Unusable { .. } => Vec::new(),
        };
        let waiting = &self.waiting;
        self.found.retain(|found| !waiting.contains(&found.endpoint));
        self.waits_for_page_models =
            everybody && matches!(self.wanted, Preference::Automatic { .. } | Preference::InPage { .. });
        let lists = self.waiting.iter().cloned();
        let lists = lists.map(|endpoint| Command::ListModels { round, endpoint });
        lists.chain(self.waits_for_page_models.then_some(Command::ListPageModels { round })).collect()
    }

    /// Makes the server at `endpoint` the active one, whatever its state.
    fn use_server(&mut self, endpoint: &Endpoint, listed: Result<ModelList, ProviderError>) {
        let (old_model, old_dialect, old_context) = match self.target() {
            Some(Target::Server { model, dialect, context_tokens, .. }) => {
                (model.clone(), *dialect, *context_tokens)
            }
            Some(Target::InPage { .. } | Target::Mock) | None => Default::default(),
        };
        let configured = match &self.wanted {
            Preference::Server { model, .. } => model.clone(),
            _ => None,
        };
        let models = listed.as_ref().map(|list| list.models.clone()).unwrap_or_default();
        let (dialect, first, problem) = match listed {
            Ok(list) => {
                let first = first_chat_model(&list.models).map(|model| model.id.clone());
                let is_empty = first.is_none() && configured.is_none();
                (
                    list.dialect,
                    first,
                    is_empty.then_some(Problem::NoModel { has_others: !list.models.is_empty() }),
                )
            }
            Err(error) => (old_dialect, None, Some(Problem::Failed(error))),
        };
        let model = configured.or(first).unwrap_or(old_model);
        let named = models.iter().find(|one| one.id == model);
        // If the list could not be read this time, the context size from the last one still holds.
        let known = old_context.filter(|_| models.is_empty());
        let context_tokens = named.and_then(|one| one.context_tokens).or(known);
        let target = Target::Server { endpoint: endpoint.clone(), dialect, model, context_tokens };
        if problem.is_none() {
            self.disproved = None;
        }
        self.state = match problem.filter(|problem| self.disproved.as_ref() != Some(problem)) {
            None => State::Chosen(target),
            Some(problem) => State::Lost { target, problem },
        };
    }

    /// Selects a model once all requests have been answered, if none is selected yet.
    fn settle(&mut self) {
        if self.is_asking() {
            return;
        }
        if let Preference::Automatic { candidates } = &self.wanted {
            let at = |server: &Endpoint| self.found.iter().find(|found| found.endpoint == *server).cloned();
            self.found = candidates.iter().filter_map(at).collect();
        }
        match &self.wanted {
            Preference::Automatic { .. } => self.settle_automatic(),
            Preference::InPage { model } => {
                let name = model.clone().or_else(|| self.page_models.first().cloned());
                self.state = match name {
                    Some(model) => State::Chosen(Target::InPage { model }),
                    None => State::NoModel,
                };
            }
            Preference::Nothing
            | Preference::Server { .. }
            | Preference::Mock
            | Preference::Unusable { .. } => {}
        }
    }

    fn settle_automatic(&mut self) {
        let may_choose_server = match &self.state {
            State::Chosen(Target::Server { .. } | Target::Mock)
            | State::Lost { .. }
            | State::Unusable { .. } => false,
            State::Chosen(Target::InPage { .. }) => !self.has_answered,
            State::Unknown | State::Asking | State::NoModel => true,
        };
        let server = self.usable().next().map(target_of);
        let target = match server.filter(|_| may_choose_server) {
            Some(server) => Some(server),
            None if self.target().is_none() => {
                self.page_models.first().map(|model| Target::InPage { model: model.clone() })
            }
            None => return,
        };
        self.state = target.map_or(State::NoModel, State::Chosen);
    }

    fn usable(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(|found| first_chat_model(&found.list.models).is_some())
    }
}

fn target_of(found: &Found) -> Target {
    let first = first_chat_model(&found.list.models);
    Target::Server {
        endpoint: found.endpoint.clone(),
        dialect: found.list.dialect,
        model: first.map(|model| model.id.clone()).unwrap_or_default(),
        context_tokens: first.and_then(|model| model.context_tokens),
    }
}

#[cfg(test)]
#[path = "selection_tests.rs"]
mod tests;
