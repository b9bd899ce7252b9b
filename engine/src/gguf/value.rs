//! Metadata values of a GGUF file: numbers, strings and arrays of them.
//!
//! An array stays in the file's bytes and is decoded while iterating, so that a vocabulary of a hundred thousand tokens
//! costs nothing here. The format allows arrays of arrays, but no known key uses them; they are rejected.

use super::cursor::Cursor;
use super::{GgufError, invalid};

/// A metadata value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// An integer of 8 to 64 bits without a sign.
    Unsigned(u64),
    /// An integer of 8 to 64 bits with a sign.
    Signed(i64),
    /// A float of 32 or 64 bits.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// Text, which is UTF-8.
    String(&'a str),
    /// An array of scalars or strings of one type.
    Array(Array<'a>),
}

impl<'a> Value<'a> {
    pub(super) fn parse(cursor: &mut Cursor<'a>, key: &str) -> Result<Self, GgufError> {
        let field = format_args!("metadata {key}");
        match cursor.u32(&field)? {
            9 => {
                let code = cursor.u32(&field)?;
                let len = cursor.u64(&field)?;
                Array::parse(cursor, code, len, key).map(Value::Array)
            }
            code => Self::parse_scalar(cursor, code, key),
        }
    }

    fn parse_scalar(cursor: &mut Cursor<'a>, code: u32, key: &str) -> Result<Self, GgufError> {
        let field = &format_args!("metadata {key}");
        Ok(match code {
            0 => Value::Unsigned(u64::from(u8::from_le_bytes(cursor.array(field)?))),
            1 => Value::Signed(i64::from(i8::from_le_bytes(cursor.array(field)?))),
            2 => Value::Unsigned(u64::from(u16::from_le_bytes(cursor.array(field)?))),
            3 => Value::Signed(i64::from(i16::from_le_bytes(cursor.array(field)?))),
            4 => Value::Unsigned(u64::from(cursor.u32(field)?)),
            5 => Value::Signed(i64::from(i32::from_le_bytes(cursor.array(field)?))),
            6 => Value::Float(f64::from(f32::from_le_bytes(cursor.array(field)?))),
            7 => Value::Bool(cursor.array::<1>(field)? != [0]),
            8 => Value::String(cursor.string(field)?),
            10 => Value::Unsigned(cursor.u64(field)?),
            11 => Value::Signed(i64::from_le_bytes(cursor.array(field)?)),
            12 => Value::Float(f64::from_le_bytes(cursor.array(field)?)),
            9 => return Err(invalid(field.to_string(), "arrays of arrays are not supported")),
            other => return Err(invalid(field.to_string(), format!("value type {other} is unknown"))),
        })
    }

    /// Returns the value as a size if it is a non-negative integer.
    pub fn as_usize(&self) -> Option<usize> {
        match *self {
            Value::Unsigned(n) => usize::try_from(n).ok(),
            Value::Signed(n) => usize::try_from(n).ok(),
            _ => None,
        }
    }

    /// Returns the value as a float if it is a number.
    pub fn as_f32(&self) -> Option<f32> {
        match *self {
            Value::Float(n) => Some(n as f32),
            Value::Unsigned(n) => Some(n as f32),
            Value::Signed(n) => Some(n as f32),
            _ => None,
        }
    }

    /// Returns the value if it is a truth value.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = *self { Some(value) } else { None }
    }

    /// Returns the value if it is text.
    pub fn as_str(&self) -> Option<&'a str> {
        if let Value::String(value) = *self { Some(value) } else { None }
    }

    /// Returns the value if it is an array.
    pub fn as_array(&self) -> Option<&Array<'a>> {
        if let Value::Array(value) = self { Some(value) } else { None }
    }
}

/// An array of scalars or strings, still encoded in the file's bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Array<'a> {
    code: u32,
    len: usize,
    bytes: &'a [u8],
}

impl<'a> Array<'a> {
    /// Validates all elements once, so that iterating later cannot fail.
    fn parse(cursor: &mut Cursor<'a>, code: u32, len: u64, key: &str) -> Result<Self, GgufError> {
        let mut ahead = Cursor::new(cursor.rest());
        for _ in 0..len {
            Value::parse_scalar(&mut ahead, code, key)?;
        }
        let bytes = cursor.take(ahead.position() as u64, &format_args!("metadata {key}"))?;
        // Every element took at least one byte, so the count fits.
        Ok(Self { code, len: len as usize, bytes })
    }

    /// Returns the number of elements, which is at most the number of bytes of the file.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns the elements in order.
    pub fn iter(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let (code, mut cursor) = (self.code, Cursor::new(self.bytes));
        (0..self.len).map_while(move |_| Value::parse_scalar(&mut cursor, code, "an array").ok())
    }
}
