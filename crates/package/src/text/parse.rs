//! From the bytes of a text to its rows, before the collection is asked.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use ankid_template::text::strip_tags;
use csv::{ReaderBuilder, StringRecord};

use crate::error::io_error;
use crate::text::header::{Header, Separator};
use crate::text::import::{IfMatches, MatchScope};
use crate::{PackageError, Reporter, Result};

/// The longest text that is read.
const MAX_BYTES: u64 = 512 << 20;
/// So many rows tell whether the text is HTML, where it does not say so.
const ROWS_LOOKED_AT: usize = 5;

/// How a text is to be imported. What is `None` is taken from the text's own header, or is as in Anki.
#[derive(Debug, Clone, Default)]
pub struct TextImport {
    /// The name of the note type of all rows.
    pub notetype: Option<String>,
    /// The name of the deck that new cards go to; made where there is none.
    pub deck: Option<String>,
    /// What stands between columns.
    pub separator: Option<Separator>,
    /// Whether the values are HTML. What is none has its special characters escaped.
    pub html: Option<bool>,
    /// What becomes of a row whose note is there already.
    pub if_matches: Option<IfMatches>,
    /// When a note with the same first field counts as the same.
    pub scope: Option<MatchScope>,
    /// Tags for all notes, besides those that the header names.
    pub tags: Vec<String>,
    /// Tags for notes that are updated.
    pub updated_tags: Vec<String>,
}

/// A text taken apart, ready to be imported.
#[derive(Debug)]
pub struct ParsedText {
    pub(super) header: Header,
    pub(super) options: TextImport,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) html: bool,
    pub(super) reporter: Reporter,
}

/// A row of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The line that it begins in, counted from 1.
    pub(super) line: usize,
    pub(super) values: StringRecord,
}

impl ParsedText {
    /// Tells how far the import is.
    #[must_use]
    pub fn reporting(self, reporter: Reporter) -> Self {
        Self { reporter, ..self }
    }

    /// Takes a file apart.
    ///
    /// # Errors
    /// The file cannot be read, is too large, is not UTF-8, has no rows or a header that cannot be understood.
    pub fn read(path: &Path, options: TextImport) -> Result<Self> {
        let file = File::open(path).map_err(|cause| match cause.kind() {
            std::io::ErrorKind::NotFound => PackageError::Missing(path.to_owned()),
            _ => io_error("read", path)(cause),
        })?;
        let mut bytes = Vec::new();
        file.take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(io_error("read", path))?;
        if bytes.len() as u64 > MAX_BYTES {
            let limit = MAX_BYTES >> 20;
            return Err(PackageError::TooLarge(format!(
                "a text may have {limit} MB at most"
            )));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Self::parse(&text, options),
            Err(error) => {
                let sound = error.utf8_error().valid_up_to();
                let before = error.as_bytes().get(..sound).unwrap_or_default();
                let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
                let problem = "the text is not UTF-8 here".to_owned();
                Err(PackageError::Row { line, problem })
            }
        }
    }

    /// Takes a text apart.
    ///
    /// # Errors
    /// The text has no rows, or a header that cannot be understood.
    pub fn parse(text: &str, options: TextImport) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let header = Header::read(text)?;
        let body = text.get(header.bytes..).unwrap_or_default();
        let separator = options
            .separator
            .or(header.separator)
            .unwrap_or_else(|| Separator::guess(body));
        let first_line = text.len() - body.len();
        let first_line = lines_in(text.get(..first_line).unwrap_or_default()) + 1;
        let rows = rows(body, separator, first_line)?;
        let Some(first) = rows.first() else {
            return Err(PackageError::NoRows);
        };
        let columns = match &header.columns {
            Some(names) => labels(names, separator),
            None => vec![String::new(); first.values.len()],
        };
        let html = options.html.or(header.html);
        let html = html.unwrap_or_else(|| rows.iter().take(ROWS_LOOKED_AT).any(Row::has_markup));
        Ok(Self {
            header,
            options,
            columns,
            rows,
            html,
            reporter: Reporter::silent(),
        })
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none, which cannot be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Row {
    fn has_markup(&self) -> bool {
        let is_marked_up = |value: &str| value.contains('<') && strip_tags(value) != value;
        self.values.iter().any(is_marked_up)
    }

    /// The value of a column, counted from 1.
    pub(super) fn get(&self, column: usize) -> Option<&str> {
        self.values.get(column.checked_sub(1)?)
    }
}

fn lines_in(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

fn labels(names: &str, separator: Separator) -> Vec<String> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .delimiter(separator.byte())
        .from_reader(names.as_bytes());
    let first = reader.records().flatten().next().unwrap_or_default();
    first.iter().map(ToOwned::to_owned).collect()
}

fn rows(body: &str, separator: Separator, first_line: usize) -> Result<Vec<Row>> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .delimiter(separator.byte())
        .from_reader(body.as_bytes());
    let mut rows = Vec::new();
    let mut counted = Counted {
        body,
        bytes: 0,
        line: first_line,
    };
    for record in reader.records() {
        let values = record.map_err(|error| PackageError::Row {
            line: counted.line,
            problem: error.to_string(),
        })?;
        let start = values.position().map_or(0, csv::Position::byte);
        // A comment that ends the text without a line break comes as a row, which it is not.
        let Some(line) = counted.line_of_row(usize::try_from(start).unwrap_or(usize::MAX)) else {
            break;
        };
        rows.push(Row { line, values });
    }
    Ok(rows)
}

/// Knows which line a place is in.
struct Counted<'a> {
    body: &'a str,
    bytes: usize,
    line: usize,
}

impl Counted<'_> {
    /// The line of the row that is read from a place on, where empty lines and comments may come first;
    /// `None` if nothing else comes.
    fn line_of_row(&mut self, from: usize) -> Option<usize> {
        let between = self.body.get(self.bytes..from).unwrap_or_default();
        self.line += lines_in(between);
        self.bytes = from;
        let rest = self.body.get(from..).unwrap_or_default();
        let before = rest
            .split_inclusive('\n')
            .position(|line| !line.starts_with(['#', '\n', '\r']));
        Some(self.line + before?)
    }
}
