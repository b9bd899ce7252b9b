use proptest::prelude::*;

use super::*;
use crate::provider::dialect::Dialect;
use crate::provider::openai::endpoint::loopback_candidates;
use crate::provider::openai::models::ModelInfo;

fn endpoint(text: &str) -> Endpoint {
    Endpoint::parse(text).expect("an address")
}

fn has(models: &[&str]) -> Result<ModelList, ProviderError> {
    let model = |id: &&str| ModelInfo {
        id: (*id).to_owned(),
        context_tokens: None,
        owned_by: None,
        parameters: None,
        chats: true,
    };
    Ok(ModelList { models: models.iter().map(model).collect(), dialect: Dialect::LlamaServer })
}

fn away() -> Result<ModelList, ProviderError> {
    Err(ProviderError::Unreachable { url: "u".into(), detail: "refused".into() })
}

fn automatic() -> Preference {
    Preference::Automatic { candidates: loopback_candidates().to_vec() }
}

fn configured() -> Preference {
    Preference::Server { endpoint: endpoint("http://far.test/v1"), model: None }
}

fn round(commands: &[Command]) -> u64 {
    match commands.first().expect("something is asked") {
        Command::ListModels { round, .. } | Command::ListPageModels { round } => *round,
    }
}

/// Answers every command: the server on port 8080 and the page have these models.
fn answer(selection: &mut Selection, commands: Vec<Command>, server: &[&str], page: &[&str]) {
    let listed = |port| if port == 8080 && !server.is_empty() { has(server) } else { away() };
    answer_with(selection, commands, listed, page);
}

/// Answers every command: the servers by their port.
fn answer_with(
    selection: &mut Selection,
    commands: Vec<Command>,
    listed: impl Fn(u16) -> Result<ModelList, ProviderError>,
    page: &[&str],
) {
    for command in commands {
        match command {
            Command::ListModels { round, endpoint } => {
                selection.listed(round, &endpoint, listed(endpoint.port().unwrap_or_default()));
            }
            Command::ListPageModels { round } => {
                selection.page_models_listed(round, page.iter().map(|name| (*name).to_owned()).collect());
            }
        }
    }
}

fn settled(server: &[&str], page: &[&str]) -> Selection {
    let mut selection = Selection::default();
    let commands = selection.configure(automatic());
    answer(&mut selection, commands, server, page);
    selection
}

fn in_page(model: &str) -> State {
    State::Chosen(Target::InPage { model: model.into() })
}

fn model_of(selection: &Selection) -> Option<&str> {
    match selection.target()? {
        Target::Server { model, .. } | Target::InPage { model } => Some(model),
        Target::Mock => None,
    }
}

#[test]
fn automatic_takes_a_server_then_a_model_in_the_page_then_nothing() {
    assert_eq!(model_of(&settled(&["a", "b"], &["p"])), Some("a"));
    assert_eq!(*settled(&[], &["p"]).state(), in_page("p"));
    assert_eq!(*settled(&[], &[]).state(), State::NoModel);
    assert_eq!(Selection::default().target(), None);
}

#[test]
fn while_anybody_has_not_answered_nothing_is_chosen() {
    let mut selection = Selection::default();
    let mut commands = selection.configure(automatic());
    let slow = commands.remove(0);
    answer(&mut selection, commands, &[], &["p"]);
    assert_eq!((selection.state(), selection.target()), (&State::Asking, None));
    answer(&mut selection, vec![slow], &["a"], &[]);
    assert_eq!(model_of(&selection), Some("a"));
}

#[test]
fn a_configured_server_is_asked_alone_and_never_replaced() {
    let mut selection = Selection::default();
    let commands = selection.configure(configured());
    let far = endpoint("http://far.test/v1");
    assert_eq!(commands, [Command::ListModels { round: round(&commands), endpoint: far.clone() }]);
    assert_eq!(selection.target(), None);
    selection.listed(round(&commands), &far, away());
    assert!(matches!(selection.state(), State::Lost { problem, .. } if problem.may_pass()));
    assert!(matches!(selection.target(), Some(Target::Server { endpoint, .. }) if *endpoint == far));
    assert!(selection.asks_again());
    let again = selection.ask_again();
    assert_eq!(again.len(), 1);
    selection.listed(round(&again), &far, has(&["m"]));
    assert_eq!(model_of(&selection), Some("m"));
}

#[test]
fn what_was_asked_before_the_settings_changed_is_ignored() {
    let mut selection = Selection::default();
    let old = selection.configure(configured());
    let new = selection.configure(Preference::Server { endpoint: endpoint("http://near.test"), model: None });
    selection.listed(round(&old), &endpoint("http://far.test/v1"), has(&["old"]));
    assert_eq!(*selection.state(), State::Asking);
    selection.listed(round(&old), &endpoint("http://near.test"), has(&["old"]));
    assert_eq!(*selection.state(), State::Asking);
    selection.listed(round(&new), &endpoint("http://near.test"), has(&["new"]));
    assert_eq!(model_of(&selection), Some("new"));
}

#[test]
fn a_server_that_stops_is_lost_and_found_again_and_nobody_takes_its_place() {
    let mut selection = settled(&["a"], &["p"]);
    selection.note_question();
    let commands = selection.ask_again();
    answer(&mut selection, commands, &[], &["p"]);
    assert!(matches!(selection.state(), State::Lost { .. }));
    assert_eq!(model_of(&selection), Some("a"));
    let commands = selection.ask_again();
    answer(&mut selection, commands, &["a"], &["p"]);
    assert!(matches!(selection.state(), State::Chosen(_)));
}

#[test]
fn while_a_server_is_lost_another_is_offered_and_answers_only_if_the_user_says_so() {
    let mut selection = settled(&["a"], &[]);
    let commands = selection.ask_again();
    assert_eq!(commands.len(), 1, "a server that answers is asked alone");
    answer(&mut selection, commands, &[], &[]);
    let commands = selection.ask_again();
    answer_with(&mut selection, commands, |port| if port == 11434 { has(&["other"]) } else { away() }, &[]);
    assert_eq!(model_of(&selection), Some("a"));
    assert_eq!(selection.offer().and_then(|found| found.endpoint.port()), Some(11434));
    selection.take_offer();
    assert_eq!((model_of(&selection), selection.offer()), (Some("other"), None));
}

#[test]
fn a_server_that_is_started_later_is_chosen_on_a_fresh_page_and_offered_on_a_used_one() {
    let mut fresh = settled(&[], &["p"]);
    assert!(fresh.asks_again());
    let commands = fresh.ask_again();
    assert_eq!(fresh.target(), Some(&Target::InPage { model: "p".into() }));
    answer(&mut fresh, commands, &["a"], &["p"]);
    assert_eq!(model_of(&fresh), Some("a"));

    let mut used = settled(&[], &["p"]);
    used.note_question();
    let commands = used.ask_again();
    answer(&mut used, commands, &["a"], &["p"]);
    assert_eq!(*used.state(), in_page("p"));
    assert_eq!(used.offer().map(|found| found.endpoint.port()), Some(Some(8080)));

    let mut none = settled(&[], &[]);
    none.note_question();
    let commands = none.ask_again();
    answer(&mut none, commands, &["a"], &[]);
    assert_eq!(model_of(&none), Some("a"));
}

#[test]
fn a_server_without_a_model_is_not_chosen_but_a_configured_one_says_so() {
    let mut selection = Selection::default();
    let commands = selection.configure(configured());
    selection.listed(round(&commands), &endpoint("http://far.test"), has(&[]));
    assert!(matches!(selection.state(), State::Lost { problem: Problem::NoModel { has_others: false }, .. }));
    let mut named = Selection::default();
    let commands = named
        .configure(Preference::Server { endpoint: endpoint("http://far.test"), model: Some("mine".into()) });
    named.listed(round(&commands), &endpoint("http://far.test"), has(&[]));
    assert_eq!(model_of(&named), Some("mine"));
}

#[test]
fn settings_that_name_nothing_usable_say_so_and_ask_nobody() {
    let mut selection = Selection::default();
    assert_eq!(selection.configure(Preference::Unusable { reason: "bad".into() }), []);
    assert_eq!(*selection.state(), State::Unusable { reason: "bad".into() });
    assert_eq!(selection.ask_again(), []);
    assert_eq!(selection.configure(Preference::Mock), []);
    assert_eq!(selection.target(), Some(&Target::Mock));
}

#[derive(Clone, Debug)]
enum Happening {
    Configure(usize),
    AskAgain,
    Question,
    TakeOffer,
    /// The answer to one of all commands ever given, however old.
    Answer {
        which: usize,
        is_there: bool,
    },
}

fn wishes() -> [Preference; 4] {
    [automatic(), configured(), Preference::InPage { model: None }, Preference::Mock]
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        1 => (0..4usize).prop_map(Happening::Configure),
        2 => Just(Happening::AskAgain),
        1 => Just(Happening::Question),
        1 => Just(Happening::TakeOffer),
        8 => (any::<usize>(), any::<bool>()).prop_map(|(which, is_there)| Happening::Answer { which, is_there }),
    ]
}

proptest! {
    #[test]
    fn nothing_but_what_was_asked_for_ever_answers(happenings in prop::collection::vec(happening(), 0..60)) {
        let mut selection = Selection::default();
        let mut given: Vec<Command> = Vec::new();
        for happening in happenings {
            let before = selection.target().cloned();
            let mut by_user = false;
            let had_question = selection.has_answered;
            let commands = match happening {
                Happening::Configure(which) => {
                    by_user = true;
                    selection.configure(wishes()[which].clone())
                }
                Happening::AskAgain => selection.ask_again(),
                Happening::Question => {
                    selection.note_question();
                    Vec::new()
                }
                Happening::TakeOffer => {
                    by_user = true;
                    selection.take_offer();
                    Vec::new()
                }
                Happening::Answer { which, is_there } if !given.is_empty() => {
                    let is_now = |round: u64| round == selection.round;
                    let old = (selection.state.clone(), selection.found.clone());
                    let is_stale = match given[which % given.len()].clone() {
                        Command::ListModels { round, endpoint } => {
                            let is_stale = !is_now(round);
                            selection.listed(round, &endpoint, if is_there { has(&["m"]) } else { away() });
                            is_stale
                        }
                        Command::ListPageModels { round } => {
                            let is_stale = !is_now(round);
                            let names = if is_there { vec!["p".to_owned()] } else { Vec::new() };
                            selection.page_models_listed(round, names);
                            is_stale
                        }
                    };
                    if is_stale {
                        prop_assert_eq!(&(selection.state.clone(), selection.found.clone()), &old);
                    }
                    Vec::new()
                }
                Happening::Answer { .. } => Vec::new(),
            };
            given.extend(commands.iter().cloned());

            let is_mock = selection.target() == Some(&Target::Mock);
            prop_assert_eq!(is_mock, *selection.wanted() == Preference::Mock);
            let asked = commands.iter().filter_map(|command| match command {
                Command::ListModels { endpoint, .. } => Some(endpoint.clone()),
                Command::ListPageModels { .. } => None,
            });
            let far = endpoint("http://far.test/v1");
            match selection.wanted() {
                Preference::Server { .. } => {
                    prop_assert!(asked.into_iter().all(|endpoint| endpoint == far));
                    let is_far = |target: &Target| matches!(target, Target::Server { endpoint, .. } if *endpoint == far);
                    prop_assert!(selection.target().is_none_or(is_far));
                }
                Preference::InPage { .. } | Preference::Mock => prop_assert_eq!(asked.count(), 0),
                _ => prop_assert!(asked.into_iter().all(|endpoint| loopback_candidates().contains(&endpoint))),
            }
            // Who has answered the user once is not replaced in silence.
            if let Some(before) = before.filter(|_| had_question && !by_user) {
                let is_same = |now: &Target| match (now, &before) {
                    (Target::Server { endpoint: now, .. }, Target::Server { endpoint: before, .. }) => now == before,
                    (now, before) => std::mem::discriminant(now) == std::mem::discriminant(before),
                };
                let is_kept = selection.target().is_some_and(is_same);
                prop_assert!(is_kept);
            }
        }
    }
}

#[test]
fn a_server_that_answers_is_there_whatever_comes_of_its_list() {
    let refused = |status| Err(ProviderError::Http { status, message: "no such page".into() });
    let key = || Err(ProviderError::Unauthorized { status: 401, message: "no".into() });
    let far = endpoint("http://far.test/v1");
    for listed in [refused(404), refused(405), refused(500), key(), away(), has(&[])] {
        let mut selection = Selection::default();
        let commands = selection.configure(configured());
        selection.listed(round(&commands), &far, listed.clone());
        assert!(matches!(selection.state(), State::Lost { .. }), "{listed:?}");
        assert!(!selection.note_answer(&endpoint("http://other.test/v1")));
        assert!(selection.note_answer(&far), "{listed:?}");
        assert!(matches!(selection.state(), State::Chosen(_)));
        assert!(!selection.asks_again() && !selection.note_answer(&far));
        // That the list still does not come is no news; that something else is wrong with it is.
        let again = round(&selection.ask_again());
        selection.listed(again, &far, listed.clone());
        assert!(matches!(selection.state(), State::Chosen(_)), "{listed:?}");
        let again = round(&selection.ask_again());
        selection.listed(again, &far, refused(502));
        assert!(matches!(selection.state(), State::Lost { .. }), "{listed:?}");
    }
}

#[test]
fn a_server_that_fails_after_an_answer_is_lost_again() {
    let far = endpoint("http://far.test/v1");
    let http = |status| ProviderError::Http { status, message: String::new() };
    let key = || ProviderError::Unauthorized { status: 401, message: String::new() };
    let overflow =
        ProviderError::ContextOverflow { message: String::new(), prompt_tokens: None, context_tokens: None };
    let loading = ProviderError::Loading { message: String::new() };
    let away = || away().expect_err("away");
    for (listed, failure, is_lost) in [
        (away(), away(), true),
        (away(), overflow, false),
        (away(), loading, false),
        (away(), http(400), false),
        (away(), http(429), false),
        (away(), http(500), false),
        (away(), key(), false),
        // Nothing is at this address, or a gateway says that nobody is behind it.
        (away(), http(404), true),
        (away(), http(502), true),
        (away(), http(504), true),
        // The list was right about the key.
        (key(), key(), true),
    ] {
        let mut selection = Selection::default();
        let commands = selection.configure(configured());
        selection.listed(round(&commands), &far, Err(listed.clone()));
        selection.note_answer(&far);
        selection.note_failure(&failure);
        let again = round(&selection.ask_again());
        selection.listed(again, &far, Err(listed));
        assert_eq!(matches!(selection.state(), State::Lost { .. }), is_lost, "{failure:?}");
    }
}

#[test]
fn a_server_that_was_taken_has_to_prove_itself() {
    let mut selection = settled(&["a"], &[]);
    let Some(Target::Server { endpoint: first, .. }) = selection.target().cloned() else {
        panic!("a server")
    };
    let refused = || Err(ProviderError::Http { status: 500, message: String::new() });
    let at = |wanted: u16, listed: Result<ModelList, ProviderError>| {
        move |port| if port == wanted { listed.clone() } else { away() }
    };
    // The list of the first server fails although it answers; then the server is gone.
    let commands = selection.ask_again();
    answer_with(&mut selection, commands, at(8080, refused()), &[]);
    assert!(selection.note_answer(&first));
    let commands = selection.ask_again();
    answer(&mut selection, commands, &[], &[]);
    let commands = selection.ask_again();
    answer_with(&mut selection, commands, at(11434, has(&["other"])), &[]);
    selection.take_offer();
    assert_eq!(model_of(&selection), Some("other"));
    // The other server has never answered, so its failure counts.
    let commands = selection.ask_again();
    answer_with(&mut selection, commands, at(11434, refused()), &[]);
    assert!(matches!(selection.state(), State::Lost { .. }), "{:?}", selection.state());
}
