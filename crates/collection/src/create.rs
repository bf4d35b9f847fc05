//! Opening a collection; making or upgrading it first where that is needed, whole or not at all.

use std::path::Path;

use ankid_storage::{ConfigEntry, Creation, Storage, StorageError};
use ankid_types::{Clock, NotetypeId, TimestampSecs, Usn};
use rand::Rng;
use rand::rngs::StdRng;

use crate::error::Result;
use crate::stock::stock_notetypes;

/// The hour at which a new day of a new collection begins.
const ROLLOVER_SECS: i64 = 4 * 60 * 60;
const DAY_SECS: i64 = 24 * 60 * 60;

/// Opens the collection at `path` for writing. Where none is, one with Anki's stock note types is made;
/// an older one is upgraded.
pub(crate) fn open_or_create(
    path: &Path,
    clock: &dyn Clock,
    random: &mut StdRng,
) -> Result<Storage> {
    match Storage::open_writer(path) {
        Err(StorageError::Missing { .. } | StorageError::Empty) => create(path, clock, random),
        Err(StorageError::NeedsUpgrade { version }) => upgrade(path, version, clock),
        opened => Ok(opened?),
    }
}

/// Upgrades a collection after a copy into the folder where Anki has its backups.
fn upgrade(path: &Path, version: i64, clock: &dyn Clock) -> Result<Storage> {
    let backups = path.with_file_name("backups");
    if let Some(copy) = Storage::upgrade(path, &backups, clock.now())? {
        let copy = copy.display();
        tracing::info!(version, %copy, "upgraded the collection, and kept the old one");
    }
    Ok(Storage::open_writer(path)?)
}

fn create(path: &Path, clock: &dyn Clock, random: &mut StdRng) -> Result<Storage> {
    let now = clock.now();
    let offset_secs = clock.utc_offset_secs(now.as_secs());
    let creation = Creation {
        created: day_start(now.as_secs(), offset_secs),
        schema_modified: now,
        minutes_west: -offset_secs / 60,
    };
    let storage = Storage::create_with(path, &creation, |storage| {
        let stock = stock_notetypes(&mut || random.next_u64() as i64);
        for (id, mut notetype) in (now.0..).zip(stock) {
            notetype.id = NotetypeId(id);
            storage.add_notetype(&notetype)?;
        }
        storage.set_config(&ConfigEntry {
            key: "curModel".to_owned(),
            value: now.0.to_string().into_bytes(),
            usn: Usn::PENDING,
            modified: now.as_secs(),
        })?;
        Ok::<_, StorageError>(())
    })?;
    Ok(storage)
}

/// The last time that it was four in the morning.
fn day_start(now: TimestampSecs, offset_secs: i32) -> TimestampSecs {
    let local = now.0 + i64::from(offset_secs);
    let since_rollover = (local - ROLLOVER_SECS).rem_euclid(DAY_SECS);
    TimestampSecs(now.0 - since_rollover)
}

#[cfg(test)]
mod tests {
    use ankid_types::TimestampSecs;

    use super::day_start;

    #[test]
    fn days_begin_at_four_local_time() {
        let (hour, offset) = (3600, 2 * 3600);
        assert_eq!(
            day_start(TimestampSecs(1_000 * 86_400 + hour), offset).0,
            999 * 86_400 + 2 * hour
        );
        assert_eq!(
            day_start(TimestampSecs(1_000 * 86_400 + 2 * hour), offset).0,
            1_000 * 86_400 + 2 * hour
        );
    }
}
