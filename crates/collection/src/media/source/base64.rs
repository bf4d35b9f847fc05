//! Base64 as forgivingly as Python's `b64decode` reads it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::media::error::Base64Error;

/// The bytes that `text` stands for.
///
/// Characters that are not base64 digits count for nothing, and what follows the padding is left out.
///
/// # Errors
/// The digits end in the middle of a byte, the padding is missing, or a character is not ASCII.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, Base64Error> {
    STANDARD
        .decode(text)
        .or_else(|_not_strict| decode_leniently(text))
}

fn decode_leniently(text: &str) -> Result<Vec<u8>, Base64Error> {
    if !text.is_ascii() {
        return Err(Base64Error::NotAscii);
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    // The digits of an unfinished group of four, their bits, and the padding signs since the last digit.
    let (mut digits, mut bits, mut padding) = (0, 0_u32, 0);
    for character in text.bytes() {
        if character == b'=' && digits >= 2 {
            padding += 1;
            if digits + padding >= 4 {
                return Ok(bytes);
            }
        }
        let Some(digit) = digit(character) else {
            continue;
        };
        padding = 0;
        bits = bits << 6 | u32::from(digit);
        if digits > 0 {
            // Each digit after the first completes one byte, and leaves six, four, two or no bits over.
            let left_over = 6 - 2 * digits;
            bytes.push((bits >> left_over & 0xff) as u8);
        }
        digits = (digits + 1) % 4;
    }
    match digits {
        0 => Ok(bytes),
        1 => Err(Base64Error::Length(bytes.len() / 3 * 4 + 1)),
        _ => Err(Base64Error::Padding),
    }
}

fn digit(character: u8) -> Option<u8> {
    match character {
        b'A'..=b'Z' => Some(character - b'A'),
        b'a'..=b'z' => Some(character - b'a' + 26),
        b'0'..=b'9' => Some(character - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_python_reads_it() {
        for (text, expected) in [
            ("", &b""[..]),
            ("aGVsbG8=", b"hello"),
            ("SGVs\nbG8=", b"Hello"),
            ("SG*Vs!bG8=", b"Hello"),
            ("Y W J j", b"abc"),
            ("YWJj\r\n", b"abc"),
            ("YW=Jj", b"abc"),
            ("YWJ=j", b"ab"),
            ("abcd=", b"i\xb7\x1d"),
            ("ab==", b"i"),
            ("ab=c=", b"i\xb7"),
            ("abc=def", b"i\xb7"),
            ("ab==cd", b"i"),
            ("YQ==YQ==", b"a"),
            ("YQ=Q=", b"a\x04"),
            ("YQ=QQ==", b"a\x04\x10"),
            ("YWJjZGU====", b"abcde"),
            ("====", b""),
            ("-_-_", b""),
            ("!!!", b""),
        ] {
            assert_eq!(decode(text).as_deref(), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn broken_text_is_refused_in_pythons_words() {
        for (text, expected) in [
            ("abc", "Incorrect padding"),
            ("ab=", "Incorrect padding"),
            ("YWJjZGU", "Incorrect padding"),
            (
                "a",
                "Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4",
            ),
            (
                "YWJjZ===",
                "Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a multiple of 4",
            ),
            (
                "YWJj é",
                "string argument should contain only ASCII characters",
            ),
        ] {
            assert_eq!(
                decode(text).map_err(|error| error.to_string()),
                Err(expected.to_owned())
            );
        }
    }
}
