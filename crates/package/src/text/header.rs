//! What a text says about itself: the lines at its beginning that start with `#`, such as `#separator:tab`.
//!
//! ```text
//! header    = [tags-line] *(directive | comment)
//! tags-line = "tags:" tags                       only as the very first line
//! directive = "#" key ":" value
//! comment   = "#" anything else
//! ```
//!
//! Anki passes over values that it does not understand and lets people see what it makes of the text. Here
//! nobody looks, so they are errors.

use crate::text::import::{IfMatches, MatchScope};
use crate::{PackageError, Result};

/// What stands between the columns of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// A tab.
    Tab,
    /// `|`.
    Pipe,
    /// `;`.
    Semicolon,
    /// `:`.
    Colon,
    /// `,`.
    Comma,
    /// A space.
    Space,
}

impl Separator {
    /// All of them, in the order in which Anki looks for one in a text that names none.
    pub const ALL: [Self; 6] = [
        Self::Tab,
        Self::Pipe,
        Self::Semicolon,
        Self::Colon,
        Self::Comma,
        Self::Space,
    ];

    /// The name that directives use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tab => "tab",
            Self::Pipe => "pipe",
            Self::Semicolon => "semicolon",
            Self::Colon => "colon",
            Self::Comma => "comma",
            Self::Space => "space",
        }
    }

    /// The separator that a word names, or that is the word itself.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|it| word.trim() == it.name() || word.as_bytes() == [it.byte()])
    }

    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Tab => b'\t',
            Self::Pipe => b'|',
            Self::Semicolon => b';',
            Self::Colon => b':',
            Self::Comma => b',',
            Self::Space => b' ',
        }
    }

    /// The first of all that the beginning of a text holds.
    pub(super) fn guess(text: &str) -> Self {
        let bytes = text.as_bytes();
        let beginning = bytes.get(..GUESSED_FROM_BYTES).unwrap_or(bytes);
        let found = Self::ALL
            .into_iter()
            .find(|separator| beginning.contains(&separator.byte()));
        found.unwrap_or(Self::Space)
    }
}

/// How much of a text the separator is guessed from.
const GUESSED_FROM_BYTES: usize = 8 * 1024;

/// Where something comes from that all rows share, or that each row says for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// One name, or id, for all rows, and the line that says so.
    All(String, usize),
    /// A column, counted from 1.
    Column(usize),
}

/// The header of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) separator: Option<Separator>,
    pub(super) html: Option<bool>,
    pub(super) tags: Vec<String>,
    /// The names of the columns, not taken apart yet.
    pub(super) columns: Option<String>,
    pub(super) notetype: Option<Source>,
    pub(super) deck: Option<Source>,
    pub(super) tags_column: Option<usize>,
    pub(super) guid_column: Option<usize>,
    pub(super) scope: Option<MatchScope>,
    pub(super) if_matches: Option<IfMatches>,
    /// Where the rows begin.
    pub(super) bytes: usize,
}

impl Header {
    /// Reads the header of a text that has no byte order mark.
    pub(super) fn read(text: &str) -> Result<Self> {
        let mut header = Self::default();
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            let content = line.trim_end_matches(['\n', '\r']);
            if let (1, Some(tags)) = (number, content.strip_prefix("tags:")) {
                header.tags = words(tags);
            } else if let Some(content) = content.strip_prefix('#') {
                if let Some((key, value)) = content.split_once(':') {
                    header.take(key, value, number)?;
                }
            } else {
                break;
            }
            header.bytes += line.len();
        }
        Ok(header)
    }

    fn take(&mut self, key: &str, value: &str, line: usize) -> Result<()> {
        let wrong = |expected: &str| {
            Err(PackageError::Row {
                line,
                problem: format!("`{}` is not {expected}", value.trim()),
            })
        };
        let column = || match alone(value).trim().parse() {
            Ok(0) | Err(_) => wrong("the number of a column, which count from 1").map(|()| 0),
            Ok(number) => Ok(number),
        };
        match key.trim().to_ascii_lowercase().as_str() {
            "separator" => match Separator::parse(alone(value)) {
                Some(separator) => self.separator = Some(separator),
                None => return wrong("tab, pipe, semicolon, colon, comma or space"),
            },
            "html" => match alone(value).trim().to_ascii_lowercase().parse() {
                Ok(html) => self.html = Some(html),
                Err(_) => return wrong("true or false"),
            },
            "tags" => self.tags = words(value),
            "columns" => self.columns = Some(value.to_owned()),
            "notetype" => self.notetype = named(value, line),
            "deck" => self.deck = named(value, line),
            "notetype column" => self.notetype = Some(Source::Column(column()?)),
            "deck column" => self.deck = Some(Source::Column(column()?)),
            "tags column" => self.tags_column = Some(column()?),
            "guid column" => self.guid_column = Some(column()?),
            "match scope" => match MatchScope::parse(value.trim()) {
                Some(scope) => self.scope = Some(scope),
                None => return wrong("`notetype` or `notetype + deck`"),
            },
            "if matches" => match IfMatches::parse(value.trim()) {
                Some(policy) => self.if_matches = Some(policy),
                None => return wrong("`update current`, `keep current` or `keep both`"),
            },
            _comment => {}
        }
        Ok(())
    }
}

fn named(value: &str, line: usize) -> Option<Source> {
    (!value.trim().is_empty()).then(|| Source::All(value.to_owned(), line))
}

/// The value without the separators that a spreadsheet puts behind it. Its first character may be one.
fn alone(value: &str) -> &str {
    let mut characters = value.char_indices().skip(1);
    let end = characters.find(|(_place, character)| !character.is_ascii_alphanumeric());
    end.and_then(|(place, _character)| value.get(..place))
        .unwrap_or(value)
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_have_names_and_may_stand_for_themselves() {
        for (word, expected) in [
            ("tab", Some(Separator::Tab)),
            ("Comma", Some(Separator::Comma)),
            (",", Some(Separator::Comma)),
            ("\t", Some(Separator::Tab)),
            (" pipe", Some(Separator::Pipe)),
            ("dot", None),
        ] {
            assert_eq!(Separator::parse(word), expected, "{word:?}");
        }
    }

    #[test]
    fn a_header_ends_with_the_first_line_that_is_no_directive() {
        let text = "#separator:;\r\n# any comment\n#html:true;;\n#Tags: a  b\n#deck:My Deck\n#guid column:2\nx;y\n#z\n";
        let header = Header::read(text).unwrap();
        let expected = Header {
            separator: Some(Separator::Semicolon),
            html: Some(true),
            tags: vec!["a".to_owned(), "b".to_owned()],
            deck: Some(Source::All("My Deck".to_owned(), 5)),
            guid_column: Some(2),
            bytes: text.find("x;y").unwrap(),
            ..Header::default()
        };
        assert_eq!(header, expected);
    }

    #[test]
    fn what_a_directive_cannot_say_is_an_error_with_its_line() {
        for (text, expected) in [
            (
                "#separator:dot\n",
                "line 1: `dot` is not tab, pipe, semicolon, colon, comma or space",
            ),
            ("# x\n#html:maybe\n", "line 2: `maybe` is not true or false"),
            (
                "#tags column:0",
                "line 1: `0` is not the number of a column, which count from 1",
            ),
            (
                "#if matches:x",
                "line 1: `x` is not `update current`, `keep current` or `keep both`",
            ),
        ] {
            assert_eq!(Header::read(text).unwrap_err().to_string(), expected);
        }
    }
}
