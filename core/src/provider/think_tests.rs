//! Tests for splitting thinking from answers, for every family of tags and for every way of cutting the text.

use proptest::prelude::*;

use super::tags::TAGS;
use super::*;

/// Splits the text, given in chunks, and returns all reasoning and all content.
fn split<'a>(chunks: impl IntoIterator<Item = &'a str>) -> (String, String) {
    let mut splitter = ThinkSplitter::new();
    let mut pieces: Vec<_> = chunks.into_iter().flat_map(|chunk| splitter.push(chunk)).collect();
    pieces.extend(splitter.flush());
    let mut told = (String::new(), String::new());
    for piece in pieces {
        match piece {
            Piece::Reasoning(text) => {
                assert!(!text.is_empty(), "no piece is empty");
                told.0.push_str(&text);
            }
            Piece::Content(text) => {
                assert!(!text.is_empty(), "no piece is empty");
                told.1.push_str(&text);
            }
        }
    }
    told
}

fn characters(text: &str) -> impl Iterator<Item = &str> {
    text.split("").filter(|character| !character.is_empty())
}

fn check(text: &str, reasoning: &str, content: &str) {
    let expected = (reasoning.to_owned(), content.to_owned());
    assert_eq!(split([text]), expected, "{text:?} whole");
    assert_eq!(split(characters(text)), expected, "{text:?} by character");
    for (at, _) in text.char_indices() {
        let (head, tail) = text.split_at(at);
        assert_eq!(split([head, tail]), expected, "{text:?} cut at {at}");
    }
}

#[test]
fn the_marks_around_an_answer_after_thinking_are_no_part_of_it() {
    check("<think>\nhm\n</think>\n<answer>\nyes\n</answer>", "\nhm\n", "\nyes\n");
    check("<think>hm</think>\n\n<response>yes</response>", "hm", "yes");
    check("[THINK]hm[/THINK]<answer>yes</answer> or no", "hm", "yes or no");
    check("<think>hm</think> <answer>cut", "hm", "cut");
    check("<think>hm</think> <ans", "hm", " <ans");
    // Answer marks count only after thinking.
    check("<answer>yes</answer>", "", "<answer>yes</answer>");
    check("<think>hm</think>Use <answer>x</answer>.", "hm", "Use <answer>x</answer>.");
    check("<think>hm</think><answers>a</answers>", "hm", "<answers>a</answers>");
    let unopened = |text| split_unopened(text);
    assert_eq!(unopened("hm\n</think>\n<answer>yes</answer>\n"), Some(("hm\n", "yes")));
    assert_eq!(unopened("hm\n</think>\n<answer>cut"), Some(("hm\n", "\n<answer>cut")));
}

#[test]
fn thinking_is_told_from_the_answer_however_the_text_is_cut() {
    check("<think>hm</think>yes", "hm", "yes");
    check("<thinking>a < b</thinking>\n\nyes", "a < b", "\n\nyes");
    check("<reason></reason>yes", "", "yes");
    check("<thought>hm</thought>", "hm", "");
    check("\n <think>\nhm 🧀\n</think>\nyes", "\n \nhm 🧀\n", "\nyes");
    // Another closing tag, or an incomplete one, is part of the thinking.
    check("<think>a</thinking></thin</think>b", "a</thinking></thin", "b");
    // Cut inside the thinking: nothing is lost.
    check("<think>hm</thi", "hm</thi", "");
    check("<thi", "", "<thi");
    check("  ", "", "  ");
    // Not at the start, or not a known tag.
    check("Use <think>tags</think>.", "", "Use <think>tags</think>.");
    check("```\n<think>hm</think>\n```", "", "```\n<think>hm</think>\n```");
    check("`[THINK]` opens it.", "", "`[THINK]` opens it.");
    check("<thinker>no</thinker>", "", "<thinker>no</thinker>");
    // Closed without an opening tag.
    check("hm</think>yes", "", "hm</think>yes");
    // A block right after the first continues the thinking; after text, it is part of the answer.
    check("<think>a</think><think>b</think>c", "ab", "c");
    check("<think>one</think>\n<think>two</think>Answer.", "one\ntwo", "Answer.");
    check("<think>a</think>\n<reflection>b</reflection>\nc", "a\nb", "\nc");
    check("<think>a</think>\n<thi", "a", "\n<thi");
    check("<think>a</think>\n<think>", "a\n", "");
}

#[test]
fn every_family_of_tags_is_known() {
    check("[THINK]The user greets me.[/THINK]Hello there.", "The user greets me.", "Hello there.");
    check("◁think▷hm◁/think▷yes", "hm", "yes");
    check("◁thi", "", "◁thi");
    check("<seed:think>hm</seed:think>yes", "hm", "yes");
    check("<Think>hm</THINK>yes", "hm", "yes");
    check("<reasoning>hm</reasoning>yes", "hm", "yes");
    check("<|think|>hm<|end|>yes", "hm", "yes");
    check("<|START_THINKING|>hm<|END_THINKING|> <|START_RESPONSE|>yes<|END_RESPONSE|>", "hm", "yes");
    check("<|START_THINKING|>hm<|END_THINKING|>\nyes", "hm", "\nyes");
    check("<|channel>thought\nhm<channel|>yes", "\nhm", "yes");
    check("<|start_of_thinking|>hm<|end_of_thinking|>yes", "hm", "yes");
    check("<scratchpad>hm</scratchpad>yes", "hm", "yes");
    check("<analysis>hm</analysis>\nyes", "hm", "\nyes");
    check("Thinking...\nhm\n...done thinking.\n\nyes", "hm\n", "\n\nyes");
    check("Thinking about it... yes", "", "Thinking about it... yes");
    for tag in &TAGS {
        let closing = tag.closing.first().expect("a closing tag");
        check(&format!("{}hm{closing}yes", tag.opening), "hm", "yes");
        check(&format!("Write {}.", tag.opening), "", &format!("Write {}.", tag.opening));
    }
}

#[test]
fn thinking_without_tags_is_told_by_its_words() {
    check("Here is my thought process:\n\nT1\n\nHere is my response:\n\nA1", "\n\nT1\n\n", "\n\nA1");
    check("Here's my thought process: T1 Here's my response: A1", " T1 ", " A1");
    check(
        "Here are my reasoning steps:\nT1\n[BEGIN FINAL RESPONSE]\nA1\n[END FINAL RESPONSE]",
        "\nT1\n",
        "A1\n",
    );
    check("Here is my thought on it.", "", "Here is my thought on it.");
    // An answer may use the same words again; that is no second thinking.
    for (opening, closing) in [
        ("Here is my thought process:", "Here is my response:"),
        ("Here's my thought process:", "Here's my response:"),
        ("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]"),
        ("Thinking...\n", "...done thinking."),
    ] {
        let answer = format!("A1.\n\n{opening} A2\n\nA3");
        check(&format!("{opening} T1 {closing}{answer}"), " T1 ", &answer);
    }
    let apriel = "T1.\n[BEGIN FINAL RESPONSE]\nA1\n[END FINAL RESPONSE]\n";
    assert_eq!(split_unopened(apriel), Some(("T1.\n", "A1\n")));
    assert_eq!(split_unopened("I read it.\n\nHere is my response:\n\nA1"), None);
}

#[test]
fn gpt_oss_without_its_marks_is_told_by_the_names_of_its_channels() {
    check("analysisT1assistantfinalA1", "T1", "A1");
    check("analysisThe user says \"hi\".\nassistantfinal**A1**", "The user says \"hi\".\n", "**A1**");
    // The answer may write about its own words.
    check("analysisT1assistantfinalA1 analysisA2assistantfinal.", "T1", "A1 analysisA2assistantfinal.");
    // Stopped before the answer: nothing is lost.
    check("analysisT1", "T1", "");
    check("analysisT1 assistantfin", "T1 assistantfin", "");
    for text in [
        "analysis",
        "analys",
        "analysis of itassistantfinalA1",
        "analysis: T1 assistantfinal A1",
        "An analysisT1assistantfinalA1",
        "Analysis comes first, assistantfinal last.",
        "analysis(data) returns a table.",
    ] {
        check(text, "", text);
    }
    let mut splitter = ThinkSplitter::new();
    assert_eq!(splitter.push("analysisT1 "), [Piece::Reasoning("T1 ".to_owned())], "streams");
}

#[test]
fn marks_of_messages_around_thinking_are_not_shown() {
    check("<|think|>T1<|end|><|begin|>assistant<|content|>A1<|end|>", "T1", "A1");
    check("<|begin|>assistant<|think|>T1<|end|><|begin|>assistant<|content|>A1", "T1", "A1");
    check("<|assistant|><think>T1</think>A1", "T1", "A1");
    check("<|im_start|>assistant\n<think>T1</think>A1", "T1", "A1");
    check("<｜Assistant｜><think>T1</think>A1", "T1", "A1");
    check(
        "<thinking>T1<reflection>R</reflection></thinking><output>A1</output>",
        "T1<reflection>R</reflection>",
        "A1",
    );
    check("<thinking>T1</thinking>\n<output>\nA1\n</output>\n", "T1", "\nA1\n\n");
    check("<scratch_pad>T1</scratch_pad>A1", "T1", "A1");
    check("<|begin_of_thought|>T1<|end_of_thought|>\n<|begin_of_solution|>A1<|end_of_solution|>", "T1", "A1");
    // There is no thinking here.
    for text in ["<|assistant|>A1", "<|assistant|>", "<output>A1</output>", "<|im_start|>assistant\n<b>"] {
        check(text, "", text);
    }
}

#[test]
fn a_model_may_think_again_between_two_parts_of_its_answer() {
    check("<think>T1</think>\nA1<think>T2</think>A2", "T1T2", "\nA1A2");
    check("<think>a</think>b<think>c</think>", "ac", "b");
    check(
        "<think>T1</think>A1.\n\n<think>\nT2\n</think>\n\nA2. <think>T3</think>A3",
        "T1\nT2\nT3",
        "A1.\n\n\n\nA2. A3",
    );
    check("[THINK]T1[/THINK]A1[THINK]T2[/THINK]A2", "T1T2", "A1A2");
    check("<think>T1</think>A1<think>T2", "T1T2", "A1");
    check("<think>T1</think>A1<thi", "T1", "A1<thi");
    // A mentioned tag does not open thinking, and neither does a tag that the model did not use before.
    for answer in [
        "Wrap it in <think> and </think>.",
        "Write `<think>x</think>`.",
        "```xml\n<think>x</think>\n```",
        "It looks like this:\n<think>x</think>",
        "It looks like this:\n\n<think>x</think>",
        "The \"<think>\" opens it.",
        "A line\n<think> is the tag.",
        "The opening tag\n<think>x</think>",
        "> <think>x</think>",
        "* <think>x</think>",
        "A1<thinking>x</thinking>A2",
    ] {
        check(&format!("<think>hm</think>{answer}"), "hm", answer);
    }
    check("Say A<think>b</think>", "", "Say A<think>b</think>");
}

#[test]
fn a_tag_may_have_attributes() {
    check("<think type=\"deep\">hm</think>yes", "hm", "yes");
    check("<THINKING id='1' x=2>hm</thinking>yes", "hm", "yes");
    check("<think about it>no", "", "<think about it>no");
    check("<think a=<b>no", "", "<think a=<b>no");
    check("<think type=\"deep", "", "<think type=\"deep");
    let long = format!("<think {}>no", "a=1 ".repeat(40));
    check(&long, "", &long);
}

#[test]
fn a_tag_that_is_spoken_of_opens_nothing() {
    for text in [
        "<think> is the tag that models use. It ends with `</think>`. This is the answer about tags.",
        "<think> and </think> enclose the thinking.",
        "<reasoning> tags are like <think> tags.",
        "<think> or <thought>",
    ] {
        check(text, "", text);
    }
    check("<think> is", " is", "");
    check("<think> Is the tag meant?</think>Yes.", " Is the tag meant?", "Yes.");
    check("<think> island</think>Yes.", " island", "Yes.");
    check("<think>hm</think><think> is a tag", "hm", "<think> is a tag");
}

#[test]
fn a_closing_tag_that_is_quoted_closes_nothing() {
    check("<think>I write `</think>` and go on.</think>yes", "I write `</think>` and go on.", "yes");
    check("<think>`a` and `b`</think>`c`", "`a` and `b`", "`c`");
    check("<think>`a\nb</think>`c`", "`a\nb", "`c`");
    check("<think>`</think>", "`</think>", "");
    check("<think>`</think>x", "`", "x");
}

#[test]
fn the_channels_of_gpt_oss_are_told_apart() {
    let analysis = "<|channel|>analysis<|message|>hm<|end|>";
    check(&format!("{analysis}<|start|>assistant<|channel|>final<|message|>yes<|return|>"), "hm", "yes");
    check(
        &format!("<|start|>assistant{analysis}<|start|>assistant<|channel|>final<|message|>yes"),
        "hm",
        "yes",
    );
    check("<|channel|>final<|message|>a <|b", "", "a <|b");
    check("<|channel|>analysis<|message|>hm", "hm", "");
    let final_message = "<|start|>assistant<|channel|>final<|message|>A1<|return|>";
    check(&format!("<|channel|>commentary<|message|>C1<|end|>{final_message}"), "", "C1\n\nA1");
    check(&format!("<|channel|>commentary<|message|><|end|>{final_message}"), "", "A1");
    check(&format!("{analysis}<|start|>assistant{analysis}{final_message}"), "hm\n\nhm", "A1");
    check("<|channel|>analy", "", "<|channel|>analy");
    check(&format!("{analysis}yes"), "hm", "yes");
    check(
        "<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|>",
        "",
        "<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}",
    );
}

#[test]
fn text_that_cannot_begin_a_tag_is_given_at_once() {
    let mut splitter = ThinkSplitter::new();
    assert_eq!(splitter.push("<"), []);
    assert_eq!(splitter.push("b"), [Piece::Content("<b".to_owned())]);
    assert_eq!(splitter.push("<think"), [Piece::Content("<think".to_owned())]);
}

#[test]
fn thinking_that_the_template_opened_is_told_once_the_text_is_whole() {
    assert_eq!(split_unopened("hm\n</think>\n\nyes"), Some(("hm\n", "\n\nyes")));
    assert_eq!(split_unopened("hm [/THINK]\nyes"), Some(("hm ", "\nyes")));
    assert_eq!(split_unopened("A: <b>\n</think>\nThe answer."), Some(("A: <b>\n", "\nThe answer.")));
    let of_tags = "I name the tag.\n</think>\n\nUse <b>.";
    assert_eq!(split_unopened(of_tags), Some(("I name the tag.\n", "\n\nUse <b>.")));
    for text in [
        "hm</think>yes",
        "hm\n</think>\n",
        "\n</think>\nyes",
        "The tag `</think>\n` ends it.",
        "```\nx\n</think>\n```\nyes",
        "~~~\nx.\n</think>\n~~~\nYes",
        "a\n</think>\nb\n</think>\nc",
        "Write <think>\nx\n</think>\nyes",
        "HTML tip: a closing tag\n</think>\nlooks like that; it ends the thinking.",
        "It looks like this:\n\n</think>\n\nThat ends the thinking.",
        "The closing tag\n\n</think>\n\nEnds the thinking.",
        "Some words\n</think>\nand more words.",
        "yes",
    ] {
        assert_eq!(split_unopened(text), None, "{text:?}");
    }
}

proptest! {
    #[test]
    fn no_text_is_lost(text in "[ \n]{0,2}(<think>)?[a</think>🧀]{0,30}") {
        let (reasoning, content) = split(characters(&text));
        let joined = reasoning.clone() + &content;
        let tags = [0, "<think>".len(), "<think></think>".len()];
        prop_assert!(tags.iter().any(|tags| joined.len() + tags == text.len()));
        prop_assert_eq!(split([text.as_str()]), (reasoning, content));
    }

    #[test]
    fn the_same_text_is_told_alike_however_it_is_cut(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<think>", "</think>", "[THINK]", "[/THINK]", "<|channel|>", "analysis", "final", "<|message|>", "<|end|>",
            "<|start|>assistant", "<|return|>", "◁think▷", "◁/think▷", "<|START_THINKING|>", "<|END_THINKING|>",
            "<|START_RESPONSE|>", "<|END_RESPONSE|>", "a", " ", "\n", "<", "|", "`", " is ", " i", "<think type=", "\"x\">",
            "Thinking...\n", "...done thinking.", "<analysis>", "</analysis>", "assistantfinal", "commentary", "A.", "<thi",
            "<|assistant|>", "<|think|>", "<|begin|>assistant<|content|>", "Here is my ", "thought process:", "response:",
            "[BEGIN FINAL RESPONSE]", "[END FINAL RESPONSE]", "<output>", "</output>", "```\n",
        ]), 0..14),
    ) {
        let text = pieces.concat();
        prop_assert_eq!(split(characters(&text)), split([text.as_str()]));
    }
}

#[test]
fn an_answer_begins_inside_the_thinking_that_the_prompt_opened() {
    for prompt in ["<|im_start|>assistant\n<think>\n", "<think>", "[/INST]<thinking>"] {
        let mut splitter = ThinkSplitter::after(prompt);
        let name = if prompt.contains("thinking") { "thinking" } else { "think" };
        let pieces = splitter.push(&format!("hm</{name}>yes"));
        let expected = [Piece::Reasoning("hm".into()), Piece::Content("yes".into())];
        assert_eq!(pieces, expected, "{prompt}");
    }
    for prompt in ["", "<|im_start|>assistant\n", "<think>\n\n</think>\n\n", "write <think> please"] {
        let pieces = ThinkSplitter::after(prompt).push("hm</think>yes");
        assert_eq!(pieces, [Piece::Content("hm</think>yes".into())], "{prompt}");
    }
}
