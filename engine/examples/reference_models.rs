//! Writes the models that `tests/record_reference.py` runs in llama.cpp: the synthetic models of the tests, and the
//! default model requantized to every type whose block length divides its rows. Arguments: the model's file, the output
//! folder.

use std::path::Path;

use abcb_engine::model::Architecture;
use abcb_engine::quant::TensorType;
use abcb_engine::testing::vocabulary::Vocabulary;
use abcb_engine::testing::{repacked_types, requantized, tiny_model_of, tiny_models};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(model), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: reference_models MODEL.gguf FOLDER".into());
    };
    let (tiny, repacked) = (Path::new(&folder).join("tiny"), Path::new(&folder).join("repacked"));
    std::fs::create_dir_all(&tiny)?;
    std::fs::create_dir_all(&repacked)?;
    for (name, file) in tiny_models() {
        std::fs::write(tiny.join(name + ".gguf"), file)?;
    }
    let vocabulary = Vocabulary::sentence_piece();
    let file = tiny_model_of(Architecture::Llama, TensorType::F32, &vocabulary, |_| {});
    std::fs::write(Path::new(&folder).join("sentence_piece.gguf"), file)?;
    let file = std::fs::read(model)?;
    for (name, kind) in repacked_types() {
        std::fs::write(repacked.join(name + ".gguf"), requantized(&file, kind))?;
    }
    Ok(())
}
