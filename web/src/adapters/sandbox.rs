//! Runs JavaScript written by a model, in a worker inside a frame that has an origin of its own and no network.
//! `web/scripts/sandbox` implements the isolation; this module starts a run and reads its result.

use abcb_core::tool::{CodeEnd, CodeReport, CodeRunner, ToolError};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::bridge;
use super::build_files::address_of;
use crate::reasons::BrowserFault;

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
    fn new(address: &str, request: JsValue, millis: u32) -> Result<CodeRun, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn outcome(this: &CodeRun) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn stop(this: &CodeRun) -> Result<(), JsValue>;
}

/// What to run. `web/scripts/messages.ts` has this type and the next.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeRequest<'a> {
    code: &'a str,
    max_lines: u32,
    max_chars: u32,
    is_only_parsed: bool,
}

/// How a run ended, a text about that, and the lines that the code has logged.
#[derive(Deserialize)]
struct CodeOutcome {
    kind: EndKind,
    text: Option<String>,
    lines: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EndKind {
    Value,
    Threw,
    TooMuch,
    TimedOut,
    NotStarted,
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
            self.outcome(code, false)
                .await
                .ok_or_else(|| ToolError::Unavailable { reason: BrowserFault::SandboxMissing.to_string() })
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
        let request = CodeRequest { code, max_lines: MAX_LINES, max_chars: MAX_CHARS, is_only_parsed };
        let request = bridge::to_js(&request).ok()?;
        let run = Running(CodeRun::new(&address_of(self.document), request, self.millis).ok()?);
        self.report(bridge::from_js(run.0.outcome().await.ok()?).ok()?)
    }

    /// Returns `None` if the run did not start.
    fn report(&self, CodeOutcome { kind, text, lines }: CodeOutcome) -> Option<CodeReport> {
        let end = match kind {
            EndKind::Value => CodeEnd::Value(text),
            EndKind::Threw => CodeEnd::Threw(text?),
            EndKind::TooMuch => CodeEnd::TooMuch(text?),
            EndKind::TimedOut => CodeEnd::TimedOut { millis: self.millis },
            EndKind::NotStarted => return None,
        };
        Some(CodeReport { lines, end })
    }
}

#[cfg(test)]
impl Sandbox {
    pub fn for_test(document: &'static str, millis: u32) -> Self {
        Self { document, millis }
    }
}
