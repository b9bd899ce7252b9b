use crate::conversation::message::Role;
use crate::log::event::write_log;
use crate::log::transcript::{Node, Transcript};
use crate::storage::archive::{Found, Reading, read_file};

macro_rules! fixture {
    ($name:literal) => {
        read_file(include_bytes!(concat!("../../../tests/fixtures/other_apps/", $name)))
    };
}

fn reasons(reading: &Reading) -> Vec<String> {
    let reason = |complaint: &super::ImportProblem| match complaint.line {
        Some(line) => format!("{line}: {}", complaint.reason),
        None => complaint.reason.clone(),
    };
    reading.complaints.iter().map(reason).collect()
}

/// Returns the shown branch, a line each: who says it, its reasoning, its text, the model and the attachments.
fn shown(found: &Found) -> Vec<String> {
    let line = |node: &Node| {
        let files: Vec<String> =
            node.attachments.iter().map(|file| format!(" +{}", file.media_type)).collect();
        let model = node.model.as_ref().map(|model| format!(" ({model})")).unwrap_or_default();
        let reasoning =
            if node.reasoning.is_empty() { String::new() } else { format!(" [{}]", node.reasoning) };
        format!("{:?}{model}:{reasoning} {}{}", node.role, node.content, files.concat())
    };
    Transcript::from_log(&found.events).path().into_iter().map(line).collect()
}

/// What all fixtures say of kettles.
fn is_of_kettles(found: &Found, model: &str) {
    assert_eq!((found.title.as_str(), found.created_at / 1_000_000), ("Kettles", 1_700_000));
    let transcript = Transcript::from_log(&found.events);
    let question = transcript.path()[0].id;
    let answers: Vec<&Node> = transcript.nodes().filter(|node| node.parent == question).collect();
    assert_eq!(answers.len(), 2, "both versions of the answer are there");
    assert_eq!(answers.iter().filter(|answer| answer.content == "By steam.").count(), 1);
    assert_eq!(transcript.path().last().and_then(|node| node.model.as_deref()), Some(model));
}

#[test]
fn the_lines_of_llama_cpp_are_read() {
    let reading = fixture!("llama_cpp.jsonl");
    let [kettles, rain] = reading.found.as_slice() else { panic!("two sessions: {reading:?}") };
    is_of_kettles(kettles, "qwen3");
    assert!(Transcript::from_log(&kettles.events).is_pinned());
    let question = "User: How do kettles work? +text/plain +image/png";
    assert_eq!(shown(kettles), [question, "Assistant (qwen3): They heat water."]);
    assert_eq!((rain.title.as_str(), shown(rain)), ("Rain", vec!["User: Why is rain wet?".to_owned()]));
    let all = reasons(&reading);
    assert_eq!(all[0], "6: expected ident at line 1 column 2");
    assert_eq!(all[1..], ["“Kettles” had attachments that the file does not contain: 1."]);
}

#[test]
fn the_older_files_of_llama_cpp_are_read() {
    let reading = fixture!("llama_cpp.json");
    assert_eq!(reasons(&reading), [""; 0]);
    assert_eq!(shown(&reading.found[0]), ["User: Hi", "Assistant: [Well.] Hello"]);
}

#[test]
fn the_chats_of_open_webui_are_read() {
    let reading = fixture!("open_webui.json");
    is_of_kettles(&reading.found[0], "llama3.2:3b");
    assert_eq!(reading.found[0].brought.system_prompt.as_deref(), Some("Be short."));
    let question = "User: How do kettles work? +image/png +text/plain";
    let answer = "Assistant (llama3.2:3b): [Is 1 < 2?\nYes.] They heat water.";
    assert_eq!(shown(&reading.found[0]), [question, answer]);
    assert_eq!(reading.found[1].title, "Rain");
    assert_eq!(shown(&reading.found[1]), ["User: Why is rain wet?", "Assistant (m): It is water."]);
    let missing = "“Kettles” had attachments that the file does not contain: 1.";
    assert_eq!(
        reasons(&reading),
        [missing, "Conversation 3 is left out: it is not like the others in the file."]
    );
}

#[test]
fn the_conversations_of_chatgpt_are_read() {
    let reading = fixture!("chatgpt.json");
    let kettles = &reading.found[0];
    is_of_kettles(kettles, "o3");
    assert_eq!(kettles.created_at, 1_700_000_000_500);
    let answer = ["Assistant (o3): [They boil.] ", "Assistant (o3): They heat water."];
    assert_eq!(shown(kettles), ["User: How do kettles work?", answer[0], answer[1]]);
    assert_eq!(reasons(&reading), ["“Kettles” had attachments that the file does not contain: 1."]);
}

#[test]
fn a_chat_of_lm_studio_is_read() {
    let reading = fixture!("lm_studio.json");
    is_of_kettles(&reading.found[0], "qwen3");
    assert_eq!(reading.found[0].brought.system_prompt.as_deref(), Some("Be short."));
    assert_eq!(
        shown(&reading.found[0]),
        ["User: How do kettles work?", "Assistant (qwen3): [Hmm.] They heat water."]
    );
    assert_eq!(reasons(&reading), ["“Kettles” had attachments that the file does not contain: 1."]);
}

#[test]
fn a_backup_of_page_assist_is_read() {
    let reading = fixture!("page_assist.json");
    assert_eq!(reasons(&reading), [""; 0]);
    let question = "User: How do kettles work? +image/png";
    assert_eq!(shown(&reading.found[0]), [question, "Assistant (llama3.2): [Hmm.] They heat water."]);
    assert!(Transcript::from_log(&reading.found[0].events).is_pinned());
}

#[test]
fn messages_in_a_circle_are_all_kept_once() {
    let node = |id: &str, parent: &str| {
        format!(
            r#""{id}":{{"parent":"{parent}","message":{{"author":{{"role":"user"}},"content":{{"parts":["{id}"]}}}}}}"#
        )
    };
    let mapping = [node("a", "c"), node("b", "a"), node("c", "b"), node("d", "nowhere")].join(",");
    let reading =
        read_file(format!(r#"[{{"title":"t","current_node":"c","mapping":{{{mapping}}}}}]"#).as_bytes());
    let transcript = Transcript::from_log(&reading.found[0].events);
    assert_eq!((transcript.len(), shown(&reading.found[0]).len()), (4, 3));
    assert!(transcript.nodes().all(|node| node.role == Role::User));
}

#[test]
fn messages_with_the_same_id_are_all_kept() {
    let messages = vec![r#"{"role":"user","content":"x"}"#; 20_000].join(",");
    let reading = read_file(format!(r#"{{"conv":{{}},"messages":[{messages}]}}"#).as_bytes());
    assert_eq!(Transcript::from_log(&reading.found[0].events).len(), 20_000);
}

#[test]
fn a_damaged_line_or_item_costs_only_itself() {
    let lines = include_str!("../../../tests/fixtures/other_apps/llama_cpp.jsonl");
    let damaged = format!("{{{lines}");
    let reading = read_file(damaged.as_bytes());
    assert_eq!(reading.found.len(), 2);
    assert_eq!(
        shown(&reading.found[0]).last().map(String::as_str),
        Some("Assistant (qwen3): They heat water.")
    );
    assert!(reasons(&reading)[0].starts_with("1: "));

    let list = include_str!("../../../tests/fixtures/other_apps/open_webui.json");
    let cut = list.find(r#""id":"w2""#).expect("the second chat") + 20;
    let reading = read_file(&list.as_bytes()[..cut]);
    assert_eq!(reading.found.len(), 1);
    is_of_kettles(&reading.found[0], "llama3.2:3b");
}

#[test]
fn what_no_session_can_hold_is_reported() {
    let mapping = r#"{"a":{"parent":null,"message":{"author":{"role":"critic"},"content":{"parts":["x"]}}}}"#;
    let other = r#"{"messages":[{"versions":[{"role":"assistant","steps":[{"content":[{"type":"toolCallRequest"}]}]}]},{}]}"#;
    for (text, n) in [(format!(r#"[{{"title":"t","mapping":{mapping}}}]"#), 1), (other.to_owned(), 2)] {
        let all = reasons(&read_file(text.as_bytes()));
        assert!(all.iter().any(|reason| reason.ends_with(&format!("cannot show: {n}."))), "{all:?}");
    }
}

/// An export of this page must not change when it is imported and exported again.
#[test]
fn what_was_read_reads_back_as_a_log() {
    for reading in [fixture!("llama_cpp.jsonl"), fixture!("open_webui.json"), fixture!("chatgpt.json")] {
        for found in reading.found {
            let text = write_log(&found.events).expect("written");
            assert_eq!(read_file(text.as_bytes()).found[0].events, found.events);
        }
    }
}
