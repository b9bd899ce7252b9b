//! Limits for attachments and image type detection. Works on bytes, wherever they come from.

/// The maximum size of one text file, in bytes.
pub const MAX_FILE_BYTES: usize = 256 * 1024;
/// The maximum total size of all text files in one message, in bytes.
pub const MAX_TEXT_BYTES: usize = 1024 * 1024;
/// The maximum size of one image after it was scaled down for sending, in bytes.
pub const MAX_IMAGE_BYTES: usize = 2 * 1024 * 1024;
/// The maximum number of images in one message.
pub const MAX_IMAGES: usize = 8;
/// Pasted text with more characters than this becomes an attachment.
pub const LONG_PASTE_CHARS: usize = 8_000;

/// Returns the media type of an image from its magic bytes, because the file name or the browser's type may be wrong.
pub fn image_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        assert_eq!(image_type(b"\x89PNG\r\n"), Some("image/png"));
        assert_eq!(image_type(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(image_type(b"GIF89a"), Some("image/gif"));
        assert_eq!(image_type(b"RIFF....WEBPVP8 "), Some("image/webp"));
        assert_eq!(image_type(b"<svg>"), None);
        assert_eq!(image_type(b""), None);
    }
}
