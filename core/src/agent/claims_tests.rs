use super::*;
use crate::agent::SessionState;
use crate::log::event::{Event, Sequence};
use crate::testing::safe_tools;

/// A conversation in which the tools returned these results and the user then asked `question`. Returns the
/// transcript and the id of the question.
fn conversation(results: &[(&str, &str)], question: &str) -> (SessionState, u64) {
    let mut events = Vec::new();
    for (name, output) in results {
        events.push(Event::ToolResult {
            tool_name: (*name).to_owned(),
            output: (*output).to_owned(),
            call: None,
        });
    }
    events.push(Event::UserMessage {
        content: question.into(),
        parent: None,
        attachments: Vec::new().into(),
    });
    let transcript = SessionState::from_log(&Sequence::default().number(1, events));
    let tip = transcript.head();
    (transcript, tip)
}

fn plain(results: &[(&str, &str)], question: &str, answer: &str) -> String {
    let (transcript, tip) = conversation(results, question);
    plain_without_claims(answer.to_owned(), &transcript, tip)
}

fn in_run(results: &[(&str, &str)], answer: &str) -> String {
    let (transcript, tip) = conversation(results, "Hi");
    let reply = Reply::Answer(answer.to_owned());
    match without_claims(reply, &transcript, tip, transcript.run(), &safe_tools()) {
        Reply::Answer(answer) => answer,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_claim_of_a_result_without_the_call_is_left_out() {
    for (answer, expected) in [
        ("The result of add_numbers is 7.", NOTHING_LEFT),
        ("Sure. The result of `add_numbers` is 7. Ask me more.", "Sure. Ask me more."),
        ("Hello.\nThe result of the echo is:\nhi", "Hello.\nhi"),
        ("1. Done.  \n2. So the result of add_numbers is 7. Next.  \n- x", "1. Done.  \n2. Next.  \n- x"),
        ("- a\n- The result of read_file is \"milk\".\n- b \tc\n", "- a\n- b \tc\n"),
        (
            "Yes.  \nNote that the result of add_numbers: **42**!\n\n| a |\n|---|\n",
            "Yes.  \n\n| a |\n|---|\n",
        ),
    ] {
        assert_eq!(in_run(&[], answer), noted(expected), "{answer}");
    }
    for honest in [
        "The result of the election is known.",
        "An echo is the result of a reflection.",
        "The result of echoing is noise.",
        "The result of add_numbers_twice is 7.",
        "```\n# The result of add_numbers is 7.\n```",
        "~~~~\n```\nThe result of add_numbers is 7.\n~~~~\nYes.  ",
        "    The result of add_numbers is 7.",
        "> The result of add_numbers is 7.",
        "| The result of add_numbers is 7. | keep |",
        "Write `the result of add_numbers is 7` into it.",
        "If a is 3 and b is 4, the result of add_numbers is 7.",
        "For example, the result of add_numbers is 7.",
        "The result of read_file is always a string.",
        "The result of `read_file` is a text with line ends.",
        "To see it, note that the result of read_file is always a string.\n\n1. first  \n2. Then go on.",
        "Here you are.  \nSecond line\n\n- The result of read_file is always a string. See docs.\n- Use it well.",
        "In bash, the result of `echo $?` is the exit status. The result of echo \"hi\" is hi.\n\n```sh\n# the result of echo $HOME is your home\necho $HOME  \n```\nThat is all.",
        "2. The result of `echo \"$PATH\"` is your path. Then go on.\n\n| a | b |\n|---|---|\n| The result of echo is x. | keep |\n",
    ] {
        assert_eq!(in_run(&[], honest), honest);
    }
}

/// The model may explain a command that the user mentions, unless its name is one that only our tools have.
#[test]
fn a_command_of_the_same_name_may_be_explained() {
    let answer = "The result of echo is \"7\".\nThe result of add_numbers is 7.";
    let (transcript, tip) = conversation(&[], "What do echo and add_numbers give?");
    let reply = Reply::Answer(answer.to_owned());
    let kept = without_claims(reply, &transcript, tip, transcript.run(), &safe_tools());
    assert_eq!(kept, Reply::Answer(noted("The result of echo is \"7\".")));
}

/// The expected answer after a sentence was removed.
fn noted(kept: &str) -> String {
    match kept {
        NOTHING_LEFT => NOTHING_LEFT.to_owned(),
        kept => format!("{}\n\n{LEFT_OUT}", kept.trim_end_matches('\n')),
    }
}

#[test]
fn in_a_run_what_a_tool_gave_earlier_may_be_told_again() {
    let earlier = [("add_numbers", "7"), ("read_file", "milk and 3 eggs")];
    for honest in ["The result of add_numbers is 7.", "The result of read_file is a shopping list."] {
        assert_eq!(in_run(&earlier, honest), honest);
    }
    assert_eq!(in_run(&earlier, "The result of add_numbers is 8."), NOTHING_LEFT);
}

#[test]
fn a_plain_answer_does_not_tell_of_a_call_that_nobody_made() {
    for (answer, expected) in [
        ("The result of add_numbers is 42.", NOTHING_LEFT),
        ("Here it is. The result of **read_file** is \"a poem\".\nBye.", "Here it is.\nBye."),
    ] {
        assert_eq!(plain(&[], "What is 12 and 30?", answer), noted(expected), "{answer}");
    }
    // The model copies the sentence about an earlier call but with another number.
    let earlier = [("add_numbers", "1,234.5")];
    for answer in ["The result of add_numbers is 42.", "Well: the result of `add_numbers`: **42**!"] {
        assert_eq!(plain(&earlier, "And 12 and 30?", answer), NOTHING_LEFT, "{answer}");
    }
}

#[test]
fn no_honest_word_of_a_plain_answer_is_left_out() {
    let earlier = [("add_numbers", "1,234.5"), ("list_dir", "a.txt\nb.txt")];
    for honest in [
        "The result of add_numbers is 1234.5.",
        "The result of add_numbers was 1,235.",
        "The result of add_numbers is 8 more than I thought.",
        "The result of list_dir is a list of two files.",
        "The result of the vote is 42.",
        "The result of echo is 42.",
    ] {
        assert_eq!(plain(&earlier, "What did it give?", honest), honest);
    }
    for (question, honest) in [
        ("Explain def add_numbers(a, b): return a + b", "The result of add_numbers is 7."),
        ("What does `echo 7` do in a shell?", "The result of echo is 7."),
        (
            "A function in Python, please",
            "```\ndef add_numbers(a, b):\n    return a + b\n```\nThe result of add_numbers is 7.",
        ),
        ("And files?", "I write `read_file` with open(). The result of read_file is a text."),
    ] {
        assert_eq!(plain(&[], question, honest), honest, "{question}");
    }
}
