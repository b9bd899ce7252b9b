//! The whole engine, tested with a real model against recorded llama.cpp output (`record_reference.py`).
//!
//! These tests need the default model: `npm run setup` puts it into `.models/`, or `ABCB_MODEL` gives another path.
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
