//! Expressions, from the loosest operator (`a if b else c`) down to names and literals.

use super::{MAX_DEPTH, TemplateError, Token, Value};

#[derive(Debug)]
pub(in crate::jinja) enum Expression {
    Literal(Value),
    Name(String),
    List(Vec<Expression>),
    Map(Vec<(Expression, Expression)>),
    Get(Box<Expression>, Box<Expression>),
    /// Start, end and step.
    Slice(Box<Expression>, [Option<Box<Expression>>; 3]),
    Call(Box<Expression>, Arguments),
    Filter(Box<Expression>, String, Arguments),
    Test(Box<Expression>, String, Arguments),
    Not(Box<Expression>),
    Negative(Box<Expression>),
    /// A binary operator, including `and` and `or`.
    Binary(&'static str, Box<Expression>, Box<Expression>),
    /// Condition, then, else.
    Ternary(Box<Expression>, Box<Expression>, Box<Expression>),
}

/// The arguments of a call; keyword arguments have a name.
pub(in crate::jinja) type Arguments = Vec<(Option<String>, Expression)>;

type Parsed = Result<Expression, TemplateError>;

/// Binary operators, loosest first; those in the same row have equal precedence.
const OPERATORS: [&[&str]; 6] = [
    &["or"],
    &["and"],
    &["==", "!=", "<=", ">=", "<", ">", "in", "not in"],
    &["~"],
    &["+", "-"],
    &["*", "//", "/", "%"],
];
const COMPARISON: usize = 2;

/// The tokens of one tag, read from the front.
#[derive(Debug)]
pub(in crate::jinja) struct Tokens<'a> {
    rest: &'a [Token],
    depth: usize,
    /// The number of operators, calls and similar so far: each makes the tree one level deeper.
    links: usize,
}

/// The maximum number of links in one tag.
const MAX_LINKS: usize = 500;

impl<'a> Tokens<'a> {
    pub(super) fn new(tokens: &'a [Token]) -> Self {
        Self { rest: tokens, depth: 0, links: 0 }
    }

    fn unexpected(&self) -> TemplateError {
        match self.rest.first() {
            Some(Token::Name(token) | Token::Text(token)) => {
                TemplateError::new(format!("unexpected {token} in a tag"))
            }
            Some(Token::Int(number)) => TemplateError::new(format!("unexpected {number} in a tag")),
            Some(Token::Sign(sign)) => TemplateError::new(format!("unexpected {sign} in a tag")),
            None => TemplateError::new("a tag ends too early"),
        }
    }

    pub(super) fn end(&self) -> Result<(), TemplateError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn take(&mut self, sign: &str) -> bool {
        match self.rest {
            [Token::Sign(found), rest @ ..] if *found == sign => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    pub(super) fn take_name(&mut self, name: &str) -> bool {
        match self.rest {
            [Token::Name(found), rest @ ..] if found == name => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    pub(super) fn require(&mut self, sign: &str) -> Result<(), TemplateError> {
        if self.take(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn keyword(&mut self, name: &str) -> Result<(), TemplateError> {
        if self.take_name(name) { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn name(&mut self) -> Result<&'a str, TemplateError> {
        match self.rest {
            [Token::Name(name), rest @ ..] => {
                self.rest = rest;
                Ok(name)
            }
            _ => Err(self.unexpected()),
        }
    }

    pub(super) fn only_expression(&mut self) -> Parsed {
        let expression = self.expression()?;
        self.end().map(|()| expression)
    }

    pub(super) fn expression(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(TemplateError::new("expressions are nested too deeply"));
        }
        let then = self.without_ternary()?;
        let expression = if self.take_name("if") {
            let condition = self.without_ternary()?;
            let otherwise = if self.take_name("else") {
                self.expression()?
            } else {
                Expression::Literal(Value::Undefined)
            };
            Expression::Ternary(condition.into(), then.into(), otherwise.into())
        } else {
            then
        };
        self.depth -= 1;
        Ok(expression)
    }

    /// Parses an expression where `if` has another meaning, as in `for … in … if …`.
    pub(super) fn without_ternary(&mut self) -> Parsed {
        self.binary(0)
    }

    fn link(&mut self) -> Result<(), TemplateError> {
        self.links += 1;
        if self.links > MAX_LINKS { Err(TemplateError::new("a tag is too long")) } else { Ok(()) }
    }

    fn binary(&mut self, level: usize) -> Parsed {
        // `not` binds looser than comparisons and tighter than `and`.
        if level == COMPARISON && self.take_name("not") {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err(TemplateError::new("expressions are nested too deeply"));
            }
            let negated = self.binary(COMPARISON)?;
            self.depth -= 1;
            return Ok(Expression::Not(negated.into()));
        }
        let Some(operators) = OPERATORS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = operators.iter().find(|operator| self.take_operator(operator)) {
            self.link()?;
            let right = self.binary(level + 1)?;
            left = Expression::Binary(operator, left.into(), right.into());
        }
        Ok(left)
    }

    fn take_operator(&mut self, operator: &str) -> bool {
        match (operator, self.rest) {
            ("not in", [Token::Name(not), Token::Name(within), rest @ ..])
                if not == "not" && within == "in" =>
            {
                self.rest = rest;
                true
            }
            _ => self.take(operator) || self.take_name(operator),
        }
    }

    fn unary(&mut self) -> Parsed {
        if self.take("-") {
            // A single sign is enough; more would only help to exhaust the stack.
            return Ok(Expression::Negative(self.postfix()?.into()));
        }
        self.postfix()
    }

    fn postfix(&mut self) -> Parsed {
        let mut value = self.primary()?;
        loop {
            self.link()?;
            if self.take(".") {
                let name = self.name()?;
                value = Expression::Get(value.into(), Expression::Literal(Value::text(name)).into());
            } else if self.take("[") {
                value = self.subscript(value)?;
            } else if self.take("(") {
                value = Expression::Call(value.into(), self.arguments()?);
            } else if self.take("|") {
                let name = self.name()?.to_owned();
                let arguments = if self.take("(") { self.arguments()? } else { Vec::new() };
                value = Expression::Filter(value.into(), name, arguments);
            } else if self.take_name("is") {
                let negated = self.take_name("not");
                let name = self.name()?.to_owned();
                let arguments = self.test_arguments()?;
                value = Expression::Test(value.into(), name, arguments);
                if negated {
                    value = Expression::Not(value.into());
                }
            } else {
                return Ok(value);
            }
        }
    }

    /// Parses a test's arguments: in parentheses, or without them for a single literal or name.
    fn test_arguments(&mut self) -> Result<Arguments, TemplateError> {
        if self.take("(") {
            return self.arguments();
        }
        let bare = match self.rest.first() {
            Some(Token::Text(_) | Token::Int(_)) => true,
            Some(Token::Name(name)) => {
                !matches!(name.as_str(), "and" | "or" | "else" | "if" | "is" | "in" | "not")
            }
            _ => false,
        };
        if bare { Ok(vec![(None, self.primary()?)]) } else { Ok(Vec::new()) }
    }

    fn subscript(&mut self, value: Expression) -> Parsed {
        let mut parts = [None, None, None];
        let mut colons = 0;
        for part in &mut parts {
            if !matches!(self.rest.first(), Some(Token::Sign(":" | "]"))) {
                *part = Some(Box::new(self.expression()?));
            }
            if !self.take(":") {
                break;
            }
            colons += 1;
        }
        self.require("]")?;
        match (colons, parts) {
            (0, [Some(key), ..]) => Ok(Expression::Get(value.into(), key)),
            (0, _) => Err(self.unexpected()),
            (_, parts) => Ok(Expression::Slice(value.into(), parts)),
        }
    }

    fn arguments(&mut self) -> Result<Arguments, TemplateError> {
        let mut arguments = Vec::new();
        while !self.take(")") {
            let name = match self.rest {
                [Token::Name(name), Token::Sign("="), rest @ ..] => {
                    self.rest = rest;
                    Some(name.clone())
                }
                _ => None,
            };
            arguments.push((name, self.expression()?));
            if !self.take(",") {
                self.require(")")?;
                break;
            }
        }
        Ok(arguments)
    }

    fn primary(&mut self) -> Parsed {
        let [first, rest @ ..] = self.rest else { return Err(self.unexpected()) };
        let before = std::mem::replace(&mut self.rest, rest);
        Ok(match first {
            // Adjacent string literals are concatenated.
            Token::Text(text) => {
                let mut text = text.clone();
                while let [Token::Text(more), rest @ ..] = self.rest {
                    text += more;
                    self.rest = rest;
                }
                Expression::Literal(Value::text(text))
            }
            Token::Int(number) => Expression::Literal(Value::Int(*number)),
            Token::Name(name) => match name.as_str() {
                "true" | "True" => Expression::Literal(Value::Bool(true)),
                "false" | "False" => Expression::Literal(Value::Bool(false)),
                "none" | "None" => Expression::Literal(Value::None),
                name => Expression::Name(name.to_owned()),
            },
            Token::Sign("(") => {
                let (mut items, is_tuple) = self.items(")")?;
                match items.pop() {
                    Some(only) if items.is_empty() && !is_tuple => only,
                    last => {
                        items.extend(last);
                        Expression::List(items)
                    }
                }
            }
            Token::Sign("[") => Expression::List(self.items("]")?.0),
            Token::Sign("{") => self.map()?,
            Token::Sign(_) => {
                self.rest = before;
                return Err(self.unexpected());
            }
        })
    }

    /// Parses expressions up to `close`. Also returns whether there was a comma.
    fn items(&mut self, close: &str) -> Result<(Vec<Expression>, bool), TemplateError> {
        let mut items = Vec::new();
        let mut commas = false;
        while !self.take(close) {
            items.push(self.expression()?);
            if !self.take(",") {
                self.require(close)?;
                break;
            }
            commas = true;
        }
        Ok((items, commas))
    }

    fn map(&mut self) -> Parsed {
        let mut entries = Vec::new();
        while !self.take("}") {
            let key = self.expression()?;
            self.require(":")?;
            entries.push((key, self.expression()?));
            if !self.take(",") {
                self.require("}")?;
                break;
            }
        }
        Ok(Expression::Map(entries))
    }
}
