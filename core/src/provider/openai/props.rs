//! Parses llama-server's response to `GET /props`: the capabilities of its model and of the chat template. Sends no
//! requests.

use serde_json::Value;

/// The capabilities a server reports; `None` if the response does not include them, as with older servers. Source:
/// `chat_template_caps` and `modalities` of llama.cpp b11434.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Props {
    /// Whether the model's own chat template supports tools.
    pub knows_tools: Option<bool>,
    /// Whether the model reads images: `modalities.vision`.
    pub sees_images: Option<bool>,
    /// Whether the template supports reasoning.
    pub thinks: Option<bool>,
}

/// Reads the body of the response. Anything that is not the expected JSON counts as not reported.
pub fn read_props(body: &[u8]) -> Props {
    let reply: Value = serde_json::from_slice(body).unwrap_or_default();
    let says = |path: &str| reply.pointer(path)?.as_bool();
    let template = reply.get("chat_template").and_then(Value::as_str);
    Props {
        knows_tools: says("/chat_template_caps/supports_tools")
            .or_else(|| template.map(|template| TOOLS.iter().any(|words| template.contains(words)))),
        sees_images: says("/modalities/vision"),
        thinks: template.map(|template| THOUGHTS.iter().any(|word| template.contains(word))),
    }
}

/// Strings found in templates that support tools. Servers before 2025 have no `chat_template_caps`.
const TOOLS: [&str; 5] = ["if tools", "in tools", "tools is", "tools |", "tools|"];

/// Strings found in the templates of reasoning models: the tags around the reasoning, the switch for it, or the
/// channel.
const THOUGHTS: [&str; 7] = [
    "<think>",
    "</think>",
    "[THINK]",
    "<|channel|>analysis",
    "enable_thinking",
    "reasoning_content",
    "reasoning_effort",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_model_can_do_is_read() {
        let check = |body: &str, knows_tools, sees_images| {
            let props = read_props(body.as_bytes());
            assert_eq!((props.knows_tools, props.sees_images), (knows_tools, sees_images), "{body}");
        };
        check(r#"{"chat_template_caps":{"supports_tools":false}}"#, Some(false), None);
        check(r#"{"chat_template_caps":{"supports_tools":true}}"#, Some(true), None);
        check(r#"{"modalities":{"vision":true,"audio":false}}"#, None, Some(true));
        let recorded = include_str!("../../../tests/fixtures/wire/llama-server-props.http");
        let smollm2 = recorded.lines().last().unwrap_or_default();
        check(smollm2, Some(false), Some(false));
        assert_eq!(read_props(smollm2.as_bytes()).thinks, Some(false));
        let qwen3 = br#"{"chat_template":"{% if enable_thinking is false %}<think>\n\n</think>{% endif %}"}"#;
        assert_eq!(read_props(qwen3).thinks, Some(true));
        assert_eq!(read_props(b"{}").thinks, None);
        // Qwen2.5-Coder 0.5B on a server that does not report the capabilities of its template.
        let qwen = r##"{"chat_template":"{%- if tools %}{{- '<|im_start|>system\n# Tools' }}{%- for tool in tools %}{{- tool | tojson }}{%- endfor %}{%- endif %}"}"##;
        check(qwen, Some(true), None);
        check(
            r#"{"chat_template":"{% for message in messages %}{{ message.content }}{% endfor %}"}"#,
            Some(false),
            None,
        );
        check(
            r#"{"chat_template":"{% if tools %}","chat_template_caps":{"supports_tools":false}}"#,
            Some(false),
            None,
        );
        for silent in ["", "{}", "[]", r#"{"chat_template_caps":{"supports_tools":1},"modalities":[]}"#] {
            check(silent, None, None);
        }
    }
}
