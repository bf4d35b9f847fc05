//! To schema 16: the ease factor of presets is no longer kept in percent.

use prost::Message;
use rusqlite::params;

use super::schema15::EASE_SCALE;
use crate::blobs::{DeckConfigMessage, DeckKindMessage};
use crate::row::{TableRow, id_array};
use crate::{Result, Storage};

/// An error of schema 15 gave presets this ease factor or less.
const LOWEST_EASE: f32 = 1.3;
const DEFAULT_EASE: f32 = 2.5;

/// Decodes no further than to messages: numbers that have no meaning yet are none of its business.
pub(super) fn run(storage: &Storage) -> Result<()> {
    let low = rescale_eases(storage)?;
    let decks = decks_using(storage, &low)?;
    storage
        .connection()
        .prepare(include_str!("low_ease.sql"))?
        .execute([id_array(decks)])?;
    storage
        .connection()
        .execute("UPDATE col SET ver = 16", [])?;
    Ok(())
}

/// Returns the presets whose ease factor was too low.
fn rescale_eases(storage: &Storage) -> Result<Vec<i64>> {
    let mut low = Vec::new();
    for (id, mut message) in presets(storage)? {
        message.initial_ease /= EASE_SCALE;
        if message.initial_ease <= LOWEST_EASE {
            message.initial_ease = DEFAULT_EASE;
            low.push(id);
        }
        storage
            .connection()
            .prepare_cached("UPDATE deck_config SET config = ?2 WHERE id = ?1")?
            .execute(params![id, message.encode_to_vec()])?;
    }
    Ok(low)
}

fn presets(storage: &Storage) -> Result<Vec<(i64, DeckConfigMessage)>> {
    let mut statement = storage
        .connection()
        .prepare("SELECT id, config FROM deck_config")?;
    let presets = statement.query_and_then([], |row| {
        let row = TableRow::new("deck_config", row);
        let message = DeckConfigMessage::decode(row.bytes(1)?.as_slice())
            .map_err(|error| row.undecodable(1, error.to_string()))?;
        Ok((row.get(0)?, message))
    })?;
    presets.collect()
}

fn decks_using(storage: &Storage, presets: &[i64]) -> Result<Vec<i64>> {
    let mut statement = storage.connection().prepare("SELECT id, kind FROM decks")?;
    let mut rows = statement.query([])?;
    let mut using = Vec::new();
    while let Some(row) = rows.next()? {
        let row = TableRow::new("decks", row);
        let message = DeckKindMessage::decode(row.bytes(1)?.as_slice())
            .map_err(|error| row.undecodable(1, error.to_string()))?;
        if message.config_id().is_some_and(|id| presets.contains(&id)) {
            using.push(row.get(0)?);
        }
    }
    Ok(using)
}
