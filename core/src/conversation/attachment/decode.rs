//! Decodes the bytes of a file as text. Most files are UTF-8; files from Windows may be UTF-16 or in a legacy encoding.
//! Binary files are detected and rejected, because a program or an image decoded as text is useless.

/// The number of decoding errors that is acceptable in any text.
const FEW_DAMAGES: usize = 2;

/// The label of a file in a Unicode encoding that contains decoding errors.
pub const DAMAGED: &str = "damaged";

/// A decoded text and its encoding, if that had to be guessed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The guessed encoding's name, if the file does not declare it; or [`DAMAGED`].
    pub guessed: Option<&'static str>,
}

/// Decodes `bytes` as text; `None` if they are not text.
pub fn decode(bytes: Vec<u8>) -> Option<Decoded> {
    let (text, guessed) = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => damaged_utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => damaged_utf16(rest, u16::from_be_bytes)?,
        _ => match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => (text, None),
            Ok(text) => guess(text.as_bytes())?,
            Err(error) => guess(error.as_bytes())?,
        },
    };
    let is_text = !text.contains('\0');
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    is_text.then_some(Decoded { text, guessed })
}

fn guess(bytes: &[u8]) -> Option<(String, Option<&'static str>)> {
    if let Some((text, damaged)) = unmarked_utf16(bytes) {
        return Some((text, damaged.or(Some("UTF-16"))));
    }
    if let Some(text) = damaged_utf8(bytes) {
        return Some((text, Some(DAMAGED)));
    }
    Some((windows_1252(bytes)?, Some("Windows-1252")))
}

/// Decodes UTF-8 with errors in it, such as a file cut off in the middle of a character. In other encodings hardly any
/// two adjacent bytes form a UTF-8 character.
fn damaged_utf8(bytes: &[u8]) -> Option<String> {
    let is_cut = ends_in_a_letter(bytes);
    let (mut text, mut letters, mut damages) = (String::new(), 0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            damages += 1;
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    let is_likely = letters > damages || (is_cut && damages == 1);
    (is_likely && !text.chars().any(is_binary)).then_some(text)
}

/// Returns whether the bytes end with an incomplete UTF-8 character that is implausible as an ending in Windows-1252. A
/// single byte may be the last letter of `café` there, but no word has an uppercase letter after a lowercase one, and
/// few end in the letters that two such bytes form.
fn ends_in_a_letter(bytes: &[u8]) -> bool {
    let Some(last) = bytes.utf8_chunks().last() else { return false };
    match last.invalid() {
        [] => false,
        [0xC2..=0xDE] => last.valid().ends_with(char::is_lowercase),
        [_] => false,
        [..] => {
            std::str::from_utf8(last.invalid()).is_err_and(|error| error.error_len().is_none())
                && !last.valid().is_empty()
        }
    }
}

/// Decodes UTF-16, accepting a few errors.
fn damaged_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<(String, Option<&'static str>)> {
    let pairs = bytes.chunks_exact(2);
    let is_cut = !pairs.remainder().is_empty();
    let units = pairs.filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(unit);
    let mut damages = 0;
    // An odd byte at the end counts as an error, like an unpaired surrogate.
    let units = units.chain(is_cut.then_some(0xD800));
    let read = char::decode_utf16(units).map(|letter| {
        damages += usize::from(letter.is_err());
        letter.unwrap_or(char::REPLACEMENT_CHARACTER)
    });
    let text: String = read.collect();
    let characters = text.chars().count();
    // In a short text a single error is significant.
    let is_little = damages * 10 <= characters || (damages <= FEW_DAMAGES && damages * 2 <= characters);
    (is_little && !text.chars().any(is_binary)).then_some((text, (damages > 0).then_some(DAMAGED)))
}

/// Decodes UTF-16 without a byte order mark, recognized as Western text: every other byte is NUL, and hardly any of the
/// rest.
fn unmarked_utf16(bytes: &[u8]) -> Option<(String, Option<&'static str>)> {
    let (mut even, mut odd) = (0, 0);
    for pair in bytes.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    let pairs = bytes.len() / 2;
    let is_clear = |many: usize, few: usize| pairs > 1 && many * 10 >= pairs * 7 && few * 20 <= pairs;
    match () {
        () if is_clear(odd, even) => damaged_utf16(bytes, u16::from_le_bytes),
        () if is_clear(even, odd) => damaged_utf16(bytes, u16::from_be_bytes),
        () => None,
    }
}

/// The common non-ASCII letters and punctuation of Western text; a short text may contain hardly any others.
const FAMILIAR: &str = "äöüßÄÖÜåæøÅÆØéèêàçñ€„…‘’“”•–—«»°§©®£½¿¡\u{a0}";

/// No Western word has this many adjacent non-ASCII letters.
const GIBBERISH_LETTERS: usize = 3;

/// Decodes Windows-1252, a superset of printable Latin-1. Western text has few unusual characters; binary data or a
/// legacy encoding of another alphabet would come out as gibberish.
fn windows_1252(bytes: &[u8]) -> Option<String> {
    let text: String = bytes.iter().map(|byte| letter(*byte)).collect::<Option<_>>()?;
    // The legacy end-of-file character (Ctrl-Z) is valid only at the end.
    let is_binary = text.chars().any(is_binary) || text.trim_end_matches('\u{1a}').contains('\u{1a}');
    let is_strange = |character: char| !character.is_ascii() && !FAMILIAR.contains(character);
    let strange = text.chars().filter(|character| is_strange(*character)).count();
    let is_much = strange * 10 > bytes.len() * 3;
    let mut words = text.split(|character: char| character.is_ascii() || !character.is_alphabetic());
    let is_gibberish =
        strange * 2 > bytes.len() || words.any(|word| word.chars().count() >= GIBBERISH_LETTERS);
    let is_foreign = is_much && is_gibberish;
    (!is_binary && !is_foreign).then_some(text)
}

fn is_binary(character: char) -> bool {
    character.is_ascii_control()
        && !matches!(character, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}' | '\u{1b}')
}

fn letter(byte: u8) -> Option<char> {
    /// The characters for 0x80 to 0x9F, where Latin-1 has none; five are unassigned.
    const LETTERS: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’',
        '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => LETTERS.get(usize::from(byte - 0x80)).copied().filter(|letter| *letter != '\0'),
        _ => Some(char::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Option<(String, Option<&'static str>)> {
        decode(bytes.to_vec()).map(|decoded| (decoded.text, decoded.guessed))
    }

    fn utf16_bytes(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn text_is_read_in_the_encodings_that_files_have() {
        let check = |bytes: &[u8], text: &str, guessed: Option<&'static str>| {
            assert_eq!(read(bytes), Some((text.to_owned(), guessed)), "{bytes:?}");
        };
        check("Größe 日本".as_bytes(), "Größe 日本", None);
        check(b"\xef\xbb\xbfx", "x", None);
        check(b"", "", None);
        let table = "Name;Größe\r\nMüller;3\r\n日本;4\r\n";
        check(&[b"\xff\xfe".to_vec(), utf16_bytes(table, u16::to_le_bytes)].concat(), table, None);
        check(&[b"\xfe\xff".to_vec(), utf16_bytes(table, u16::to_be_bytes)].concat(), table, None);
        check(b"\xff\xfe", "", None);
        let plain = "Name;Größe\r\n";
        check(&utf16_bytes(plain, u16::to_le_bytes), plain, Some("UTF-16"));
        check(&utf16_bytes(plain, u16::to_be_bytes), plain, Some("UTF-16"));
        check("Größe: 日本".as_bytes().split_last().expect("bytes").1, "Größe: 日\u{fffd}", Some(DAMAGED));
        check(b"Gr\xc3\xb6\xc3\x9fe \xff g", "Größe \u{fffd} g", Some(DAMAGED));
        let cut = [b"\xff\xfe".to_vec(), utf16_bytes(table, u16::to_le_bytes), vec![0x41]].concat();
        check(&cut, &format!("{table}\u{fffd}"), Some(DAMAGED));
        let half = [b"\xfe\xff".to_vec(), utf16_bytes(table, u16::to_be_bytes), vec![0xd8, 0x3c]].concat();
        check(&half, &format!("{table}\u{fffd}"), Some(DAMAGED));
        check(b"Gr\xf6\xdfe: 3 \x80 \x96 gut", "Größe: 3 € – gut", Some("Windows-1252"));
    }

    #[test]
    fn a_short_text_is_read_whatever_share_of_it_is_beyond_ascii() {
        let check = |bytes: &[u8], text: &str, guessed: &'static str| {
            assert_eq!(read(bytes), Some((text.to_owned(), Some(guessed))), "{bytes:?}");
        };
        let western = |bytes: &[u8], text: &str| check(bytes, text, "Windows-1252");
        western(b"\x93hi\x94 \x805", "“hi” €5");
        western(b"Gr\xf6\xdfe;S\xfc\xdf;\xd6l", "Größe;Süß;Öl");
        western(b"\xd6l", "Öl");
        western(b"\x93\xc4\x94", "“Ä”");
        western(b"\xe4\xf6\xfc\xdf", "äöüß");
        western(b"caf\xe9", "café");
        western(b"o\xf9", "où");
        western(b"Stra\xdf", "Straß");
        western(b"\x80", "€");
        western(b"\xc0 No\xebl, \xe7a a \xe9t\xe9 tr\xe8s \xe0 l'\xc9t\xe9", "À Noël, ça a été très à l'Été");
        let damaged = |bytes: &[u8], text: &str| check(bytes, text, DAMAGED);
        damaged(b"\xff\xfeh\0i\0\x41", "hi\u{fffd}");
        damaged(b"h\0i\0 \0y\0o\0u", "hi yo\u{fffd}");
        damaged(b"\xff\xfeh\0\x3d\xd8", "h\u{fffd}");
        damaged(b"\xfe\xff\0h\xdc\0\0i\0", "h\u{fffd}i\u{fffd}");
        damaged("日本".as_bytes().split_last().expect("bytes").1, "日\u{fffd}");
        damaged(b"5 \xe2\x82", "5 \u{fffd}");
        damaged(b"hi \xf0\x9f\x8e", "hi \u{fffd}");
        damaged(b"Gr\xc3", "Gr\u{fffd}");
        damaged(b"\xc3\xb6\xc3", "ö\u{fffd}");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [
            b"a\0b".as_slice(),
            b"\xff\xfea",
            b"\xff\xfe\0\xd8",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0",
            b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\xb5\x90",
            b"%PDF-1.7\n\x01\xb5\xb5\x02\n",
            "Привет, мир"
                .encode_utf16()
                .map(|unit| (unit % 251) as u8 | 0x80)
                .collect::<Vec<u8>>()
                .as_slice(),
            b"ab\x81cd",
            b"\x89PNG\r\n\x1a\nIHDR",
            b"\xff\xfe\x01\x02\x03\x04\x01\0",
            b"\xde\xad\xbe\xef\xfe\xed",
            // Russian, Greek, Chinese and Japanese in legacy encodings.
            b"\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0",
            b"\xca\xe1\xeb\xe7\xec\xdd\xf1\xe1",
            b"\xd6\xd0\xce\xc4",
            b"\x82\xb1\x82\xf1\x82\xc9",
        ] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
    }
}
