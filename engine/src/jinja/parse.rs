//! The parser: builds a tree of statements and expressions from tokens.

use super::TemplateError;
use super::lex::{Segment, Token};
use super::value::Value;

mod expression;

use expression::Tokens;
pub(super) use expression::{Arguments, Expression};

/// The maximum nesting depth of blocks and brackets: far more than any template needs, far less than the stack allows.
const MAX_DEPTH: usize = 50;

/// A statement in a template's body.
#[derive(Debug)]
pub(super) enum Statement {
    Text(String),
    Output(Expression),
    /// Conditions with their bodies, in order; `else` is a condition that is always true.
    If(Vec<(Expression, Vec<Statement>)>),
    For {
        targets: Vec<String>,
        over: Expression,
        only_if: Option<Expression>,
        body: Vec<Statement>,
        otherwise: Vec<Statement>,
    },
    /// `set name = …` or `set namespace.name = …`.
    Set {
        namespace: Option<String>,
        name: String,
        value: Expression,
    },
    /// `set name` with a body that provides the value.
    SetText {
        name: String,
        body: Vec<Statement>,
    },
    Macro {
        name: String,
        parameters: Vec<(String, Option<Expression>)>,
        body: std::rc::Rc<Vec<Statement>>,
    },
    Break,
    Continue,
}

pub(super) fn parse(segments: &[Segment]) -> Result<Vec<Statement>, TemplateError> {
    let mut parser = Parser { segments: segments.iter(), depth: 0 };
    let (body, end) = parser.body()?;
    match end {
        None => Ok(body),
        Some((name, _)) => Err(TemplateError::new(format!("unexpected block {name}"))),
    }
}

struct Parser<'a> {
    segments: std::slice::Iter<'a, Segment>,
    depth: usize,
}

/// A block that ends a body, such as `endif` or `else`, and the rest of its tokens.
type End<'a> = Option<(&'a str, Tokens<'a>)>;

impl<'a> Parser<'a> {
    /// Parses up to a block that does not begin a statement.
    fn body(&mut self) -> Result<(Vec<Statement>, End<'a>), TemplateError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(TemplateError::new("blocks are nested too deeply"));
        }
        let mut body = Vec::new();
        while let Some(segment) = self.segments.next() {
            match segment {
                Segment::Text(text) => body.push(Statement::Text(text.clone())),
                Segment::Output(tokens) => {
                    body.push(Statement::Output(Tokens::new(tokens).only_expression()?))
                }
                Segment::Block(tokens) => {
                    let mut tokens = Tokens::new(tokens);
                    let name = tokens.name()?;
                    match self.statement(name, &mut tokens)? {
                        Some(statements) => body.extend(statements),
                        None => {
                            self.depth -= 1;
                            return Ok((body, Some((name, tokens))));
                        }
                    }
                }
            }
        }
        self.depth -= 1;
        Ok((body, None))
    }

    /// Returns the statement that a block begins, or `None` if the block ends one.
    fn statement(
        &mut self,
        name: &str,
        tokens: &mut Tokens<'a>,
    ) -> Result<Option<Vec<Statement>>, TemplateError> {
        let statement = match name {
            "if" => self.conditions(tokens)?,
            "for" => self.loop_over(tokens)?,
            "set" => self.set(tokens)?,
            "macro" => self.define(tokens)?,
            "break" => Statement::Break,
            "continue" => Statement::Continue,
            // Marks the assistant's text for training; rendered, it is just its body.
            "generation" => return self.body_until(&["endgeneration"]).map(|(body, _)| Some(body)),
            _ => return Ok(None),
        };
        tokens.end()?;
        Ok(Some(vec![statement]))
    }

    fn body_until(
        &mut self,
        ends: &[&str],
    ) -> Result<(Vec<Statement>, (&'a str, Tokens<'a>)), TemplateError> {
        match self.body()? {
            (body, Some(end)) if ends.contains(&end.0) => Ok((body, end)),
            (_, Some((name, _))) => Err(TemplateError::new(format!("unexpected block {name}"))),
            (_, None) => {
                Err(TemplateError::new(format!("a block is never closed with {}", ends.join(" or "))))
            }
        }
    }

    fn conditions(&mut self, tokens: &mut Tokens<'a>) -> Result<Statement, TemplateError> {
        let mut branches = Vec::new();
        let mut condition = tokens.expression()?;
        loop {
            let (body, (end, mut rest)) = self.body_until(&["elif", "else", "endif"])?;
            branches.push((condition, body));
            match end {
                "elif" => condition = rest.only_expression()?,
                "else" => {
                    let (body, _) = self.body_until(&["endif"])?;
                    branches.push((Expression::Literal(Value::Bool(true)), body));
                    return Ok(Statement::If(branches));
                }
                _ => return Ok(Statement::If(branches)),
            }
        }
    }

    fn loop_over(&mut self, tokens: &mut Tokens<'a>) -> Result<Statement, TemplateError> {
        let mut targets = vec![tokens.name()?.to_owned()];
        while tokens.take(",") {
            targets.push(tokens.name()?.to_owned());
        }
        tokens.keyword("in")?;
        let over = tokens.without_ternary()?;
        let only_if = if tokens.take_name("if") { Some(tokens.expression()?) } else { None };
        let (body, (end, _)) = self.body_until(&["else", "endfor"])?;
        let otherwise = if end == "else" { self.body_until(&["endfor"])?.0 } else { Vec::new() };
        Ok(Statement::For { targets, over, only_if, body, otherwise })
    }

    fn set(&mut self, tokens: &mut Tokens<'a>) -> Result<Statement, TemplateError> {
        let first = tokens.name()?.to_owned();
        let (namespace, name) =
            if tokens.take(".") { (Some(first), tokens.name()?.to_owned()) } else { (None, first) };
        if tokens.take("=") {
            return Ok(Statement::Set { namespace, name, value: tokens.expression()? });
        }
        let (body, _) = self.body_until(&["endset"])?;
        Ok(Statement::SetText { name, body })
    }

    fn define(&mut self, tokens: &mut Tokens<'a>) -> Result<Statement, TemplateError> {
        let name = tokens.name()?.to_owned();
        tokens.require("(")?;
        let mut parameters = Vec::new();
        while !tokens.take(")") {
            let parameter = tokens.name()?.to_owned();
            let default = if tokens.take("=") { Some(tokens.expression()?) } else { None };
            parameters.push((parameter, default));
            if !tokens.take(",") {
                tokens.require(")")?;
                break;
            }
        }
        let (body, _) = self.body_until(&["endmacro"])?;
        Ok(Statement::Macro { name, parameters, body: body.into() })
    }
}
