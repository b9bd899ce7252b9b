//! An answer that the script is rendering, or plain text once the script has failed.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::i18n::t;
use crate::ports::{AnswerElement, DrawnAnswer};

#[wasm_bindgen]
extern "C" {
    pub type OpenAnswer;
    #[wasm_bindgen(method, catch)]
    fn append(this: &OpenAnswer, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn replace(this: &OpenAnswer, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn finish(this: &OpenAnswer) -> Result<(), JsValue>;
}

/// The plain-text rendering that the script falls back to, for when the script itself fails.
#[wasm_bindgen(module = "/src/adapters/plain_answer.js")]
extern "C" {
    #[wasm_bindgen(js_name = showPlain, catch)]
    fn show_plain(element: &AnswerElement, text: &str, note: &str) -> Result<JsValue, JsValue>;
}

pub struct ScriptAnswer {
    element: AnswerElement,
    /// `None` once the script has failed; the answer is then plain text.
    answer: Option<OpenAnswer>,
    /// How many bytes are shown, and of which version of the text.
    shown: usize,
    epoch: Option<u32>,
}

impl ScriptAnswer {
    /// An answer without text so far. Without `answer`, the script has failed already.
    pub(super) fn of(element: &AnswerElement, answer: Option<OpenAnswer>) -> Self {
        Self { element: element.clone(), answer, shown: 0, epoch: None }
    }

    fn show_plain(&self, text: &str) {
        let note = t("answer-not-formatted");
        if show_plain(&self.element, text, note).is_err() {
            self.element.set_text_content(Some(text));
        }
    }
}

impl DrawnAnswer for ScriptAnswer {
    fn show(&mut self, text: &str, epoch: u32) {
        let added = text.get(self.shown..).filter(|_| self.epoch == Some(epoch));
        if added == Some("") {
            return;
        }
        let drawn = self.answer.as_ref().is_some_and(|answer| match added {
            Some(added) => answer.append(added).is_ok(),
            None => answer.replace(text).is_ok(),
        });
        if !drawn {
            self.answer = None;
            self.show_plain(text);
        }
        self.shown = text.len();
        self.epoch = Some(epoch);
    }

    fn finish(&mut self, text: &str) {
        if self.answer.as_ref().is_some_and(|answer| answer.finish().is_err()) {
            self.answer = None;
            self.show_plain(text);
        }
    }
}
