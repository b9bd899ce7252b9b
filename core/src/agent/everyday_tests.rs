//! Everyday questions with the agent on: in a guided run they call no tool, since words alone only lead to a
//! suggestion.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::*;
use crate::tool::{CodeReport, CodeRunner, RunJavascript, ToolError};

/// Everyday questions, some with a file name, numbers or verbs that tools use.
const EVERYDAY: [&str; 24] = [
    "Is Node.js faster than Deno?",
    "I can't remember the name of the actor in Titanic",
    "Do you remember the band that sang Africa?",
    "What is 7 plus 5, and why do children learn it so early?",
    "Which files belong in a .gitignore?",
    "What does a file called README.md usually say?",
    "Don't forget to be kind, my grandmother said. What did she mean?",
    "Is Vue.js or Next.js better for a beginner?",
    "Write a note to my neighbour about the noise.",
    "Add a little humour to this sentence: I am tired.",
    "Who wrote \"Notes from Underground\"?",
    "Remember the Alamo: what happened there?",
    "What is in a folder that a lawyer carries?",
    "Do I need config.json in a Vite project?",
    "How many of the 12 apostles wrote one of the 4 gospels?",
    "Please repeat after me, says the priest. Why?",
    "Search for meaning is a book by whom?",
    "How do I create a file in Windows?",
    "What is the directory of the FBI called?",
    "Sum up the plot of Hamlet.",
    "I was told to write down my dreams. Does it help?",
    "How do I run JavaScript in a browser?",
    "What are the notes of a C major chord?",
    "Give me 3 ideas for a party with 20 guests.",
];

#[test]
fn an_everyday_question_calls_no_tool_unless_the_user_accepts_one() {
    for question in EVERYDAY {
        let mut scene = Scene::new(Protocol::Guided, vec![text("An answer.")]);
        scene.settings.tools.clear();
        let asked = RunKind::Ask { input: question.into(), parent: 0 };
        assert_eq!(scene.drive(Some(asked)).status, Some(RunStatus::Completed), "{question}");
        let transcript = scene.state();
        assert!(transcript.nodes().all(|node| node.tool.is_none()), "{question}");
        assert_eq!(scene.provider.requests[0].schema, None, "{question}");
    }
}

#[test]
fn a_suggested_tool_runs_once_it_is_accepted() {
    let question = "How much is 12 plus 30?";
    let mut scene = Scene::new(Protocol::Guided, vec![text(r#"{"a":12,"b":30}"#), text(" 42")]);
    let suggested = suggested_tools(&Transcript::default(), 0, question, &scene.registry);
    assert_eq!(suggested, ["add_numbers"]);
    assert!(suggested_tools(&Transcript::default(), 0, "Why is the sky blue?", &scene.registry).is_empty());
    scene.settings.tools = suggested;
    scene.drive(Some(RunKind::Ask { input: question.into(), parent: 0 }));
    let answer = scene.state().path().last().map(|node| node.content.clone());
    assert_eq!(answer.as_deref(), Some("12 + 30 = 42\n\nThe answer is: 42"));
}

#[test]
fn a_form_that_was_refused_is_not_asked_for_again() {
    let refused = r#"{"a":"twelve","b":30}"#;
    let mut scene = Scene::new(Protocol::Guided, vec![text(refused), text("It is 42.")]);
    scene.settings.tools = vec!["add_numbers".to_owned()];
    let asked = RunKind::Ask { input: "How much is 12 plus 30?".into(), parent: 0 };
    assert_eq!(scene.drive(Some(asked)).status, Some(RunStatus::Completed));
    let forms = scene.provider.requests.iter().map(|request| request.schema.is_some());
    assert_eq!(forms.collect::<Vec<_>>(), [true, false]);
    assert_eq!(scene.state().path().last().map(|node| node.content.as_str()), Some("It is 42."));
}

#[test]
fn a_note_is_stored_only_with_the_users_word_and_reading_asks_nobody() {
    let note = r#"{"name":"session_note_append","arguments":{"note":"x"}}"#;
    let mut scene = Scene::native(&[note, "Noted."]);
    assert_eq!(scene.ask().status, None, "it waits for the user");
    let call = scene.waiting().expect("a waiting call");
    scene.log.push(vec![Run::approve(call, None, None)]);
    assert_eq!(scene.resume().status, Some(RunStatus::Completed));

    // Always allowed, with the tool's current schema.
    let tool = scene.registry.get("session_note_append").expect("the tool").clone();
    let always = |schema: String| vec![("session_note_append".to_owned(), schema)];
    let mut scene = Scene::native(&[note, "Noted."]);
    scene.registry = scene.registry.allowing(always(tool.parameters().to_string()));
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
    let mut scene = Scene::native(&[note]);
    scene.registry = scene.registry.allowing(always("{}".to_owned()));
    assert_eq!(scene.ask().status, None, "it was allowed with another schema");

    for name in ["session_note_search", "read_file", "list_dir", "echo", "add_numbers"] {
        let tool = scene.registry.get(name).expect("a tool");
        assert!(!scene.registry.asks(tool.as_ref()), "{name}");
    }
}

#[test]
fn continuing_keeps_what_came_in_every_protocol() {
    let cut = |text: &str| vec![Ok(Delta::Content(text.into()))];
    for (protocol, kept) in [
        (Protocol::Native, "one two"),
        (Protocol::Guided, "one two"),
        (Protocol::Envelope, r#"{"kind":"final","content":"one two"#),
    ] {
        let mut scene = Scene::new(protocol, vec![cut(kept), text(" three")]);
        scene.settings.tools.clear();
        scene.ask();
        let message = scene.state().head();
        scene.drive(Some(RunKind::Continue { message }));
        let transcript = scene.state();
        let last = transcript.node(transcript.head()).expect("the answer");
        assert_eq!(last.content, "one two three", "{protocol:?}");
        let sent = scene.provider.requests[1].messages.last().map(|message| message.content.clone());
        assert_eq!(sent.as_deref(), Some("one two"), "{protocol:?}");
    }
}

#[test]
fn a_cut_call_is_asked_for_again_with_the_tools() {
    let cut = vec![Ok(Delta::Content(r#"{"name":"echo","argum"#.into()))];
    let mut scene = Scene::new(Protocol::Native, vec![cut, text(ECHO), text("Done.")]);
    scene.ask();
    let message = scene.state().head();
    assert_eq!(scene.drive(Some(RunKind::Continue { message })).status, Some(RunStatus::Completed));
    assert!(!scene.provider.requests[1].tools.is_empty());
}

/// The latest system prompt in the log.
fn last_prompt(scene: &Scene) -> Option<String> {
    let mut prompts = scene.log.events().iter().filter_map(|logged| match &logged.event {
        Event::SystemPrompt { content } => Some(content.clone()),
        _ => None,
    });
    prompts.next_back()
}

#[test]
fn a_provider_that_takes_no_tools_is_asked_with_envelopes_and_the_log_says_so() {
    let mut scene = Scene::new(Protocol::Native, vec![text(r#"{"kind":"final","content":"Hi"}"#)]);
    scene.provider.takes_no_tools = true;
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
    let request = &scene.provider.requests[0];
    assert!(request.tools.is_empty() && request.schema.is_some());
    assert_eq!(last_prompt(&scene).as_deref(), Some(request.messages[0].content.as_str()));
    let is_said = |logged: &LoggedEvent| matches!(&logged.event, Event::ProtocolChanged { protocol: Protocol::Envelope, reason, .. } if !reason.is_empty());
    assert!(scene.log.events().iter().any(is_said));
    assert_eq!(scene.state().path().last().map(|node| node.content.clone()).as_deref(), Some("Hi"));
}

#[test]
fn after_a_change_of_protocol_the_log_holds_the_prompt_that_was_sent() {
    let refused = vec![Err(ProviderError::Http { status: 400, message: "does not support tools".into() })];
    let mut scene = Scene::new(Protocol::Native, vec![refused, text(r#"{"kind":"final","content":"Hi"}"#)]);
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
    let sent = scene.provider.requests[1].messages[0].content.clone();
    assert_eq!(last_prompt(&scene), Some(sent));
}

/// A code runner that reports a syntax error for any code.
struct NothingParses;

impl CodeRunner for NothingParses {
    fn run<'a>(&'a self, _code: &'a str) -> LocalBoxFuture<'a, Result<CodeReport, ToolError>> {
        futures_util::future::pending().boxed_local()
    }

    fn syntax_error<'a>(&'a self, _code: &'a str) -> LocalBoxFuture<'a, Option<String>> {
        futures_util::future::ready(Some("SyntaxError: missing )".to_owned())).boxed_local()
    }
}

#[test]
fn code_that_does_not_parse_goes_back_to_the_model() {
    let code = r#"{"name":"run_javascript","arguments":{"code":"f("}}"#;
    let mut scene = Scene::native(&[code, "I cannot."]);
    scene.registry.register(Rc::new(RunJavascript(Rc::new(NothingParses)))).expect("a new name");
    assert_eq!(scene.ask().status, Some(RunStatus::Completed), "nobody is asked");
    let is_asked = |logged: &LoggedEvent| matches!(logged.event, Event::ApprovalAsked { .. });
    assert!(!scene.log.events().iter().any(is_asked));
    let told = &scene.provider.requests[1].messages.last().expect("messages").content;
    assert!(told.contains("the code does not parse: SyntaxError: missing )"), "{told}");
}
