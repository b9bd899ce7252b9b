//! The GGUF parser: the header, the metadata and the tensor table, borrowed from the file's bytes.
//!
//! The file is untrusted: each length is compared with what is left of the file before it is used, so a broken file
//! results in an error that names the field, never in a panic or a large allocation. This module knows only the
//! container; keys and tensors are interpreted by `model` and `tokenizer`.

mod cursor;
mod value;

use std::ops::Range;

use crate::quant::TensorType;
use cursor::Cursor;
pub use value::{Array, Value};

/// The maximum number of entries. Real files have far fewer; the limit keeps the tables of a hostile file small.
const MAX_ENTRIES: u64 = 1 << 16;
/// GGML tensors have at most four dimensions.
const MAX_DIMS: u32 = 4;

/// The reason why a file cannot be parsed. Only the user who chose the file can fix it: by downloading it again or by
/// choosing another one.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum GgufError {
    /// The first four bytes are not `GGUF`.
    #[error("this is not a GGUF file: it does not start with the letters GGUF")]
    NotGguf,
    /// The version of the format is neither 2 nor 3.
    #[error("GGUF version {0} is not supported; versions 2 and 3 are")]
    Version(u32),
    /// The file is shorter than its header says: most often a download that broke off.
    #[error("the file ends inside {field}: {needed} bytes are needed at byte {at}, {left} are left")]
    Truncated {
        /// What was being read.
        field: String,
        /// Where it begins, in bytes from the start of the file.
        at: usize,
        /// Its length in bytes.
        needed: u64,
        /// The bytes that the file still has there.
        left: usize,
    },
    /// A value contradicts the format or the rest of the file.
    #[error("{field} is not valid: {reason}")]
    Invalid {
        /// What was being read.
        field: String,
        /// What is wrong with it, as a clause.
        reason: String,
    },
}

/// A tensor of the file. `dims` are in GGUF order: the first is the contiguous one (the length of a row).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TensorInfo {
    /// The number of values in each dimension, at most four.
    pub dims: Vec<usize>,
    /// How the values are packed.
    pub kind: TensorType,
    /// The data's range in bytes from the start of the file; checked against the file's length.
    pub range: Range<usize>,
}

/// A parsed file. Values borrow from the bytes it was parsed from.
#[derive(Debug)]
pub struct Gguf<'a> {
    /// The raw bytes of all metadata, for copying.
    #[cfg(any(test, feature = "testing"))]
    raw_metadata: &'a [u8],
    /// The metadata and the tensors, each sorted by name.
    metadata: Vec<(&'a str, Value<'a>)>,
    tensors: Vec<(&'a str, TensorInfo)>,
}

impl<'a> Gguf<'a> {
    /// Parses the header of `bytes`, which must be a complete file: tensor data is checked to lie inside it.
    ///
    /// # Errors
    /// A [`GgufError`] that names the first part of the header that is not valid.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, GgufError> {
        if bytes.get(..4) != Some(b"GGUF") {
            return Err(GgufError::NotGguf);
        }
        let mut cursor = Cursor::new(bytes);
        cursor.take(4, &"the magic")?;
        let version = cursor.u32(&"the version")?;
        if !(2..=3).contains(&version) {
            return Err(GgufError::Version(version));
        }
        let tensor_count = limited(cursor.u64(&"the number of tensors")?, "the number of tensors")?;
        let value_count =
            limited(cursor.u64(&"the number of metadata values")?, "the number of metadata values")?;

        let mut metadata = Vec::new();
        for index in 0..value_count {
            let key = cursor.string(&format_args!("the name of metadata value {index}"))?;
            metadata.push((key, Value::parse(&mut cursor, key)?));
        }
        sort_by_name(&mut metadata, "metadata")?;

        #[cfg(any(test, feature = "testing"))]
        let raw_metadata = bytes.get(24..cursor.position()).unwrap_or_default();
        let mut pending = Vec::new();
        for index in 0..tensor_count {
            pending.push(PendingTensor::parse(&mut cursor, index)?);
        }
        let alignment = match find(&metadata, "general.alignment") {
            None => 32,
            Some(value) => value
                .as_usize()
                .filter(|n| n.is_power_of_two())
                .ok_or_else(|| invalid("general.alignment", "it must be a power of two"))?,
        };
        let data = cursor
            .position()
            .checked_next_multiple_of(alignment)
            .ok_or_else(|| invalid("general.alignment", "it is larger than memory"))?;

        let mut tensors = Vec::new();
        for tensor in pending {
            tensors.push((tensor.name, tensor.place(data, bytes.len())?));
        }
        sort_by_name(&mut tensors, "tensor")?;
        Ok(Self {
            #[cfg(any(test, feature = "testing"))]
            raw_metadata,
            metadata,
            tensors,
        })
    }

    /// Returns the raw bytes of all metadata, and the number of values in them.
    #[cfg(any(test, feature = "testing"))]
    pub fn raw_metadata(&self) -> (&'a [u8], u64) {
        (self.raw_metadata, self.metadata.len() as u64)
    }

    /// Returns the metadata value with the given name.
    pub fn value(&self, key: &str) -> Option<&Value<'a>> {
        find(&self.metadata, key)
    }

    /// Returns the tensor with the given name.
    pub fn tensor(&self, name: &str) -> Option<&TensorInfo> {
        find(&self.tensors, name)
    }

    /// Returns all tensors, sorted by name.
    pub fn tensors(&self) -> impl Iterator<Item = (&'a str, &TensorInfo)> {
        self.tensors.iter().map(|(name, info)| (*name, info))
    }
}

/// A tensor as listed in the table, before the start of the data section is known.
struct PendingTensor<'a> {
    name: &'a str,
    dims: Vec<usize>,
    kind: TensorType,
    offset: u64,
}

impl<'a> PendingTensor<'a> {
    fn parse(cursor: &mut Cursor<'a>, index: u64) -> Result<Self, GgufError> {
        let name = cursor.string(&format_args!("the name of tensor {index}"))?;
        let rank = cursor.u32(&format_args!("the dimensions of tensor {name}"))?;
        if rank == 0 || rank > MAX_DIMS {
            return Err(invalid(
                format!("tensor {name}"),
                format!("it has {rank} dimensions, 1 to {MAX_DIMS} are possible"),
            ));
        }
        let mut dims = Vec::new();
        for _ in 0..rank {
            let dim = cursor.u64(&format_args!("the dimensions of tensor {name}"))?;
            let dim = usize::try_from(dim).ok().filter(|&dim| dim > 0);
            dims.push(dim.ok_or_else(|| {
                invalid(format!("tensor {name}"), "a dimension is zero or larger than memory")
            })?);
        }
        let code = cursor.u32(&format_args!("the type of tensor {name}"))?;
        let kind = TensorType::from_code(code).map_err(|reason| invalid(format!("tensor {name}"), reason))?;
        let offset = cursor.u64(&format_args!("the offset of tensor {name}"))?;
        Ok(Self { name, dims, kind, offset })
    }

    fn place(self, data: usize, file_len: usize) -> Result<TensorInfo, GgufError> {
        let Self { name, dims, kind, offset } = self;
        let row = dims.first().copied().unwrap_or(0);
        let rows = dims.iter().skip(1).try_fold(1_usize, |product, &dim| product.checked_mul(dim));
        let size = kind
            .row_bytes(row)
            .ok_or_else(|| {
                let block = kind.block_len();
                invalid(
                    format!("tensor {name}"),
                    format!("rows of {row} values do not divide into blocks of {block}"),
                )
            })?
            .checked_mul(rows.unwrap_or(usize::MAX));
        let start = usize::try_from(offset).ok().and_then(|offset| data.checked_add(offset));
        let range = start.zip(size).and_then(|(start, size)| Some(start..start.checked_add(size)?));
        match range {
            Some(range) if range.end <= file_len => Ok(TensorInfo { dims, kind, range }),
            _ => Err(GgufError::Truncated {
                field: format!("the data of tensor {name}"),
                at: start.unwrap_or(usize::MAX),
                needed: size.map_or(u64::MAX, |size| size as u64),
                left: file_len.saturating_sub(start.unwrap_or(file_len)),
            }),
        }
    }
}

/// Sorts a table by name for [`find`]. A duplicate name is an error.
fn sort_by_name<T>(table: &mut [(&str, T)], what: &str) -> Result<(), GgufError> {
    table.sort_unstable_by(|a, b| a.0.cmp(b.0));
    for ((name, _), (next, _)) in table.iter().zip(table.iter().skip(1)) {
        if name == next {
            return Err(invalid(format!("{what} {name}"), "it appears twice"));
        }
    }
    Ok(())
}

fn find<'t, T>(table: &'t [(&str, T)], name: &str) -> Option<&'t T> {
    let index = table.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    table.get(index).map(|(_, value)| value)
}

fn limited(count: u64, field: &str) -> Result<u64, GgufError> {
    if count > MAX_ENTRIES {
        return Err(invalid(field, format!("{count} is more than the {MAX_ENTRIES} that are allowed")));
    }
    Ok(count)
}

fn invalid(field: impl Into<String>, reason: impl Into<String>) -> GgufError {
    GgufError::Invalid { field: field.into(), reason: reason.into() }
}
