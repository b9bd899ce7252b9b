//! Reads llama-server's reply to `GET /props`: what its model and the model's template can do. Does not ask the server.

use serde_json::Value;

/// What a server says its model can do; `None` where the reply does not say, as older servers' do not. Source:
/// `chat_template_caps` and `modalities` of llama.cpp b11434.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Props {
    /// Whether the model's own chat template shows tools to the model.
    pub knows_tools: Option<bool>,
    pub sees_images: Option<bool>,
}

pub fn read_props(body: &[u8]) -> Props {
    let reply: Value = serde_json::from_slice(body).unwrap_or_default();
    let says = |path: &str| reply.pointer(path)?.as_bool();
    Props { knows_tools: says("/chat_template_caps/supports_tools"), sees_images: says("/modalities/vision") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_model_can_do_is_read() {
        let check = |body: &str, knows_tools, sees_images| {
            assert_eq!(read_props(body.as_bytes()), Props { knows_tools, sees_images }, "{body}");
        };
        check(r#"{"chat_template_caps":{"supports_tools":false}}"#, Some(false), None);
        check(r#"{"chat_template_caps":{"supports_tools":true}}"#, Some(true), None);
        check(r#"{"modalities":{"vision":true,"audio":false}}"#, None, Some(true));
        let recorded = include_str!("../../../tests/fixtures/wire/llama-server-props.http");
        let smollm2 = recorded.lines().last().unwrap_or_default();
        check(smollm2, Some(false), Some(false));
        for silent in ["", "{}", "[]", r#"{"chat_template_caps":{"supports_tools":1},"modalities":[]}"#] {
            check(silent, None, None);
        }
    }
}
