//! Runs a small language model from a GGUF file.
