//! The tool that adds two numbers, since small models cannot do so reliably.

use futures_util::FutureExt;
use futures_util::future::{self, LocalBoxFuture};
use serde_json::Value;

use crate::tool::{BuiltinTool, Tool, ToolError, schema};

/// `add_numbers`: adds two numbers. Needs no approval.
pub struct AddNumbers;

impl Tool for AddNumbers {
    fn name(&self) -> &str {
        BuiltinTool::AddNumbers.name()
    }

    fn description(&self) -> &str {
        "Adds two numbers and gives their exact sum."
    }

    fn cues(&self) -> &str {
        "add plus sum total together altogether #number_more combined"
    }

    fn parameters(&self) -> Value {
        schema::object(&[("a", "number", "the first number"), ("b", "number", "the second number")])
    }

    fn describe_result(&self, arguments: &Value, output: &str) -> String {
        let number = |key: &str| arguments.get(key).cloned().unwrap_or_default();
        format!("{} + {} = {output}", number("a"), number("b"))
    }

    fn call<'a>(&'a self, arguments: &'a Value) -> LocalBoxFuture<'a, Result<String, ToolError>> {
        let number = |key: &str| arguments.get(key).and_then(Value::as_f64);
        let sum = match (number("a"), number("b")) {
            (Some(a), Some(b)) => Ok((a + b).to_string()),
            _ => Err(ToolError::InvalidArguments { reason: "`a` and `b` should be numbers".into() }),
        };
        future::ready(sum).boxed_local()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::block_on;

    #[test]
    fn the_sum_is_the_shortest_decimal() {
        let sum = |a: Value, b: Value| block_on(AddNumbers.call(&json!({ "a": a, "b": b })));
        assert_eq!(sum(json!(2), json!(3)), Ok("5".into()));
        assert_eq!(sum(json!(0.1), json!(0.2)), Ok("0.30000000000000004".into()));
        assert_eq!(sum(json!(-12), json!(2.5)), Ok("-9.5".into()));
    }
}
