//! Half-precision floats as stored in a file: two bytes, little endian.

/// Converts an IEEE 754 binary16 exactly.
pub fn half_to_f32(bytes: [u8; 2]) -> f32 {
    let bits = u32::from(u16::from_le_bytes(bytes));
    let (sign, rest) = ((bits & 0x8000) << 16, bits & 0x7fff);
    if rest >= 0x7c00 {
        // Infinity or NaN: the exponent is all ones in both formats.
        return f32::from_bits(sign | 0x7f80_0000 | (rest & 0x3ff) << 13);
    }
    // After shifting, the exponent is too small by 112; multiplying fixes it, for subnormals too.
    let magnitude = f32::from_bits(rest << 13) * f32::from_bits((127 + 112) << 23);
    f32::from_bits(sign | magnitude.to_bits())
}
