//! Runs JavaScript written by a model, in a worker inside a frame that has an origin of its own and no network.
//! `web/scripts/sandbox` implements the isolation; this module starts a run and reads its result.

use abcb_core::tool::{CodeEnd, CodeReport, CodeRunner, ToolError};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use js_sys::Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::build_files::address_of;

/// The sandbox document, next to the page.
const DOCUMENT: &str = "sandbox.html";
/// The time limit of a run in milliseconds. Enough for a computation while the user waits.
const MAX_MILLIS: u32 = 5_000;
const MAX_LINES: u32 = 1_000;
const MAX_CHARS: u32 = 100_000;

#[wasm_bindgen(module = "/src/adapters/sandbox.js")]
extern "C" {
    type CodeRun;

    #[wasm_bindgen(constructor, catch)]
    fn new(
        address: &str,
        code: &str,
        millis: u32,
        max_lines: u32,
        max_chars: u32,
        is_only_parsed: bool,
    ) -> Result<CodeRun, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn outcome(this: &CodeRun) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn stop(this: &CodeRun) -> Result<(), JsValue>;
}

/// A run that is stopped when dropped.
struct Running(CodeRun);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.stop();
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Sandbox {
    document: &'static str,
    millis: u32,
}

impl Default for Sandbox {
    fn default() -> Self {
        Self { document: DOCUMENT, millis: MAX_MILLIS }
    }
}

impl CodeRunner for Sandbox {
    fn run<'a>(&'a self, code: &'a str) -> LocalBoxFuture<'a, Result<CodeReport, ToolError>> {
        async move {
            self.outcome(code, false).await.ok_or_else(|| {
                let reason = "the place where code runs could not be loaded";
                ToolError::Unavailable { reason: reason.into() }
            })
        }
        .boxed_local()
    }

    fn syntax_error<'a>(&'a self, code: &'a str) -> LocalBoxFuture<'a, Option<String>> {
        async move {
            match self.outcome(code, true).await?.end {
                CodeEnd::Value(error) => error,
                CodeEnd::Threw(_) | CodeEnd::TimedOut { .. } | CodeEnd::TooMuch(_) => None,
            }
        }
        .boxed_local()
    }
}

impl Sandbox {
    /// Runs `code` and returns the result, or `None` if the sandbox could not be created or the run did not start.
    async fn outcome(&self, code: &str, is_only_parsed: bool) -> Option<CodeReport> {
        let made =
            CodeRun::new(&address_of(self.document), code, self.millis, MAX_LINES, MAX_CHARS, is_only_parsed);
        let run = Running(made.ok()?);
        let outcome = run.0.outcome().await.unwrap_or_default();
        self.report(&outcome.unchecked_into())
    }

    /// Returns `None` if the run did not start.
    fn report(&self, outcome: &Array) -> Option<CodeReport> {
        let text = outcome.get(1).as_string();
        let end = match outcome.get(0).as_string()?.as_str() {
            "value" => CodeEnd::Value(text),
            "threw" => CodeEnd::Threw(text?),
            "too-much" => CodeEnd::TooMuch(text?),
            "timed-out" => CodeEnd::TimedOut { millis: self.millis },
            _ => return None,
        };
        let lines = outcome.iter().skip(2).filter_map(|line| line.as_string()).collect();
        Some(CodeReport { lines, end })
    }
}

#[cfg(test)]
impl Sandbox {
    pub fn for_test(document: &'static str, millis: u32) -> Self {
        Self { document, millis }
    }
}
