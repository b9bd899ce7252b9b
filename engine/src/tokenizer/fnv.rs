//! The hash of the tables that a tokenizer is loaded into.

/// FNV-1a: hashes short keys several times faster than the standard library's hash, which resists collision attacks. A
/// file with colliding tokens only slows down its own loading.
#[derive(Clone)]
pub(super) struct Fnv(u64);

pub(super) type BuildFnv = std::hash::BuildHasherDefault<Fnv>;

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl std::hash::Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
