//! The tool that returns its input: the simplest tool, to test whether a model can call tools at all.

use futures_util::FutureExt;
use futures_util::future::{self, LocalBoxFuture};
use serde_json::Value;

use crate::tool::{BuiltinTool, Tool, ToolError, schema, text};

/// `echo`: gives back its text. Shows that tool calls work; needs no approval.
pub struct Echo;

impl Tool for Echo {
    fn name(&self) -> &str {
        BuiltinTool::Echo.name()
    }

    fn description(&self) -> &str {
        "Repeats a text word for word."
    }

    fn cues(&self) -> &str {
        "repeat"
    }

    fn parameters(&self) -> Value {
        schema::object(&[("text", "string", "the text to repeat")])
    }

    fn describe_result(&self, _arguments: &Value, output: &str) -> String {
        output.to_owned()
    }

    fn call<'a>(&'a self, arguments: &'a Value) -> LocalBoxFuture<'a, Result<String, ToolError>> {
        future::ready(text(arguments, "text").map(str::to_owned)).boxed_local()
    }
}
