//! Unique keys for the rows of lists on the page.

use std::sync::atomic::{AtomicU64, Ordering};

static NEXT: AtomicU64 = AtomicU64::new(0);

pub fn next_row_key() -> u64 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}
