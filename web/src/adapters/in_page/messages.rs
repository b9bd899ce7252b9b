//! The messages between the page and the engine's worker. `web/scripts/messages.ts` has the same types for the worker's
//! side, and their comments.

use abcb_core::conversation::message::Role;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use web_sys::File;

use crate::ports::PageModel;

/// A message to the worker.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum EngineRequest<'a> {
    /// Loads the model from the browser's storage, or else from this address.
    #[serde(rename = "load")]
    LoadFrom {
        name: &'a str,
        context: u32,
        url: String,
    },
    /// Loads the model from this file.
    #[serde(rename = "load")]
    LoadFile {
        name: &'a str,
        context: u32,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        file: File,
    },
    Begin {
        id: u32,
        request: &'a AnswerRequest,
    },
    Stop {
        id: u32,
    },
    List,
    Remove {
        name: &'a str,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerRequest {
    pub messages: Vec<ChatLine>,
    pub max_tokens: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    pub seed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Value>,
    pub now: u64,
}

#[derive(Serialize)]
pub struct ChatLine {
    pub role: Role,
    pub content: String,
}

/// A message from the worker.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum WorkerMessage {
    Started,
    Progress {
        loaded: u64,
        total: u64,
    },
    /// The worker waits for another tab to finish.
    Waiting,
    /// The model of this name is loaded.
    Ready {
        name: String,
    },
    /// Loading failed. The message is a full sentence.
    LoadFailed {
        message: String,
    },
    Begun {
        id: u32,
        begun: StartedAnswer,
    },
    Step {
        id: u32,
        step: EngineStep,
    },
    Refused {
        id: u32,
        error: EngineRefusal,
    },
    Models {
        models: Vec<PageModel>,
    },
    /// The worker has stopped and sends nothing more. The message is a full sentence.
    Died {
        message: String,
    },
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartedAnswer {
    pub prompt_end: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EngineStep {
    Prefill { processed: u32, total: u32 },
    Text { text: String },
    Done { reason: EndReason, prompt_tokens: u32, cached_tokens: u32, completion_tokens: u32 },
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum EndReason {
    Stop,
    Length,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EngineRefusal {
    pub message: String,
    pub prompt_tokens: Option<u32>,
    pub context_tokens: Option<u32>,
}
