//! Reads llama-server's reply to `GET /props`: what the template of its model can do. Does not ask the server.

use serde_json::Value;

/// Whether the model's own chat template shows tools to the model. `None` where the reply does not say, as older servers'
/// do not. Source: `chat_template_caps` of llama.cpp b11434.
pub fn template_knows_tools(body: &[u8]) -> Option<bool> {
    let reply: Value = serde_json::from_slice(body).ok()?;
    reply.get("chat_template_caps")?.get("supports_tools")?.as_bool()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_template_can_do_is_read() {
        let check = |body: &str| template_knows_tools(body.as_bytes());
        assert_eq!(check(r#"{"chat_template_caps":{"supports_tools":false}}"#), Some(false));
        assert_eq!(check(r#"{"chat_template_caps":{"supports_tools":true}}"#), Some(true));
        let recorded = include_str!("../../../tests/fixtures/wire/llama-server-props.http");
        assert_eq!(
            recorded.lines().find_map(|line| template_knows_tools(line.as_bytes())),
            Some(false),
            "SmolLM2"
        );
        for silent in ["", "{}", "[]", r#"{"chat_template_caps":{"supports_tools":1}}"#] {
            assert_eq!(check(silent), None, "{silent}");
        }
    }
}
