//! Anki's rules for the names of media files.
//!
//! A name is put into the form that every platform and the sync server can hold, so that a collection
//! can travel. Knows nothing of files: what exists already is the folder's business.

mod unicode10;

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The length of a file name at most, in bytes.
const MAX_NAME_BYTES: usize = 120;
/// The length of an extension at most, in bytes, where a name has to be shortened.
const MAX_EXTENSION_BYTES: usize = 10;
/// Stems that Windows reserves, whatever their extension; `COM1` to `LPT9` are apart.
const WINDOWS_DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
/// Windows' reserved stems that a digit from 1 to 9 follows.
const WINDOWS_PORTS: [&str; 2] = ["COM", "LPT"];

/// `name` in the form that Anki stores: composed, without characters that some platform forbids, without
/// a device name of Windows, not ending with a space or dot, and at most 120 bytes long.
///
/// Letters keep their case. The result can be empty, when nothing of the name is allowed.
#[must_use]
pub fn normalized(name: &str) -> String {
    let composed: Cow<str> = if is_nfc(name) {
        name.into()
    } else {
        name.nfc().collect()
    };
    let mut kept: String = composed
        .chars()
        .filter(|character| is_allowed(*character))
        // The parsers of references take a no-break space for a plain one.
        .map(|character| {
            if character == '\u{a0}' {
                ' '
            } else {
                character
            }
        })
        .collect();
    if let Some(stem_bytes) = windows_device_stem(&kept) {
        kept.insert(stem_bytes, '_');
    }
    guard_end(&mut kept);
    if kept.len() <= MAX_NAME_BYTES {
        return kept;
    }
    let (stem, extension) = shortened(&kept, MAX_NAME_BYTES);
    let mut short = if extension.is_empty() {
        stem.to_owned()
    } else {
        format!("{stem}.{extension}")
    };
    guard_end(&mut short);
    short
}

/// `name` with the SHA-1 of the content in it: `stem-<40 hex digits>.extension`.
///
/// A name without an extension ends with a dot, as in Anki.
#[must_use]
pub fn with_hash(name: &str, sha1: &[u8; 20]) -> String {
    let suffix = format!("-{}", hex::encode(sha1));
    let (stem, extension) = shortened(name, MAX_NAME_BYTES - suffix.len());
    format!("{stem}{suffix}.{extension}")
}

/// The last part of `path`, which is empty where it ends with a separator.
#[must_use]
pub fn base_name(path: &str) -> &str {
    path.rsplit(std::path::is_separator).next().unwrap_or(path)
}

/// The name of the file that AnkiConnect reads when it is asked for `wanted`: the last part of the path,
/// composed, without illegal characters. Less strict than [`normalized`], so that files of any origin are found.
#[must_use]
pub fn lookup_name(wanted: &str) -> String {
    base_name(wanted)
        .nfc()
        .filter(|character| !is_reserved(*character) && !matches!(character, '\0' | '\r' | '\n'))
        .collect()
}

/// Characters that a file name cannot hold on some platform, or that end a reference to it.
fn is_reserved(character: char) -> bool {
    matches!(
        character,
        '[' | ']' | '<' | '>' | ':' | '"' | '/' | '?' | '*' | '^' | '\\' | '|'
    )
}

fn is_allowed(character: char) -> bool {
    !is_reserved(character) && !character.is_ascii_control() && unicode10::is_assigned(character)
}

/// The length of the stem, if it is a name that Windows keeps for a device.
fn windows_device_stem(name: &str) -> Option<usize> {
    let stem = name.split('.').next().unwrap_or(name);
    let is_device = WINDOWS_DEVICES
        .iter()
        .any(|device| stem.eq_ignore_ascii_case(device));
    let port = stem.strip_suffix(|last: char| ('1'..='9').contains(&last));
    let is_port = port.is_some_and(|port| {
        WINDOWS_PORTS
            .iter()
            .any(|reserved| port.eq_ignore_ascii_case(reserved))
    });
    (is_device || is_port).then_some(stem.len())
}

/// Appends `_` to a name that ends with a space or dot, which Windows would drop.
fn guard_end(name: &mut String) {
    if name.ends_with([' ', '.']) {
        name.push('_');
    }
}

/// The stem and the extension of `name`, cut so that both, a dot and a closing `_` fit into `max_bytes`.
fn shortened(name: &str, max_bytes: usize) -> (&str, &str) {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let extension = cut(extension, MAX_EXTENSION_BYTES);
    (cut(stem, max_bytes - extension.len() - 2), extension)
}

/// The longest beginning of `text` of at most `max_bytes` that holds whole characters.
fn cut(text: &str, max_bytes: usize) -> &str {
    let mut end = max_bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: [u8; 20] = [
        0xaa, 0xf4, 0xc6, 0x1d, 0xdc, 0xc5, 0xe8, 0xa2, 0xda, 0xbe, 0xde, 0x0f, 0x3b, 0x48, 0x2c,
        0xd9, 0xae, 0xa9, 0x43, 0x4d,
    ];

    fn check_normalized(wanted: &str, expected: &str) {
        let once = normalized(wanted);
        assert_eq!(once, expected, "{wanted:?}");
        assert_eq!(normalized(&once), once, "{wanted:?} is not stable");
    }

    #[test]
    fn names_take_ankis_form() {
        for (wanted, expected) in [
            ("foo.jpg", "foo.jpg"),
            ("a[b]c.jpg", "abc.jpg"),
            ("a:b?.png", "ab.png"),
            ("con.jpg[]><:\"/?*^\\|\0\r\n", "con_.jpg"),
            ("CON.txt", "CON_.txt"),
            ("aux", "aux_"),
            ("nul.tar.gz", "nul_.tar.gz"),
            ("com1.txt", "com1_.txt"),
            ("LPT9", "LPT9_"),
            ("com0.txt", "com0.txt"),
            ("com10.txt", "com10.txt"),
            ("console.txt", "console.txt"),
            ("c\u{7}on.txt", "con_.txt"),
            ("con .txt", "con .txt"),
            ("x.", "x._"),
            ("x ", "x _"),
            ("x\u{a0}", "x _"),
            ("a\u{a0}b.png", "a b.png"),
            (" a.png", " a.png"),
            (" spaced name .txt ", " spaced name .txt _"),
            ("é.png", "é.png"),
            ("e\u{301}.png", "é.png"),
            ("\u{212b}.png", "\u{c5}.png"),
            ("ÀB.PNG", "ÀB.PNG"),
            ("a/b\\c.gif", "abc.gif"),
            (".hidden", ".hidden"),
            ("..", ".._"),
            (".", "._"),
            ("", ""),
            ("?*", ""),
            (
                "x.yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy",
                "x.yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy",
            ),
            ("\u{1fae8}.png", ".png"),
            ("\u{1f600}.png", "\u{1f600}.png"),
            ("a%20b.png", "a%20b.png"),
            ("tab\there.mp3", "tabhere.mp3"),
            ("del\u{7f}.mp3", "del.mp3"),
            ("\u{85}.mp3", "\u{85}.mp3"),
        ] {
            check_normalized(wanted, expected);
        }
    }

    #[test]
    fn long_names_are_cut() {
        let repeated = |text: &str, times: usize| text.repeat(times);
        for (wanted, expected) in [
            (repeated("x", 119), repeated("x", 119)),
            (repeated("x", 120), repeated("x", 120)),
            (repeated("x", 121), repeated("x", 118)),
            (repeated("x", 116) + ".jpg", repeated("x", 116) + ".jpg"),
            (repeated("x", 240) + ".jpg", repeated("x", 115) + ".jpg"),
            (repeated(" ", 121), repeated(" ", 118) + "_"),
            (repeated("日本", 30) + ".mp3", repeated("日本", 19) + ".mp3"),
            (
                repeated("x", 119) + ".12345678901234",
                repeated("x", 108) + ".1234567890",
            ),
            ("x.".to_owned() + &repeated("日", 60), "x.日日日".to_owned()),
            (repeated("x", 130) + ".", repeated("x", 117) + "._"),
        ] {
            check_normalized(&wanted, &expected);
        }
    }

    #[test]
    fn the_hash_goes_between_stem_and_extension() {
        let hash = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";
        for (name, expected) in [
            ("test.jpg".to_owned(), format!("test-{hash}.jpg")),
            ("a.tar.gz".to_owned(), format!("a.tar-{hash}.gz")),
            ("test".to_owned(), format!("test-{hash}.")),
            (".hidden".to_owned(), format!("-{hash}.hidden")),
            (
                "x".repeat(116) + ".jpg",
                format!("{}-{hash}.jpg", "x".repeat(74)),
            ),
            (
                "日".repeat(38) + ".mp3",
                format!("{}-{hash}.mp3", "日".repeat(24)),
            ),
        ] {
            assert_eq!(with_hash(&name, &HELLO), expected);
        }
    }

    #[test]
    fn lookups_see_the_last_part_without_illegal_characters() {
        for (wanted, expected) in [
            ("_hello.txt", "_hello.txt"),
            ("some/folder/_hello.txt", "_hello.txt"),
            ("../collection.anki2", "collection.anki2"),
            ("_he:llo.txt", "_hello.txt"),
            ("cafe\u{301}.txt", "café.txt"),
            ("Image.PNG", "Image.PNG"),
            ("a\0b\r\nc.txt", "abc.txt"),
            ("tab\there.txt", "tab\there.txt"),
            ("..", ".."),
            ("folder/", ""),
        ] {
            assert_eq!(lookup_name(wanted), expected, "{wanted:?}");
        }
    }
}
