//! Writes the shown branch of a session as a Markdown document to read and to pass on. Whoever wants to import it again
//! exports the session with its log.

use std::fmt::Write;

use crate::base::fence::{fenced, one_line};
use crate::conversation::attachment::{Attachment, Content};
use crate::conversation::message::Role;
use crate::log::transcript::{Node, ToolUse, Transcript};

/// What the document says besides the conversation, in the reader's language.
#[derive(Clone, Debug)]
pub struct MarkdownLabels {
    /// The heading of the user's messages.
    pub user: String,
    /// The heading of answers; the model follows it.
    pub assistant: String,
    /// The heading of the system prompt.
    pub system: String,
    /// The heading of tool calls; the name of the tool follows it.
    pub tool: String,
    /// The summary of the folded reasoning.
    pub thinking: String,
}

/// Returns the document: the title, then every message of the shown branch under the name of who says it. Messages are
/// written as they are, so Markdown in them stays Markdown; arguments and results of tools are fenced.
pub fn markdown_text(title: &str, transcript: &Transcript, labels: &MarkdownLabels) -> String {
    let mut sections = vec![format!("# {}", one_line(title))];
    if let Some(instructions) = transcript.instructions() {
        sections.push(section(&labels.system, "", instructions));
    }
    let shown = transcript.path().into_iter().filter(|node| node.feedback.is_none());
    sections.extend(shown.filter_map(|node| message(node, labels)));
    sections.join("\n\n") + "\n"
}

fn section(label: &str, detail: &str, body: &str) -> String {
    let detail = if detail.is_empty() { String::new() } else { format!(" · {}", one_line(detail)) };
    format!("## {label}{detail}\n\n{}", closed(body.trim_matches('\n')))
}

/// Returns the section of a message; `None` for a step of a run that only calls tools, which have their own sections.
fn message(node: &Node, labels: &MarkdownLabels) -> Option<String> {
    let section = match node.role {
        Role::User => section(&labels.user, "", &with_attachments(node)),
        Role::System => section(&labels.system, "", &node.content),
        Role::Tool => match &node.tool {
            Some(tool) => section(&labels.tool, &tool.tool_name, &tool_call(tool, &node.content)),
            None => section(&labels.tool, "", &fenced(&node.content)),
        },
        Role::Assistant => {
            let body = answer(node, labels);
            if body.is_empty() && (node.has_calls || node.protocol.is_some()) {
                return None;
            }
            section(&labels.assistant, node.model.as_deref().unwrap_or_default(), &body)
        }
    };
    Some(section)
}

/// Closes what a text leaves open, such as the fence of an answer that was stopped: it would swallow the rest of the
/// document.
fn closed(text: &str) -> String {
    let mut fence = "";
    for line in text.lines() {
        let line = line.trim_start();
        let mark = ["`", "~"].iter().find(|mark| line.starts_with(&mark.repeat(3)));
        let Some(mark) = mark else { continue };
        let length = line.len() - line.trim_start_matches(mark).len();
        let (marks, rest) = line.split_at(length);
        match fence.is_empty() {
            // The text after the backticks of an opening fence has none.
            true if *mark == "~" || !rest.contains('`') => fence = marks,
            false if fence.starts_with(mark) && length >= fence.len() && rest.trim().is_empty() => fence = "",
            _ => {}
        }
    }
    let mut closed = text.to_owned();
    if !fence.is_empty() {
        return format!("{closed}\n{fence}");
    }
    for (opening, closing) in [
        ("<!--", "-->"),
        ("<script", "</script>"),
        ("<style", "</style>"),
        ("<pre", "</pre>"),
        ("<textarea", "</textarea>"),
        ("<details", "</details>"),
    ] {
        let is_open = |text: &str| text.rfind(opening).is_some_and(|place| !text[place..].contains(closing));
        if is_open(&closed) {
            closed = format!("{closed}\n{closing}");
        }
    }
    closed
}

fn answer(node: &Node, labels: &MarkdownLabels) -> String {
    let mut parts = Vec::new();
    if !node.reasoning.trim().is_empty() {
        let summary = &labels.thinking;
        let reasoning = closed(&node.reasoning.trim().replace("</details", "&lt;/details"));
        parts.push(format!("<details>\n<summary>{summary}</summary>\n\n{reasoning}\n\n</details>"));
    }
    let words = node.words();
    if !words.trim().is_empty() {
        parts.push(closed(words.trim_matches('\n')));
    }
    if let Some(error) = &node.error {
        let lines = error.to_string();
        parts.push(lines.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n"));
    }
    parts.join("\n\n")
}

fn tool_call(tool: &ToolUse, result: &str) -> String {
    let arguments = fenced(&format!("{:#}", tool.arguments));
    let result = tool.artifact.as_deref().unwrap_or(result);
    match result.is_empty() {
        true => arguments,
        false => format!("{arguments}\n\n{}", fenced(result)),
    }
}

fn with_attachments(node: &Node) -> String {
    let mut body = node.content.clone();
    for attachment in node.attachments.iter() {
        let separator = if body.is_empty() { "" } else { "\n\n" };
        // Writing to a string cannot fail.
        let _ = write!(body, "{separator}{}", attached(attachment));
    }
    body
}

fn attached(attachment: &Attachment) -> String {
    let name = one_line(&attachment.shown_name()).replace(['[', ']', '\\', '<'], "");
    match (attachment.image_url(), &attachment.content) {
        (Some(url), _) => format!("![{name}]({url})"),
        (None, Content::Text(text)) => format!("`{name}`\n\n{}", fenced(text)),
        (None, Content::Data(_)) => format!("`{name}`"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::log::event::read_lines;

    fn document(events: &[serde_json::Value]) -> String {
        let lines: Vec<String> = events.iter().map(ToString::to_string).collect();
        let (events, errors) = read_lines(1, lines.iter().map(String::as_str));
        assert_eq!(errors, []);
        let labels = MarkdownLabels {
            user: "You".into(),
            assistant: "Answer".into(),
            system: "System prompt".into(),
            tool: "Tool".into(),
            thinking: "Thinking".into(),
        };
        markdown_text("A title\n# of two lines", &Transcript::from_log(&events), &labels)
    }

    #[test]
    fn a_conversation_is_a_document() {
        let text = document(&[
            json!({ "kind": "instructions_set", "content": "Be short." }),
            json!({ "kind": "user_message", "content": "Read **this**.", "parent": 0, "attachments": [
                { "name": "a.md", "media_type": "text/markdown", "text": "```\ncode\n```" },
                { "name": "b].png", "media_type": "image/png", "data": "AAAA" },
            ] }),
            json!({ "kind": "run_started", "provider": "server", "model": "m" }),
            json!({ "kind": "step_started", "parent": 2 }),
            json!({ "kind": "model_response", "content": "Done.\n", "message": 4, "reasoning": "Well.", "model": "m-1" }),
        ]);
        assert_eq!(
            text,
            "# A title # of two lines\n\n## System prompt\n\nBe short.\n\n\
             ## You\n\nRead **this**.\n\n`a.md`\n\n````\n```\ncode\n```\n````\n\n![b.png](data:image/png;base64,AAAA)\n\n\
             ## Answer · m-1\n\n<details>\n<summary>Thinking</summary>\n\nWell.\n\n</details>\n\nDone.\n"
        );
    }

    #[test]
    fn what_a_message_leaves_open_ends_with_it() {
        for (text, end) in [
            ("```rust\nfn main() {", "\n```"),
            ("````\n```\ncode", "\n````"),
            ("~~~\n```", "\n~~~"),
            ("```\ncode\n```", ""),
            ("``` not a fence `", ""),
            ("<!-- a comment", "\n-->"),
            ("<pre>a</pre> <PRE", ""),
            ("<details><summary>x</summary>", "\n</details>"),
        ] {
            assert_eq!(closed(text), format!("{text}{end}"));
        }
    }

    #[test]
    fn a_call_stands_with_its_arguments_and_its_whole_result() {
        let agent = json!({ "protocol": "native", "max_steps": 5, "tools": ["read_file"] });
        let text = document(&[
            json!({ "kind": "user_message", "content": "q", "parent": 0 }),
            json!({ "kind": "run_started", "provider": "server", "agent": agent }),
            json!({ "kind": "step_started", "parent": 1 }),
            json!({ "kind": "model_response", "content": "", "message": 3, "tool_calls": [{ "name": "read_file" }] }),
            json!({ "kind": "tool_requested", "message": 3, "tool_name": "read_file", "arguments": { "path": "a" } }),
            json!({ "kind": "artifact_kept", "call": 5, "content": "`cut`" }),
            json!({ "kind": "tool_result", "tool_name": "read_file", "output": "cu…", "call": 5 }),
            json!({ "kind": "step_started", "parent": 5 }),
            json!({ "kind": "response_stopped", "message": 8, "content": "It s", "cause": { "by": "user" } }),
        ]);
        assert_eq!(
            text,
            "# A title # of two lines\n\n## You\n\nq\n\n\
             ## Tool · read_file\n\n```\n{\n  \"path\": \"a\"\n}\n```\n\n```\n`cut`\n```\n\n## Answer\n\nIt s\n"
        );
    }
}
