//! The kinds of model servers. All of them use the same protocol; they differ in a few request fields and in the name
//! shown to the user. Contains no HTTP.

/// A kind of model server. Adding a variant requires updating the server-specific fields of the request.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Dialect {
    /// `llama-server` of llama.cpp.
    LlamaServer,
    /// Ollama, by its OpenAI-compatible routes.
    Ollama,
    /// LM Studio.
    LmStudio,
    /// vLLM.
    Vllm,
    /// Any other server, or one not identified yet: receives only fields that every server accepts.
    #[default]
    Generic,
}

impl Dialect {
    /// Returns the name for the user.
    pub fn display_name(self) -> &'static str {
        match self {
            Self::LlamaServer => "llama-server",
            Self::Ollama => "Ollama",
            Self::LmStudio => "LM Studio",
            Self::Vllm => "vLLM",
            Self::Generic => "OpenAI-compatible server",
        }
    }

    /// Identifies a server by the `owned_by` of its models and by its port.
    ///
    /// `llamacpp` (recorded from b11434), `vllm` and LM Studio's `organization_owner` (JetBrains/koog #139) name the
    /// server. Ollama puts the model's namespace there (`library` or any user's), and nothing at all if it has no
    /// models, so it is identified by its port, as is LM Studio. The ports 8080 and 8000 say nothing, because many
    /// servers use them.
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
