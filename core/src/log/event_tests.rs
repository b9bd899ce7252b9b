use expect_test::expect;
use proptest::prelude::*;

use super::*;
use crate::conversation::attachment::{Attachment, Content};
use crate::provider::ProviderError;

fn logged(events: Vec<Event>) -> Vec<LoggedEvent> {
    Sequence::default().number(5, events)
}

#[test]
fn a_log_reads_back_as_it_was_written() {
    let events = logged(vec![
        Event::SessionStarted { session_id: "sess-5".into(), created_at: 5 },
        Event::UserMessage {
            content: "hi \"you\"\n".into(),
            parent: Some(0),
            attachments: Default::default(),
        },
        Event::RunStarted { provider: "mock".into(), base_url: None, model: None, agent: None },
        Event::StepStarted { parent: 2, continues: None, tools_disabled: false },
        Event::ResponseDelta { message: 4, content: "he".into(), reasoning: String::new() },
        Event::ResponseStopped {
            message: 4,
            content: "hel".into(),
            reasoning: String::new(),
            cause: StopCause::Error { error: ProviderError::Http { status: 500, message: "boom".into() } },
            model: None,
            usage: Usage::default(),
            unreadable: Vec::new(),
        },
        Event::RunEnded { status: RunStatus::Failed, reason: String::new() },
        Event::HeadMoved { head: 2 },
    ]);
    let text = write_log(&events).expect("log should serialize");
    expect![[r#"
        {"seq":1,"at":5,"kind":"session_started","session_id":"sess-5","created_at":5}
        {"seq":2,"at":5,"kind":"user_message","content":"hi \"you\"\n","parent":0}
        {"seq":3,"at":5,"kind":"run_started","provider":"mock"}
        {"seq":4,"at":5,"kind":"step_started","parent":2}
        {"seq":5,"at":5,"kind":"response_delta","message":4,"content":"he"}
        {"seq":6,"at":5,"kind":"response_stopped","message":4,"content":"hel","cause":{"by":"error","error":{"kind":"http","status":500,"message":"boom"}}}
        {"seq":7,"at":5,"kind":"run_ended","status":"failed"}
        {"seq":8,"at":5,"kind":"head_moved","head":2}
    "#]]
    .assert_eq(&text);
    assert_eq!(read_log(&text), Ok(events));
}

#[test]
fn files_stand_in_the_line_of_their_message() {
    let file = Attachment {
        name: "a.txt".into(),
        media_type: "text/plain".into(),
        content: Content::Text("x\n".into()),
    };
    let picture = Attachment {
        name: "p.png".into(),
        media_type: "image/png".into(),
        content: Content::Data("AA==".into()),
    };
    let asked =
        Event::UserMessage { content: "Why?".into(), parent: Some(0), attachments: [file, picture].into() };
    let events = vec![LoggedEvent::new(1, 5, asked)];
    let text = write_log(&events).expect("log should serialize");
    expect![[r#"
        {"seq":1,"at":5,"kind":"user_message","content":"Why?","parent":0,"attachments":[{"name":"a.txt","media_type":"text/plain","text":"x\n"},{"name":"p.png","media_type":"image/png","data":"AA=="}]}
    "#]]
    .assert_eq(&text);
    assert_eq!(read_log(&text), Ok(events));
}

#[test]
fn a_log_of_the_series_is_a_log_of_ours() {
    let text = concat!(
        r#"{"kind":"user_message","content":"hi"}"#,
        "\n\n",
        r#"{"at":7,"kind":"model_response","content":"{}"}"#,
        "\n",
        r#"{"at":8,"kind":"tool_result","tool_name":"echo","output":"x"}"#,
        "\n",
        r#"{"at":8,"kind":"tool_denied","tool_name":"echo"}"#,
        "\n",
        r#"{"at":9,"kind":"final_answer","content":"x"}"#,
    );
    let events = read_log(text).expect("the series' kinds should read");
    assert_eq!(
        events.iter().map(|event| (event.seq, event.at)).collect::<Vec<_>>(),
        [(1, 0), (2, 7), (3, 8), (4, 8), (5, 9)]
    );
}

#[test]
fn strict_reading_names_the_first_bad_line() {
    let check = |text: &str, expected: expect_test::Expect| match read_log(text) {
        Ok(events) => panic!("read {} events", events.len()),
        Err(error) => expected.assert_eq(&error.to_string()),
    };
    check("\n{\"kind\":7}", expect!["line 2: `kind` should be text"]);
    check("{", expect!["line 1: EOF while parsing an object at line 1 column 1"]);
    check(
        r#"{"seq":1,"at":1.5,"kind":"head_moved","head":0}"#,
        expect!["line 1: `at` should be a whole number that is not negative"],
    );
    check(r#"{"seq":2,"kind":"head_moved","head":0}"#, expect!["line 1: event has seq 2, expected 1"]);
}

#[test]
fn a_torn_line_costs_that_line_only() {
    let text = concat!(
        r#"{"seq":1,"at":1,"kind":"user_message","content":"a"}"#,
        "\n",
        r#"{"seq":2,"at":1,"kind":"user_mess"#,
        "\n",
        r#"{"seq":3,"at":1,"kind":"user_message","content":"c"}"#,
    );
    let (events, complaints) = read_lines(1, text.lines());
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(complaints.len(), 1);
    assert_eq!(complaints[0].line, 2);
}

/// One event of every kind, with every field, and one with every kind of error. The names are part of the file
/// format.
#[test]
fn every_kind_has_its_words() {
    let text = || "t".to_owned();
    let usage = Usage {
        prompt_tokens: Some(1),
        cached_tokens: Some(2),
        completion_tokens: Some(3),
        prompt_ms: Some(4),
        completion_ms: Some(5),
    };
    let stopped = |cause| Event::ResponseStopped {
        message: 1,
        content: text(),
        reasoning: text(),
        cause,
        model: Some(text()),
        usage,
        unreadable: Vec::new(),
    };
    let finished = |finish_reason| Event::ModelResponse {
        tool_calls: None,
        content: text(),
        message: Some(1),
        reasoning: text(),
        finish_reason: Some(finish_reason),
        model: Some(text()),
        usage,
        unreadable: Vec::new(),
    };
    let mut events = vec![
        Event::SessionStarted { session_id: text(), created_at: 1 },
        Event::SessionRenamed { title: text() },
        Event::UserMessage { content: text(), parent: Some(1), attachments: Default::default() },
        Event::RunStarted { provider: text(), base_url: Some(text()), model: Some(text()), agent: None },
        Event::StepStarted { parent: 1, continues: Some(2), tools_disabled: false },
        Event::ResponseDelta { message: 1, content: text(), reasoning: text() },
        Event::ToolResult { tool_name: text(), output: text(), call: None },
        Event::ToolResult { tool_name: text(), output: text(), call: Some(3) },
        Event::ToolDenied { tool_name: text(), call: None, reason: String::new() },
        Event::ToolDenied { tool_name: text(), call: Some(3), reason: text() },
        Event::SystemPrompt { content: text() },
        Event::ProtocolChanged { message: 3, protocol: Protocol::Envelope, reason: text() },
        Event::StepStarted { parent: 3, continues: None, tools_disabled: true },
        Event::ToolRequested {
            message: 3,
            tool_name: text(),
            arguments: serde_json::json!({ "a": [1, null] }),
            call_id: Some(text()),
        },
        Event::ApprovalAsked { call: 3 },
        Event::ApprovalDecided { call: 3, decision: Decision::Once, arguments: None },
        Event::ApprovalDecided {
            call: 3,
            decision: Decision::Session { schema: text() },
            arguments: Some(serde_json::json!({})),
        },
        Event::ToolStarted { call: 3 },
        Event::ArtifactKept { call: 3, content: text() },
        Event::ToolFailed { call: 3, tool_name: text(), content: text(), detail: text() },
        Event::RunStarted {
            provider: text(),
            base_url: None,
            model: None,
            agent: Some(AgentSettings {
                protocol: Protocol::Native,
                max_steps: 5,
                tools: vec![text()],
                thinks: true,
            }),
        },
        Event::FinalAnswer { content: text(), message: Some(1) },
        Event::HeadMoved { head: 1 },
        stopped(StopCause::User),
    ];
    let roles = [Role::User, Role::Assistant, Role::System, Role::Tool];
    events.extend(roles.map(|role| Event::imported(role, text(), Some(1))));
    let statuses = [RunStatus::Completed, RunStatus::Cancelled, RunStatus::Interrupted, RunStatus::Failed];
    events.extend(statuses.map(|status| Event::RunEnded { status, reason: text() }));
    let reasons = [
        FinishReason::Stop,
        FinishReason::Length,
        FinishReason::ToolCalls,
        FinishReason::ContentFilter,
        FinishReason::Other(text()),
    ];
    events.extend(reasons.map(finished));
    let errors = [
        ProviderError::Unreachable { url: text(), detail: text() },
        ProviderError::Cut { detail: text() },
        ProviderError::Unfinished,
        ProviderError::Unauthorized { status: 401, message: text() },
        ProviderError::Loading { message: text() },
        ProviderError::ContextOverflow { message: text(), prompt_tokens: Some(1), context_tokens: Some(2) },
        ProviderError::ContextOverflow { message: text(), prompt_tokens: None, context_tokens: None },
        ProviderError::Http { status: 500, message: text() },
        ProviderError::InBand { message: text() },
        ProviderError::UnexpectedBody { content_type: text(), excerpt: text() },
        ProviderError::NotUsable { reason: text() },
        ProviderError::NoMoreResponses,
        ProviderError::Redirected { url: text() },
    ];
    events.extend(errors.map(|error| stopped(StopCause::Error { error })));
    events.extend([
        Event::SessionForked { session_id: text(), message: 1 },
        Event::SessionImported,
        Event::InstructionsSet { content: text() },
        Event::BranchRemoved { message: 1 },
        Event::BranchRestored { message: 1 },
    ]);
    let nothing = ContextFit { first: None, left_out: 0, shortened: 1, used: 5, size: 6, is_assumed: false };
    let turns = ContextFit { first: Some(3), left_out: 4, ..nothing };
    events.extend([nothing, turns].map(|fit| Event::ContextFitted { message: 1, fit }));
    events.extend([true, false].map(|pinned| Event::SessionPinned { pinned }));
    let assumed = ContextFit { is_assumed: true, ..nothing };
    events.push(Event::ContextFitted { message: 1, fit: assumed });
    events.push(Event::MessageImported {
        role: Role::Assistant,
        content: text(),
        parent: None,
        reasoning: text(),
        model: Some(text()),
    });
    let events = logged(events);
    let text = write_log(&events).expect("log should serialize");
    expect![[r#"
        {"seq":1,"at":5,"kind":"session_started","session_id":"t","created_at":1}
        {"seq":2,"at":5,"kind":"session_renamed","title":"t"}
        {"seq":3,"at":5,"kind":"user_message","content":"t","parent":1}
        {"seq":4,"at":5,"kind":"run_started","provider":"t","base_url":"t","model":"t"}
        {"seq":5,"at":5,"kind":"step_started","parent":1,"continues":2}
        {"seq":6,"at":5,"kind":"response_delta","message":1,"content":"t","reasoning":"t"}
        {"seq":7,"at":5,"kind":"tool_result","tool_name":"t","output":"t"}
        {"seq":8,"at":5,"kind":"tool_result","tool_name":"t","output":"t","call":3}
        {"seq":9,"at":5,"kind":"tool_denied","tool_name":"t"}
        {"seq":10,"at":5,"kind":"tool_denied","tool_name":"t","call":3,"reason":"t"}
        {"seq":11,"at":5,"kind":"system_prompt","content":"t"}
        {"seq":12,"at":5,"kind":"protocol_changed","message":3,"protocol":"envelope","reason":"t"}
        {"seq":13,"at":5,"kind":"step_started","parent":3,"tools":"withheld"}
        {"seq":14,"at":5,"kind":"tool_requested","message":3,"tool_name":"t","arguments":{"a":[1,null]},"call_id":"t"}
        {"seq":15,"at":5,"kind":"approval_asked","call":3}
        {"seq":16,"at":5,"kind":"approval_decided","call":3,"decision":"once"}
        {"seq":17,"at":5,"kind":"approval_decided","call":3,"decision":"session","schema":"t","arguments":{}}
        {"seq":18,"at":5,"kind":"tool_started","call":3}
        {"seq":19,"at":5,"kind":"artifact_kept","call":3,"content":"t"}
        {"seq":20,"at":5,"kind":"tool_failed","call":3,"tool_name":"t","content":"t","detail":"t"}
        {"seq":21,"at":5,"kind":"run_started","provider":"t","agent":{"protocol":"native","max_steps":5,"tools":["t"],"thinks":true}}
        {"seq":22,"at":5,"kind":"final_answer","content":"t","message":1}
        {"seq":23,"at":5,"kind":"head_moved","head":1}
        {"seq":24,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"user"},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":25,"at":5,"kind":"message_imported","role":"user","content":"t","parent":1}
        {"seq":26,"at":5,"kind":"message_imported","role":"assistant","content":"t","parent":1}
        {"seq":27,"at":5,"kind":"message_imported","role":"system","content":"t","parent":1}
        {"seq":28,"at":5,"kind":"message_imported","role":"tool","content":"t","parent":1}
        {"seq":29,"at":5,"kind":"run_ended","status":"completed","reason":"t"}
        {"seq":30,"at":5,"kind":"run_ended","status":"cancelled","reason":"t"}
        {"seq":31,"at":5,"kind":"run_ended","status":"interrupted","reason":"t"}
        {"seq":32,"at":5,"kind":"run_ended","status":"failed","reason":"t"}
        {"seq":33,"at":5,"kind":"model_response","content":"t","message":1,"reasoning":"t","finish_reason":"stop","model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":34,"at":5,"kind":"model_response","content":"t","message":1,"reasoning":"t","finish_reason":"length","model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":35,"at":5,"kind":"model_response","content":"t","message":1,"reasoning":"t","finish_reason":"tool_calls","model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":36,"at":5,"kind":"model_response","content":"t","message":1,"reasoning":"t","finish_reason":"content_filter","model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":37,"at":5,"kind":"model_response","content":"t","message":1,"reasoning":"t","finish_reason":"t","model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":38,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"unreachable","url":"t","detail":"t"}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":39,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"cut","detail":"t"}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":40,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"unfinished"}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":41,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"unauthorized","status":401,"message":"t"}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":42,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"loading","message":"t"}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":43,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"context_overflow","message":"t","prompt_tokens":1,"context_tokens":2}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":44,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"context_overflow","message":"t"}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":45,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"http","status":500,"message":"t"}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":46,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"in_band","message":"t"}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":47,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"unexpected_body","content_type":"t","excerpt":"t"}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":48,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"not_usable","reason":"t"}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":49,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"no_more_responses"}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":50,"at":5,"kind":"response_stopped","message":1,"content":"t","reasoning":"t","cause":{"by":"error","error":{"kind":"redirected","url":"t"}},"model":"t","usage":{"prompt_tokens":1,"cached_tokens":2,"completion_tokens":3,"prompt_ms":4,"completion_ms":5}}
        {"seq":51,"at":5,"kind":"session_forked","session_id":"t","message":1}
        {"seq":52,"at":5,"kind":"session_imported"}
        {"seq":53,"at":5,"kind":"instructions_set","content":"t"}
        {"seq":54,"at":5,"kind":"branch_removed","message":1}
        {"seq":55,"at":5,"kind":"branch_restored","message":1}
        {"seq":56,"at":5,"kind":"context_fitted","message":1,"shortened":1,"used":5,"size":6}
        {"seq":57,"at":5,"kind":"context_fitted","message":1,"first":3,"left_out":4,"shortened":1,"used":5,"size":6}
        {"seq":58,"at":5,"kind":"session_pinned","pinned":true}
        {"seq":59,"at":5,"kind":"session_pinned","pinned":false}
        {"seq":60,"at":5,"kind":"context_fitted","message":1,"shortened":1,"used":5,"size":6,"assumed":true}
        {"seq":61,"at":5,"kind":"message_imported","role":"assistant","content":"t","reasoning":"t","model":"t"}
    "#]].assert_eq(&text);
    assert_eq!(read_log(&text), Ok(events));
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*") {
        let _ = read_log(&text);
    }

    #[test]
    fn arbitrary_json_objects_never_panic(seq: u64, at: u64, kind in "[a-z_]{0,20}", head: u64) {
        let _ = read_log(&format!(r#"{{"seq":{seq},"at":{at},"kind":"{kind}","head":{head},"message":{head},"content":""}}"#));
    }
}
