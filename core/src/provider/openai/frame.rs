//! From the data of an event to JSON values. Servers get JSON wrong in known ways: raw line ends in strings, halves of a
//! character, several objects in one event, objects that break off. What can be read is; the caller is told whether
//! that was all. Knows nothing of what the values mean.

use serde_json::{Deserializer, Value, json};

use super::halves;

/// Frames longer than this are not searched for the texts that a broken one still holds.
const MAX_SEARCHED_BYTES: usize = 1 << 20;

/// The fields whose texts are worth saving out of a broken frame.
const TEXT_FIELDS: [&str; 5] = ["reasoning_content", "reasoning", "thinking", "content", "text"];

/// What stood in the data of one event.
#[derive(Debug, Default)]
pub(super) struct Frames {
    pub values: Vec<Value>,
    /// Whether some of it could not be read.
    pub is_damaged: bool,
    /// Whether texts hold halves of characters, in the places that [`halves`] keeps for them.
    pub has_halves: bool,
    /// Whether the end of the stream was announced in it.
    pub is_done: bool,
}

pub(super) fn read(data: &str) -> Frames {
    if let Ok(value) = serde_json::from_str(data) {
        return Frames { values: vec![value], ..Frames::default() };
    }
    let lines: Vec<&str> = data.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > 1 {
        // A server that ends its events with one line end instead of two, or a line that is broken among such.
        let each: Vec<Frames> = lines.iter().map(|line| read_line(line)).collect();
        let is_good = |frames: &Frames| !frames.is_damaged;
        if each.iter().all(is_good) || (read_whole(data).is_damaged && each.iter().any(is_good)) {
            return each.into_iter().fold(Frames::default(), Frames::followed_by);
        }
    }
    read_whole(data)
}

fn read_line(line: &str) -> Frames {
    if line == "[DONE]" { Frames { is_done: true, ..Frames::default() } } else { read_whole(line) }
}

/// Reads one value after the other; from where that fails on, only the texts.
fn read_whole(data: &str) -> Frames {
    let (mended, has_halves) = mend_strings(data);
    let mut values = Deserializer::from_str(&mended).into_iter::<Value>();
    let mut frames = Frames { has_halves, ..Frames::default() };
    loop {
        let start = values.byte_offset();
        match values.next() {
            None => return frames,
            Some(Ok(value)) => frames.values.push(value),
            Some(Err(_)) => {
                let rest = mended.get(start..).unwrap_or_default();
                frames.is_done = rest.trim() == "[DONE]";
                frames.is_damaged = !frames.is_done;
                frames.values.extend(texts_of(rest));
                return frames;
            }
        }
    }
}

impl Frames {
    fn followed_by(mut self, next: Self) -> Self {
        self.values.extend(next.values);
        self.is_damaged |= next.is_damaged;
        self.has_halves |= next.has_halves;
        self.is_done |= next.is_done;
        self
    }
}

/// Mends what may not stand in a JSON string and yet has only one meaning: raw control characters, a backslash before a
/// letter that needs none, a half of a character.
fn mend_strings(data: &str) -> (String, bool) {
    let mut mended = String::with_capacity(data.len());
    let (mut in_string, mut has_halves) = (false, false);
    let mut rest = data;
    while let Some(character) = rest.chars().next() {
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
        match character {
            '"' => in_string = !in_string,
            '\\' if in_string => {
                rest = mend_escape(rest, &mut mended, &mut has_halves);
                continue;
            }
            control if in_string && control.is_ascii_control() && control != '\u{7f}' => {
                mended.push_str(&format!("\\u{:04x}", u32::from(control)));
                continue;
            }
            _ => {}
        }
        mended.push(character);
    }
    (mended, has_halves)
}

/// Takes over the escape whose backslash stood before `rest`; gives what follows it.
fn mend_escape<'a>(rest: &'a str, mended: &mut String, has_halves: &mut bool) -> &'a str {
    let take = |length: usize| (rest.get(..length).unwrap_or(rest), rest.get(length..).unwrap_or_default());
    let Some(unit) = code_unit(rest) else {
        if rest.starts_with(['"', '\\', '/', 'b', 'f', 'n', 'r', 't']) {
            let (escape, after) = take(1);
            mended.push('\\');
            mended.push_str(escape);
            return after;
        }
        // The end of the data has cut an escape: what it would have been nobody knows.
        let is_cut = rest.is_empty() || rest.starts_with('u') && rest.len() < 5;
        mended.push_str(if is_cut { "" } else { "\\\\" });
        return if is_cut { "" } else { rest };
    };
    let second = rest.get(5..).and_then(|next| code_unit(next.strip_prefix('\\')?));
    let is_pair = halves::is_first(unit) && second.is_some_and(halves::is_second);
    match halves::placeholder(unit) {
        Some(half) if !is_pair => {
            *has_halves = true;
            mended.push(half);
            take(5).1
        }
        _ => {
            let (escape, after) = take(if is_pair { 11 } else { 5 });
            mended.push('\\');
            mended.push_str(escape);
            after
        }
    }
}

/// The UTF-16 code unit of `uXXXX` at the start of `text`.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix('u')?.get(..4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

/// The texts that a broken frame holds, and its finish reason, as a frame.
fn texts_of(broken: &str) -> Option<Value> {
    if broken.len() > MAX_SEARCHED_BYTES {
        return None;
    }
    let mut delta = serde_json::Map::new();
    for field in TEXT_FIELDS {
        let text: String = strings_after(broken, field).collect();
        if !text.is_empty() {
            delta.insert(field.to_owned(), text.into());
        }
    }
    // A list of parts says `text` inside of `thinking`: what it is part of is lost.
    if delta.contains_key("content") || broken.contains("\"thinking\"") {
        delta.remove("text");
    }
    let finish_reason = strings_after(broken, "finish_reason").next();
    if delta.is_empty() && finish_reason.is_none() {
        return None;
    }
    Some(json!({ "choices": [{ "delta": delta, "finish_reason": finish_reason }] }))
}

/// The strings that stand as a value of `field`, as far as they go.
fn strings_after<'a>(broken: &'a str, field: &str) -> impl Iterator<Item = String> + use<'a> {
    let key = format!("\"{field}\"");
    broken.match_indices(&key).map(|(at, key)| at + key.len()).collect::<Vec<_>>().into_iter().filter_map(
        move |at| {
            let value = broken.get(at..)?.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
            string_at(value)
        },
    )
}

/// The string whose opening quote stood before `text`. Where its end is missing, all of it up to an escape that is cut.
fn string_at(text: &str) -> Option<String> {
    let mut is_escaped = false;
    let end = text.find(|character| match character {
        _ if is_escaped => {
            is_escaped = false;
            false
        }
        '\\' => {
            is_escaped = true;
            false
        }
        other => other == '"',
    });
    let body = text.get(..end.unwrap_or(text.len()))?;
    (0..=6).find_map(|cut| {
        let body = body.get(..body.len().checked_sub(cut)?)?;
        serde_json::from_str(&format!("\"{body}\"")).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(data: &str) -> String {
        let frames = read(data);
        let values: Vec<String> = frames.values.iter().map(Value::to_string).collect();
        let marks = [(frames.is_damaged, "damaged"), (frames.has_halves, "halves"), (frames.is_done, "done")];
        let marks: Vec<&str> = marks.into_iter().filter_map(|(is_so, mark)| is_so.then_some(mark)).collect();
        format!("{} {}", values.join(" "), marks.join(" ")).trim().to_owned()
    }

    #[test]
    fn what_has_one_meaning_is_read_whole() {
        assert_eq!(shown(r#"{"a":1}"#), r#"{"a":1}"#);
        assert_eq!(shown("{\"a\":\"x\ty\nz\"}"), r#"{"a":"x\ty\nz"}"#);
        assert_eq!(shown(r#"{"a":"C:\dir \\ \u00e9"}"#), r#"{"a":"C:\\dir \\ é"}"#);
        assert_eq!(shown(r#"{"a":"\ud83c\udf89"}"#), r#"{"a":"🎉"}"#);
        assert_eq!(shown("{\"a\":1}\n{\"a\":2}\n[DONE]"), r#"{"a":1} {"a":2} done"#);
        assert_eq!(shown(r#"{"a":1}{"a":2} [DONE]"#), r#"{"a":1} {"a":2} done"#);
        assert!(shown(r#"{"a":"x\ud83c"}"#).ends_with("halves"));
    }

    #[test]
    fn the_texts_of_a_broken_frame_are_saved() {
        let text = |text: &str| format!(r#"{{"choices":[{{"delta":{text},"finish_reason":null}}]}} damaged"#);
        assert_eq!(shown(r#"{"choices":[{"delta":{"content":"Hel"#), text(r#"{"content":"Hel"}"#));
        assert_eq!(shown(r#"{"choices":[{"delta":{"content":"Hel\u00"#), text(r#"{"content":"Hel"}"#));
        assert_eq!(shown(r#"{"choices"[{"delta":{"content":"a\"b"}}"#), text(r#"{"content":"a\"b"}"#));
        assert_eq!(
            shown(r#"{"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"text":"a"#),
            "damaged"
        );
        assert_eq!(shown("{bad"), "damaged");
        assert_eq!(shown("{\"a\":1}\n{bad"), r#"{"a":1} damaged"#);
        assert_eq!(shown("\"content\""), "\"content\"");
    }
}
