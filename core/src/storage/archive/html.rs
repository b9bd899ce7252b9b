//! Writes the shown branch of a session as one HTML file to read, print and pass on. The file stands alone: it contains
//! its styles and images, runs no script, and its content security policy lets it load nothing.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::date;
use crate::conversation::attachment::{Attachment, Content};
use crate::conversation::message::Role;
use crate::log::transcript::{Node, ToolUse, Transcript};

const STYLES: &str = include_str!("html.css");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// What the file says besides the conversation, in the reader's language.
#[derive(Clone, Debug)]
pub struct HtmlLabels {
    /// The code of that language.
    pub language: String,
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
    /// How far local time is behind UTC, in milliseconds.
    pub behind_utc: i64,
}

/// Returns the texts of the shown branch that are Markdown, by the ids of their messages.
pub fn html_sources(transcript: &Transcript) -> Vec<(u64, String)> {
    let answers = transcript.path().into_iter().filter(|node| node.role == Role::Assistant);
    let words = answers.map(|node| (node.id, node.words().to_string()));
    words.filter(|(_, words)| !words.trim().is_empty()).collect()
}

/// Returns the file. `rendered` has the HTML of the texts that [`html_sources`] names, as the Markdown renderer makes it,
/// which is safe by construction; a text without it is shown as it is. Everything else is escaped here.
pub fn html_text(
    title: &str,
    transcript: &Transcript,
    rendered: &BTreeMap<u64, String>,
    labels: &HtmlLabels,
) -> String {
    let mut body = format!("<h1 dir=\"auto\">{}</h1>\n", escaped(title));
    let mut add = |part: String| body.push_str(&part);
    if let Some(instructions) = transcript.instructions() {
        add(message("system", &labels.system, "", &plain(instructions)));
    }
    for node in transcript.path().into_iter().filter(|node| node.feedback.is_none()) {
        add(shown(node, rendered, labels));
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"abcb\">\n\
         <title>{}</title>\n<style>\n{STYLES}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escaped(&labels.language),
        escaped(title),
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in HTML.
            '\0' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}

fn plain(text: &str) -> String {
    format!("<div class=\"plain\" dir=\"auto\">{}</div>\n", escaped(text.trim_matches('\n')))
}

fn pre(text: &str) -> String {
    // The parser drops a line break right after the tag.
    format!("<pre>\n{}</pre>\n", escaped(text))
}

fn folded(summary: &str, body: &str) -> String {
    format!("<details>\n<summary dir=\"auto\">{}</summary>\n{body}</details>\n", escaped(summary))
}

/// `body` is HTML; the other texts are not.
fn message(class: &str, label: &str, detail: &str, body: &str) -> String {
    let detail = match detail.is_empty() {
        true => String::new(),
        false => format!(" <small dir=\"auto\">{}</small>", escaped(detail)),
    };
    format!("<article class=\"{class}\">\n<h2>{}{detail}</h2>\n{body}</article>\n", escaped(label))
}

/// The local time of a message: `2025-05-30 13:50`.
fn time(at: u64, behind_utc: i64) -> String {
    const DAY: i64 = 86_400_000;
    let local = i64::try_from(at).unwrap_or(0).saturating_sub(behind_utc);
    let minutes = local.rem_euclid(DAY) / 60_000;
    format!("{} {:02}:{:02}", date(at, behind_utc), minutes / 60, minutes % 60)
}

/// Returns a message; nothing for a step of a run that only calls tools, which are shown themselves.
fn shown(node: &Node, rendered: &BTreeMap<u64, String>, labels: &HtmlLabels) -> String {
    let at = time(node.started_at, labels.behind_utc);
    match node.role {
        Role::User => message("user", &labels.user, &at, &with_attachments(node)),
        Role::System => message("system", &labels.system, &at, &plain(&node.content)),
        Role::Tool => {
            let name = node.tool.as_ref().map(|tool| format!(" · {}", tool.tool_name)).unwrap_or_default();
            let body =
                node.tool.as_ref().map_or_else(|| pre(&node.content), |tool| call(tool, &node.content));
            folded(&format!("{}{name}", labels.tool), &body)
        }
        Role::Assistant => {
            let body = answer(node, rendered, labels);
            if body.is_empty() && (node.has_calls || node.protocol.is_some()) {
                return String::new();
            }
            let model = node.model.as_deref().map(|model| format!("{model} · ")).unwrap_or_default();
            message("assistant", &labels.assistant, &format!("{model}{at}"), &body)
        }
    }
}

fn answer(node: &Node, rendered: &BTreeMap<u64, String>, labels: &HtmlLabels) -> String {
    let mut body = String::new();
    if !node.reasoning.trim().is_empty() {
        body += &folded(&labels.thinking, &plain(node.reasoning.trim()));
    }
    let words = node.words();
    if !words.trim().is_empty() {
        body += &match rendered.get(&node.id) {
            Some(html) => format!("<div class=\"answer\">{html}</div>\n"),
            None => plain(&words),
        };
    }
    if let Some(error) = &node.error {
        // Writing to a string cannot fail.
        let _ = writeln!(body, "<p class=\"error\" dir=\"auto\">{}</p>", escaped(&error.to_string()));
    }
    body
}

fn call(tool: &ToolUse, result: &str) -> String {
    let result = tool.artifact.as_deref().unwrap_or(result);
    let result = if result.is_empty() { String::new() } else { pre(result) };
    format!("{}{result}", pre(&format!("{:#}", tool.arguments)))
}

fn with_attachments(node: &Node) -> String {
    let mut body = if node.content.is_empty() { String::new() } else { plain(&node.content) };
    for attachment in node.attachments.iter() {
        body += &attached(attachment);
    }
    body
}

fn attached(attachment: &Attachment) -> String {
    let name = attachment.shown_name();
    match (attachment.image_url(), &attachment.content) {
        (Some(url), _) => format!("<p><img src=\"{}\" alt=\"{}\"></p>\n", escaped(&url), escaped(&name)),
        (None, Content::Text(text)) => folded(&name, &pre(text)),
        (None, Content::Data(_)) => format!("<p><code>{}</code></p>\n", escaped(&name)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::log::event::read_lines;

    fn transcript(events: &[serde_json::Value]) -> Transcript {
        let lines: Vec<String> = events.iter().map(ToString::to_string).collect();
        let (events, errors) = read_lines(1, lines.iter().map(String::as_str));
        assert_eq!(errors, []);
        Transcript::from_log(&events)
    }

    fn labels() -> HtmlLabels {
        HtmlLabels {
            language: "en".into(),
            user: "You".into(),
            assistant: "Answer".into(),
            system: "System prompt".into(),
            tool: "Tool".into(),
            thinking: "Thinking".into(),
            behind_utc: -7_200_000,
        }
    }

    /// A conversation in which everything says `text`.
    fn conversation(text: &str) -> Transcript {
        transcript(&[
            json!({ "kind": "instructions_set", "content": text }),
            json!({ "kind": "user_message", "content": text, "parent": 0, "at": 1_748_613_022_123_u64, "attachments": [
                { "name": text, "media_type": "text/plain", "text": text },
                { "name": text, "media_type": "image/png", "data": "AAAA" },
            ] }),
            json!({ "kind": "run_started", "provider": "server", "agent": { "protocol": "native", "max_steps": 5, "tools": ["read_file"] } }),
            json!({ "kind": "step_started", "parent": 2 }),
            json!({ "kind": "model_response", "content": "", "message": 4, "tool_calls": [{ "name": "read_file" }] }),
            json!({ "kind": "tool_requested", "message": 4, "tool_name": "read_file", "arguments": { "path": text } }),
            json!({ "kind": "tool_result", "tool_name": "read_file", "output": text, "call": 6 }),
            json!({ "kind": "step_started", "parent": 6 }),
            json!({ "kind": "model_response", "content": text, "message": 8, "reasoning": text, "model": text }),
        ])
    }

    #[test]
    fn a_conversation_is_a_page_that_stands_alone() {
        let transcript = conversation("Hello");
        let sources = html_sources(&transcript);
        assert_eq!(sources, [(8, "Hello".to_owned())]);
        let rendered = BTreeMap::from([(8, "<p><b>Hello</b></p>".to_owned())]);
        let page = html_text("A <title>", &transcript, &rendered, &labels());
        for part in [
            "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"",
            "<title>A &lt;title&gt;</title>",
            "<h1 dir=\"auto\">A &lt;title&gt;</h1>",
            "<h2>You <small dir=\"auto\">2025-05-30 15:50</small></h2>\n<div class=\"plain\" dir=\"auto\">Hello</div>",
            "<img src=\"data:image/png;base64,AAAA\" alt=\"Hello\">",
            "<summary dir=\"auto\">Tool · read_file</summary>\n<pre>\n{\n  &quot;path&quot;: &quot;Hello&quot;\n}</pre>\n<pre>\nHello</pre>",
            "<summary dir=\"auto\">Thinking</summary>",
            "<div class=\"answer\"><p><b>Hello</b></p></div>",
            "<small dir=\"auto\">Hello · 1970-01-01 02:00</small>",
            "prefers-color-scheme: dark",
            "@media print",
        ] {
            assert!(page.contains(part), "{part} is missing in\n{page}");
        }
        assert!(!page.contains("<script"), "{page}");
    }

    #[test]
    fn an_answer_that_was_not_rendered_is_shown_as_it_is() {
        let page = html_text("t", &conversation("**a** <b>"), &BTreeMap::new(), &labels());
        assert!(page.contains("<div class=\"plain\" dir=\"auto\">**a** &lt;b&gt;</div>"), "{page}");
    }

    proptest! {
        /// Whatever the texts are, the page has the same elements.
        #[test]
        fn hostile_text_stays_text(text in "(</pre>|</details>|</style>|<script>|<img src=x onerror=y>|\"|'|&lt;|<!--|\\PC){1,12}") {
            let elements = |text: &str| {
                let rendered = BTreeMap::new();
                let page = html_text(text, &conversation(text), &rendered, &labels());
                let tags: Vec<String> =
                    page.match_indices('<').map(|(at, _)| page[at..].chars().take_while(|c| !" >\n".contains(*c)).collect()).collect();
                tags
            };
            let words = format!("x{text}x");
            prop_assert_eq!(elements(&words), elements("x"));
            let page = html_text(&words, &conversation(&words), &BTreeMap::new(), &labels());
            prop_assert_eq!(page.matches('"').count(), html_text("x", &conversation("x"), &BTreeMap::new(), &labels()).matches('"').count());
        }
    }
}
