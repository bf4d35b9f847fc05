//! Days of reviews next to those that SQLite's own calendar gives the add-on.

use std::sync::Arc;

use ankid_collection::{CollectionError, Engine, EngineOptions};
use ankid_testkit::Oracle;
use ankid_types::{
    CardId, Clock, Review, ReviewId, ReviewKind, SystemClock, TimestampMillis, TimestampSecs, Usn,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use tempfile::TempDir;

use crate::Outcome;

const REVIEWS: i64 = 2000;
const ZONES: [&str; 6] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
];

/// What the add-on asks SQLite, in another time zone.
const COUNT_BY_DAY: &str = "\
import os, time
os.environ['TZ'] = args['zone']
time.tzset()
hour = int(time.strftime('%H', time.localtime(args['end'])))
result = col.db.all('''select date(id/1000 - ?, 'unixepoch', 'localtime') as day, count()
    from revlog group by day order by day desc''', hour * 3600)";

/// The machine's clock in another time zone.
struct Zone(TimeZone);

impl Clock for Zone {
    fn now(&self) -> TimestampMillis {
        SystemClock.now()
    }

    fn utc_offset_secs(&self, moment: TimestampSecs) -> i32 {
        let moment = Timestamp::from_second(moment.0).unwrap_or(Timestamp::UNIX_EPOCH);
        self.0.to_offset(moment).seconds()
    }
}

#[test]
fn reviews_are_counted_by_the_days_of_the_add_on() -> Outcome {
    let folder = TempDir::new()?;
    let path = folder.path().join("collection.anki2");
    let mut oracle = Oracle::start()?;
    for zone in ZONES {
        let options = EngineOptions {
            clock: Arc::new(Zone(TimeZone::get(zone)?)),
            ..EngineOptions::default()
        };
        let engine = Engine::open(&path, options)?;
        if zone == ZONES[0] {
            engine.write(fill)?;
        }
        let (end, ours) = engine.read(|view| {
            let end = view.timing()?.next_day_at;
            Ok::<_, CollectionError>((end, view.count_reviews_by_day()?))
        })?;
        engine.close()?;
        oracle.reopen(&path)?;
        let theirs = oracle.run(COUNT_BY_DAY, &json!({ "zone": zone, "end": end.0 }))?;
        oracle.close()?;
        let ours: Vec<_> = ours
            .into_iter()
            .map(|(day, count)| json!([day.map(|day| day.to_string()), count]))
            .collect();
        assert!(ours.len() > 1000, "{zone}");
        assert_eq!(json!(ours), theirs, "{zone}");
    }
    Ok(())
}

/// Adds reviews of twenty years.
fn fill(transaction: &mut ankid_collection::Transaction) -> Result<(), CollectionError> {
    let mut random = StdRng::seed_from_u64(5);
    let now = transaction.now().0;
    for _ in 0..REVIEWS {
        let id = now - random.random_range(0..20 * 365 * 86_400_000_i64);
        transaction.storage().add_review(&Review {
            id: ReviewId(id),
            card_id: CardId(1),
            usn: Usn::PENDING,
            button: 3,
            interval: 1,
            last_interval: 0,
            ease_factor: 2500,
            taken_millis: 1000,
            kind: ReviewKind::Review,
        })?;
    }
    Ok(())
}
