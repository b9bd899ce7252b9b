//! The evaluator: runs a parsed template.

use std::cell::RefCell;
use std::rc::Rc;

use super::budget::Budget;
use super::builtins::{filter, method, range, test};
use super::parse::{Arguments, Expression, Statement};
use super::{Function, TemplateError, Value};

/// A macro that has been defined.
struct Macro<'t> {
    name: &'t str,
    parameters: &'t [(String, Option<Expression>)],
    body: &'t [Statement],
}

/// The state of a run.
pub(super) struct Evaluation<'t> {
    /// The variables, innermost scope last.
    scopes: Vec<Vec<(String, Value)>>,
    macros: Vec<Rc<Macro<'t>>>,
    functions: &'t [(&'t str, Function<'t>)],
    out: String,
    budget: Budget,
}

/// The way in which a body ended.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Flow {
    Next,
    Break,
    Continue,
}

type Evaluated = Result<Value, TemplateError>;

impl<'t> Evaluation<'t> {
    pub(super) fn new(variables: Vec<(String, Value)>, functions: &'t [(&'t str, Function<'t>)]) -> Self {
        Self {
            scopes: vec![variables],
            macros: Vec::new(),
            functions,
            out: String::new(),
            budget: Budget::default(),
        }
    }

    pub(super) fn run(mut self, body: &'t [Statement]) -> Result<String, TemplateError> {
        self.body(body)?;
        Ok(self.out)
    }

    /// Evaluates an expression whose value is about to be searched, and charges for it.
    fn read(&mut self, expression: &'t Expression) -> Evaluated {
        let value = self.value(expression)?;
        self.budget.read(&value)?;
        Ok(value)
    }

    /// Evaluates an expression whose value is about to be compared or joined with another, and charges for it.
    fn operand(&mut self, expression: &'t Expression) -> Evaluated {
        let value = self.value(expression)?;
        self.budget.walk(&value)?;
        Ok(value)
    }

    fn body(&mut self, body: &'t [Statement]) -> Result<Flow, TemplateError> {
        for statement in body {
            self.budget.enter(self.out.len())?;
            let flow = self.statement(statement)?;
            self.budget.leave();
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn statement(&mut self, statement: &'t Statement) -> Result<Flow, TemplateError> {
        match statement {
            Statement::Text(text) => self.out += text,
            Statement::Output(expression) => {
                let value = self.value(expression)?;
                self.out += &value.to_string();
            }
            Statement::If(branches) => {
                for (condition, body) in branches {
                    if self.value(condition)?.is_true() {
                        return self.body(body);
                    }
                }
            }
            Statement::For { targets, over, only_if, body, otherwise } => {
                return self.repeat(targets, over, only_if.as_ref(), body, otherwise);
            }
            Statement::Set { namespace, name, value } => {
                let value = self.value(value)?;
                match namespace {
                    None => self.assign(name, value),
                    Some(namespace) => match self.variable(namespace) {
                        Value::Namespace(_) if matches!(value, Value::Namespace(_)) => {
                            return Err(TemplateError::new("a namespace cannot hold another"));
                        }
                        Value::Namespace(entries) => set(&mut entries.borrow_mut(), name, value),
                        _ => return Err(TemplateError::new(format!("{namespace} is not a namespace"))),
                    },
                }
            }
            Statement::SetText { name, body } => {
                let text = self.text_of(body)?;
                self.assign(name, text);
            }
            Statement::Macro { name, parameters, body } => {
                self.macros.retain(|known| known.name != name);
                self.macros.push(Rc::new(Macro { name, parameters, body }));
            }
            Statement::Break => return Ok(Flow::Break),
            Statement::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::Next)
    }

    fn repeat(
        &mut self,
        targets: &'t [String],
        over: &'t Expression,
        only_if: Option<&'t Expression>,
        body: &'t [Statement],
        otherwise: &'t [Statement],
    ) -> Result<Flow, TemplateError> {
        let over = self.value(over)?;
        let all = over.items().ok_or_else(|| TemplateError::new(format!("{over} cannot be iterated")))?;
        let mut items = Vec::new();
        for item in all {
            let bound = bind(targets, &item)?;
            self.budget.enter(self.out.len())?;
            self.scopes.push(bound.clone());
            let kept =
                only_if.map_or(Ok(true), |condition| self.value(condition).map(|value| value.is_true()));
            self.scopes.pop();
            self.budget.leave();
            if kept? {
                items.push((item, bound));
            }
        }
        if items.is_empty() {
            return self.body(otherwise);
        }
        for (index, (_, bound)) in items.iter().enumerate() {
            let neighbour = |at: Option<usize>| {
                at.and_then(|at| items.get(at)).map_or(Value::Undefined, |(item, _)| item.clone())
            };
            let number = |n: usize| Value::Int(n as i64);
            let state = [
                ("index0", number(index)),
                ("index", number(index + 1)),
                ("revindex", number(items.len() - index)),
                ("revindex0", number(items.len() - index - 1)),
                ("length", number(items.len())),
                ("first", Value::Bool(index == 0)),
                ("last", Value::Bool(index + 1 == items.len())),
                ("previtem", neighbour(index.checked_sub(1))),
                ("nextitem", neighbour(Some(index + 1))),
            ];
            let state = Value::map(state.map(|(name, value)| (name.to_owned(), value)).into());
            let mut scope = bound.clone();
            scope.push(("loop".to_owned(), state));
            self.scopes.push(scope);
            let flow = self.body(body);
            self.scopes.pop();
            if flow? == Flow::Break {
                break;
            }
        }
        Ok(Flow::Next)
    }

    /// Runs a body and returns its output as a string instead of writing it.
    fn text_of(&mut self, body: &'t [Statement]) -> Evaluated {
        let before = std::mem::take(&mut self.out);
        self.body(body)?;
        Ok(Value::text(std::mem::replace(&mut self.out, before)))
    }

    fn assign(&mut self, name: &str, value: Value) {
        if let Some(scope) = self.scopes.last_mut() {
            set(scope, name, value);
        }
    }

    fn variable(&self, name: &str) -> Value {
        let mut variables = self.scopes.iter().rev().flatten();
        variables.find(|(known, _)| known == name).map_or(Value::Undefined, |(_, value)| value.clone())
    }

    fn function(&self, name: &str) -> Option<Function<'t>> {
        self.functions.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
    }

    fn value(&mut self, expression: &'t Expression) -> Evaluated {
        self.budget.enter(self.out.len())?;
        let value = self.evaluate(expression)?;
        self.budget.leave();
        match expression {
            Expression::Literal(_) | Expression::Name(_) | Expression::Get(..) => Ok(value),
            _ => self.budget.made(value),
        }
    }

    fn evaluate(&mut self, expression: &'t Expression) -> Evaluated {
        Ok(match expression {
            Expression::Literal(value) => value.clone(),
            Expression::Name(name) => match self.variable(name) {
                // Makes `strftime_now is defined` true.
                Value::Undefined if self.function(name).is_some() => Value::Bool(true),
                value => value,
            },
            Expression::List(items) => {
                let items: Result<Vec<Value>, _> = items.iter().map(|item| self.value(item)).collect();
                Value::list(items?)
            }
            Expression::Map(entries) => {
                let mut map = Vec::new();
                for (key, value) in entries {
                    map.push((self.value(key)?.to_string(), self.value(value)?));
                }
                Value::map(map)
            }
            Expression::Get(value, key) => {
                let value = self.read(value)?;
                if matches!(value, Value::Undefined) {
                    return Err(TemplateError::new("something undefined is asked for its contents"));
                }
                value.get(&self.value(key)?)
            }
            Expression::Slice(value, parts) => {
                let value = self.read(value)?;
                let mut numbers = [None; 3];
                for (number, part) in numbers.iter_mut().zip(parts) {
                    *number = match part {
                        Some(part) => self.value(part)?.as_int(),
                        None => None,
                    };
                }
                let [start, end, step] = numbers;
                let slice = value.slice(start, end, step.unwrap_or(1));
                slice.ok_or_else(|| TemplateError::new(format!("{value} cannot be sliced")))?
            }
            Expression::Call(callee, arguments) => self.call(callee, arguments)?,
            Expression::Filter(value, name, arguments) => {
                let value = self.read(value)?;
                let arguments = self.arguments(arguments)?;
                filter(name, &value, &arguments)?
            }
            Expression::Test(value, name, arguments) => {
                let value = self.read(value)?;
                let arguments = self.positional(arguments)?;
                Value::Bool(test(name, &value, &arguments)?)
            }
            Expression::Not(value) => Value::Bool(!self.value(value)?.is_true()),
            Expression::Negative(value) => {
                let value = self.value(value)?;
                Value::Int(0).calculate("-", &value).ok_or_else(|| impossible("-", &Value::Int(0), &value))?
            }
            Expression::Binary(operator, left, right) => self.binary(operator, left, right)?,
            Expression::Ternary(condition, then, otherwise) => {
                let chosen = if self.value(condition)?.is_true() { then } else { otherwise };
                self.value(chosen)?
            }
        })
    }

    fn binary(&mut self, operator: &str, left: &'t Expression, right: &'t Expression) -> Evaluated {
        if matches!(operator, "and" | "or") {
            let left = self.value(left)?;
            return if left.is_true() == (operator == "or") { Ok(left) } else { self.value(right) };
        }
        let left = self.operand(left)?;
        let right = self.operand(right)?;
        let ordering = || left.compare(&right).ok_or_else(|| impossible(operator, &left, &right));
        Ok(match operator {
            "==" => Value::Bool(left == right),
            "!=" => Value::Bool(left != right),
            "<" => Value::Bool(ordering()?.is_lt()),
            "<=" => Value::Bool(ordering()?.is_le()),
            ">" => Value::Bool(ordering()?.is_gt()),
            ">=" => Value::Bool(ordering()?.is_ge()),
            "in" => Value::Bool(test("in", &left, &[right])?),
            "not in" => Value::Bool(!test("in", &left, &[right])?),
            "~" => Value::text(format!("{left}{right}")),
            "+" if left.as_str().is_some() && right.as_str().is_some() => {
                Value::text(format!("{left}{right}"))
            }
            "+" => match (&left, &right) {
                (Value::List(a), Value::List(b)) => Value::list(a.iter().chain(b.iter()).cloned().collect()),
                _ => left.calculate("+", &right).ok_or_else(|| impossible(operator, &left, &right))?,
            },
            _ => left.calculate(operator, &right).ok_or_else(|| impossible(operator, &left, &right))?,
        })
    }

    fn call(&mut self, callee: &'t Expression, arguments: &'t Arguments) -> Evaluated {
        match callee {
            Expression::Get(value, name) => {
                let (value, name) = (self.read(value)?, self.value(name)?);
                let arguments = self.positional(arguments)?;
                method(&value, &name.to_string(), &arguments)
            }
            Expression::Name(name) => {
                if let Some(defined) = self.macros.iter().find(|defined| defined.name == name).cloned() {
                    return self.call_macro(&defined, arguments);
                }
                let arguments = self.arguments(arguments)?;
                if let Some(function) = self.function(name) {
                    let positional: Vec<Value> = arguments.into_iter().map(|(_, value)| value).collect();
                    return function(&positional);
                }
                match name.as_str() {
                    "namespace" | "dict" => {
                        let entries =
                            arguments.into_iter().filter_map(|(name, value)| Some((name?, value))).collect();
                        // It is checked like a map: a namespace cannot contain another.
                        let map = self.budget.made(Value::map(entries))?;
                        Ok(match map {
                            Value::Map(entries) if name == "namespace" => {
                                Value::Namespace(Rc::new(RefCell::new(entries.to_vec())))
                            }
                            map => map,
                        })
                    }
                    "range" => range(&arguments),
                    _ => Err(TemplateError::new(format!("there is no function {name}"))),
                }
            }
            _ => Err(TemplateError::new("only functions and methods can be called")),
        }
    }

    fn call_macro(&mut self, called: &Macro<'t>, arguments: &'t Arguments) -> Evaluated {
        let given = self.arguments(arguments)?;
        let mut positional = given.iter().filter(|(name, _)| name.is_none()).map(|(_, value)| value.clone());
        let mut scope = Vec::new();
        for (parameter, default) in called.parameters {
            let named = given
                .iter()
                .find(|(name, _)| name.as_ref() == Some(parameter))
                .map(|(_, value)| value.clone());
            let value = match (positional.next().or(named), default) {
                (Some(value), _) => value,
                (None, Some(default)) => self.value(default)?,
                (None, None) => Value::Undefined,
            };
            scope.push((parameter.clone(), value));
        }
        // A macro sees the template's global variables, not those of its caller.
        let callers = self.scopes.split_off(1);
        self.scopes.push(scope);
        let text = self.text_of(called.body);
        self.scopes.truncate(1);
        self.scopes.extend(callers);
        text
    }

    fn arguments(&mut self, arguments: &'t Arguments) -> Result<Vec<(Option<String>, Value)>, TemplateError> {
        arguments.iter().map(|(name, value)| Ok((name.clone(), self.value(value)?))).collect()
    }

    fn positional(&mut self, arguments: &'t Arguments) -> Result<Vec<Value>, TemplateError> {
        arguments.iter().map(|(_, value)| self.value(value)).collect()
    }
}

fn impossible(operator: &str, left: &Value, right: &Value) -> TemplateError {
    TemplateError::new(format!("{left} {operator} {right} is not possible"))
}

fn set(entries: &mut Vec<(String, Value)>, name: &str, value: Value) {
    match entries.iter_mut().find(|(known, _)| known == name) {
        Some((_, slot)) => *slot = value,
        None => entries.push((name.to_owned(), value)),
    }
}

/// Returns the variables of one loop iteration: the item itself, or its parts.
fn bind(targets: &[String], item: &Value) -> Result<Vec<(String, Value)>, TemplateError> {
    if let [only] = targets {
        return Ok(vec![(only.clone(), item.clone())]);
    }
    let parts = item.items().filter(|parts| parts.len() == targets.len());
    let parts = parts.ok_or_else(|| TemplateError::new(format!("{item} has not {} parts", targets.len())))?;
    Ok(targets.iter().cloned().zip(parts).collect())
}
