//! Parses the data of an event into JSON values. Servers send invalid JSON in known ways: raw line breaks in strings,
//! unpaired surrogates, several objects in one event, truncated objects. Whatever can be parsed is returned, along with
//! whether anything was lost. Does not interpret the values.

use serde_json::{Deserializer, Value, json};

use crate::base::json::{halves, strings::mend_strings};

/// Longer broken frames are not searched for the text they still contain, in bytes.
const MAX_SEARCHED_BYTES: usize = 1 << 20;

/// The fields whose text is recovered from a broken frame.
const TEXT_FIELDS: [&str; 5] = ["reasoning_content", "reasoning", "thinking", "content", "text"];

/// The contents of the data of one event.
#[derive(Debug, Default)]
pub(super) struct Frames {
    pub values: Vec<Value>,
    /// Whether some of the data could not be parsed.
    pub is_damaged: bool,
    /// Whether strings contain unpaired surrogates, encoded as [`halves`] does.
    pub has_halves: bool,
    /// Whether the data announced the end of the stream.
    pub is_done: bool,
}

pub(super) fn read(data: &str) -> Frames {
    if let Ok(value) = serde_json::from_str(data) {
        return Frames { values: vec![value], ..Frames::default() };
    }
    let lines: Vec<&str> = data.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > 1 {
        // Some servers end their events with a single line break, and one of these lines may be broken.
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

/// Parses one value after the other; after an error, only recovers text.
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

/// Returns the text and the finish reason recovered from a broken frame, as a frame.
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
    // A list of parts has `text` inside `thinking`, so it is unknown which kind the text belongs to.
    if delta.contains_key("content") || broken.contains("\"thinking\"") {
        delta.remove("text");
    }
    let finish_reason = strings_after(broken, "finish_reason").next();
    if delta.is_empty() && finish_reason.is_none() {
        return None;
    }
    Some(json!({ "choices": [{ "delta": delta, "finish_reason": finish_reason }] }))
}

/// Returns the strings that are values of `field`; the last one may be truncated.
fn strings_after<'a>(broken: &'a str, field: &str) -> impl Iterator<Item = String> + use<'a> {
    let key = format!("\"{field}\"");
    broken.match_indices(&key).map(|(at, key)| at + key.len()).collect::<Vec<_>>().into_iter().filter_map(
        move |at| {
            let value = broken.get(at..)?.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
            string_at(value)
        },
    )
}

/// Returns the string whose opening quote is just before `text`. If its end is missing, returns everything up to a
/// truncated escape.
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
