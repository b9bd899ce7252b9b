//! The tags that models put around their thinking. Each is what a model family writes when the server has no
//! reasoning parser for it. A tag that the text merely mentions does not open thinking.

use super::{begins_ignoring_case, strip_ignoring_case};
use crate::base::code_block::CodeBlock;

/// A pair of tags. There are several closing tags if releases of a family differ.
#[derive(Debug)]
pub(super) struct Tag {
    pub opening: &'static str,
    pub closing: &'static [&'static str],
    /// The marks around the answer that follows, if the family writes any.
    pub answers: &'static [(&'static str, &'static str)],
}

/// Used by Hunyuan, by the many models trained like DeepSeek-R1-Zero, by Granite and Reflection, and by common
/// prompts.
const TAGGED_ANSWERS: [(&str, &str); 5] = [
    ("<answer>", "</answer>"),
    ("<response>", "</response>"),
    ("<output>", "</output>"),
    ("<final_answer>", "</final_answer>"),
    ("<final_response>", "</final_response>"),
];

/// Role markers that some servers leave at the start of a reply. They count only if thinking follows.
const ROLE_MARKS: [&str; 8] = [
    "<|assistant|>",
    "[|assistant|]",
    "<|im_start|>assistant",
    "<|start_header_id|>assistant<|end_header_id|>",
    "<|start_of_role|>assistant<|end_of_role|>",
    "<start_of_turn>model",
    "<｜Assistant｜>",
    "<|begin|>assistant",
];

const fn tag(opening: &'static str, closing: &'static [&'static str]) -> Tag {
    Tag { opening, closing, answers: &TAGGED_ANSWERS }
}

pub(super) const TAGS: [Tag; 40] = [
    // DeepSeek, Qwen, QwQ, GLM, MiniMax, Nemotron and most others.
    tag("<think>", &["</think>"]),
    tag("<thinking>", &["</thinking>"]),
    // EXAONE Deep.
    tag("<thought>", &["</thought>"]),
    tag("<thoughts>", &["</thoughts>"]),
    tag("<reason>", &["</reason>"]),
    tag("<reasoning>", &["</reasoning>"]),
    tag("<antthinking>", &["</antthinking>"]),
    // Tags that prompts commonly ask for, and that models trained on such prompts write.
    tag("<reflection>", &["</reflection>"]),
    tag("<reflect>", &["</reflect>"]),
    tag("<analysis>", &["</analysis>"]),
    tag("<scratchpad>", &["</scratchpad>"]),
    tag("<scratch_pad>", &["</scratch_pad>"]),
    tag("<thought_process>", &["</thought_process>"]),
    tag("<thinking_process>", &["</thinking_process>"]),
    tag("<inner_thoughts>", &["</inner_thoughts>"]),
    tag("<chain_of_thought>", &["</chain_of_thought>"]),
    tag("<inner_monologue>", &["</inner_monologue>"]),
    // Seed-OSS, LongCat, MiniMax.
    tag("<seed:think>", &["</seed:think>"]),
    tag("<longcat_think>", &["</longcat_think>"]),
    tag("<mm:think>", &["</mm:think>"]),
    // Magistral.
    tag("[THINK]", &["[/THINK]"]),
    // Kimi.
    tag("◁think▷", &["◁/think▷"]),
    // Cohere.
    Tag {
        opening: "<|START_THINKING|>",
        closing: &["<|END_THINKING|>"],
        answers: &[("<|START_RESPONSE|>", "<|END_RESPONSE|>"), ("<|START_TEXT|>", "<|END_TEXT|>")],
    },
    // OpenThinker, Sky-T1.
    Tag {
        opening: "<|begin_of_thought|>",
        closing: &["<|end_of_thought|>"],
        answers: &[("<|begin_of_solution|>", "<|end_of_solution|>")],
    },
    tag("<|start_of_thinking|>", &["<|end_of_thinking|>"]),
    tag("<|begin_of_thinking|>", &["<|end_of_thinking|>"]),
    tag("<|begin_think|>", &["<|end_think|>"]),
    tag("<|start_think|>", &["<|end_think|>"]),
    tag("<|thought|>", &["<|/thought|>"]),
    // Solar; its answer is a separate message.
    Tag {
        opening: "<|think|>",
        closing: &["<|/think|>", "<|end_think|>", "<|end|>", "</think>"],
        answers: &[("<|begin|>assistant<|content|>", "<|end|>"), ("<|content|>", "<|end|>")],
    },
    tag("<|thinking|>", &["<|/thinking|>"]),
    tag("<|think_start|>", &["<|think_end|>"]),
    // Apertus.
    tag("<|inner_prefix|>", &["<|inner_suffix|>"]),
    // Gemma.
    tag("<|channel>thought", &["<channel|>"]),
    tag("<unused94>thought", &["<unused95>"]),
    // Printed around the thinking by Ollama's command line.
    tag("Thinking...\n", &["...done thinking."]),
    // Granite 3.2.
    tag("Here is my thought process:", &["Here is my response:", "Here's my response:"]),
    tag("Here's my thought process:", &["Here is my response:", "Here's my response:"]),
    // Apriel; its thinking ends with the mark that begins its answer.
    Tag {
        opening: "Here are my reasoning steps:",
        closing: &["[BEGIN FINAL RESPONSE]"],
        answers: &[("", "[END FINAL RESPONSE]")],
    },
    tag("<|begin_of_reasoning|>", &["<|end_of_reasoning|>"]),
];

impl Tag {
    /// Whether the opening tag is a phrase that may also occur in an answer, even at the start of a paragraph.
    pub(super) fn opens_in_words(&self) -> bool {
        self.opening.starts_with(char::is_alphabetic)
    }

    /// Whether the closing tag is a phrase that may also occur in an answer.
    fn ends_in_words(&self) -> bool {
        self.closing.iter().any(|closing| closing.starts_with(char::is_alphabetic))
    }
}

/// The result of looking for an opening tag at the start of a text.
#[derive(Debug)]
pub(super) enum Opening {
    /// A tag that opens the thinking, and its length in bytes.
    Tag(&'static Tag, usize),
    /// More text is needed to decide.
    Unsure,
    None,
}

/// The maximum length of an opening tag's attributes, in bytes.
const MAX_TAG_BYTES: usize = 100;

/// Words after a tag that is merely mentioned. Real thinking begins with a line break or a capital letter.
const SPEAKING: [&str; 12] = [
    "is ", "are ", "and ", "or ", "tag", "means ", "marks ", "opens ", "starts ", "begins ", "block",
    "element",
];

/// Looks for an opening tag at the start of `text`. `is_whole` means that no more text follows.
pub(super) fn opening(text: &str, is_whole: bool) -> Opening {
    let Some(rest) = ROLE_MARKS.iter().find_map(|mark| strip_ignoring_case(text, mark)) else {
        let may_be_role = ROLE_MARKS.iter().any(|mark| begins_ignoring_case(mark, text));
        return match opening_tag(text, is_whole) {
            Opening::None if may_be_role && !is_whole => Opening::Unsure,
            told => told,
        };
    };
    let tagged = rest.trim_start();
    match opening_tag(tagged, is_whole) {
        Opening::Tag(tag, length) => Opening::Tag(tag, text.len() - tagged.len() + length),
        other => other,
    }
}

fn opening_tag(text: &str, is_whole: bool) -> Opening {
    if let Some((tag, length)) = TAGS.iter().find_map(|tag| Some((tag, length_of(tag, text)?))) {
        return match is_spoken_of(text.get(length..).unwrap_or_default()) {
            Some(true) => Opening::None,
            None if !is_whole => Opening::Unsure,
            _ => Opening::Tag(tag, length),
        };
    }
    let can_begin = |tag: &Tag| begins_ignoring_case(tag.opening, text) || may_have_attributes(tag, text);
    if !is_whole && TAGS.iter().any(can_begin) { Opening::Unsure } else { Opening::None }
}

/// Whether the text after a tag shows that it is merely mentioned, as in "<think> is the tag that models use"; `None`
/// if that needs more text.
fn is_spoken_of(rest: &str) -> Option<bool> {
    let Some(words) = rest.strip_prefix(' ') else { return (!rest.is_empty()).then_some(false) };
    if SPEAKING.iter().any(|word| words.starts_with(word)) {
        return Some(true);
    }
    let may_be = SPEAKING.iter().any(|word| word.starts_with(words));
    (!may_be).then_some(false)
}

/// The length of the tag at the start of `text` including its attributes, in bytes.
fn length_of(tag: &Tag, text: &str) -> Option<usize> {
    if strip_ignoring_case(text, tag.opening).is_some() {
        return Some(tag.opening.len());
    }
    let attributes = attributes_of(tag, text)?;
    let end = attributes.find('>')?;
    let is_attribute = attributes.get(..end).is_some_and(|attributes| attributes.contains('='));
    is_attribute.then_some(text.len() - attributes.len() + end + 1)
}

fn may_have_attributes(tag: &Tag, text: &str) -> bool {
    attributes_of(tag, text).is_some_and(|attributes| !attributes.contains('>'))
}

/// The text after the tag's name, if it can be attributes: `<think type="deep">`.
fn attributes_of<'a>(tag: &Tag, text: &'a str) -> Option<&'a str> {
    let name = tag.opening.strip_suffix('>').filter(|name| !name.ends_with('|'))?;
    let attributes = strip_ignoring_case(text, name)?;
    let tag = attributes.split('>').next().unwrap_or_default();
    (tag.starts_with(' ') && tag.len() <= MAX_TAG_BYTES && !tag.contains(['<', '\n'])).then_some(attributes)
}

/// Splits a complete text that has a closing tag but no opening one into thinking and answer. Templates that open the
/// thinking in the prompt produce such texts. Since the text alone does not prove this and an answer may be about
/// such tags, and since losing part of an answer is worse than showing a stray tag, it is split only if:
///
/// - there is exactly one closing tag, at the start or end of its line, outside of code, with text before and after
///   it, and no opening tag anywhere;
/// - the text before it is finished: it does not end with a colon, and its last line does not mention tags in an
///   unfinished sentence;
/// - after a tag on a line of its own, the text starts with a blank line or does not start with a lowercase letter.
pub fn split_unopened(text: &str) -> Option<(&str, &str)> {
    TAGS.iter().find_map(|tag| {
        let [closing, ..] = tag.closing else { return None };
        if tag.ends_in_words() {
            return None;
        }
        let (thinking, answer) = text.split_once(closing)?;
        let is_alone = !answer.contains(closing) && !text.contains(tag.opening);
        let ends_line = answer.starts_with(['\n', '\r']) || thinking.ends_with('\n');
        let line = thinking.rsplit('\n').next().unwrap_or_default();
        let in_code = CodeBlock::after(thinking).is_open() || line.matches('`').count() % 2 == 1;
        let has_words = !thinking.trim().is_empty() && !answer.trim().is_empty();
        let is_told = is_alone && ends_line && !in_code && has_words;
        let is_thinking = is_told && !leads_up(thinking) && begins_anew(thinking, answer);
        is_thinking.then(|| (thinking, without_marks(answer, tag.answers)))
    })
}

fn without_marks<'a>(answer: &'a str, marks: &[(&str, &str)]) -> &'a str {
    let inside =
        |(opening, closing): &(&str, &str)| answer.trim().strip_prefix(opening)?.strip_suffix(closing);
    marks.iter().find_map(inside).unwrap_or(answer)
}

/// Whether an opening tag right after `answer` resumes the thinking. It has to stand between paragraphs or sentences,
/// not in code, in quotes or in a sentence about tags.
pub(super) fn goes_on_thinking(answer: &str) -> bool {
    let line = answer.rsplit('\n').next().unwrap_or_default();
    let in_code = CodeBlock::after(answer).is_open() || line.matches('`').count() % 2 == 1;
    let is_apart = line.is_empty()
        || line.ends_with(char::is_alphanumeric)
        || line.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？']);
    !in_code && is_apart && !leads_up(answer)
}

/// Whether a text introduces what follows it: it ends with a colon or in an unfinished sentence about tags.
fn leads_up(text: &str) -> bool {
    let line = text.trim_end().rsplit('\n').next().unwrap_or_default().trim_end_matches(['*', '_', '"', ')']);
    let is_over = line.ends_with(['.', '!', '?', '…', '。', '！', '？']);
    let is_of_tags = line
        .to_ascii_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .any(|word| word.starts_with("tag") && word.len() <= "tagged".len());
    line.ends_with([':', '：']) || (is_of_tags && !is_over)
}

fn begins_anew(thinking: &str, answer: &str) -> bool {
    let has_own_line = thinking.ends_with('\n');
    let blank = answer.len() - answer.trim_start().len();
    let has_blank_line = answer.get(..blank).unwrap_or_default().matches('\n').count() > 1;
    let goes_on = answer.trim_start().starts_with(char::is_lowercase);
    has_blank_line || !has_own_line || !goes_on
}
