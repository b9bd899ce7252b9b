//! The values that a guided call may use: those in the question, in the results so far, or in the previous turn. A
//! small model that has to copy a value makes one up; with the known values as an enum, it picks the right one.

use serde_json::{Value, json};

use crate::base::tokens::{is_file_name, is_plain_word, number, same_word, trimmed, words_of};
use crate::log::transcript::{CallStatus, ToolUse};
use crate::tool::Tool;

/// The maximum number of words in a piece of the question that is offered as a value.
const MAX_WORDS: usize = 16;
/// A question with more words than this contains more than values, so its lines are offered instead of its pieces.
const MANY_WORDS: usize = 60;
/// The maximum number of lines of a result that are offered.
const MAX_LINES: usize = 60;

/// The sources of argument values.
pub(super) struct ArgumentSources<'a> {
    pub question: &'a str,
    /// The calls of this run with their results.
    pub calls: Vec<(&'a ToolUse, &'a str)>,
    /// The answer before the question.
    pub before: Option<&'a str>,
}

/// The parameter schema of `tool`, restricted to the known values. A property without any matching value is left
/// unrestricted.
pub(super) fn narrowed(tool: &dyn Tool, sources: &ArgumentSources<'_>) -> Value {
    let mut parameters = tool.parameters();
    let Some(properties) = parameters.get_mut("properties").and_then(Value::as_object_mut) else {
        return parameters;
    };
    let is_number =
        |property: &Value| matches!(kind(property), "number" | "integer") && property.get("enum").is_none();
    let numbers = sources.numbers(properties.values().filter(|one| is_number(one)).count());
    let (mut next_number, mut is_first_text) = (0, true);
    for property in properties.values_mut() {
        // An enum of the tool's own is kept.
        let allowed: Vec<Value> = if property.get("enum").is_some() {
            Vec::new()
        } else if is_number(property) {
            next_number += 1;
            numbers.for_place(next_number - 1, kind(property) == "integer")
        } else if kind(property) == "string" {
            let texts = sources.texts(tool, ArgumentKind::of(tool, is_first_text));
            is_first_text = false;
            let usual = property.get("default").and_then(Value::as_str).filter(|_| texts.is_empty());
            texts.into_iter().chain(usual.map(str::to_owned)).map(Value::String).collect()
        } else {
            Vec::new()
        };
        if !allowed.is_empty() {
            *property = json!({ "enum": allowed });
        }
    }
    parameters
}

fn kind(property: &Value) -> &str {
    property.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// The candidates for the number arguments of a call.
struct Numbers {
    found: Vec<Value>,
    /// Whether there are exactly as many numbers as number arguments; then each argument gets its own, in order.
    is_exact: bool,
}

impl Numbers {
    /// The candidates for the argument at index `place`; only whole numbers if `is_whole`.
    fn for_place(&self, place: usize, is_whole: bool) -> Vec<Value> {
        let fits = |number: &&Value| !is_whole || number.as_f64().is_some_and(|number| number.fract() == 0.0);
        let own = self.found.get(place).filter(|_| self.is_exact).filter(fits);
        match own {
            Some(own) => vec![own.clone()],
            None => self.found.iter().filter(fits).cloned().collect(),
        }
    }
}

/// The numbers of the question that no call has used yet.
pub(super) fn unused_numbers(question: &str, calls: &[(&ToolUse, &str)]) -> Vec<Value> {
    let mut used: Vec<f64> = Vec::new();
    for (call, _) in calls {
        used.extend(call.arguments.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_f64()));
    }
    let mut unused = numbers_in(question);
    for number in used {
        if let Some(place) = unused.iter().position(|value| value.as_f64() == Some(number)) {
            unused.remove(place);
        }
    }
    unused
}

fn numbers_in(text: &str) -> Vec<Value> {
    text.split_whitespace().filter_map(number).collect()
}

impl ArgumentSources<'_> {
    fn numbers(&self, places: usize) -> Numbers {
        let mut found = unused_numbers(self.question, &self.calls);
        let results = self.calls.iter().filter(|(call, _)| call.status == CallStatus::Done);
        let mut results: Vec<Value> = results.flat_map(|(_, content)| numbers_in(content)).collect();
        if results.len() > places {
            results.drain(..results.len() - places);
        }
        results.append(&mut found);
        let mut found = results;
        if found.len() < places
            && let Some(last) = self.before.and_then(|text| numbers_in(text).pop())
        {
            found.insert(0, last);
        }
        Numbers { is_exact: found.len() == places, found }
    }

    /// The candidates for a text argument: results of the last successful call, or else pieces of the question.
    /// Values that this tool was already called with are not offered again.
    fn texts(&self, tool: &dyn Tool, kind: ArgumentKind) -> Vec<String> {
        let is_tried = |text: &String| {
            let own = self.calls.iter().filter(|(call, _)| call.tool_name == tool.name());
            own.flat_map(|(call, _)| call.arguments.as_object())
                .flatten()
                .any(|(_, value)| value == text.as_str())
        };
        let found = self.calls.iter().rev().find(|(call, _)| call.status == CallStatus::Done);
        let mut texts = match (found, kind) {
            (Some((call, content)), ArgumentKind::File) => files_in(call, content),
            (Some((_, content)), _) => lines_of(content),
            (None, ArgumentKind::File) => match files_of(self.question) {
                files if files.is_empty() => pieces_of(self.question, tool),
                files => files,
            },
            (None, ArgumentKind::Folder) => folders_of(self.question, tool),
            (None, ArgumentKind::Statement) => match statement_of(self.question, tool) {
                Some(statement) => vec![statement],
                None => pieces_of(self.question, tool),
            },
            (None, ArgumentKind::Words) => pieces_of(self.question, tool),
        };
        texts.retain(|text| !is_tried(text));
        texts
    }
}

/// The kind of text that a tool takes.
#[derive(Clone, Copy, Eq, PartialEq)]
enum ArgumentKind {
    File,
    Folder,
    /// The whole statement, as for a note.
    Statement,
    Words,
}

impl ArgumentKind {
    /// Only the tool's first text argument can be a file, a folder or a statement, by the tool's cues; the others are
    /// plain words.
    fn of(tool: &dyn Tool, is_first: bool) -> Self {
        let has = |cue: &str| is_first && tool.cues().split_whitespace().any(|other| other == cue);
        if has("#file") {
            Self::File
        } else if has("#folder") {
            Self::Folder
        } else if has("#statement") {
            Self::Statement
        } else {
            Self::Words
        }
    }
}

/// The whole result, followed by its lines.
fn lines_of(content: &str) -> Vec<String> {
    let whole = content.trim().to_owned();
    let lines = content.lines().map(str::trim).filter(|line| !line.is_empty() && *line != whole);
    let mut lines: Vec<String> = lines.take(MAX_LINES).map(str::to_owned).collect();
    lines.insert(0, whole);
    lines
}

/// The lines of a result as file paths, prefixed with the directory that the call named, if any.
fn files_in(call: &ToolUse, content: &str) -> Vec<String> {
    let texts = call.arguments.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str());
    let folder = texts.map(|text| text.trim_matches('/')).find(|text| !text.is_empty() && *text != ".");
    let lines = content.lines().map(str::trim).filter(|line| !line.is_empty() && !line.ends_with('/'));
    let in_folder = |line: &str| folder.map_or_else(|| line.to_owned(), |folder| format!("{folder}/{line}"));
    lines.take(MAX_LINES).map(in_folder).collect()
}

fn files_of(question: &str) -> Vec<String> {
    let tokens = question.split_whitespace().map(trimmed);
    tokens.filter(|token| is_file_name(token)).map(str::to_owned).collect()
}

/// The pieces of a question that may be meant as a value: every run of words within a clause. Pieces made only of
/// filler words and words that describe the tool are left out.
fn pieces_of(question: &str, tool: &dyn Tool) -> Vec<String> {
    let tokens: Vec<&str> = question.split_whitespace().collect();
    if tokens.len() > MANY_WORDS {
        return lines_of(question);
    }
    let own = own_words(tool);
    let mut pieces: Vec<String> = Vec::new();
    for clause in tokens.split_inclusive(|token| token.ends_with(['.', '?', '!', ':', ';'])) {
        for start in 0..clause.len() {
            for length in 1..=MAX_WORDS {
                let Some(piece) = clause.get(start..start + length) else { break };
                let piece = trimmed(&piece.join(" ")).to_owned();
                if words_of(&piece).iter().any(|word| is_own_to_user(word, &own)) && !pieces.contains(&piece)
                {
                    pieces.push(piece);
                }
            }
        }
    }
    pieces
}

/// The words between a tool's cue and the statement, as in "Make a note of this: …".
const LEAD: [&str; 6] = ["that", "to", "of", "this", "it", "down"];

/// The statement after the words that name the tool: "my train leaves at 8:15" in "Remember that my train leaves at
/// 8:15."
fn statement_of(question: &str, tool: &dyn Tool) -> Option<String> {
    let cues: Vec<&str> = tool.cues().split([' ', '_']).collect();
    let is_cue = |token: &&str| {
        let word = trimmed(token).to_lowercase();
        cues.contains(&word.as_str())
    };
    let is_lead = |token: &&str| is_cue(token) || LEAD.contains(&trimmed(token).to_lowercase().as_str());
    let after = question.split_whitespace().skip_while(|token| !is_cue(token)).skip_while(is_lead);
    let said = after.collect::<Vec<_>>().join(" ");
    Some(trimmed(&said).to_owned()).filter(|said| !said.is_empty())
}

/// The names next to a word for a directory, such as `docs` in "the directory docs" and "in docs".
fn folders_of(question: &str, tool: &dyn Tool) -> Vec<String> {
    let own = own_words(tool);
    let tokens: Vec<&str> = question.split_whitespace().map(trimmed).collect();
    let is_cue = |place: Option<usize>| {
        place.and_then(|place| tokens.get(place)).is_some_and(|token| {
            let word = token.to_lowercase();
            tool.cues().split_whitespace().any(|cue| cue == word) || matches!(word.as_str(), "in" | "inside")
        })
    };
    let folders = tokens.iter().enumerate().filter(|(place, token)| {
        let is_name = is_own_to_user(&token.to_lowercase(), &own) && !is_file_name(token);
        token.contains('/') || (is_name && (is_cue(place.checked_sub(1)) || is_cue(place.checked_add(1))))
    });
    folders.map(|(_, token)| (*token).to_owned()).collect()
}

/// The words that describe a tool.
fn own_words(tool: &dyn Tool) -> Vec<String> {
    words_of(&format!("{} {} {}", tool.name(), tool.cues(), tool.description()))
}

/// Whether a word is meaningful and not one of `own`, the words that describe the tool.
fn is_own_to_user(word: &str, own: &[String]) -> bool {
    word.chars().any(char::is_alphabetic)
        && !is_plain_word(word)
        && !own.iter().any(|other| same_word(other, word))
}

#[cfg(test)]
#[path = "values_tests.rs"]
mod tests;
