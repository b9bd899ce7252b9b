//! Which kind of server speaks. All of them speak the same protocol; the kinds differ in a few request fields and in
//! the name a user knows them by. Knows nothing of HTTP.

/// A kind of model server. Adding a variant breaks the request's per-server fields.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Dialect {
    LlamaServer,
    Ollama,
    LmStudio,
    Vllm,
    /// Any other server, or one not asked yet: only fields that every server accepts.
    #[default]
    Generic,
}

impl Dialect {
    pub fn display_name(self) -> &'static str {
        match self {
            Self::LlamaServer => "llama-server",
            Self::Ollama => "Ollama",
            Self::LmStudio => "LM Studio",
            Self::Vllm => "vLLM",
            Self::Generic => "OpenAI-compatible server",
        }
    }

    /// Recognises a server by the `owned_by` of its models and by its port.
    ///
    /// `llamacpp` (recorded from b11434), `vllm` and LM Studio's `organization_owner` (JetBrains/koog #139) name the
    /// server. Ollama says the namespace of the model there (`library` or any user's), and with no model nothing at
    /// all, so its port decides, as LM Studio's does. The ports 8080 and 8000 say nothing: half of all servers live
    /// there.
    pub fn detect<'a>(owners: impl IntoIterator<Item = &'a str>, port: Option<u16>) -> Self {
        let named = owners.into_iter().find_map(|owner| match owner {
            "llamacpp" => Some(Self::LlamaServer),
            "vllm" => Some(Self::Vllm),
            "organization_owner" => Some(Self::LmStudio),
            "library" => Some(Self::Ollama),
            _ => None,
        });
        named.unwrap_or(match port {
            Some(11434) => Self::Ollama,
            Some(1234) => Self::LmStudio,
            _ => Self::Generic,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_known_by_its_owner_or_else_by_its_port() {
        let check = |owners: &[&str], port: Option<u16>, expected: Dialect| {
            assert_eq!(Dialect::detect(owners.iter().copied(), port), expected, "{owners:?} at {port:?}");
        };
        check(&["llamacpp"], Some(11434), Dialect::LlamaServer);
        check(&["someone", "vllm"], Some(8000), Dialect::Vllm);
        check(&["organization_owner"], None, Dialect::LmStudio);
        check(&["library"], Some(8080), Dialect::Ollama);
        check(&["someone"], Some(11434), Dialect::Ollama);
        check(&[], Some(1234), Dialect::LmStudio);
        check(&[], Some(8080), Dialect::Generic);
        check(&["openai"], None, Dialect::Generic);
    }
}
