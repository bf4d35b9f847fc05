//! The SQL functions that queries on a collection rely on.

mod card_data;
mod retrievability;
mod text;

use regex::{Regex, RegexBuilder};
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

use crate::Result;

pub(crate) use text::{WITHOUT_CLOZES, WITHOUT_COMBINING};

/// How large a compiled regular expression may be; the same as in Anki.
const REGEX_BYTES: usize = 10 * 1024 * 1024;

const PURE: FunctionFlags = FunctionFlags::SQLITE_DETERMINISTIC
    .union(FunctionFlags::SQLITE_UTF8)
    .union(FunctionFlags::SQLITE_INNOCUOUS);

pub(crate) fn register(connection: &Connection) -> Result<()> {
    text::register(connection)?;
    card_data::register(connection)?;
    retrievability::register(connection)?;
    connection.create_scalar_function("fnvhash", -1, PURE, fnv_hash)?;
    Ok(())
}

/// A regular expression as the functions here run it.
pub(crate) fn compile_regex(source: &str) -> std::result::Result<Regex, regex::Error> {
    RegexBuilder::new(source).size_limit(REGEX_BYTES).build()
}

/// `fnvhash(number, ...)`: FNV-1a over the bytes of the numbers; an order that looks random.
fn fnv_hash(context: &Context<'_>) -> rusqlite::Result<i64> {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let mut hash = BASIS;
    for index in 0..context.len() {
        for byte in context.get::<i64>(index)?.to_ne_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
        }
    }
    Ok(hash.cast_signed())
}

#[cfg(test)]
mod tests;
