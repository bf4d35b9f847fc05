//! To schema 14: presets, tags and settings get tables. Presets stay JSON for now.

use ankid_schema11::deck_config_from_dict;
use ankid_types::{TimestampSecs, Usn};
use rusqlite::params;

use super::legacy::Column;
use crate::{ConfigEntry, Result, Storage};

pub(super) fn run(storage: &Storage) -> Result<()> {
    let connection = storage.connection();
    connection.execute_batch(include_str!("schema14.sql"))?;
    move_presets(storage)?;
    move_tags(storage)?;
    move_config(storage)?;
    connection.execute(
        "UPDATE col SET dconf = '', tags = '', conf = '', ver = 14",
        [],
    )?;
    Ok(())
}

fn move_presets(storage: &Storage) -> Result<()> {
    for (id, dict) in Column::Dconf.read_by_id(storage)? {
        let json = dict.to_string();
        let config = deck_config_from_dict(dict)
            .map_err(|error| Column::Dconf.undecodable(format!("preset {id}: {error}")))?;
        storage
            .connection()
            .prepare_cached("INSERT INTO deck_config VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![
                id,
                config.name,
                config.modified.0,
                config.usn.0,
                json.into_bytes()
            ])?;
    }
    Ok(())
}

fn move_tags(storage: &Storage) -> Result<()> {
    for (tag, usn) in Column::Tags.read(storage)? {
        let usn = usn.as_i64().and_then(|usn| i32::try_from(usn).ok());
        let usn = usn.ok_or_else(|| {
            Column::Tags.undecodable(format!("the sync state of `{tag}` is no number"))
        })?;
        // The spelling that comes first stays.
        storage
            .connection()
            .prepare_cached("INSERT INTO tags VALUES (?1, ?2) ON CONFLICT (tag) DO NOTHING")?
            .execute(params![tag, usn])?;
    }
    Ok(())
}

fn move_config(storage: &Storage) -> Result<()> {
    for (key, value) in Column::Conf.read(storage)? {
        storage.set_config(&ConfigEntry {
            key,
            value: value.to_string().into_bytes(),
            usn: Usn(0),
            modified: TimestampSecs(0),
        })?;
    }
    Ok(())
}
