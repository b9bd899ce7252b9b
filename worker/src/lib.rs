//! The engine's interface for a Web Worker: a model file arrives in pieces and is loaded, and a request is answered
//! step by step. Requests and replies are JSON text; `web/scripts/engine-worker` is the caller. Knows nothing of the
//! page.

mod request;
mod room;

use abcb_engine::{Chat, FinishReason, Model, Step};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

/// Returns the reason, as a sentence, why a model of `size` bytes does not fit in memory, or `None` if it fits.
/// `device` is the browser's `navigator.deviceMemory`.
#[wasm_bindgen]
pub fn refusal(size: f64, device: Option<f64>) -> Option<String> {
    room::refusal(size, device)
}

/// A model file that is being received. Pieces are copied once, into the memory that the model then keeps.
#[wasm_bindgen]
#[derive(Default)]
pub struct ModelFile {
    bytes: Vec<u8>,
}

#[wasm_bindgen]
impl ModelFile {
    /// Creates an empty file. `size` is the expected size in bytes, or 0 if it is unknown.
    #[wasm_bindgen(constructor)]
    pub fn new(size: u32) -> Result<ModelFile, String> {
        let mut bytes = Vec::new();
        let size = usize::try_from(size).map_err(|error| error.to_string())?;
        // Growing by doubling would temporarily need half as much memory again.
        bytes
            .try_reserve_exact(size)
            .map_err(|_| format!("There is not enough memory for a model of {} MB.", size / 1_000_000))?;
        Ok(Self { bytes })
    }

    pub fn push(&mut self, piece: &[u8]) -> Result<(), String> {
        self.bytes.try_reserve(piece.len()).map_err(|_| "There is not enough memory for this model.")?;
        self.bytes.extend_from_slice(piece);
        Ok(())
    }
}

/// A loaded model and its conversation.
#[wasm_bindgen]
pub struct Engine {
    chat: Chat,
}

#[wasm_bindgen]
impl Engine {
    /// Loads the model from a complete file. `context` is the maximum number of tokens of prompt and answer together.
    #[wasm_bindgen(constructor)]
    pub fn new(file: ModelFile, context: u32) -> Result<Engine, String> {
        let model = Model::load(file.bytes).map_err(|error| error.to_string())?;
        Ok(Self { chat: Chat::new(model, usize::try_from(context).unwrap_or(usize::MAX)) })
    }

    /// Returns the model's name, context size in tokens and memory use: `{"name","context","bytes"}`.
    pub fn describe(&self) -> String {
        let name = self.chat.model().config().name.as_str();
        json!({ "name": name, "context": self.chat.context(), "bytes": self.chat.memory() }).to_string()
    }

    /// Begins an answer to `{"messages":[{"role","content"}],"max_tokens","temperature","seed","schema","now"}`; only
    /// the messages are required. Returns `{"prompt_end"}`, since a template can open a thinking block at the end of
    /// the prompt.
    ///
    /// # Errors
    /// `{"message"}`, plus `prompt_tokens` and `context_tokens` if the conversation is too long.
    pub fn begin(&mut self, request: &str) -> Result<String, String> {
        let (messages, options) =
            request::read(request).map_err(|reason| json!({ "message": reason }).to_string())?;
        self.chat.begin(&messages, options).map_err(|error| request::refusal(&error).to_string())?;
        Ok(json!({ "prompt_end": self.chat.prompt_end() }).to_string())
    }

    /// Does the next piece of work. Returns `{"prefill":[processed,total]}`, `{"text"}` or
    /// `{"done":"stop"|"length","prompt_tokens","cached_tokens","completion_tokens"}`.
    pub fn step(&mut self) -> Result<String, String> {
        let step = self.chat.step().map_err(|error| error.to_string())?;
        Ok(written(step).to_string())
    }
}

fn written(step: Step) -> Value {
    match step {
        Step::Prefill { processed, total } => json!({ "prefill": [processed, total] }),
        Step::Text(text) => json!({ "text": text }),
        Step::Done { reason, usage } => json!({
            "done": match reason {
                FinishReason::Stop => "stop",
                FinishReason::Length => "length",
            },
            "prompt_tokens": usage.prompt_tokens,
            "cached_tokens": usage.reused_tokens,
            "completion_tokens": usage.generated_tokens,
        }),
    }
}
