use super::*;

use RepetitionGuard::{Lenient, Strict};

/// Whether a text is cut at any point while it streams.
fn is_cut(text: &str, guard: RepetitionGuard) -> bool {
    let mut seen = 0;
    text.char_indices().any(|(place, letter)| {
        let is_looked_at = place >= seen + 16;
        if is_looked_at {
            seen = place;
        }
        is_looked_at && ends_in_a_circle(text.get(..place + letter.len_utf8()).expect("whole letters"), guard)
    }) || ends_in_a_circle(text, guard)
}

/// The names of the texts in `corpus` that are cut, or that are not.
fn those<'a>(corpus: &[(&'a str, String)], guard: RepetitionGuard, are_cut: bool) -> Vec<&'a str> {
    let is_meant = |(_, text): &&(&str, String)| is_cut(text, guard) == are_cut;
    corpus.iter().filter(is_meant).map(|(name, _)| *name).collect()
}

const NONE: [&str; 0] = [];

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|number| line(number) + "\n").collect()
}

#[test]
fn honest_texts_that_repeat_themselves_are_not_cut() {
    let table =
        |rows: usize, row: &str| format!("Here it is:\n\n| a | b | c |\n|---|---|---|\n{}", row.repeat(rows));
    let corpus = [
        ("a table of equal cells", table(100, "| 0 | 0 | 0 |\n")),
        ("a table of equal words", table(60, "| not measured | not measured | not measured |\n")),
        ("an empty table to fill in", table(40, "|   |   |   |\n")),
        ("a table of the days of a week", table(12, "| Mon | free |\n| Tue | free |\n| Wed | work |\n")),
        ("CSV of zeros", format!("date,a,b,c\n{}", "0,0,0,0\n".repeat(365))),
        ("CSV of equal words", "none,unknown,not applicable,none\n".repeat(80)),
        ("values with semicolons", "0;0;leer;0;leer\n".repeat(100)),
        ("values with tabs", "left\tright\tleft\n".repeat(100)),
        ("a matrix", "0 0 0 0 0 0 0 1\n".repeat(40)),
        ("a list of numbers in code", format!("```rust\nlet zeros = [\n{}", "    0, 0, 0, 0, 0, 0, 0, 0,\n".repeat(40))),
        ("one long list in code", format!("```js\nconst zeros = [{}", "0, ".repeat(400))),
        ("the same statement in code", format!("```python\n{}", "print('Hello')\n".repeat(40))),
        ("tests in code", format!("```rust\n{}", lines(30, |number| format!("#[test]\nfn test_{number}() {{\n    assert_eq!(double(2), 4);\n}}\n")))),
        ("a JSON array of equal rows", format!("[\n{}", "  {\"id\": 0, \"name\": \"unknown\", \"done\": false},\n".repeat(60))),
        ("a JSON array of lines of its own", format!("[\n{}", "  {\n    \"done\": false,\n    \"name\": null\n  },\n".repeat(60))),
        ("a rule of dashes", "-".repeat(1_000)),
        ("a rule of signs", "=-".repeat(500)),
        ("a drawing", format!("{}{}", "#".repeat(72), "\n#                                  #".repeat(40))),
        ("a chessboard", "# # # # # # # #\n # # # # # # # #\n".repeat(20)),
        ("dots up to a page number", format!("Chapter one {} 7\nChapter two {} 9\n", ". ".repeat(200), ". ".repeat(200))),
        ("a hex dump", lines(60, |number| format!("{:08x}  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|", number * 16))),
        ("a hex dump without places", "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n".repeat(60)),
        ("a numbered list", lines(40, |number| format!("{number}. Add one more spoon of sugar."))),
        ("tasks", lines(40, |number| format!("- [ ] Day {number}: read ten pages"))),
        ("a refrain", "Row, row, row your boat,\nGently down the stream.\nMerrily, merrily, merrily, merrily,\nLife is but a dream.\n\n".repeat(3)),
        ("the end of a song", format!("{}\n", "Na, na na, nananana, nananana, hey Jude.\n".repeat(8))),
        ("a mantra", "Om mani padme hum. ".repeat(12)),
        ("bottles", lines(60, |number| { let n = 99 - number; format!("{n} bottles of beer on the wall, {n} bottles of beer.\nTake one down and pass it around.") })),
        ("laughter", "ha".repeat(100)),
        ("prose", "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of Light, it was the season of Darkness.".to_owned()),
        ("nothing", String::new()),
    ];
    assert_eq!(those(&corpus, Strict, true), NONE);
    assert_eq!(those(&corpus, Lenient, true), NONE);
}

#[test]
fn equal_rows_of_any_shape_are_not_cut_with_any_model() {
    let corpus = [
        (
            "a table without outer bars",
            format!(
                "Day | Status\n--- | ---\n{}",
                "closed for the holiday | closed for the holiday\n".repeat(40)
            ),
        ),
        (
            "CSV with blanks",
            format!("Day, state, note\n{}", "holiday, closed, nobody here today\n".repeat(40)),
        ),
        ("equal tasks", "- [ ] Water the plants\n".repeat(40)),
        ("equal tasks with stars", "* [x] Water the plants\n".repeat(40)),
        ("a quotation", "> all work and no play\n".repeat(40)),
        ("YAML", "- name: worker\n  image: abc\n".repeat(40)),
        ("a fence of tildes", format!("~~~html\n{}~~~\n", "<td>empty cell here</td>\n".repeat(40))),
        ("a fence in a fence", format!("````md\n```js\n{}", "doIt(again, now);\n".repeat(40))),
        ("indented code", format!("Code:\n\n{}", "    call_the_function(with, args)\n".repeat(40))),
        ("code indented by tabs", "\tcall_the_function(with, args)\n".repeat(40)),
        ("a form", "Name: ____________\n".repeat(30)),
        (
            "a form of several lines",
            "First and last name ________\nSignature of the parents ________\n".repeat(20),
        ),
        ("elements", "<li>not yet written</li>\n".repeat(40)),
        ("rows of TeX", "not measured & not measured \\\\\n".repeat(40)),
        ("settings", "enabled = true\nretries = three times\n".repeat(30)),
    ];
    assert_eq!(those(&corpus, Strict, true), NONE);
    assert_eq!(those(&corpus, Lenient, true), NONE);
}

/// Texts that only their length distinguishes from a loop.
#[test]
fn what_was_asked_for_again_and_again_is_not_cut_where_circles_are_rare() {
    let chorus = "We will, we will rock you.\nSing it out!\n";
    let corpus = [
        ("a punishment", "I will not talk in class.\n".repeat(40)),
        ("a long punishment", "I will not talk in class.\n".repeat(200)),
        ("numbered by nobody", "1. Do one more push-up.\n".repeat(50)),
        ("a line of zeros", format!("[{}0]", "0, ".repeat(400))),
        ("base64 of zeros", format!("data: {}=", "A".repeat(900))),
        ("laughter without end", "ha".repeat(300)),
        ("pictures", "\u{1f389}".repeat(300)),
        ("a chorus", chorus.repeat(20)),
        ("a log", "[INFO] The connection was lost, trying again.\n".repeat(60)),
        ("a difference", "+ This page is left blank.\n".repeat(60)),
        ("a rhythm", "left right left right ".repeat(60)),
        ("a prayer wheel", "Om mani padme hum. ".repeat(108)),
        ("another script", "我不会再迟到了。\n".repeat(100)),
        ("a dialogue", "Are we there yet?\nNot yet, be patient.\n".repeat(40)),
        (
            "a paragraph as filler",
            format!(
                "{}\n\n",
                "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor. ".repeat(4)
            )
            .repeat(10),
        ),
    ];
    assert_eq!(those(&corpus, Lenient, true), NONE);
}

#[test]
fn a_circle_without_end_is_cut_with_any_model() {
    let corpus = [
        ("a word", "the ".repeat(3_000)),
        ("a sentence", "Say it once more, please. ".repeat(500)),
        ("a paragraph", "Rome is the capital of Italy, and has been so for long. ".repeat(6).repeat(40)),
        ("a list", "- Eat more fruit and vegetables.\n".repeat(400)),
        ("rows", "| not measured | not measured |\n".repeat(900)),
        ("zeros", "0".repeat(9_000)),
        ("code", format!("```\n{}", "x = x + 1\n".repeat(2_500))),
    ];
    assert_eq!(those(&corpus, Lenient, false), NONE);
}

#[test]
fn a_model_in_a_circle_is_cut() {
    let paragraph = "The capital of Italy is Rome, which is known for its history, its food and its art. Rome was founded in 753 BC, and has been a place of power ever since. ".repeat(3);
    let call = "{\"name\":\"echo\",\"arguments\":{\"text\":\"Hello there, how are you today?\"}}\n";
    let corpus = [
        ("a sentence", "Say it once more, please. ".repeat(20)),
        ("a line", format!("Dear landlord,\n\n{}", "I am writing to you about the heating.\n".repeat(14))),
        ("a paragraph", format!("{paragraph}\n\n").repeat(5)),
        ("a long paragraph", paragraph.repeat(5)),
        ("a question to itself", "Wait, is it Rome? Yes, it is Rome. But let me check again. ".repeat(9)),
        ("a word", "the ".repeat(120)),
        ("a number", "7, ".repeat(150)),
        ("digits", "3".repeat(450)),
        ("a point of a list", "- Eat more fruit and vegetables.\n".repeat(14)),
        ("two lines in turn", "Yes, I can help.\nNo, I cannot help.\n".repeat(13)),
        ("another script", "我不知道。".repeat(30)),
        ("calls", call.repeat(8)),
        ("calls after words", format!("Before that. {}{{\"na", call.repeat(8))),
        ("rows without end", format!("| a | b |\n|---|---|\n{}", "| 0 | 0 |\n".repeat(1_000))),
        ("code without end", format!("```\n{}", "x = x + 1\n".repeat(1_000))),
        ("dashes without end", "-".repeat(8_000)),
        ("after code", format!("```\nx\n```\n{}", "That is all there is to say. ".repeat(16))),
    ];
    assert_eq!(those(&corpus, Strict, false), NONE);
}

#[test]
fn who_answers_decides_how_soon_an_answer_is_ended() {
    let asked = |repetition, schema| ChatRequest { repetition, schema, ..ChatRequest::default() };
    let form = Some(serde_json::json!({ "type": "object" }));
    for (request, is_prone, guard) in [
        (asked(RepetitionGuard::Off, None), false, RepetitionGuard::Off),
        (asked(RepetitionGuard::Off, None), true, Strict),
        (asked(Lenient, None), false, Lenient),
        (asked(Lenient, None), true, Strict),
        (asked(Strict, None), false, Strict),
        (asked(Lenient, form), true, RepetitionGuard::Off),
    ] {
        assert_eq!(Watch::of(&request, is_prone).guard, guard, "{request:?}");
    }
}
