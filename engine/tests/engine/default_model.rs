//! The default model's file and the recorded reference.

use std::path::{Path, PathBuf};

use abcb_engine::Model;
use serde_json::Value;

const NAME: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";

/// Returns the bytes of the default model.
pub fn bytes() -> Vec<u8> {
    let path = match std::env::var_os("ABCB_MODEL") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../.models").join(NAME),
    };
    std::fs::read(&path).unwrap_or_else(|error| {
        panic!(
            "the default model is needed at {} ({error}): run `npm run setup`, or set ABCB_MODEL to a copy of {NAME}",
            path.display()
        )
    })
}

pub fn load() -> Model {
    Model::load(bytes()).expect("the default model loads")
}

/// Returns a recorded fixture: a list of cases.
pub fn fixture(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let text = std::fs::read_to_string(&path).expect("the fixture is part of the repository");
    serde_json::from_str(&text).expect("the fixture is a JSON array")
}

/// Parses a list of token ids in a fixture.
pub fn tokens(value: &Value) -> Vec<u32> {
    serde_json::from_value(value.clone()).expect("a list of tokens")
}
