use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::provider::{Origin, ToolCall};

fn message(role: Role, part: Part, id: u64, content: &str) -> ChatMessage {
    ChatMessage { origin: Origin { message: id, part }, ..ChatMessage::new(role, content) }
}

fn system(content: &str) -> ChatMessage {
    ChatMessage::new(Role::System, content)
}

fn question(id: u64, content: &str) -> ChatMessage {
    message(Role::User, Part::Question, id, content)
}

fn reply(id: u64, content: &str) -> ChatMessage {
    message(Role::Assistant, Part::Other, id, content)
}

/// A reply that calls a tool, and the tool's result.
fn step(id: u64, output: &str) -> [ChatMessage; 2] {
    let name = format!("call-{id}");
    let call = ToolCall { id: Some(name.clone()), name: "read_file".into(), arguments: json!({}) };
    let asks = ChatMessage { calls: vec![call], ..reply(id, "") };
    [asks, ChatMessage { call_id: Some(name), ..message(Role::Tool, Part::Result, id + 1, output) }]
}

fn request(messages: Vec<ChatMessage>) -> ChatRequest {
    ChatRequest { messages, ..ChatRequest::default() }
}

fn texts(fitted: &Fitted) -> Vec<&str> {
    fitted.request.messages.iter().map(|message| message.content.as_str()).collect()
}

fn words(count: usize) -> String {
    "several words ".repeat(count)
}

fn fit_plainly(request: &ChatRequest, size: u32) -> Fitted {
    fit(request, size, TokenEstimate::default())
}

#[test]
fn what_fits_is_left_as_it_is() {
    let request = request(vec![system("s"), question(1, "q"), reply(2, "a"), question(3, "q")]);
    let fitted = fit_plainly(&request, 2_048);
    assert_eq!((&fitted.request, fitted.noted()), (&request, None));
}

/// Counting everything again for each turn that is left out would take minutes here.
#[test]
fn a_conversation_of_very_many_messages_is_fitted() {
    let turn = |id| [question(id, &words(20)), reply(id + 1, &words(60))];
    let messages: Vec<ChatMessage> = (1..20_000).step_by(2).flat_map(turn).collect();
    let fitted = fit_plainly(&request(messages), 4_096);
    assert!(fitted.used <= 3_072 && fitted.used > 2_500, "{}", fitted.used);
    let rest = fitted.request.messages.len();
    assert_eq!((fitted.left_out, fitted.first), (20_000 - rest, Some(20_001 - rest as u64)));
}

#[test]
fn whole_turns_go_from_the_front() {
    let long = words(240);
    let messages = vec![
        system("s"),
        question(1, "one"),
        reply(2, &long),
        question(3, "two"),
        reply(4, &long),
        question(5, "three"),
    ];
    let fitted = fit_plainly(&request(messages), 2_048);
    assert_eq!(texts(&fitted), ["s", "two", long.as_str(), "three"]);
    let fit = fitted.noted().expect("something was left out");
    assert_eq!((fit.first, fit.left_out, fit.shortened, fit.size), (Some(3), 2, 0, 2_048));
}

#[test]
fn tool_results_are_shortened_first_and_the_oldest_first() {
    let long = words(240);
    let [first, second] = [step(2, &long), step(4, &long)];
    let messages = [vec![system("s"), question(1, "q")], first.to_vec(), second.to_vec()].concat();
    let fitted = fit_plainly(&request(messages), 2_048);
    assert_eq!((fitted.left_out, fitted.shortened, fitted.request.messages.len()), (0, 1, 6));
    let [.., old, _, new] = fitted.request.messages.as_slice() else { panic!("{fitted:?}") };
    assert!(old.content.starts_with("several words ") && old.content.ends_with("several words "));
    assert!(old.content.contains(" bytes left out …]") && old.content.len() < long.len(), "{}", old.content);
    assert_eq!(new.content, long);
    assert_eq!(fitted.noted().expect("one was shortened").first, None);
}

#[test]
fn the_steps_of_a_long_run_go_when_nothing_else_can() {
    let steps: Vec<ChatMessage> = (0..20).flat_map(|n| step(10 + 2 * n, &words(28))).collect();
    let messages = [vec![system("s"), question(1, "q")], steps].concat();
    let fitted = fit_plainly(&request(messages), 2_048);
    assert!(fitted.used <= 1_536 && fitted.left_out > 0 && fitted.left_out.is_multiple_of(2), "{fitted:?}");
    assert_eq!(fitted.request.messages.last().map(|last| last.origin.message), Some(49));
    assert_eq!(fitted.request.messages[1].content, "q");
}

#[test]
fn a_question_that_is_too_long_alone_stays_whole() {
    let long = words(3_000);
    let messages = vec![system("s"), question(1, "old"), reply(2, "a"), question(3, &long)];
    let fitted = fit_plainly(&request(messages), 2_048);
    assert_eq!(texts(&fitted), ["s", long.as_str()]);
    assert!(fitted.used > 2_048, "{}", fitted.used);
}

#[test]
fn a_question_without_an_answer_for_which_alone_there_is_no_room_goes_first() {
    let long = words(3_000);
    let asked = |earlier: Vec<ChatMessage>| {
        let messages = [vec![system("s")], earlier, vec![question(5, &long), question(7, "two")]].concat();
        let fitted = fit_plainly(&request(messages), 2_048);
        let texts: Vec<String> = texts(&fitted).into_iter().map(str::to_owned).collect();
        (texts, fitted.first, fitted.left_out)
    };
    let kept = ["s", "one", "a", "two"].map(str::to_owned).to_vec();
    assert_eq!(asked(vec![question(1, "one"), reply(2, "a")]), (kept, None, 1));
    assert_eq!(asked(Vec::new()), (["s", "two"].map(str::to_owned).to_vec(), Some(7), 1));
    // An answered question has been read by the model, so it is left out only with its turn.
    let messages =
        vec![question(1, "one"), reply(2, "a"), question(3, &long), reply(4, "b"), question(5, "two")];
    assert_eq!(texts(&fit_plainly(&request(messages), 2_048)), ["two"]);
}

#[test]
fn calls_are_shortened_after_results_and_before_turns_go() {
    let call = |content: &str| ToolCall {
        arguments: json!({ "content": content }),
        ..step(2, "")[0].calls[0].clone()
    };
    let write = |content: &str, output: &str| {
        let [asks, result] = step(2, output);
        vec![
            question(1, "q"),
            ChatMessage { calls: vec![call(content)], ..asks },
            result,
            reply(6, "a"),
            question(7, "q"),
        ]
    };
    let long = words(400);
    let results = fit_plainly(&request(write("short", &long)), 2_048);
    assert_eq!((results.shortened, &results.request.messages[1].calls[0]), (1, &call("short")));
    let calls = fit_plainly(&request(write(&long, "written")), 2_048);
    assert_eq!((calls.shortened, calls.left_out), (1, 0));
    let told = calls.request.messages[1].calls[0].arguments["content"].as_str().expect("a text").to_owned();
    assert!(told.starts_with("several words ") && told.contains(" bytes left out …]"), "{told}");
}

#[test]
fn room_is_kept_for_the_answer() {
    let limited = |max_tokens| ChatRequest { max_tokens, ..ChatRequest::default() };
    for (max_tokens, size, room) in
        [(None, 2_048, 1_536), (None, 32_768, 31_744), (Some(48), 2_048, 2_000), (Some(8_192), 8_192, 6_144)]
    {
        assert_eq!(room_for(&limited(max_tokens), size), room, "{max_tokens:?} of {size}");
    }
}

#[test]
fn the_estimate_learns_what_a_server_counted() {
    let chinese = request(vec![question(1, &"语言模型".repeat(100))]);
    let blind = TokenEstimate::default().tokens(&chinese);
    let taught = TokenEstimate::calibrated(&chinese, 300).tokens(&chinese);
    assert!((300..=316).contains(&taught) && blind > 400, "{blind} blindly, {taught} taught");
    // A count of only the uncached tokens must not lead to the conclusion that everything fits.
    assert!(TokenEstimate::calibrated(&chinese, 1).tokens(&chinese) >= blind / 4);
}

/// Each text comes with its token counts for o200k_base, cl100k_base, Llama 3 and SmolLM2. The estimate may be too
/// low, since the answer's share absorbs that or the server reports it; it must not be so high that a text that fits
/// is cut needlessly.
#[test]
fn the_estimate_lies_between_the_tokenizers_in_every_script() {
    for (text, counts) in [
        ("法国的首都是巴黎。巴黎是世界上最著名的城市之一，以其艺术、文化和美食而闻名。", [28, 49, 30, 67]),
        ("東京は日本の首都であり、世界で最も人口の多い都市の一つです。", [23, 30, 20, 51]),
        ("Москва является столицей России и крупнейшим городом страны.", [12, 33, 16, 49]),
        (
            "Größere Städte haben für gewöhnlich mehr Möglichkeiten, aber die Übernachtung kostet mehr.",
            [20, 27, 27, 42],
        ),
        ("नई दिल्ली भारत की राजधानी है और यहाँ बहुत से लोग रहते हैं।", [14, 60, 30, 69]),
        ("1234567, 89.5; 3.14159\n", [15, 15, 15, 23]),
        ("id,name,score\n1,Ann Smith,93.25\n2,Bob Jones,17.5\n", [23, 23, 23, 27]),
        ("    fn event(&self, run: RunPart) -> Option<Event> {\n", [16, 16, 16, 19]),
        ("🙂🚀🎉", [5, 8, 8, 8]),
        ("aGVsbG8gd29ybGQhIFRoaXMgaXMgYmFzZTY0IGVuY29kZWQgdGV4dA9xQzRk8ZpLm2Vt", [49, 51, 51, 62]),
        ("The city has many parks, and most of them are open until late in the evening.", [18, 18, 18, 18]),
    ] {
        let estimate = weight_of_text(text);
        let (least, most) =
            counts.iter().fold((u64::MAX, 0), |(least, most), n| (least.min(*n), most.max(*n)));
        assert!(least <= estimate && estimate <= most + most / 3, "{estimate} for {counts:?}: {text}");
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        (0usize..120).prop_map(words),
        (0usize..300).prop_map(|count| "字".repeat(count)),
        (0usize..100).prop_map(|count| "let x = 1;\n".repeat(count)),
        "[a-z🙂é ]{0,40}",
    ]
}

/// A question, its tool results, and the answer if there is one.
fn any_turn() -> impl Strategy<Value = (String, Vec<String>, Option<String>)> {
    (any_text(), proptest::collection::vec(any_text(), 0..4), proptest::option::of(any_text()))
}

/// Turns with steps; the last turn has no answer.
fn any_request() -> impl Strategy<Value = ChatRequest> {
    proptest::collection::vec(any_turn(), 1..7).prop_map(|turns| {
        let mut messages = vec![system("You help.")];
        let last = turns.len();
        for (number, (asked, outputs, answer)) in turns.into_iter().enumerate() {
            let id = 100 * (number as u64 + 1);
            messages.push(question(id, &asked));
            messages.extend((1..).zip(&outputs).flat_map(|(place, output)| step(id + 2 * place, output)));
            messages.extend(answer.filter(|_| number + 1 < last).map(|answer| reply(id + 90, &answer)));
        }
        request(messages)
    })
}

fn is_call_with_result(messages: &[ChatMessage]) -> bool {
    let calls: Vec<_> = messages.iter().flat_map(|message| &message.calls).map(|call| &call.id).collect();
    let results: Vec<_> = messages.iter().filter(|message| message.role == Role::Tool).collect();
    calls.len() == results.len() && calls.iter().zip(results).all(|(call, result)| **call == result.call_id)
}

proptest! {
    #[test]
    fn any_conversation_is_fitted_at_its_joints(request in any_request(), size in 64u32..4_096, permille in 250u64..3_000) {
        let estimate = TokenEstimate { permille };
        let fitted = fit(&request, size, estimate);
        let (before, after) = (&request.messages, &fitted.request.messages);
        let room = room_for(&request, size);
        // The system prompt and the question are unchanged, calls keep their results, and the order is kept.
        prop_assert_eq!(&after[0], &before[0]);
        let is_question = |message: &&ChatMessage| message.origin.part == Part::Question;
        prop_assert_eq!(after.iter().rfind(is_question), before.iter().rfind(is_question));
        prop_assert!(is_call_with_result(after));
        let ids = |messages: &[ChatMessage]| messages.iter().map(|message| message.origin.message).collect::<Vec<_>>();
        let (kept, all) = (ids(after), ids(before));
        prop_assert!(kept.is_sorted() && kept.iter().all(|id| all.contains(id)));
        prop_assert_eq!(before.len() - after.len(), fitted.left_out);
        prop_assert_eq!(after.last().map(|last| last.origin.message), before.last().map(|last| last.origin.message));
        // Messages of the user and the model are never changed; shortened results get shorter.
        for message in after {
            let whole = before.iter().find(|other| other.origin == message.origin).expect("it was there");
            if message.origin.part != Part::Result {
                prop_assert_eq!(message, whole);
            } else if message != whole {
                prop_assert!(message.content.len() < whole.content.len());
            }
        }
        // The request fits, or nothing more could be left out.
        prop_assert_eq!(fitted.used, estimate.tokens(&fitted.request));
        let least = after.iter().filter(is_question).count() == 1
            && after.iter().filter(|message| message.role == Role::Assistant).count() <= 1
            && after.iter().all(|message| message.origin.part != Part::Result || message.content.len() <= SHORTEST);
        prop_assert!(fitted.used <= room || least);
        if estimate.tokens(&request) <= room {
            prop_assert_eq!(&fitted.request, &request);
        }
        // Fitting again changes nothing.
        prop_assert_eq!(&fit(&fitted.request, size, estimate).request, &fitted.request);
    }
}
