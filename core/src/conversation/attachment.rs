//! Attachments of a user message: text files, which become part of the prompt, and images, for vision models. Defines
//! their form in the log and in a request; file names are untrusted and only ever used as text.

pub mod decode;
pub mod files;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::fence::fence_for;

/// The image types that both models and browsers support.
pub const IMAGE_TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// Longer names are truncated in the middle.
const MAX_NAME: usize = 80;

/// Shared, so that cloning a message does not copy its files.
pub type Attachments = Arc<[Attachment]>;

/// The JSON form of [`Attachments`], for serde's `with`.
pub(crate) mod list {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Attachment, Attachments};

    pub(crate) fn serialize<S: Serializer>(list: &Attachments, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Attachments, D::Error> {
        Vec::<Attachment>::deserialize(deserializer).map(Attachments::from)
    }
}

/// A file attached to a user message.
///
/// In JSON: `{"name","media_type","text"}`, or `"data"` in Base64 instead of `"text"`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "Fields")]
pub struct Attachment {
    /// The name of the file, as the user's system gave it. Untrusted: show [`Attachment::shown_name`].
    pub name: String,
    /// The MIME type, such as `text/plain` or `image/png`.
    pub media_type: String,
    /// What the file holds.
    #[serde(flatten)]
    pub content: Content,
}

/// The JSON form that an [`Attachment`] is read from.
#[derive(Deserialize)]
struct Fields {
    name: String,
    media_type: String,
    text: Option<String>,
    data: Option<String>,
}

impl TryFrom<Fields> for Attachment {
    type Error = &'static str;

    fn try_from(Fields { name, media_type, text, data }: Fields) -> Result<Self, &'static str> {
        let content = data.map(Content::Data).or(text.map(Content::Text)).ok_or("`text` is missing")?;
        Ok(Self { name, media_type, content })
    }
}

/// The content of an attachment, as it is stored and sent.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// The text of a text file. The model reads all of it.
    Text(String),
    /// Base64-encoded bytes.
    Data(String),
}

/// The user input: the text and its attachments.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct UserInput {
    /// The text as typed.
    pub content: String,
    /// The files that go with it.
    pub attachments: Attachments,
}

impl UserInput {
    /// Returns whether there is nothing to send: no files, and no text but whitespace.
    pub fn is_empty(&self) -> bool {
        self.content.trim().is_empty() && self.attachments.is_empty()
    }

    /// Returns the input with its text as typed, or with an empty text if it is only whitespace.
    pub fn without_blank_text(mut self) -> Self {
        if self.content.trim().is_empty() {
            self.content.clear();
        }
        self
    }
}

impl<T: Into<String>> From<T> for UserInput {
    fn from(content: T) -> Self {
        Self { content: content.into(), attachments: Attachments::default() }
    }
}

impl Attachment {
    /// Returns the name for display on one line: without control characters that break or reorder the line, and
    /// truncated.
    pub fn shown_name(&self) -> String {
        let turns = |c: char| matches!(c, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let plain: Vec<char> = self.name.trim().chars().filter(|c| !c.is_control() && !turns(*c)).collect();
        if plain.len() <= MAX_NAME {
            return if plain.is_empty() { "file".to_owned() } else { plain.into_iter().collect() };
        }
        let (begin, end) = (plain.iter().take(MAX_NAME - 20), plain.iter().skip(plain.len() - 19));
        begin.chain([&'…']).chain(end).collect()
    }

    /// Returns the size in bytes.
    pub fn size(&self) -> usize {
        match &self.content {
            Content::Text(text) => text.len(),
            Content::Data(data) => data.trim_end_matches('=').len() * 3 / 4,
        }
    }

    /// Returns the image as a data URL, or `None` if it is not an image.
    pub fn image_url(&self) -> Option<String> {
        let Content::Data(data) = &self.content else { return None };
        let is_base64 = data.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
        let is_image = IMAGE_TYPES.contains(&self.media_type.as_str());
        (is_image && is_base64).then(|| format!("data:{};base64,{data}", self.media_type))
    }
}

/// Returns the message text for the model: the user's text, then each file by name, with its content in a code fence
/// that the content cannot close.
pub fn told(content: &str, attachments: &[Attachment]) -> String {
    let mut told = content.to_owned();
    for attachment in attachments {
        if !told.is_empty() {
            told.push_str("\n\n");
        }
        let name = attachment.shown_name();
        match &attachment.content {
            Content::Text(text) => {
                let fence = fence_for(text);
                let end = if text.ends_with('\n') { "" } else { "\n" };
                for part in ["File ", &name, ":\n", &fence, "\n", text, end, &fence] {
                    told.push_str(part);
                }
            }
            Content::Data(_) => {
                for part in ["[Image: ", &name, "]"] {
                    told.push_str(part);
                }
            }
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json::{read, value_of};

    fn text(name: &str, text: &str) -> Attachment {
        Attachment { name: name.into(), media_type: "text/plain".into(), content: Content::Text(text.into()) }
    }

    fn image(media_type: &str, data: &str) -> Attachment {
        Attachment {
            name: "a.png".into(),
            media_type: media_type.into(),
            content: Content::Data(data.into()),
        }
    }

    #[test]
    fn a_model_is_told_the_words_and_each_file_between_fences() {
        assert_eq!(told("Why?", &[]), "Why?");
        assert_eq!(told("Why?", &[text("a.txt", "x\n")]), "Why?\n\nFile a.txt:\n```\nx\n```");
        assert_eq!(
            told("", &[text("a.md", "```\nx\n```"), image("image/png", "AAAA")]),
            "File a.md:\n````\n```\nx\n```\n````\n\n[Image: a.png]"
        );
    }

    #[test]
    fn words_stay_as_they_were_typed_unless_there_are_none() {
        let typed = "    if ok:\n        go()\n\tend\n";
        assert_eq!(UserInput::from(typed).without_blank_text().content, typed);
        assert_eq!(UserInput::from(" \n\t").without_blank_text(), UserInput::default());
    }

    #[test]
    fn a_name_is_one_short_line_whatever_it_was() {
        let check = |name: &str, shown: &str| assert_eq!(text(name, "").shown_name(), shown);
        check("notes.txt", "notes.txt");
        check("../x", "../x");
        check("a\n```\nb\u{202e}c\0", "a```bc");
        check(" \n ", "file");
        let long = text(&"é".repeat(300), "").shown_name();
        assert_eq!((long.chars().count(), long.contains('…')), (80, true));
    }

    #[test]
    fn only_a_picture_is_shown_as_one() {
        assert_eq!(image("image/png", "AA==").image_url().as_deref(), Some("data:image/png;base64,AA=="));
        assert_eq!(image("image/svg+xml", "AA==").image_url(), None);
        assert_eq!(image("image/png", "AA\"><script>").image_url(), None);
        assert_eq!(text("a.png", "AA==").image_url(), None);
        assert_eq!(image("image/png", "AAAAAA==").size(), 4);
    }

    #[test]
    fn what_is_wrong_with_an_attachment_is_said() {
        let read = |json: &str| read::<Vec<Attachment>>(&serde_json::from_str(json).expect("JSON"), "it");
        assert_eq!(read("{}").expect_err("no list"), "it should be a list");
        assert_eq!(read("[7]").expect_err("no object"), "an entry should be an object");
        let nothing = r#"[{"name":"a","media_type":"b"}]"#;
        assert_eq!(read(nothing).expect_err("no content"), "`text` is missing");
        let both = vec![text("a", "b"), image("image/gif", "AA")];
        assert_eq!(read(&value_of(&both).to_string()), Ok(both));
    }
}
