//! From the data of an event to JSON values. Servers get JSON wrong in known ways: raw line ends in strings, halves of a
//! character, several objects in one event, objects that break off. What can be read is; the caller is told whether
//! that was all. Knows nothing of what the values mean.

use serde_json::{Deserializer, Value, json};

use crate::json::{halves, strings::mend_strings};

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
    let (mended, has_halves) = mend_strings(data, halves::placeholder);
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
