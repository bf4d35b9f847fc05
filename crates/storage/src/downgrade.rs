//! Brings a copy of a collection from the present schema to schema 11, which every Anki since 2.0 and
//! every program that reads its packages knows.
//!
//! What schema 11 has no place for goes into keys that later readers find again; nothing is lost.

use std::path::Path;

use ankid_schema11::{deck_config_to_dict, deck_to_dict, notetype_to_dict};
use rusqlite::{OpenFlags, params};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::storage::{connect, require_file};
use crate::{Result, Storage, StorageError, version};

impl Storage {
    /// Rewrites a file of the present schema as one of schema 11. Nobody else may use it meanwhile.
    ///
    /// # Errors
    /// A row cannot be decoded, or an error of the file; it is then as it was.
    pub fn downgrade(path: &Path) -> Result<()> {
        require_file(path)?;
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        match version::inspect(&connection)? {
            version::Found::Collection(version::CURRENT) => {}
            version::Found::Collection(version) => {
                return Err(StorageError::NeedsUpgrade { version });
            }
            version::Found::Nothing => return Err(StorageError::Empty),
        }
        let storage = Self::unguarded(path, connection)?;
        storage.begin()?;
        match storage.downgrade_rows() {
            Ok(()) => storage.commit()?,
            Err(problem) => return storage.rollback().and(Err(problem)),
        }
        storage
            .connection()
            .pragma_update_and_check(None, "journal_mode", "delete", |_row| Ok(()))?;
        storage.close()
    }

    fn downgrade_rows(&self) -> Result<()> {
        let columns = [
            self.notetype_dicts()?,
            self.deck_dicts()?,
            self.preset_dicts()?,
            self.tag_dict()?,
            self.config_dict()?,
        ];
        self.connection()
            .execute_batch(include_str!("downgrade/schema11.sql"))?;
        let [models, decks, dconf, tags, conf] = columns;
        self.connection().execute(
            "UPDATE col SET models = ?1, decks = ?2, dconf = ?3, tags = ?4, conf = ?5, ver = 11",
            params![models, decks, dconf, tags, conf],
        )?;
        Ok(())
    }

    fn notetype_dicts(&self) -> Result<String> {
        dicts(self.all_notetypes()?.iter().map(|notetype| {
            let dict = notetype_to_dict(notetype)
                .map_err(|error| undecodable("notetypes", notetype.id.0, error));
            Ok((notetype.id.0, dict?))
        }))
    }

    fn deck_dicts(&self) -> Result<String> {
        dicts(self.all_decks()?.iter().map(|deck| {
            let dict = deck_to_dict(deck).map_err(|error| undecodable("decks", deck.id.0, error));
            Ok((deck.id.0, dict?))
        }))
    }

    fn preset_dicts(&self) -> Result<String> {
        dicts(self.all_deck_configs()?.iter().map(|config| {
            let dict = deck_config_to_dict(config)
                .map_err(|error| undecodable("deck_config", config.id.0, error));
            Ok((config.id.0, dict?))
        }))
    }

    fn tag_dict(&self) -> Result<String> {
        let tags = self.all_tags()?.into_iter();
        let dict: Map<String, Value> = tags.map(|tag| (tag.name, tag.usn.0.into())).collect();
        Ok(Value::Object(dict).to_string())
    }

    fn config_dict(&self) -> Result<String> {
        let mut dict: Vec<String> = Vec::new();
        for entry in self.all_config()? {
            let value: &RawValue = serde_json::from_slice(&entry.value)
                .map_err(|error| undecodable("config", &entry.key, error))?;
            dict.push(format!("{}:{value}", Value::String(entry.key)));
        }
        Ok(format!("{{{}}}", dict.join(",")))
    }
}

fn dicts(entries: impl Iterator<Item = Result<(i64, Value)>>) -> Result<String> {
    let dict = entries.map(|entry| entry.map(|(id, dict)| (id.to_string(), dict)));
    let dict: Map<String, Value> = dict.collect::<Result<_>>()?;
    Ok(Value::Object(dict).to_string())
}

fn undecodable(table: &'static str, id: impl ToString, reason: impl ToString) -> StorageError {
    StorageError::Undecodable {
        table,
        id: id.to_string(),
        column: "config".to_owned(),
        reason: reason.to_string(),
    }
}
