//! A small Jinja interpreter for chat templates.
//!
//! Supports the part of the language that templates of language models use, with the whitespace rules of Hugging Face's
//! renderer. minijinja would exceed the engine's size budget; it serves as a reference in this module's tests, and
//! Jinja2 as the reference for whole templates (`template::model_tests`). Files are untrusted, so steps, depth and
//! memory are limited (`budget`). This module knows nothing about models or messages.

mod budget;
mod builtins;
mod eval;
mod lex;
mod operators;
mod parse;
mod value;
mod written;

pub use value::Value;

/// The reason why a template cannot be used: it contains something unsupported, or it rejects the conversation. The
/// text says which.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(pub String);

impl TemplateError {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// A function that the caller supplies: maps arguments to a result.
pub type Function<'a> = &'a dyn Fn(&[Value]) -> Result<Value, TemplateError>;

/// Renders a template with variables and functions.
pub fn render(
    source: &str,
    variables: Vec<(String, Value)>,
    functions: &[(&str, Function<'_>)],
) -> Result<String, TemplateError> {
    // As in Jinja, a single line break at the very end is dropped.
    let source = source.strip_suffix('\n').unwrap_or(source);
    let body = parse::parse(&lex::lex(source)?)?;
    eval::Evaluation::new(variables, functions).run(&body)
}

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
