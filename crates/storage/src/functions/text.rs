//! Functions over the text of notes.

use std::borrow::Cow;
use std::error::Error;
use std::sync::{Arc, LazyLock};

use ankid_search::{Like, without_accents};
use regex::{Regex, bytes};
use rusqlite::Connection;
use rusqlite::functions::Context;
use rusqlite::types::ValueRef;

use super::{PURE, compile_regex};

const FIELD_SEPARATOR: char = '\u{1f}';
/// The bits of the second argument of `process_text` and `processed_text_like`.
pub(crate) const WITHOUT_COMBINING: i64 = 1;
pub(crate) const WITHOUT_CLOZES: i64 = 2;
/// How large a compiled pattern of `LIKE` may be; enough for the longest that SQLite itself takes.
const LIKE_BYTES: usize = 64 * 1024 * 1024;

pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_scalar_function("field_at_index", 2, PURE, field_at_index)?;
    connection.create_scalar_function("regexp", 2, PURE, regexp)?;
    connection.create_scalar_function("regexp_fields", -1, PURE, regexp_fields)?;
    connection.create_scalar_function("regexp_tags", 2, PURE, regexp_tags)?;
    connection.create_scalar_function("process_text", 2, PURE, process_text)?;
    connection.create_scalar_function("text_like", -1, PURE, text_like)?;
    connection.create_scalar_function("processed_text_like", -1, PURE, processed_text_like)
}

/// `field_at_index(fields, index)`: one field, or nothing where there is none.
fn field_at_index(context: &Context<'_>) -> rusqlite::Result<String> {
    let fields = context.get_raw(0).as_str()?;
    let index: u16 = context.get(1)?;
    let field = fields.split(FIELD_SEPARATOR).nth(usize::from(index));
    Ok(field.unwrap_or_default().to_owned())
}

/// `regexp(pattern, text)`, which is also the operator `text REGEXP pattern`.
fn regexp(context: &Context<'_>) -> rusqlite::Result<bool> {
    let pattern = pattern(context)?;
    Ok(pattern.is_match(context.get_raw(1).as_str()?))
}

/// `regexp_fields(pattern, fields, index...)`: whether a field matches; without an index, any.
fn regexp_fields(context: &Context<'_>) -> rusqlite::Result<bool> {
    let pattern = pattern(context)?;
    let mut wanted = Vec::with_capacity(context.len().saturating_sub(2));
    for index in 2..context.len() {
        wanted.push(context.get::<u32>(index)?);
    }
    let fields = context.get_raw(1).as_str()?.split(FIELD_SEPARATOR);
    Ok((0_u32..).zip(fields).any(|(index, field)| {
        (wanted.is_empty() || wanted.contains(&index)) && pattern.is_match(field)
    }))
}

/// `regexp_tags(pattern, tags)`: whether a single tag matches.
///
/// Tags are stored with a space around them, so the empty text is among those that are tried.
fn regexp_tags(context: &Context<'_>) -> rusqlite::Result<bool> {
    let pattern = pattern(context)?;
    let mut tags = context.get_raw(1).as_str()?.split(' ');
    Ok(tags.any(|tag| pattern.is_match(tag)))
}

/// The compiled first argument; SQLite keeps it for as long as the statement runs.
fn pattern(context: &Context<'_>) -> rusqlite::Result<Arc<Regex>> {
    context.get_or_create_aux(0, |value| -> Result<Regex, Box<dyn Error + Send + Sync>> {
        Ok(compile_regex(value.as_str()?)?)
    })
}

/// `process_text(text, bits)`: the text as searches that ignore accents or clozes see it.
fn process_text(context: &Context<'_>) -> rusqlite::Result<String> {
    let text = context.get_raw(0).as_str()?;
    Ok(processed(text, context.get(1)?).into_owned())
}

/// `text_like(pattern, text...)`: whether one of the texts is like a pattern of `LIKE`, `\` being
/// its escape character. Takes linear time, which `LIKE` does not.
fn text_like(context: &Context<'_>) -> rusqlite::Result<bool> {
    any_like(context, 1, 0)
}

/// `processed_text_like(pattern, bits, text...)`: the same with texts as `process_text` gives them.
fn processed_text_like(context: &Context<'_>) -> rusqlite::Result<bool> {
    any_like(context, 2, context.get(1)?)
}

fn any_like(context: &Context<'_>, first: usize, bits: i64) -> rusqlite::Result<bool> {
    let pattern = context.get_or_create_aux(0, compile_like)?;
    for index in first..context.len() {
        let is_match = match context.get_raw(index) {
            ValueRef::Text(text) if bits == 0 => pattern.is_match(text),
            value => pattern.is_match(processed(value.as_str()?, bits).as_bytes()),
        };
        if is_match {
            return Ok(true);
        }
    }
    Ok(false)
}

fn compile_like(value: ValueRef<'_>) -> Result<bytes::Regex, Box<dyn Error + Send + Sync>> {
    let like = Like::from_text(value.as_str()?);
    let mut builder = bytes::RegexBuilder::new(&like.to_byte_regex());
    Ok(builder.size_limit(LIKE_BYTES).build()?)
}

fn processed(text: &str, bits: i64) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if bits & WITHOUT_CLOZES != 0 {
        text = Cow::Owned(without_clozes(&text));
    }
    if bits & WITHOUT_COMBINING != 0
        && let Cow::Owned(plain) = without_accents(&text)
    {
        text = Cow::Owned(plain);
    }
    text
}

/// Leaves only the answer of each cloze.
fn without_clozes(text: &str) -> String {
    #[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
    static CLOZE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?s)\{\{c[\d,]+::(?<answer>.*?)(?:::.*?)?\}\}").unwrap());
    CLOZE.replace_all(text, "$answer").into_owned()
}
