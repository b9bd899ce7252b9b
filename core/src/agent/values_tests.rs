use futures_util::FutureExt;
use futures_util::future::{self, LocalBoxFuture};

use super::*;
use crate::testing::safe_tools;
use crate::tool::ToolError;

fn call(name: &str, arguments: Value, status: CallStatus) -> ToolUse {
    ToolUse {
        message: 1,
        tool_name: name.into(),
        arguments,
        asked_arguments: None,
        call_id: None,
        status,
        detail: String::new(),
        artifact: None,
        started_at: None,
    }
}

/// The allowed values of the argument `key` of tool `name`.
fn allowed(name: &str, key: &str, question: &str, calls: &[(ToolUse, &str)], before: Option<&str>) -> Value {
    let registry = safe_tools();
    let tool = registry.get(name).expect("a safe tool");
    let calls = calls.iter().map(|(call, content)| (call, *content)).collect();
    let schema = narrowed(tool.as_ref(), &ArgumentSources { question, calls, before });
    schema.pointer(&format!("/properties/{key}/enum")).cloned().unwrap_or(Value::Null)
}

#[test]
fn as_many_numbers_as_places_have_their_places() {
    let question = "I have 1,480 apples and buy 27.5 more.";
    assert_eq!(allowed("add_numbers", "a", question, &[], None), json!([1480]));
    assert_eq!(allowed("add_numbers", "b", question, &[], None), json!([27.5]));
    assert_eq!(allowed("add_numbers", "b", "Add 1, 2 and 3.", &[], None), json!([1, 2, 3]));
    assert_eq!(allowed("add_numbers", "a", "Add some.", &[], None), Value::Null);
}

/// A third-party tool that has an enum of its own for a text and takes a whole number.
struct Forecast;

impl Tool for Forecast {
    fn name(&self) -> &str {
        "get_forecast"
    }

    fn description(&self) -> &str {
        "The weather of the days to come."
    }

    fn parameters(&self) -> Value {
        let unit = json!({ "type": "string", "enum": ["celsius", "fahrenheit"] });
        let days = json!({ "type": "integer" });
        json!({ "type": "object", "properties": { "unit": unit, "days": days, "share": { "type": "number" } } })
    }

    fn call<'a>(&'a self, _: &'a Value) -> LocalBoxFuture<'a, Result<String, ToolError>> {
        future::pending().boxed_local()
    }
}

#[test]
fn what_a_tool_allows_itself_stands_and_a_whole_number_is_no_fraction() {
    let form = |question: &str| {
        let known = ArgumentSources { question, calls: Vec::new(), before: None };
        let schema = narrowed(&Forecast, &known);
        let allowed = |key: &str| schema["properties"][key]["enum"].clone();
        (allowed("unit"), allowed("days"), allowed("share"))
    };
    let unit = json!(["celsius", "fahrenheit"]);
    let question = "The forecast for 3 days in fahrenheit, with 0.5 as the share?";
    assert_eq!(form(question), (unit.clone(), json!([3]), json!([0.5])));
    // In the other order, the first number does not fit the first argument, so the order no longer assigns the
    // numbers.
    let question = "With 0.5 as the share, the forecast for 3 days?";
    assert_eq!(form(question), (unit, json!([3]), json!([3])));
}

#[test]
fn a_result_or_the_answer_before_stands_in_for_a_number() {
    let done = [(call("add_numbers", json!({ "a": 1, "b": 2 }), CallStatus::Done), "3")];
    assert_eq!(allowed("add_numbers", "a", "Add 1, 2 and 40.", &done, None), json!([3]));
    assert_eq!(allowed("add_numbers", "b", "Add 1, 2 and 40.", &done, None), json!([40]));
    assert_eq!(allowed("add_numbers", "a", "Add 5 to that.", &[], Some("It is 12.")), json!([12]));
}

#[test]
fn files_come_from_the_question_or_from_a_directory_and_are_tried_once() {
    let question = "Read old.txt, or else new.txt.";
    assert_eq!(allowed("read_file", "path", question, &[], None), json!(["old.txt", "new.txt"]));
    let failed = [(call("read_file", json!({ "path": "old.txt" }), CallStatus::Failed), "no such file")];
    assert_eq!(allowed("read_file", "path", question, &failed, None), json!(["new.txt"]));
    let listed = [(call("list_dir", json!({ "path": "docs" }), CallStatus::Done), "a.txt\nsub/\n")];
    assert_eq!(allowed("read_file", "path", "Read what is in docs.", &listed, None), json!(["docs/a.txt"]));
    assert_eq!(allowed("list_dir", "path", "Show the docs directory.", &[], None), json!(["docs"]));
    assert_eq!(allowed("list_dir", "path", "Which files are in the workspace?", &[], None), json!(["."]));
}

#[test]
fn texts_are_pieces_of_a_clause_that_say_something() {
    let pieces = allowed("session_note_search", "query", "Search my notes: buy oat milk", &[], None);
    let pieces = pieces.as_array().expect("pieces");
    assert!(pieces.contains(&json!("buy oat milk")) && pieces.contains(&json!("milk")));
    assert!(!pieces.contains(&json!("notes")) && !pieces.contains(&json!("my")), "{pieces:?}");
    assert!(!pieces.iter().any(|piece| piece.as_str().is_some_and(|piece| piece.contains("notes: buy"))));
}

#[test]
fn a_note_is_all_that_was_said() {
    for (question, note) in [
        ("Remember that my train leaves at 8:15.", "my train leaves at 8:15"),
        ("Please make a note of this: buy oat milk, and two lemons.", "buy oat milk, and two lemons"),
        ("Don't forget: the key is under the pot. The red one!", "the key is under the pot. The red one"),
        ("Can you note down that Ben likes jazz?", "Ben likes jazz"),
    ] {
        assert_eq!(allowed("session_note_append", "note", question, &[], None), json!([note]));
    }
}
