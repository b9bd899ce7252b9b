//! The engine's interface for a Web Worker: a model file arrives in pieces and is loaded, and a request is answered
//! step by step. Requests and replies are objects, of the types in `request` and `reply`; `web/scripts/engine-worker` is
//! the caller. Knows nothing of the page.

mod reply;
mod request;
mod room;

use abcb_engine::{Chat, Model};
use reply::{EngineRefusal, EngineStep, ModelDescription, StartedAnswer};
use serde::Serialize;
use serde_wasm_bindgen::{Deserializer, Serializer};
use wasm_bindgen::JsValue;
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

    /// Returns the model's name, context size and memory use: a `ModelDescription`.
    pub fn describe(&self) -> Result<JsValue, JsValue> {
        object(&ModelDescription::from(&self.chat))
    }

    /// Begins an answer to an `AnswerRequest`. Returns a `StartedAnswer`.
    ///
    /// # Errors
    /// An `EngineRefusal`.
    pub fn begin(&mut self, request: JsValue) -> Result<JsValue, JsValue> {
        let (messages, options) = request::read(Deserializer::from(request))
            .or_else(|reason| refused(&EngineRefusal::of(reason)))?;
        self.chat.begin(&messages, options).or_else(|error| refused(&error.into()))?;
        object(&StartedAnswer { prompt_end: self.chat.prompt_end() })
    }

    /// Does the next piece of work. Returns an `EngineStep`.
    ///
    /// # Errors
    /// An `EngineRefusal`.
    pub fn step(&mut self) -> Result<JsValue, JsValue> {
        let step = self.chat.step().or_else(|error| refused(&EngineRefusal::of(error)))?;
        object(&EngineStep::from(step))
    }
}

fn object(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

fn refused<T>(refusal: &EngineRefusal) -> Result<T, JsValue> {
    Err(object(refusal)?)
}
