//! The tags that models put around their thinking. Each stands for what some family writes when the server has no reader
//! for its reasoning.

/// A pair of tags. The closing one has several forms where releases of a family differ.
#[derive(Debug)]
pub(super) struct Tag {
    pub opening: &'static str,
    pub closing: &'static [&'static str],
    /// The marks around the answer that follows, where a family writes such.
    pub answers: &'static [(&'static str, &'static str)],
}

/// Hunyuan, and the many models that were trained as DeepSeek-R1-Zero was; Granite.
const TAGGED_ANSWERS: [(&str, &str); 2] = [("<answer>", "</answer>"), ("<response>", "</response>")];

const fn tag(opening: &'static str, closing: &'static [&'static str]) -> Tag {
    Tag { opening, closing, answers: &TAGGED_ANSWERS }
}

pub(super) const TAGS: [Tag; 20] = [
    // DeepSeek, Qwen, QwQ, GLM, MiniMax, Nemotron and most others.
    tag("<think>", &["</think>"]),
    tag("<thinking>", &["</thinking>"]),
    // EXAONE Deep.
    tag("<thought>", &["</thought>"]),
    tag("<thoughts>", &["</thoughts>"]),
    tag("<reason>", &["</reason>"]),
    tag("<reasoning>", &["</reasoning>"]),
    tag("<antthinking>", &["</antthinking>"]),
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
        answers: &[("<|START_RESPONSE|>", "<|END_RESPONSE|>")],
    },
    // OpenThinker, Sky-T1.
    Tag {
        opening: "<|begin_of_thought|>",
        closing: &["<|end_of_thought|>"],
        answers: &[("<|begin_of_solution|>", "<|end_of_solution|>")],
    },
    tag("<|think|>", &["<|/think|>", "<|end_think|>", "<|end|>", "</think>"]),
    tag("<|thinking|>", &["<|/thinking|>"]),
    tag("<|think_start|>", &["<|think_end|>"]),
    // Apertus.
    tag("<|inner_prefix|>", &["<|inner_suffix|>"]),
    // Gemma.
    tag("<|channel>thought", &["<channel|>"]),
    tag("<unused94>thought", &["<unused95>"]),
];

/// The thinking and the answer of a whole text that closes a tag it never opened, as texts begin whose template opens the
/// thinking in the prompt. It counts only where it can hardly be anything else: one closing tag, at the end or the start of
/// its line, outside of code, with words before and after it, and no opening one anywhere.
pub fn split_unopened(text: &str) -> Option<(&str, &str)> {
    TAGS.iter().find_map(|tag| {
        let [closing, ..] = tag.closing else { return None };
        let (thinking, answer) = text.split_once(closing)?;
        let is_alone = !answer.contains(closing) && !text.contains(tag.opening);
        let ends_line = answer.starts_with(['\n', '\r']) || thinking.ends_with('\n');
        let line = thinking.rsplit('\n').next().unwrap_or_default();
        let in_code = thinking.matches("```").count() % 2 == 1 || line.matches('`').count() % 2 == 1;
        let has_words = !thinking.trim().is_empty() && !answer.trim().is_empty();
        let is_thinking = is_alone && ends_line && !in_code && has_words;
        is_thinking.then(|| (thinking, without_marks(answer, tag.answers)))
    })
}

fn without_marks<'a>(answer: &'a str, marks: &[(&str, &str)]) -> &'a str {
    let inside =
        |(opening, closing): &(&str, &str)| answer.trim().strip_prefix(opening)?.strip_suffix(closing);
    marks.iter().find_map(inside).unwrap_or(answer)
}
