//! The engine as a whole, against a real model and against what llama.cpp said about it (`record_reference.py`).
//!
//! These tests need the default model: `npm run setup` puts it into `.models/`, or `ABCB_MODEL` names another place.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failing test panics"
)]

mod constrained;
mod conversation;
mod default_model;
mod everyday;
mod greedy;
mod logits;
mod sentence_piece;
mod templates;
mod tokenization;
