//! Broken and hostile files result in errors: never in a panic, and never in more memory than the file justifies.
//!
//! A separate test binary, because it watches every allocation.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a failing test panics")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::LazyLock;

use abcb_engine::model::{Architecture, Evaluator, Logits};
use abcb_engine::quant::TensorType;
use abcb_engine::testing::{GgufWriter, tiny_model};
use abcb_engine::{LoadError, Model};
use proptest::prelude::*;

/// Records the largest single allocation of each thread since its last reset.
struct Watching;

thread_local! {
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

#[expect(unsafe_code, reason = "an allocator can only be watched by being one")]
// SAFETY: every call is forwarded to the system's allocator unchanged.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.set(LARGEST.get().max(layout.size()));
        // SAFETY: the caller's guarantees are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's guarantees are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Watching = Watching;

/// Loads a file and runs it if it loads. Checks that no single allocation exceeds a small multiple of the file's size.
fn load(file: Vec<u8>) -> Result<(), LoadError> {
    let limit = 8 * file.len() + (1 << 20);
    LARGEST.set(0);
    let result = Model::load(file).map(|model| {
        let mut evaluator = Evaluator::new(&model);
        let logits = evaluator.forward(&model, &mut model.new_cache(), &[1, 2, 300], Logits::Last);
        assert_eq!(logits.len(), model.config().vocabulary);
    });
    assert!(LARGEST.get() <= limit, "{} bytes at once for a limit of {limit}", LARGEST.get());
    result
}

fn small_file() -> Vec<u8> {
    static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| tiny_model(Architecture::Qwen2, TensorType::Q4K));
    FILE.clone()
}

#[test]
fn every_truncated_header_is_an_error() {
    let file = small_file();
    assert_eq!(load(file.clone()), Ok(()));
    // Every length up to the tensor data, and then a few inside the data.
    for len in (0..9000.min(file.len())).chain((9000..file.len()).step_by(50_021)) {
        let error = load(file[..len].to_vec()).expect_err("it is truncated");
        assert!(matches!(error, LoadError::Gguf(_)), "{len}: {error}");
    }
}

#[test]
fn errors_name_the_field_and_say_what_to_do() {
    let mut file = GgufWriter::default();
    file.text("general.architecture", "mamba");
    assert!(Model::load(file.finish()).err().expect("an error").to_string().contains("\"mamba\""));

    let mut file = GgufWriter::default();
    file.text("general.architecture", "llama");
    let error = Model::load(file.finish()).err().expect("an error").to_string();
    assert!(error.contains("llama.embedding_length"), "{error}");

    let mut bytes = small_file();
    let name = b"blk.1.ffn_up.weight";
    let at = bytes.windows(name.len()).position(|window| window == name).expect("the tensor")
        + name.len()
        + 4
        + 16;
    bytes[at] = 11;
    let error = Model::load(bytes).err().expect("an error").to_string();
    assert!(
        error.contains("blk.1.ffn_up.weight") && error.contains("Q3_K") && error.contains("server"),
        "{error}"
    );
    assert!(Model::load(b"PK\x03\x04".to_vec()).err().expect("an error").to_string().contains("not a GGUF"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_bytes_never_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..400), counts in any::<(u8, u8)>()) {
        let header = [b"GGUF".as_slice(), &3_u32.to_le_bytes(), &u64::from(counts.0 % 4).to_le_bytes(), &u64::from(counts.1 % 4).to_le_bytes()];
        bytes.splice(0..0, header.concat());
        let _ = load(bytes);
    }

    #[test]
    fn a_file_with_changed_bytes_never_panics(changes in proptest::collection::vec((0_usize..9000, any::<u8>()), 1..6)) {
        let mut bytes = small_file();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        let _ = load(bytes);
    }

    #[test]
    fn huge_lengths_never_allocate(at in 0_usize..9000, size in prop_oneof![Just(u64::MAX), Just(1 << 40), Just(1 << 31), Just(1 << 20)]) {
        let mut bytes = small_file();
        bytes[at..at + 8].copy_from_slice(&size.to_le_bytes());
        let _ = load(bytes);
    }
}
