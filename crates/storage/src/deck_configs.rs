//! Table `deck_config`: presets of deck options.

use rusqlite::{Row, params};

use ankid_types::{DeckConfig, DeckConfigId, TimestampSecs, Usn};

use crate::blobs::Blob;
use crate::ids::IdTable;
use crate::row::TableRow;
use crate::{Result, Storage};

impl Storage {
    /// All presets, by id.
    pub fn all_deck_configs(&self) -> Result<Vec<DeckConfig>> {
        self.connection()
            .prepare_cached(
                "SELECT id, name, mtime_secs, usn, config FROM deck_config ORDER BY id",
            )?
            .query_and_then([], row_to_deck_config)?
            .collect()
    }

    /// Adds a preset under its own id or, where that is taken, under the next one.
    pub fn add_deck_config(&self, config: &DeckConfig) -> Result<DeckConfigId> {
        let id = DeckConfigId(self.free_id(IdTable::DeckConfigs, config.id.0)?);
        self.write_deck_config(
            "INSERT INTO deck_config VALUES (?1, ?2, ?3, ?4, ?5)",
            id,
            config,
        )?;
        Ok(id)
    }

    /// Stores a changed preset, and says whether it was there.
    pub fn update_deck_config(&self, config: &DeckConfig) -> Result<bool> {
        let sql = include_str!("deck_configs/update.sql");
        let updated = self.write_deck_config(sql, config.id, config)?;
        Ok(updated > 0)
    }

    /// Removes a preset, and says whether it was there. Decks that use it are left alone.
    pub fn remove_deck_config(&self, id: DeckConfigId) -> Result<bool> {
        let removed = self
            .connection()
            .prepare_cached("DELETE FROM deck_config WHERE id = ?1")?
            .execute([id.0])?;
        Ok(removed > 0)
    }

    fn write_deck_config(
        &self,
        sql: &'static str,
        id: DeckConfigId,
        config: &DeckConfig,
    ) -> Result<usize> {
        let written = self.connection().prepare_cached(sql)?.execute(params![
            id.0,
            config.name,
            config.modified.0,
            config.usn.0,
            config.settings.to_bytes(),
        ])?;
        Ok(written)
    }
}

fn row_to_deck_config(row: &Row<'_>) -> Result<DeckConfig> {
    let row = TableRow::new("deck_config", row);
    Ok(DeckConfig {
        id: DeckConfigId(row.get(0)?),
        name: row.get(1)?,
        modified: TimestampSecs(row.get(2)?),
        usn: Usn(row.get(3)?),
        settings: row.blob(4)?,
    })
}
