//! Constrained decoding: makes an answer satisfy a JSON schema by deciding for each token whether it may come next.
//!
//! The schema is compiled into a grammar of compact JSON (`schema`), and a state machine reads the answer byte by byte
//! and knows what may follow (`machine`). A token is allowed if the machine accepts its bytes and enough tokens remain
//! to close everything that is open, so an answer that reaches its limit is still complete.

mod disjoint;
mod grammar;
mod machine;
mod scalar;
mod schema;

use std::rc::Rc;

use serde_json::Value;

pub use schema::SchemaError;

use grammar::Grammar;
use machine::Machine;

/// The state of an answer that must satisfy a schema.
pub struct Constraint {
    machine: Machine,
}

impl Constraint {
    /// Creates the constraint of an answer that has no text yet.
    ///
    /// # Errors
    /// A [`SchemaError`] that says which part of the schema is not supported.
    pub fn new(schema: &Value) -> Result<Self, SchemaError> {
        let grammar: Grammar = schema::compile(schema)?;
        Ok(Self { machine: Machine::new(Rc::new(grammar)) })
    }

    /// Returns the fewest bytes that complete the answer. As many tokens are enough, since every byte has a token.
    pub fn shortest_rest(&self) -> usize {
        self.machine.shortest_rest().unwrap_or(0)
    }

    /// Whether a token with these bytes may come next if `left` more tokens may follow it.
    pub fn allows(&self, bytes: &[u8], left: usize) -> bool {
        let [first, ..] = bytes else { return false };
        // Most tokens of a vocabulary fail on their first byte, which is cheap to check.
        self.machine.allows_first(*first)
            && self
                .machine
                .after(bytes)
                .is_some_and(|after| after.shortest_rest().is_some_and(|rest| rest <= left))
    }

    /// Advances the state by a chosen token.
    pub fn accept(&mut self, bytes: &[u8]) {
        if let Some(machine) = self.machine.after(bytes) {
            self.machine = machine.with_first_bytes();
        }
    }

    /// Whether the answer so far satisfies the schema.
    pub fn is_complete(&self) -> bool {
        self.machine.is_complete()
    }

    /// Whether nothing more can follow.
    pub fn is_closed(&self) -> bool {
        self.machine.is_closed()
    }
}

#[cfg(test)]
mod tests;
