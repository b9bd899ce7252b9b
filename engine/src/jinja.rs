//! A small Jinja: what chat templates are written in.
//!
//! It runs the part of the language that templates of language models use, with the whitespace rules that Hugging
//! Face's renderer sets. With minijinja the engine would be over its size budget; it serves as a reference in this
//! module's tests, beside what Jinja2 makes of whole templates (`template::model_tests`). Files come from strangers, so
//! steps, depth and memory are limited (`budget`). Nothing here knows of models or messages.

mod budget;
mod builtins;
mod eval;
mod lex;
mod parse;
mod value;
mod written;

pub use value::Value;

/// Why a template cannot be used: whoever made the model's file wrote something that we do not know, or the template
/// itself refuses the conversation. The text says which.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(pub String);

impl TemplateError {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// Functions that the caller supplies, by name: given arguments, the result.
pub type Function<'a> = &'a dyn Fn(&[Value]) -> Result<Value, TemplateError>;

/// Runs a template with variables and functions.
pub fn render(
    source: &str,
    variables: Vec<(String, Value)>,
    functions: &[(&str, Function<'_>)],
) -> Result<String, TemplateError> {
    // As in Jinja, one line break at the very end is the editor's, not the author's.
    let source = source.strip_suffix('\n').unwrap_or(source);
    let body = parse::parse(&lex::lex(source)?)?;
    eval::Evaluation::new(variables, functions).run(&body)
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
