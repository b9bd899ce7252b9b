//! The kernels' self-check as a WebAssembly file; `tests/kernel_check.mjs` builds and runs it.

#![expect(unsafe_code, reason = "a function that WebAssembly exports by name")]

use std::cell::RefCell;

thread_local! {
    static COMPLAINT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The number of bytes of what disagrees with the reference; 0 if nothing does.
#[unsafe(no_mangle)]
pub extern "C" fn kernel_check() -> usize {
    let complaint = abcb_engine::testing::kernel_check::check().err().unwrap_or_default();
    COMPLAINT.set(complaint);
    COMPLAINT.with_borrow(String::len)
}

/// Where these bytes are.
#[unsafe(no_mangle)]
pub extern "C" fn complaint() -> *const u8 {
    COMPLAINT.with_borrow(|complaint| complaint.as_ptr())
}
