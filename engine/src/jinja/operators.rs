//! The binary operators, except `and` and `or`, which do not always need both operands.

use std::fmt::Write;

use super::budget::{Budget, Growing, GrowingList};
use super::{TemplateError, Value};

type Evaluated = Result<Value, TemplateError>;

/// Applies an operator.
pub(super) fn binary(budget: &mut Budget, operator: &str, left: &Value, right: &Value) -> Evaluated {
    let impossible = || impossible(operator, left, right);
    Ok(match operator {
        "==" => Value::Bool(budget.are_equal(left, right)?),
        "!=" => Value::Bool(!budget.are_equal(left, right)?),
        "<" | "<=" | ">" | ">=" => {
            budget.characters(left)?;
            let order = left.compare(right).ok_or_else(impossible)?;
            Value::Bool(match operator {
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                ">" => order.is_gt(),
                _ => order.is_ge(),
            })
        }
        "in" => Value::Bool(contains(budget, right, left)?),
        "not in" => Value::Bool(!contains(budget, right, left)?),
        "~" => joined(budget, left, right)?,
        "+" if left.as_str().is_some() && right.as_str().is_some() => joined(budget, left, right)?,
        "+" => match (left, right) {
            (Value::List(a), Value::List(b)) => {
                budget.entries(a.len().saturating_add(b.len()))?;
                let mut list = GrowingList::default();
                a.iter().chain(b.iter()).try_for_each(|item| list.push(item.clone()))?;
                list.finish()
            }
            _ => left.calculate("+", right).ok_or_else(impossible)?,
        },
        _ => left.calculate(operator, right).ok_or_else(impossible)?,
    })
}

pub(super) fn impossible(operator: &str, left: &Value, right: &Value) -> TemplateError {
    TemplateError::new(format!("{left} {operator} {right} is not possible"))
}

fn joined(budget: &mut Budget, left: &Value, right: &Value) -> Evaluated {
    budget.walk(left)?;
    budget.walk(right)?;
    Growing::written(|out| write!(out, "{left}{right}")).map(Value::text)
}

/// Whether a string contains another, a list an item, or a map a key.
pub(super) fn contains(budget: &mut Budget, container: &Value, value: &Value) -> Result<bool, TemplateError> {
    match container {
        Value::Text(text) => {
            budget.characters(container)?;
            budget.characters(value)?;
            Ok(value.as_str().is_some_and(|part| text.contains(part)))
        }
        Value::List(items) => {
            for item in items.iter() {
                budget.entries(1)?;
                if budget.are_equal(item, value)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Value::Map(entries) => {
            budget.search(entries.len(), value.as_str().map_or(0, str::len))?;
            Ok(value.as_str().is_some_and(|wanted| entries.iter().any(|(key, _)| key == wanted)))
        }
        Value::Undefined => Ok(false),
        _ => Err(TemplateError::new(format!("{container} contains nothing"))),
    }
}
