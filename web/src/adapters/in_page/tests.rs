//! Tests of the request queue of the in-page model, with workers that run a script of a few lines.

use abcb_core::conversation::message::Role;
use abcb_core::provider::{ChatMessage, ChatRequest, Delta, DeltaStream, ProviderError};
use std::rc::Rc;

use futures_util::{FutureExt, StreamExt};
use wasm_bindgen_test::wasm_bindgen_test;

use super::models::WorkerModels;
use crate::testing::Gate;

/// A worker that answers with the model's name and the message. Some messages get special answers.
const SCRIPT: &str = r#"
let model;
const done = { kind: "done", reason: "stop", promptTokens: 1, cachedTokens: 0, completionTokens: 1 };
const says = (id, text) => postMessage({ type: "step", id, step: { kind: "text", text } });
onmessage = ({ data }) => {
  if (data.type === "load" && data.name === "broken") postMessage({ type: "load-failed", message: "It is broken." });
  else if (data.type === "load" && data.name === "elsewhere") postMessage({ type: "waiting" });
  else if (data.type === "load") postMessage({ type: "ready", name: (model = data.name), model: {} });
  if (data.type === "stop") postMessage({ type: "models", models: [] });
  if (data.type !== "begin") return;
  const { id, request } = data;
  const question = request.messages.at(-1).content;
  const opened = question === "thinking" ? "<|assistant|><think>\n" : "<|assistant|>";
  postMessage({ type: "begun", id, begun: { promptEnd: opened } });
  if (question === "hang") return says(id, "so far");
  if (question === "crash") setTimeout(() => { throw new Error("out of memory"); });
  else if (question === "trap") postMessage({ type: "died", message: "It has stopped." });
  else {
    says(id, question === "thinking" ? "hm</think>yes" : `${model}: ${question}`);
    postMessage({ type: "step", id, step: done });
  }
};"#;

fn models() -> WorkerModels {
    models_of(SCRIPT)
}

fn models_of(script: &str) -> WorkerModels {
    let script: String = js_sys::encode_uri_component(script).into();
    WorkerModels::of(&format!("data:text/javascript,{script}"))
}

fn ask(question: &str) -> ChatRequest {
    ChatRequest { messages: vec![ChatMessage::new(Role::User, question)], ..ChatRequest::default() }
}

/// Collects a stream as one word per delta.
async fn all(mut stream: DeltaStream<'_>) -> Vec<String> {
    let mut seen = Vec::new();
    while let Some(delta) = stream.next().await {
        seen.push(word(delta));
    }
    seen
}

fn word(delta: Result<Delta, ProviderError>) -> String {
    match delta {
        Ok(Delta::Content(text)) => text,
        Ok(Delta::Reasoning(text)) => format!("({text})"),
        Ok(Delta::Model(name)) => name,
        Ok(Delta::Queued) => "queued".into(),
        Ok(Delta::Usage(_)) => "usage".into(),
        Ok(Delta::Finish(_)) => "end".into(),
        Ok(other) => format!("{other:?}"),
        Err(ProviderError::NotUsable { reason }) => reason,
        Err(other) => format!("{other:?}"),
    }
}

async fn answer(models: &WorkerModels, model: &str, question: &str) -> Vec<String> {
    all(models.provider(model.into()).stream(ask(question))).await
}

#[wasm_bindgen_test]
async fn two_answers_at_once_come_one_after_the_other_and_the_second_says_that_it_waits() {
    let models = models();
    let (mut one, mut other) = (models.provider("a".into()), models.provider("a".into()));
    let (first, second) = (one.stream(ask("one")), other.stream(ask("two")));
    // The first request is answered first, no matter which stream is polled first.
    let (second, first) = futures_util::future::join(all(second), all(first)).await;
    assert_eq!(first, ["a", "a: one", "usage", "end"]);
    assert_eq!(second, ["a", "queued", "a: two", "usage", "end"]);
}

/// Reads a stream until it yields the given word.
async fn until(stream: &mut DeltaStream<'_>, wanted: &str) {
    while let Some(delta) = stream.next().await {
        if word(delta) == wanted {
            return;
        }
    }
    panic!("{wanted} never came");
}

#[wasm_bindgen_test]
async fn who_waits_can_be_stopped_and_who_is_stopped_lets_the_next_one_in() {
    let models = models();
    let mut providers = [(); 3].map(|()| models.provider("a".into()));
    let [first, second, third] = &mut providers;
    let mut hanging = first.stream(ask("hang"));
    until(&mut hanging, "so far").await;
    let mut waiting = second.stream(ask("never"));
    until(&mut waiting, "queued").await;
    let mut next = third.stream(ask("three"));
    until(&mut next, "queued").await;
    drop(waiting);
    drop(hanging);
    assert_eq!(all(next).await, ["a: three", "usage", "end"]);
}

#[wasm_bindgen_test]
async fn who_asks_again_while_another_tab_has_its_turn_is_told_so_again() {
    let models = models();
    for _ in 0..2 {
        let mut provider = models.provider("elsewhere".into());
        until(&mut provider.stream(ask("hi")), "queued").await;
    }
}

#[wasm_bindgen_test]
async fn another_model_is_loaded_and_answers_in_its_own_name() {
    let models = models();
    assert_eq!(answer(&models, "a", "hi").await, ["a", "a: hi", "usage", "end"]);
    assert_eq!(answer(&models, "b", "hi").await, ["b", "b: hi", "usage", "end"]);
    let (mut one, mut other) = (models.provider("a".into()), models.provider("b".into()));
    let (first, second) = (one.stream(ask("1")), other.stream(ask("2")));
    let both = futures_util::future::join(all(first), all(second)).await;
    assert_eq!(both.0, ["a", "a: 1", "usage", "end"]);
    assert_eq!(both.1, ["b", "queued", "b: 2", "usage", "end"]);
}

#[wasm_bindgen_test]
async fn a_worker_that_dies_is_an_error_with_a_sentence_and_the_next_question_starts_another() {
    let models = models();
    for (model, question, words) in [
        ("a", "crash", "probably because memory ran out"),
        ("a", "trap", "It has stopped."),
        ("broken", "hi", "It is broken."),
    ] {
        let seen = answer(&models, model, question).await;
        assert!(seen.last().is_some_and(|last| last.contains(words)), "{question}: {seen:?}");
        assert_eq!(answer(&models, "a", "hi").await, ["a", "a: hi", "usage", "end"], "after {question}");
    }
}

#[wasm_bindgen_test]
async fn a_worker_that_cannot_be_fetched_is_an_error_with_a_sentence() {
    let models = WorkerModels::of("no-such-worker.js");
    for _ in 0..2 {
        let seen = answer(&models, "a", "hi").await;
        assert!(seen.last().is_some_and(|last| last.contains("could not be loaded")), "{seen:?}");
    }
    assert_eq!(models.kept().await, []);
}

#[wasm_bindgen_test]
async fn thoughts_that_the_prompt_opened_are_reasoning() {
    assert_eq!(answer(&models(), "a", "thinking").await, ["a", "(hm)", "yes", "usage", "end"]);
}

#[wasm_bindgen_test]
async fn what_the_worker_says_and_nobody_can_read_is_an_error_with_a_sentence() {
    let models = models();
    let mut provider = models.provider("a".into());
    let mut hanging = provider.stream(ask("hang"));
    until(&mut hanging, "so far").await;
    let script = models.worker_for("a").script().expect("a worker");
    let unreadable = web_sys::MessageEvent::new("messageerror").expect("an event");
    script.dispatch_event(&unreadable).expect("should dispatch");
    assert!(all(hanging).await.last().is_some_and(|last| last.contains("has stopped")));
    assert_eq!(answer(&models, "a", "hi").await, ["a", "a: hi", "usage", "end"]);
}

#[wasm_bindgen_test]
async fn what_cannot_be_sent_to_the_worker_is_an_error_with_a_sentence() {
    let models = models();
    let worker = models.worker_for("a");
    let mut messages = worker.listen();
    let function = js_sys::Function::new_no_args("");
    worker.send(Ok(function.into()));
    while let Some(message) = messages.next().await {
        if let super::messages::WorkerMessage::Died { message } = message {
            assert!(message.contains("has stopped"), "{message}");
            return;
        }
    }
    panic!("nobody said so");
}

/// Models that use the given worker script, and a gate that holds back the startup timeout.
fn waited_for(script: &str) -> (WorkerModels, Gate) {
    let startup_timeout = Gate::closed();
    let passes = startup_timeout.clone();
    let mut models = models_of(script);
    models.startup_timeout = Rc::new(move || {
        let passes = passes.clone();
        async move { passes.pass().await }.boxed_local()
    });
    (models, startup_timeout)
}

#[wasm_bindgen_test]
async fn a_worker_that_says_nothing_is_given_up_with_a_sentence() {
    let (models, startup_timeout) = waited_for("onmessage = () => {}");
    let kept = models.kept();
    startup_timeout.open();
    assert_eq!(kept.await, Vec::new());
    let said = answer(&models, "a", "one").await;
    let sentence = "The model's worker does not answer. Reload the page, or choose another model.";
    assert_eq!(said.last().map(String::as_str), Some(sentence), "{said:?}");
}

#[wasm_bindgen_test]
async fn a_worker_that_has_spoken_is_waited_for_however_long_it_takes() {
    let (models, startup_timeout) = waited_for(SCRIPT);
    assert_eq!(answer(&models, "a", "one").await, ["a", "a: one", "usage", "end"]);
    startup_timeout.open();
    assert_eq!(answer(&models, "a", "two").await, ["a", "a: two", "usage", "end"]);
}

/// A worker that hangs after the first message and does not react to a stop either.
const HANGS: &str = r#"
let begun = false;
onmessage = ({ data }) => {
  if (begun) return;
  if (data.type === "load") postMessage({ type: "ready", name: data.name, model: {} });
  if (data.type !== "begin") return;
  begun = true;
  postMessage({ type: "step", id: data.id, step: { kind: "text", text: `so far ${data.id}` } });
};"#;

#[wasm_bindgen_test]
async fn who_stops_a_worker_that_hangs_gets_another_one() {
    let mut models = models_of(HANGS);
    models.hung_after = 0.0;
    for id in 1..=2 {
        let mut provider = models.provider("a".into());
        until(&mut provider.stream(ask("hi")), &format!("so far {id}")).await;
    }
}
