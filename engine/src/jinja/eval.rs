//! The evaluator: runs a parsed template.

use std::cell::RefCell;
use std::rc::Rc;

use super::budget::{Budget, Checked, GrowingList, fits};
use super::builtins::{filter, method, range, test};
use super::operators::{binary, impossible};
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

    fn body(&mut self, body: &'t [Statement]) -> Result<Flow, TemplateError> {
        for statement in body {
            self.budget.enter()?;
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
            Statement::Text(text) => self.budget.append(&mut self.out, text)?,
            Statement::Output(expression) => {
                let value = self.value(expression)?;
                let text = self.budget.text(&value)?;
                self.budget.append(&mut self.out, &text)?;
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
                    None => self.assign(name, value)?,
                    Some(namespace) => match self.variable(namespace)? {
                        Value::Namespace(_) if matches!(value, Value::Namespace(_)) => {
                            return Err(TemplateError::new("a namespace cannot hold another"));
                        }
                        Value::Namespace(entries) => {
                            set(&mut self.budget, &mut entries.borrow_mut(), name, value)?;
                        }
                        _ => return Err(TemplateError::new(format!("{namespace} is not a namespace"))),
                    },
                }
            }
            Statement::SetText { name, body } => {
                let text = self.text_of(body)?;
                self.assign(name, text)?;
            }
            Statement::Macro { name, parameters, body } => {
                self.budget.entries(self.macros.len())?;
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
        let all = self
            .budget
            .items(&over)?
            .ok_or_else(|| TemplateError::new(format!("{over} cannot be iterated")))?;
        let mut items = Vec::new();
        for item in all {
            let bound = self.bind(targets, &item)?;
            self.budget.enter()?;
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

    fn assign(&mut self, name: &str, value: Value) -> Checked {
        match self.scopes.last_mut() {
            Some(scope) => set(&mut self.budget, scope, name, value),
            None => Ok(()),
        }
    }

    fn variable(&mut self, name: &str) -> Evaluated {
        let mut searched = 0;
        let mut variables = self.scopes.iter().rev().flatten().inspect(|_| searched += 1);
        let found = variables.find(|(known, _)| known == name);
        let value = found.map_or(Value::Undefined, |(_, value)| value.clone());
        self.budget.entries(searched)?;
        Ok(value)
    }

    /// Returns the variables of one loop iteration: the item itself, or its parts.
    fn bind(&mut self, targets: &[String], item: &Value) -> Result<Vec<(String, Value)>, TemplateError> {
        if let [only] = targets {
            return Ok(vec![(only.clone(), item.clone())]);
        }
        self.budget.entries(targets.len())?;
        let parts = self.budget.items(item)?.filter(|parts| parts.len() == targets.len());
        let parts =
            parts.ok_or_else(|| TemplateError::new(format!("{item} has not {} parts", targets.len())))?;
        Ok(targets.iter().cloned().zip(parts).collect())
    }

    fn function(&self, name: &str) -> Option<Function<'t>> {
        self.functions.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
    }

    fn value(&mut self, expression: &'t Expression) -> Evaluated {
        self.budget.enter()?;
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
            Expression::Name(name) => match self.variable(name)? {
                // Makes `strftime_now is defined` true.
                Value::Undefined if self.function(name).is_some() => Value::Bool(true),
                value => value,
            },
            Expression::List(items) => {
                let mut list = GrowingList::default();
                for item in items {
                    list.push(self.value(item)?)?;
                }
                list.finish()
            }
            Expression::Map(entries) => {
                let mut map = Vec::new();
                let mut written = 0_usize;
                for (key, value) in entries {
                    let (key, value) = (self.value(key)?, self.value(value)?);
                    let key = self.budget.text(&key)?;
                    written = written.saturating_add(key.len());
                    fits(written)?;
                    set(&mut self.budget, &mut map, &key, value)?;
                }
                Value::map(map)
            }
            Expression::Get(value, key) => {
                let value = self.value(value)?;
                if matches!(value, Value::Undefined) {
                    return Err(TemplateError::new("something undefined is asked for its contents"));
                }
                let key = self.value(key)?;
                self.budget.get(&value, &key)?
            }
            Expression::Slice(value, parts) => {
                let value = self.value(value)?;
                let mut numbers = [None; 3];
                for (number, part) in numbers.iter_mut().zip(parts) {
                    *number = match part {
                        Some(part) => self.value(part)?.as_int(),
                        None => None,
                    };
                }
                let [start, end, step] = numbers;
                self.budget.characters(&value)?;
                let slice = value.slice(start, end, step.unwrap_or(1));
                slice.ok_or_else(|| TemplateError::new(format!("{value} cannot be sliced")))?
            }
            Expression::Call(callee, arguments) => self.call(callee, arguments)?,
            Expression::Filter(value, name, arguments) => {
                let value = self.value(value)?;
                let arguments = self.arguments(arguments)?;
                filter(&mut self.budget, name, &value, &arguments)?
            }
            Expression::Test(value, name, arguments) => {
                let value = self.value(value)?;
                let arguments = self.positional(arguments)?;
                Value::Bool(test(&mut self.budget, name, &value, &arguments)?)
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
        let (left, right) = (self.value(left)?, self.value(right)?);
        binary(&mut self.budget, operator, &left, &right)
    }

    fn call(&mut self, callee: &'t Expression, arguments: &'t Arguments) -> Evaluated {
        match callee {
            Expression::Get(value, name) => {
                let (value, name) = (self.value(value)?, self.value(name)?);
                let arguments = self.positional(arguments)?;
                let name = self.budget.text(&name)?;
                method(&mut self.budget, &value, &name, &arguments)
            }
            Expression::Name(name) => {
                self.budget.entries(self.macros.len())?;
                if let Some(defined) = self.macros.iter().find(|defined| defined.name == name).cloned() {
                    return self.call_macro(&defined, arguments);
                }
                let arguments = self.arguments(arguments)?;
                if let Some(function) = self.function(name) {
                    let positional: Vec<Value> = arguments.into_iter().map(|(_, value)| value).collect();
                    positional.iter().try_for_each(|argument| self.budget.walk(argument))?;
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
        self.budget.entries(called.parameters.len().saturating_mul(given.len() + 1))?;
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

/// Adds an entry, or replaces the one of that name.
fn set(budget: &mut Budget, entries: &mut Vec<(String, Value)>, name: &str, value: Value) -> Checked {
    budget.search(entries.len(), name.len())?;
    match entries.iter_mut().find(|(known, _)| known == name) {
        Some((_, slot)) => *slot = value,
        None => entries.push((name.to_owned(), value)),
    }
    Ok(())
}
