//! Finds the tools that a question asks for by matching its words, for models too small to choose a tool themselves.
//! A tool matches by its name, its cues and its description; the values in the question (numbers, file names) count
//! too. Pure, and independent of any concrete tool.

use std::rc::Rc;

use serde_json::Value;

use super::values::unused_numbers;
use crate::base::tokens::{is_file_name, is_plain_word, number, same_word, trimmed, words_of};
use crate::log::transcript::{CallStatus, ToolUse};
use crate::tool::{Risk, Tool, ToolRegistry};

/// Markers in a tool's cues and in the words of a question: a file name, a question mark, a number.
const FILE_NAME: &str = "#file";
const QUESTION: &str = "#question";
const NUMBER: &str = "#number";

/// The score of one match. Cues exist for this purpose and a one-word name is about as specific; a description may
/// contain any word.
const BY_CUE: u32 = 3;
const BY_VALUE: u32 = 3;
const BY_PART_OF_NAME: u32 = 2;
const BY_DESCRIPTION: u32 = 1;
/// Verbs that are common both in tool names and in questions. Alone they say little.
const PLAIN_VERBS: [&str; 14] = [
    "list", "read", "write", "get", "set", "run", "make", "find", "search", "show", "give", "send", "take",
    "use",
];
/// The score from which a tool is wanted.
const WANTED: u32 = 3;
/// The score from which a tool is wanted if it needs approval and has no cues or takes several values.
const WANTED_TO_ASK: u32 = 5;
/// The penalty for a tool whose values are not in the question.
const NOT_READY: u32 = 2;

/// Returns the tool to call next after `calls` (with their results); `None` when it is time to answer.
pub(super) fn next_tool<'a>(
    question: &str,
    calls: &[(&ToolUse, &str)],
    has_earlier: bool,
    registry: &'a ToolRegistry,
    is_accepted: &dyn Fn(&str) -> bool,
) -> Option<&'a Rc<dyn Tool>> {
    let mut wanted = wanted_tools(question, has_earlier, registry);
    wanted.retain(|name| is_accepted(name));
    let untried = wanted.iter().find(|name| !calls.iter().any(|(call, _)| call.tool_name == **name));
    let again = || wanted.iter().find(|name| is_worth_another(name, calls, question));
    untried.or_else(again).and_then(|name| registry.get(name))
}

/// Whether another call of the tool may bring more: it failed, and either another tool has succeeded since or the
/// question names another file; or it succeeded, and the question has numbers that it has not used.
fn is_worth_another(name: &str, calls: &[(&ToolUse, &str)], question: &str) -> bool {
    let Some(last) = calls.iter().rposition(|(call, _)| call.tool_name == name) else { return false };
    let Some((call, _)) = calls.get(last) else { return false };
    let is_known_more = calls.iter().skip(last + 1).any(|(call, _)| call.status == CallStatus::Done);
    let tries = calls.iter().filter(|(call, _)| call.tool_name == name).count();
    match call.status {
        CallStatus::Failed => {
            is_known_more || tries < words(question).iter().filter(|word| *word == FILE_NAME).count()
        }
        CallStatus::Done => {
            let takes_numbers =
                call.arguments.as_object().into_iter().flatten().any(|(_, value)| value.is_number());
            takes_numbers && !unused_numbers(question, calls).is_empty()
        }
        _ => false,
    }
}

/// Returns the tools that the question asks for, in call order: tools whose values are in the question come first.
/// Each word counts for one tool only.
pub(super) fn wanted_tools(question: &str, has_earlier: bool, registry: &ToolRegistry) -> Vec<String> {
    let mut words = words(question);
    let mut left: Vec<Profile> = registry.iter().map(Profile::of).collect();
    for profile in &mut left {
        profile.alone = profile.score(&words);
    }
    let mut wanted: Vec<String> = Vec::new();
    loop {
        // Values that are missing from the question can come from a previous tool or an earlier turn.
        let can_wait = |profile: &Profile| {
            let goes_on = profile.numbers > 0 && words.iter().any(|word| word == NUMBER);
            !wanted.is_empty() || (has_earlier && goes_on)
        };
        let rank = |profile: &Profile| {
            let score = profile.score(&words);
            // A tool that shares most of its words with one already found was probably not meant as well.
            let is_own = score >= profile.threshold && score * 2 > profile.alone;
            let lack = if profile.is_ready(&words) { 0 } else { NOT_READY };
            (is_own && (can_wait(profile) || score >= profile.threshold + lack)).then_some((
                profile.has_values(&words),
                score - lack.min(score),
                profile.suits_question(&words),
            ))
        };
        let best = left.iter().enumerate().filter_map(|(place, profile)| Some((rank(profile)?, place)));
        // On a tie, the first tool by name wins, so that the result is deterministic.
        let Some((_, place)) = best.max_by_key(|(rank, place)| (*rank, std::cmp::Reverse(*place))) else {
            break;
        };
        let profile = left.remove(place);
        profile.take_words(&mut words);
        wanted.push(profile.name);
    }
    wanted
}

/// The words by which a tool is found.
struct Profile {
    name: String,
    names: Vec<String>,
    cues: Vec<String>,
    description: Vec<String>,
    /// How many numbers the tool takes.
    numbers: usize,
    /// The score from which the tool is wanted.
    threshold: u32,
    /// The score with all words of the question.
    alone: u32,
}

impl Profile {
    fn of(tool: &Rc<dyn Tool>) -> Self {
        let parameters = tool.parameters();
        let properties = parameters.get("properties").and_then(Value::as_object);
        let is_number = |property: &&Value| {
            matches!(property.get("type").and_then(Value::as_str), Some("number" | "integer"))
        };
        let is_rarely_meant = tool.risk() == Risk::Asks
            && (tool.cues().is_empty() || properties.is_some_and(|properties| properties.len() > 1));
        Self {
            name: tool.name().to_owned(),
            names: words_of(tool.name()),
            cues: tool.cues().split_whitespace().map(str::to_owned).collect(),
            description: words_of(tool.description())
                .into_iter()
                .filter(|word| !is_plain_word(word))
                .collect(),
            numbers: properties.into_iter().flatten().filter(|(_, one)| is_number(one)).count(),
            threshold: if is_rarely_meant { WANTED_TO_ASK } else { WANTED },
            alone: 0,
        }
    }

    fn score(&self, words: &[String]) -> u32 {
        let mut seen: Vec<&String> = Vec::new();
        for word in words {
            if !seen.contains(&word) {
                seen.push(word);
            }
        }
        let numbers = if self.numbers > 0 && self.has_numbers(words) { BY_VALUE - 1 } else { 0 };
        seen.into_iter().filter(|word| *word != NUMBER).map(|word| self.worth(word)).sum::<u32>() + numbers
    }

    /// The score of one word of the question for this tool.
    fn worth(&self, word: &str) -> u32 {
        if word == NUMBER {
            return u32::from(self.numbers > 0);
        }
        let has = |list: &[String]| list.iter().any(|other| same_word(other, word));
        let by_cue = match self.cues.iter().any(|cue| cue == word) {
            // The question mark only breaks ties.
            true if word == QUESTION => 0,
            true => BY_CUE,
            false => 0,
        };
        let by_name = match has(&self.names) {
            true if PLAIN_VERBS.iter().any(|verb| same_word(verb, word)) => BY_DESCRIPTION,
            true if self.names.len() == 1 => BY_CUE,
            true => BY_PART_OF_NAME,
            false => 0,
        };
        by_cue.max(by_name) + u32::from(has(&self.description)) * BY_DESCRIPTION
    }

    fn suits_question(&self, words: &[String]) -> bool {
        let has_cue = self.cues.iter().any(|cue| cue == QUESTION);
        has_cue && words.iter().any(|word| word == QUESTION)
    }

    /// Removes the words that matched this tool. For a matching word pair, both words are removed.
    fn take_words(&self, words: &mut Vec<String>) {
        let is_meant = |word: &String| {
            if word == NUMBER { self.numbers > 0 } else { self.worth(word) >= BY_PART_OF_NAME }
        };
        let taken: Vec<String> = words.iter().filter(|word| is_meant(word)).cloned().collect();
        words.retain(|word| {
            !taken.iter().any(|other| other == word || other.split('_').any(|part| part == word))
        });
    }

    /// Whether the question contains values of a kind that this tool takes.
    fn has_values(&self, words: &[String]) -> bool {
        let takes_file = self.cues.iter().any(|cue| cue == FILE_NAME);
        (takes_file && words.iter().any(|word| word == FILE_NAME))
            || (self.numbers > 0 && self.has_numbers(words))
    }

    fn has_numbers(&self, words: &[String]) -> bool {
        words.iter().filter(|word| *word == NUMBER).count() >= self.numbers
    }

    fn is_ready(&self, words: &[String]) -> bool {
        let wants_file = self.cues.iter().any(|cue| cue == FILE_NAME);
        self.has_numbers(words) && (!wants_file || words.iter().any(|word| word == FILE_NAME))
    }
}

/// The words of a text in lower case, with markers for file names, numbers and a question mark, and all pairs of
/// adjacent words joined by `_`.
fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for token in text.split_whitespace() {
        if is_file_name(trimmed(token)) {
            found.push(FILE_NAME.to_owned());
        } else if number(token).is_some() {
            found.push(NUMBER.to_owned());
        } else {
            let parts = token.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
            found.extend(parts.map(str::to_lowercase));
        }
        if token.contains('+') {
            found.push("plus".to_owned());
        }
    }
    let pairs: Vec<String> = found.windows(2).map(|pair| pair.join("_")).collect();
    found.extend(pairs);
    if text.split_whitespace().any(|token| token.ends_with('?')) {
        found.push(QUESTION.to_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::all_tools;

    fn wanted(question: &str) -> Vec<String> {
        wanted_tools(question, false, &all_tools())
    }

    /// Questions that ask for one tool each. Every tool has at least one.
    const QUESTIONS: [(&str, &str); 13] = [
        ("How much is 12 plus 30?", "add_numbers"),
        ("What do 3 apples and 4 pears make together?", "add_numbers"),
        ("What does the invoice.txt say?", "read_file"),
        ("Show me the folders.", "list_dir"),
        ("Which files do I have?", "list_dir"),
        ("Please remember that Tom likes tea.", "session_note_append"),
        ("Write down that the tap drips.", "session_note_append"),
        ("Search my notes for the tap.", "session_note_search"),
        ("What did I say about the tap? It is in my notes.", "session_note_search"),
        ("Create the file a.txt with the word hello.", "write_file"),
        ("Repeat after me: good morning", "echo"),
        ("Do you remember where my keys are?", "session_note_search"),
        ("Run this JavaScript: 6 * 7", "run_javascript"),
    ];

    #[test]
    fn a_tool_is_found_by_its_words_and_by_the_values_it_takes() {
        for (question, expected) in QUESTIONS {
            assert_eq!(wanted(question), [expected], "{question}");
        }
    }

    #[test]
    fn every_tool_can_be_asked_for() {
        for name in all_tools().names() {
            let is_asked_for = QUESTIONS.iter().any(|(_, tool)| *tool == name);
            assert!(is_asked_for, "no question in QUESTIONS (core/src/agent/plan.rs) asks for {name}");
        }
    }

    /// Common chat messages that need no tool.
    const CHAT: [&str; 40] = [
        "Say hello.",
        "Who wrote Faust?",
        "Write a poem about the sea.",
        "I like to read and to add sugar to my tea.",
        "Is 7 larger than 5?",
        "In 1989 the wall came down.",
        "Tell me more about cats.",
        "List five fruits.",
        "Read me a story.",
        "What is JavaScript?",
        "How do I search the web?",
        "What is the meaning of life?",
        "Explain photosynthesis in simple words.",
        "Translate good morning to French.",
        "Give me three ideas for dinner.",
        "How tall is Mount Everest?",
        "Write a short email to my boss that I am ill.",
        "What should I pack for a trip to Norway?",
        "Who won the world cup in 2014?",
        "Can you help me with my homework?",
        "Which is better, tea or coffee?",
        "Summarize the plot of Romeo and Juliet.",
        "How many legs does a spider have?",
        "I feel sad today.",
        "What is the difference between a virus and a bacterium?",
        "Make a list of the planets.",
        "Write a function that sorts a list.",
        "How do I open a bank account?",
        "Why is the sky blue?",
        "What does a baker do?",
        "Name a famous painter.",
        "How long do I boil an egg?",
        "Thanks, that was very helpful!",
        "What time zone is Berlin in?",
        "Show me how to tie a tie.",
        "Find a rhyme for moon.",
        "Use simpler words, please.",
        "What is the content of a good letter?",
        "Does a 10 year old need 9 hours of sleep?",
        "Let's play a game.",
    ];

    #[test]
    fn a_question_that_points_to_no_tool_gets_none() {
        let registry = all_tools();
        for question in CHAT {
            for has_earlier in [false, true] {
                assert_eq!(
                    wanted_tools(question, has_earlier, &registry),
                    [""; 0],
                    "{question} {has_earlier}"
                );
            }
        }
    }

    #[test]
    fn what_has_its_values_comes_first() {
        assert_eq!(wanted("Make a note of what is in list.txt."), ["read_file", "session_note_append"]);
        assert_eq!(wanted("Read costs.txt and add the costs."), ["read_file", "add_numbers"]);
        assert_eq!(wanted("List the directory inbox, then read the file in it."), ["list_dir", "read_file"]);
    }
}
