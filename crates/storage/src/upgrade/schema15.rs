//! To schema 15: note types and decks get tables, presets become messages.

use std::collections::HashSet;

use ankid_schema11::{NotetypeDict, deck_config_from_dict, deck_from_dict};
use ankid_types::{DeckConfig, DeckConfigId, DeckName, Notetype, NotetypeId, TimestampMillis, Usn};
use serde_json::Value;
use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

use super::legacy::Column;
use crate::row::TableRow;
use crate::{Result, Storage};

/// Schema 15 kept the ease factor in percent.
pub(super) const EASE_SCALE: f32 = 100.0;

pub(super) fn run(storage: &Storage, now: TimestampMillis) -> Result<()> {
    let connection = storage.connection();
    connection.execute_batch(include_str!("schema15.sql"))?;
    // Before the tables are filled, as in Anki: the statistics are what query plans rest on.
    connection.execute_batch("ANALYZE")?;
    move_notetypes(storage, now)?;
    move_decks(storage, now)?;
    recode_presets(storage)?;
    connection.execute("UPDATE col SET models = '', decks = '', ver = 15", [])?;
    Ok(())
}

fn move_notetypes(storage: &Storage, now: TimestampMillis) -> Result<()> {
    let mut names = Names::default();
    for (id, dict) in Column::Models.read_by_id(storage)? {
        let read = NotetypeDict::from_value(dict)
            .map_err(|error| Column::Models.undecodable(format!("note type {id}: {error}")))?;
        let mut notetype = read.notetype;
        if id == 0 {
            // There are such files; no note can belong to it.
            notetype.id = NotetypeId(now.0);
        }
        clean_names(&mut notetype);
        names.make_unique(&mut notetype.name, '_');
        storage.add_notetype(&notetype)?;
    }
    Ok(())
}

/// Composes the names, and makes those of fields and templates unique.
fn clean_names(notetype: &mut Notetype) {
    compose(&mut notetype.name);
    let mut names = Names::default();
    for template in &mut notetype.templates {
        compose(&mut template.name);
        names.make_unique(&mut template.name, '+');
    }
    let mut names = Names::default();
    for field in &mut notetype.fields {
        compose(&mut field.name);
        names.make_unique(&mut field.name, '+');
    }
}

fn move_decks(storage: &Storage, now: TimestampMillis) -> Result<()> {
    let mut names = Names::default();
    for (id, dict) in Column::Decks.read_by_id(storage)? {
        let written = dict.get("name").and_then(Value::as_str);
        let written = written.unwrap_or_default().to_owned();
        let mut deck = deck_from_dict(dict)
            .map_err(|error| Column::Decks.undecodable(format!("deck {id}: {error}")))?;
        let name = DeckName::normalized(&written);
        let mut stored = name.as_stored().to_owned();
        names.make_unique(&mut stored, '_');
        deck.name = DeckName::from_stored(stored);
        if deck.name.human() != written {
            deck.modified = now.as_secs();
            deck.usn = Usn::PENDING;
        }
        storage.add_deck(&deck)?;
    }
    Ok(())
}

fn recode_presets(storage: &Storage) -> Result<()> {
    for mut config in presets_of_schema14(storage)? {
        config.settings.initial_ease *= EASE_SCALE;
        storage.update_deck_config(&config)?;
    }
    Ok(())
}

fn presets_of_schema14(storage: &Storage) -> Result<Vec<DeckConfig>> {
    let mut statement = storage
        .connection()
        .prepare("SELECT id, config FROM deck_config ORDER BY id")?;
    let presets = statement.query_and_then([], |row| {
        let row = TableRow::new("deck_config", row);
        let dict: Value = serde_json::from_slice(&row.bytes(1)?)
            .map_err(|error| row.undecodable(1, error.to_string()))?;
        let mut config =
            deck_config_from_dict(dict).map_err(|error| row.undecodable(1, error.to_string()))?;
        config.id = DeckConfigId(row.get(0)?);
        Ok(config)
    })?;
    presets.collect()
}

/// Names that are taken, regardless of case.
#[derive(Default)]
struct Names(HashSet<UniCase<String>>);

impl Names {
    /// Lengthens a name until it is free, and takes it.
    fn make_unique(&mut self, name: &mut String, suffix: char) {
        while !self.0.insert(UniCase::new(name.clone())) {
            name.push(suffix);
        }
    }
}

fn compose(name: &mut String) {
    *name = name.nfc().collect();
}
