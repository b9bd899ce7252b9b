//! The tool that runs JavaScript written by the model. The [`CodeRunner`] provides the sandbox; this module decides
//! what the model is told about the outcome.

use std::rc::Rc;

use futures_util::future::{self, FutureExt, LocalBoxFuture};
use serde_json::Value;

use crate::tool::{BuiltinTool, Risk, Tool, ToolError, introduced, schema, text};

/// The outcome of running code: the lines it logged, and how it ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CodeReport {
    /// The lines that the code logged, in order.
    pub lines: Vec<String>,
    /// How it ended.
    pub end: CodeEnd,
}

/// How the code ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CodeEnd {
    /// The value of the last expression as text; `None` for `undefined`.
    Value(Option<String>),
    /// The code threw; the text is the error.
    Threw(String),
    /// The code was stopped after this many milliseconds.
    TimedOut {
        /// The time limit.
        millis: u32,
    },
    /// The code exceeded its output or memory limit; the text says which.
    TooMuch(String),
}

/// A sandbox that runs code without access to the network, storage or the page.
pub trait CodeRunner {
    /// Runs `code` until it ends or reaches a limit. Fails only if the sandbox itself could not be created.
    fn run<'a>(&'a self, code: &'a str) -> LocalBoxFuture<'a, Result<CodeReport, ToolError>>;

    /// Returns the syntax error of `code`, or `None` if it parses or cannot be checked. Does not run the code.
    fn syntax_error<'a>(&'a self, _code: &'a str) -> LocalBoxFuture<'a, Option<String>> {
        future::ready(None).boxed_local()
    }
}

/// `run_javascript`: runs code of the model in a sandbox. Needs approval.
pub struct RunJavascript(pub Rc<dyn CodeRunner>);

impl Tool for RunJavascript {
    fn name(&self) -> &str {
        BuiltinTool::RunJavascript.name()
    }

    fn description(&self) -> &str {
        "Runs JavaScript without network or page and gives what it logs and the value of its last expression."
    }

    fn parameters(&self) -> Value {
        schema::object(&[("code", "string", "the JavaScript to run; print results with console.log")])
    }

    fn risk(&self) -> Risk {
        Risk::Asks
    }

    fn refusal<'a>(&'a self, arguments: &'a Value) -> LocalBoxFuture<'a, Option<ToolError>> {
        async move {
            let error = self.0.syntax_error(text(arguments, "code").ok()?).await?;
            Some(ToolError::InvalidArguments { reason: format!("the code does not parse: {error}") })
        }
        .boxed_local()
    }

    fn describe_result(&self, _arguments: &Value, output: &str) -> String {
        introduced("The code gave", output)
    }

    fn call<'a>(&'a self, arguments: &'a Value) -> LocalBoxFuture<'a, Result<String, ToolError>> {
        async move { outcome(self.0.run(text(arguments, "code")?).await?) }.boxed_local()
    }
}

fn outcome(report: CodeReport) -> Result<String, ToolError> {
    let mut lines = report.lines;
    let failure = match report.end {
        CodeEnd::Value(value) => {
            lines.extend(value);
            let silent = "(the code logged nothing and has no value)";
            return Ok(if lines.is_empty() { silent.to_owned() } else { lines.join("\n") });
        }
        CodeEnd::Threw(error) => error,
        CodeEnd::TimedOut { millis } => format!("the code was stopped after {millis} ms"),
        CodeEnd::TooMuch(what) => format!("the code was stopped: {what}"),
    };
    lines.push(failure);
    Err(ToolError::Failed { reason: lines.join("\n") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_gets_the_lines_then_the_value() {
        let of = |end| outcome(CodeReport { lines: vec!["a".into(), "b".into()], end });
        assert_eq!(of(CodeEnd::Value(Some("3".into()))), Ok("a\nb\n3".into()));
        assert_eq!(of(CodeEnd::Value(None)), Ok("a\nb".into()));
        let reason = "a\nb\nTypeError: x".to_owned();
        assert_eq!(of(CodeEnd::Threw("TypeError: x".into())), Err(ToolError::Failed { reason }));
        let silent = outcome(CodeReport { lines: Vec::new(), end: CodeEnd::Value(None) });
        assert_eq!(silent, Ok("(the code logged nothing and has no value)".into()));
    }
}
