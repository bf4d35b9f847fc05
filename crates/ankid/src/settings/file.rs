//! Reads a settings file into keys, lines and plain values.
//!
//! Two formats carry the same keys: TOML, and the add-on's JSON (`config.json`, or a `meta.json`
//! that holds it under `config`). What the keys mean is not known here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;
use toml_edit::{Document, Item, Table, Value};

use crate::error::{AnkidError, Result};

/// Tables of settings; a setting in one is called `table.key`.
const SECTIONS: [&str; 1] = ["sync"];

/// A setting as it stands in a file.
pub(crate) struct Entry {
    pub(crate) key: String,
    /// Counts from 1.
    pub(crate) line: usize,
    pub(crate) value: Plain,
}

/// A value of either format. Has no `Debug`, since it may be a key.
pub(crate) enum Plain {
    Unset,
    Text(String),
    Number(i64),
    Truth(bool),
    List(Vec<Plain>),
    /// A kind that no setting has, by its name.
    Other(&'static str),
}

impl Plain {
    /// The kind of value, as an error message names it.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Unset => "null",
            Self::Text(_) => "text",
            Self::Number(_) => "a whole number",
            Self::Truth(_) => "true or false",
            Self::List(_) => "a list",
            Self::Other(kind) => kind,
        }
    }
}

/// The two formats of a settings file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Toml,
    Json,
}

impl Format {
    /// Tells the formats apart: only JSON can begin with a brace.
    pub(crate) fn of(text: &str) -> Self {
        if text.trim_start().starts_with('{') {
            Self::Json
        } else {
            Self::Toml
        }
    }
}

/// The text of the settings file at `path`, without a byte order mark; `None` if there is no file.
pub(crate) fn read_text(path: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(
            text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned(),
        )),
        Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(AnkidError::ReadFile {
            path: path.to_owned(),
            source,
        }),
    }
}

/// All settings in `text`, which came from the file at `path`.
pub(crate) fn parse(path: &Path, text: &str) -> Result<Vec<Entry>> {
    match Format::of(text) {
        Format::Toml => parse_toml(text),
        Format::Json => parse_json(text),
    }
    .map_err(|(line, problem)| bad_file(path, line, problem))
}

fn bad_file(path: &Path, line: usize, problem: String) -> AnkidError {
    AnkidError::BadSetting {
        path: PathBuf::from(path),
        line,
        problem,
    }
}

type Parsed = std::result::Result<Vec<Entry>, (usize, String)>;

fn parse_toml(text: &str) -> Parsed {
    let document = Document::parse(text).map_err(|problem| {
        let line = line_of(text, problem.span().map_or(0, |span| span.start));
        (
            line,
            format!("this is not valid TOML: {}", problem.message()),
        )
    })?;
    let mut entries = Vec::new();
    for (name, item) in document.as_table() {
        match item.as_table() {
            Some(section) if SECTIONS.contains(&name) => {
                entries.extend(toml_entries(text, section, &format!("{name}.")));
            }
            _ => entries.extend(toml_entry(text, document.as_table(), name, name.to_owned())),
        }
    }
    Ok(entries)
}

fn toml_entries<'t>(
    text: &'t str,
    table: &'t Table,
    prefix: &'t str,
) -> impl Iterator<Item = Entry> + 't {
    table
        .iter()
        .filter_map(move |(name, _)| toml_entry(text, table, name, format!("{prefix}{name}")))
}

fn toml_entry(text: &str, table: &Table, name: &str, key: String) -> Option<Entry> {
    let item = table.get(name)?;
    let span = table.key(name).and_then(toml_edit::Key::span);
    let span = span.or_else(|| item.span());
    Some(Entry {
        key,
        line: line_of(text, span.map_or(0, |span| span.start)),
        value: item
            .as_value()
            .map_or_else(|| Plain::Other(item_kind(item)), plain_toml),
    })
}

const fn item_kind(item: &Item) -> &'static str {
    match item {
        Item::ArrayOfTables(_) => "a list of tables",
        Item::None | Item::Value(_) | Item::Table(_) => "a table",
    }
}

fn plain_toml(value: &Value) -> Plain {
    match value {
        Value::String(text) => Plain::Text(text.value().clone()),
        Value::Integer(number) => Plain::Number(*number.value()),
        Value::Array(array) => Plain::List(array.iter().map(plain_toml).collect()),
        Value::Float(_) => Plain::Other("a fraction"),
        Value::Boolean(truth) => Plain::Truth(*truth.value()),
        Value::Datetime(_) => Plain::Other("a date"),
        Value::InlineTable(_) => Plain::Other("a table"),
    }
}

fn parse_json(text: &str) -> Parsed {
    let mut settings = json_object(text)?;
    // The add-on's meta.json keeps the settings one level down.
    if let Some(config) = settings.get("config").copied()
        && Format::of(config.get()) == Format::Json
    {
        settings = json_object(config.get())?;
    }
    let entries = settings.into_iter().map(|(key, raw)| {
        let value = serde_json::from_str(raw.get()).map_err(|problem| {
            (
                json_line(text, raw),
                format!("this is not valid JSON: {problem}"),
            )
        })?;
        Ok(Entry {
            key,
            line: json_line(text, raw),
            value: plain_json(value),
        })
    });
    entries.collect()
}

fn json_object(text: &str) -> std::result::Result<BTreeMap<String, &RawValue>, (usize, String)> {
    serde_json::from_str(text)
        .map_err(|problem| (problem.line(), format!("this is not valid JSON: {problem}")))
}

/// The line on which `value`, a part of `text`, begins.
fn json_line(text: &str, value: &RawValue) -> usize {
    let offset = (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    line_of(text, offset)
}

fn plain_json(value: serde_json::Value) -> Plain {
    match value {
        serde_json::Value::Null => Plain::Unset,
        serde_json::Value::Bool(truth) => Plain::Truth(truth),
        serde_json::Value::Number(number) => number
            .as_i64()
            .map_or(Plain::Other("a fraction or too large"), Plain::Number),
        serde_json::Value::String(text) => Plain::Text(text),
        serde_json::Value::Array(values) => {
            Plain::List(values.into_iter().map(plain_json).collect())
        }
        serde_json::Value::Object(_) => Plain::Other("an object"),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text
        .bytes()
        .take(offset)
        .filter(|&byte| byte == b'\n')
        .count()
}
