//! Reads little-endian numbers and strings from a byte slice, checking every length before using it.
//!
//! The caller names each field, so that an error can report which one is broken. The name is formatted only in that
//! case.

use std::fmt::Display;

use super::{GgufError, invalid};

pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// Returns the number of bytes read so far.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Returns the bytes that have not been read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }

    pub(super) fn take(&mut self, len: u64, field: &dyn Display) -> Result<&'a [u8], GgufError> {
        let rest = self.rest();
        let taken = usize::try_from(len).ok().and_then(|len| rest.get(..len));
        let taken = taken.ok_or_else(|| GgufError::Truncated {
            field: field.to_string(),
            at: self.position,
            needed: len,
            left: rest.len(),
        })?;
        self.position += taken.len();
        Ok(taken)
    }

    pub(super) fn u32(&mut self, field: &dyn Display) -> Result<u32, GgufError> {
        Ok(u32::from_le_bytes(self.array(field)?))
    }

    pub(super) fn u64(&mut self, field: &dyn Display) -> Result<u64, GgufError> {
        Ok(u64::from_le_bytes(self.array(field)?))
    }

    pub(super) fn array<const N: usize>(&mut self, field: &dyn Display) -> Result<[u8; N], GgufError> {
        let taken = self.take(N as u64, field)?;
        taken.try_into().map_err(|_| invalid(field.to_string(), "its length is wrong"))
    }

    /// Reads a string: its length as u64, then UTF-8.
    pub(super) fn string(&mut self, field: &dyn Display) -> Result<&'a str, GgufError> {
        let len = self.u64(field)?;
        let bytes = self.take(len, field)?;
        std::str::from_utf8(bytes).map_err(|_| invalid(field.to_string(), "it is not UTF-8"))
    }
}
