//! A decoder-only transformer: from a GGUF file to logits.
//!
//! The weights stay in the file's bytes and are decoded block by block as they are used, so a model needs hardly more
//! memory than its file. This module sees tokens only as numbers; text is handled by `tokenizer`.

mod config;
mod forward;
mod rope;
mod weights;

pub use config::{Architecture, Config};
pub use forward::{Evaluator, Logits};

use crate::cache::KvCache;
use crate::gguf::{Gguf, GgufError};
use crate::template::{ChatMessage, Template, TemplateFailed};
use crate::tokenizer::{Tokenizer, TokenizerError};
use weights::Weights;

/// The reason why a file cannot be run. Every variant except [`LoadError::Gguf`] means that the file is intact but
/// unsupported; the user can choose another file or run this one with a local model server.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LoadError {
    #[error("the file cannot be read: {0}")]
    Gguf(#[from] GgufError),
    #[error(
        "models of the family {0:?} are not supported in the page (llama, qwen2 and qwen3 are); a local model server can run this file"
    )]
    Architecture(String),
    #[error("the file does not say {0}, which a model of this family needs")]
    MissingMetadata(String),
    #[error("metadata {key} is not valid: {reason}")]
    Metadata { key: String, reason: String },
    #[error("tensor {0} is missing")]
    MissingTensor(String),
    #[error("tensor {name} has the shape {found:?}, expected {expected:?}")]
    TensorShape { name: String, found: Vec<usize>, expected: Vec<usize> },
    #[error("the file's tokenizer cannot be used: {0}")]
    Tokenizer(#[from] TokenizerError),
    #[error("{0}; a local model server may be able to run this file")]
    Template(#[from] TemplateFailed),
}

/// A loaded model: its file's bytes and the parsed header.
pub struct Model {
    bytes: Vec<u8>,
    config: Config,
    weights: Weights,
    tokenizer: Tokenizer,
    template: Template,
}

impl Model {
    /// Loads a model from a complete GGUF file and keeps the bytes. Needs only a few more bytes per token of the
    /// vocabulary.
    pub fn load(bytes: Vec<u8>) -> Result<Self, LoadError> {
        let file = Gguf::parse(&bytes)?;
        let config = Config::from_file(&file)?;
        let weights = Weights::from_file(&file, &bytes, &config)?;
        let tokenizer = Tokenizer::from_file(&file, config.vocabulary)?;
        let template = Template::from_file(&file, &tokenizer);
        // A template that cannot render the simplest conversation cannot render any, so it is rejected when loading
        // rather than at the first message.
        template.render(&[ChatMessage::new("user", "Hi")], Some(0))?;
        Ok(Self { config, weights, tokenizer, template, bytes })
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    pub fn template(&self) -> &Template {
        &self.template
    }

    /// Returns the size in bytes of the file, which the model holds in memory.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Returns an empty cache of the right shape for this model.
    pub fn new_cache(&self) -> KvCache {
        KvCache::new(self.config.layers, self.config.kv_heads, self.config.head_len)
    }
}
