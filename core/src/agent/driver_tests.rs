use expect_test::{Expect, expect};

use futures_util::FutureExt;

use super::*;
use crate::base::clock::now_millis;
use crate::log::event::{Protocol, Sequence, write_log};
use crate::provider::{Capabilities, ChatRequest, Delta, DeltaStream, FinishReason, ProviderError};
use crate::testing::{Cue, FakeClock, ScriptedProvider, block_on};

/// An in-memory log that can be made to reject events.
struct LogInMemory {
    clock: FakeClock,
    sequence: Sequence,
    events: Vec<LoggedEvent>,
    refusals: u32,
    refused: u32,
    /// Events from this sequence number on never get a response.
    silent_from: u64,
}

impl EventSink for LogInMemory {
    fn append(&mut self, events: Vec<Event>) -> LocalBoxFuture<'_, Result<Vec<LoggedEvent>, StoreError>> {
        let numbered = self.sequence.number(now_millis(&self.clock), events);
        if self.refusals > 0 && self.sequence.next() > 3 {
            self.refusals -= 1;
            self.refused += 1;
            assert!(self.refused < 1_000, "the storage is asked again without a pause");
            return futures_util::future::ready(Err(StoreError::Full { reason: "quota".into() }))
                .boxed_local();
        }
        if self.sequence.next() >= self.silent_from {
            return futures_util::future::pending().boxed_local();
        }
        self.sequence.commit(&numbered);
        self.events.extend(numbered.clone());
        futures_util::future::ready(Ok(numbered)).boxed_local()
    }

    fn state(&self) -> SessionState {
        SessionState::from_log(&self.events)
    }
}

struct Scene {
    log: LogInMemory,
    clock: FakeClock,
    observed: Vec<String>,
    requests: Vec<ChatRequest>,
    is_prone: bool,
}

/// A provider that is prone to endless repetition.
struct Prone<'a>(&'a mut ScriptedProvider);

impl Provider for Prone<'_> {
    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        self.0.stream(request)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { is_prone_to_repetition: true, ..self.0.capabilities() }
    }
}

impl Scene {
    fn new() -> Self {
        let clock = FakeClock::at(1_000);
        let log = LogInMemory {
            clock: clock.clone(),
            sequence: Sequence::default(),
            events: Vec::new(),
            refusals: 0,
            refused: 0,
            silent_from: u64::MAX,
        };
        Self { log, clock, observed: Vec::new(), requests: Vec::new(), is_prone: false }
    }

    fn ask(&mut self, question: RunKind, cues: Vec<Cue>) -> Result<AnswerOutcome, StoreError> {
        self.ask_until(question, cues, futures_util::future::pending())
    }

    fn ask_until(
        &mut self,
        question: RunKind,
        cues: Vec<Cue>,
        stop: impl Future<Output = ()> + 'static,
    ) -> Result<AnswerOutcome, StoreError> {
        let mut provider = ScriptedProvider::new(&self.clock, cues);
        let mut prone = Prone(&mut provider);
        let backend = Backend { provider: "mock".into(), base_url: None, model: None };
        let observed = &mut self.observed;
        let mut observe = |observation: Observation<'_>| {
            observed.push(match observation {
                Observation::Stored(events) => format!("stored {}", events.len()),
                Observation::Delta(delta) => format!("{delta:?}"),
                Observation::NotStored(error) => error.to_string(),
            });
        };
        let clock = self.clock.clone();
        let outcome = block_on(answer(
            Io {
                provider: if self.is_prone { &mut prone } else { prone.0 },
                sink: &mut self.log,
                clock: &clock,
                registry: &ToolRegistry::new(),
                stop: Stop::when(stop),
                observe: &mut observe,
                steering: &mut Vec::new,
            },
            backend,
            question,
        ));
        self.requests.append(&mut provider.requests.borrow_mut());
        outcome
    }

    fn check_log(&self, expected: Expect) {
        expected.assert_eq(&write_log(&self.log.events).expect("log should serialize"));
    }
}

fn ask(content: &str) -> RunKind {
    RunKind::Ask { input: content.into(), parent: 0 }
}

fn say(text: &str) -> Cue {
    Cue::Say(Delta::Content(text.into()))
}

fn finish() -> Cue {
    Cue::Say(Delta::Finish(FinishReason::Stop))
}

#[test]
fn a_whole_answer_is_question_checkpoints_response_answer() {
    let mut scene = Scene::new();
    let cues = vec![say("Hel"), say("lo"), Cue::Wait(700), say(" you"), Cue::Wait(200), say("!"), finish()];
    let outcome = scene.ask(ask("hi"), cues).expect("log should take it");
    assert_eq!(outcome, AnswerOutcome { message: 3, status: Some(RunStatus::Completed) });
    scene.check_log(expect![[r#"
        {"seq":1,"at":1000,"kind":"user_message","content":"hi","parent":0}
        {"seq":2,"at":1000,"kind":"run_started","provider":"mock"}
        {"seq":3,"at":1000,"kind":"step_started","parent":1}
        {"seq":4,"at":1000,"kind":"response_delta","message":3,"content":"Hel"}
        {"seq":5,"at":2200,"kind":"response_delta","message":3,"content":"lo"}
        {"seq":6,"at":2900,"kind":"response_delta","message":3,"content":" you"}
        {"seq":7,"at":3400,"kind":"response_delta","message":3,"content":"!"}
        {"seq":8,"at":3400,"kind":"model_response","content":"Hello you!","message":3,"finish_reason":"stop"}
        {"seq":9,"at":3400,"kind":"final_answer","content":"Hello you!","message":3}
        {"seq":10,"at":3400,"kind":"run_ended","status":"completed"}
    "#]]);
    assert_eq!(scene.requests.len(), 1);
}

#[test]
fn the_question_is_stored_before_the_request_leaves() {
    let mut scene = Scene::new();
    scene.log.sequence = Sequence::after(10);
    scene.log.refusals = 1;
    let outcome = scene.ask(ask("hi"), vec![say("never sent"), finish()]);
    assert_eq!(outcome, Err(StoreError::Full { reason: "quota".into() }));
    assert!(scene.requests.is_empty(), "no request may leave before the question is durable");
}

#[test]
fn silence_after_text_is_checkpointed_too() {
    let mut scene = Scene::new();
    // The second piece is not due when it arrives, and no later delta could trigger its checkpoint.
    let cues = vec![say("a"), Cue::Wait(100), say("b"), Cue::Wait(1), Cue::Wait(1), Cue::Wait(1), finish()];
    scene.ask(ask("hi"), cues).expect("log should take it");
    let deltas: Vec<&Event> = scene
        .log
        .events
        .iter()
        .map(|event| &event.event)
        .filter(|event| matches!(event, Event::ResponseDelta { .. }))
        .collect();
    assert_eq!(deltas.len(), 2, "{deltas:?}");
}

#[test]
fn ends_are_told_apart() {
    let cut = || Cue::Fail(ProviderError::Cut { detail: "reset".into() });
    let failed = || Cue::Fail(ProviderError::InBand { message: "boom".into() });
    for (cues, status) in [
        (vec![say("x"), finish()], RunStatus::Completed),
        (vec![say("x"), finish(), cut()], RunStatus::Completed),
        (vec![say("x"), cut()], RunStatus::Interrupted),
        (vec![say("x")], RunStatus::Interrupted),
        (vec![say("x"), failed()], RunStatus::Failed),
        (vec![failed()], RunStatus::Failed),
    ] {
        let mut scene = Scene::new();
        let told = format!("{cues:?}");
        assert_eq!(scene.ask(ask("hi"), cues).expect("log should take it").status, Some(status), "{told}");
        let text = scene.log.state().path().last().map(|node| node.content.clone());
        assert_eq!(text.as_deref(), Some(if told.contains("Content") { "x" } else { "" }), "{told}");
    }
}

#[test]
fn stop_keeps_the_text() {
    let mut scene = Scene::new();
    let mut polls = 0;
    let stop = futures_util::future::poll_fn(move |_| {
        polls += 1;
        if polls > 5 { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    });
    let outcome = scene.ask_until(ask("hi"), vec![say("one "), say("two"), Cue::Hang], stop);
    assert_eq!(outcome.expect("log should take it").status, Some(RunStatus::Cancelled));
    let transcript = scene.log.state();
    let node = transcript.node(3).expect("the answer");
    assert_eq!((node.content.as_str(), node.status.as_str()), ("one two", "cancelled"));
}

#[test]
fn a_refused_checkpoint_does_not_end_the_answer() {
    let mut scene = Scene::new();
    scene.log.refusals = 1;
    let outcome = scene.ask(ask("hi"), vec![say("a"), Cue::Wait(600), say("b"), finish()]);
    assert_eq!(outcome.expect("the end is stored").status, Some(RunStatus::Completed));
    assert!(scene.observed.iter().any(|line| line == "storage is full: quota"), "{:?}", scene.observed);
    assert_eq!(scene.log.state().path().last().map(|node| node.content.as_str()), Some("ab"));
}

#[test]
fn continuing_sends_the_cut_text_and_joins_the_rest() {
    let mut scene = Scene::new();
    scene.ask(ask("count"), vec![say("one two")]).expect("log should take it");
    let outcome = scene.ask(RunKind::Continue { message: 3 }, vec![say(" three"), finish()]);
    let message = outcome.expect("log should take it").message;
    let sent: Vec<&str> = scene.requests[1].messages.iter().map(|message| message.content.as_str()).collect();
    assert_eq!(sent, ["count", "one two"]);
    let transcript = scene.log.state();
    assert_eq!(transcript.node(message).map(|node| node.content.as_str()), Some("one two three"));
    assert_eq!(transcript.head(), message);
}

#[test]
fn a_store_that_refuses_for_ever_holds_up_neither_the_text_nor_stop() {
    let mut scene = Scene::new();
    scene.log.refusals = u32::MAX;
    let cues = vec![say("Hel"), say("lo"), Cue::Wait(700), say(" you"), Cue::Hang];
    let clock = scene.clock.clone();
    let minute_over = futures_util::future::poll_fn(move |context| {
        context.waker().wake_by_ref();
        match now_millis(&clock) {
            ..61_000 => std::task::Poll::Pending,
            _ => std::task::Poll::Ready(()),
        }
    });
    let outcome = scene.ask_until(ask("hi"), cues, minute_over);
    assert_eq!(outcome, Err(StoreError::Full { reason: "quota".into() }), "the end could not be kept either");
    let shown: Vec<&str> =
        scene.observed.iter().map(String::as_str).filter(|line| line.starts_with("Content")).collect();
    assert_eq!(shown, [r#"Content("Hel")"#, r#"Content("lo")"#, r#"Content(" you")"#]);
    assert!((2..=121).contains(&scene.log.refused), "{} attempts in a minute", scene.log.refused);
}

/// The error that the driver reports once if the storage does not respond.
const SILENCE: &str = "the storage has not answered for 5 seconds";

fn minutes(clock: &FakeClock, count: u64) -> impl Future<Output = ()> + 'static {
    let clock = clock.clone();
    let until = now_millis(&clock) + count * 60_000;
    futures_util::future::poll_fn(move |context| {
        context.waker().wake_by_ref();
        if now_millis(&clock) < until { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
}

#[test]
fn a_store_that_never_answers_holds_up_neither_the_text_nor_stop() {
    let mut scene = Scene::new();
    scene.log.silent_from = 4;
    let cues = vec![say("Hel"), say("lo"), Cue::Wait(700), say(" you"), Cue::Wait(60_000), Cue::Hang];
    let stop = minutes(&scene.clock, 1);
    let outcome = scene.ask_until(ask("hi"), cues, stop);
    assert_eq!(outcome, Err(StoreError::Silent { seconds: 5 }), "nobody knows what was kept");
    let expected = ["stored 3", r#"Content("Hel")"#, SILENCE, r#"Content("lo")"#, r#"Content(" you")"#]
        .map(str::to_owned);
    assert_eq!(scene.observed, expected);
}

#[test]
fn a_store_that_never_answers_at_the_end_waits_for_stop_and_says_so() {
    for (silent_from, cues) in
        [(5, vec![say("x"), finish()]), (4, vec![say("x"), finish()]), (4, vec![finish()])]
    {
        let mut scene = Scene::new();
        scene.log.silent_from = silent_from;
        let mut asked = 0;
        let stop = futures_util::future::poll_fn(move |_| {
            asked += 1;
            if asked < 1_000 { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
        });
        let outcome = scene.ask_until(ask("hi"), cues, stop);
        assert_eq!(outcome, Err(StoreError::Silent { seconds: 5 }));
        assert_eq!(scene.observed.iter().filter(|line| *line == SILENCE).count(), 1, "{:?}", scene.observed);
    }
}

#[test]
fn no_request_leaves_while_the_store_is_silent_about_the_question() {
    let mut scene = Scene::new();
    scene.log.silent_from = 1;
    let stop = minutes(&scene.clock, 0);
    let outcome = scene.ask_until(ask("hi"), vec![say("never sent"), finish()], stop);
    assert_eq!(outcome, Err(StoreError::Silent { seconds: 5 }));
    assert_eq!(scene.observed, [SILENCE]);
    assert!(scene.requests.is_empty());
}

#[test]
fn what_comes_while_a_checkpoint_is_being_stored_is_in_the_next_one() {
    let mut recorder = Recorder::new(3);
    let text = |event: &Event| match event {
        Event::ResponseDelta { content, .. } => content.clone(),
        other => panic!("{other:?}"),
    };
    recorder.push(&Delta::Content("one ".into()), 0);
    assert_eq!(text(&recorder.checkpoint()), "one ");
    assert_eq!(recorder.checkpoint_due_in(0), None);
    recorder.push(&Delta::Content("two ".into()), 100);
    recorder.checkpointed();
    assert_eq!(recorder.checkpoint_due_in(200), Some(400));
    assert_eq!(text(&recorder.checkpoint()), "two ");
    recorder.push(&Delta::Content("three".into()), 700);
    recorder.checkpoint_failed(800);
    assert_eq!(recorder.checkpoint_due_in(800), Some(500));
    assert_eq!(text(&recorder.checkpoint()), "two three", "of a refused one nothing is lost");
}

#[test]
fn a_plain_answer_that_repeats_itself_is_cut_where_the_provider_is_prone_to_it() {
    for is_prone in [false, true] {
        let mut scene = Scene { is_prone, ..Scene::new() };
        let cues = (0..100).map(|_| say("The capital of Italy is the city of Rome. ")).chain([finish()]);
        let outcome = scene.ask(ask("hi"), cues.collect()).expect("log should take it");
        let transcript = scene.log.state();
        let node = transcript.node(outcome.message).expect("the answer");
        let reason = if is_prone { FinishReason::Other("repetition".into()) } else { FinishReason::Stop };
        assert_eq!(node.finish_reason, Some(reason));
        assert_eq!(node.content.len() < 1_000, is_prone, "{} bytes", node.content.len());
    }
}

#[test]
fn a_question_that_is_stored_by_itself_ends_the_run_that_was_left_open() {
    let agent = AgentSettings { protocol: Protocol::Native, max_steps: 4, tools: Vec::new(), thinks: false };
    let run = Event::RunStarted { provider: "mock".into(), base_url: None, model: None, agent: Some(agent) };
    let mut scene = Scene::new();
    let kept = vec![user_message("hi".into(), 0), run];
    block_on(scene.log.append(kept)).expect("stored");
    let mut seen = 0;
    let mut observe = |_: Observation<'_>| seen += 1;
    let stored = store_question(&mut scene.log, &scene.clock, Stop::never(), &mut observe, "more".into(), 1);
    let message = block_on(stored).expect("stored");
    let transcript = scene.log.state();
    assert!(!transcript.run().is_open());
    assert_eq!((transcript.head(), seen), (message, 1));
    let node = transcript.node(message).expect("a message");
    assert_eq!((node.content.as_str(), node.parent), ("more", 1));
}

#[test]
fn a_plain_answer_tells_of_no_call_that_was_not_made_and_the_log_keeps_what_the_model_said() {
    let mut scene = Scene::new();
    let said = "Sure. The result of add_numbers is 42.";
    scene.ask(ask("12 and 30?"), vec![say(said), finish()]).expect("should store");
    let transcript = scene.log.state();
    assert_eq!(
        transcript.node(transcript.head()).map(|node| node.content.as_str()),
        Some("Sure.\n\n(A sentence about the result of a tool was left out here: no tool gave that.)")
    );
    let is_kept = |logged: &LoggedEvent| matches!(&logged.event, Event::ModelResponse { content, .. } if content == said);
    assert!(scene.log.events.iter().any(is_kept));
}
