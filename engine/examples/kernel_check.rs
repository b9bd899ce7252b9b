//! The self-check of the kernels as a WebAssembly module; `tests/kernel_check.mjs` builds and runs it.

#![expect(unsafe_code, reason = "a function that WebAssembly exports by name")]

use std::cell::RefCell;

thread_local! {
    static COMPLAINT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs the check. Returns the length in bytes of the error message, or 0 if the kernels agree with the reference.
#[unsafe(no_mangle)]
pub extern "C" fn kernel_check() -> usize {
    let complaint = abcb_engine::testing::kernel_check::check().err().unwrap_or_default();
    COMPLAINT.set(complaint);
    COMPLAINT.with_borrow(String::len)
}

/// Returns the address of the error message.
#[unsafe(no_mangle)]
pub extern "C" fn complaint() -> *const u8 {
    COMPLAINT.with_borrow(|complaint| complaint.as_ptr())
}
