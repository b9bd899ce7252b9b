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
    /// The file is not GGUF or is damaged.
    #[error("the file cannot be read: {0}")]
    Gguf(#[from] GgufError),
    /// The model belongs to a family that the engine does not compute; with its name in the file.
    #[error(
        "models of the family {0:?} are not supported in the page (llama, qwen2 and qwen3 are); a local model server can run this file"
    )]
    Architecture(String),
    /// A key of the metadata is missing; with its name.
    #[error("the file does not say {0}, which a model of this family needs")]
    MissingMetadata(String),
    /// A key of the metadata has a value that no model of the family can have.
    #[error("metadata {key} is not valid: {reason}")]
    Metadata {
        /// The name of the key.
        key: String,
        /// What is wrong with the value, as a clause.
        reason: String,
    },
    /// A tensor is missing; with its name.
    #[error("tensor {0} is missing")]
    MissingTensor(String),
    /// A tensor does not fit the dimensions in the metadata.
    #[error("tensor {name} has the shape {found:?}, expected {expected:?}")]
    TensorShape {
        /// The name of the tensor.
        name: String,
        /// Its dimensions in the file, in GGUF order.
        found: Vec<usize>,
        /// The dimensions that the metadata asks for.
        expected: Vec<usize>,
    },
    /// The vocabulary is of a kind that is not supported, or broken.
    #[error("the file's tokenizer cannot be used: {0}")]
    Tokenizer(#[from] TokenizerError),
    /// The chat template fails on the simplest conversation.
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
    ///
    /// # Errors
    /// A [`LoadError`] whose message tells the user what can be done.
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

    /// Returns the dimensions.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the vocabulary.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// Returns the chat template.
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
