//! How likely a card is remembered now, for searching and sorting.

use rusqlite::Connection;
use rusqlite::functions::Context;

use super::PURE;
use super::card_data::CardData;

const DAY_SECS: u32 = 86_400;
/// A `due` beyond this is a second since 1970, not a day of the collection.
const LAST_DUE_DAY: i64 = 365_000;
const DEFAULT_DECAY: f32 = 0.5;
const LEAST: f32 = 0.0001;

pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_scalar_function("extract_fsrs_retrievability", 6, PURE, retrievability)?;
    connection.create_scalar_function(
        "extract_fsrs_relative_retrievability",
        6,
        PURE,
        relative_retrievability,
    )
}

/// The numbers behind the card's data: `due, interval, days elapsed, next day at, now`.
struct Times {
    due: i64,
    interval: i64,
    today: i64,
    now: i64,
}

impl Times {
    fn from_arguments(context: &Context<'_>) -> Option<Self> {
        let number = |index| context.get_raw(index).as_i64().ok();
        Some(Self {
            due: number(1)?,
            interval: number(2)?,
            today: number(3)?,
            now: number(5)?,
        })
    }

    /// Seconds since the card was last answered.
    fn since_review(&self) -> u32 {
        if self.due > LAST_DUE_DAY {
            let reviewed = low_bits(self.due).saturating_sub(low_bits(self.interval));
            low_bits(self.now).saturating_sub(reviewed)
        } else {
            let day = low_bits(self.due).saturating_sub(low_bits(self.interval));
            self.days_since(day)
        }
    }

    /// The same for sorting, where Anki counts learning cards from when they are due.
    fn since_review_for_order(&self) -> u32 {
        if self.due > LAST_DUE_DAY {
            low_bits(self.now).saturating_sub(low_bits(self.due))
        } else {
            self.days_since(low_bits(self.due.saturating_sub(self.interval)))
        }
    }

    fn days_since(&self, day: u32) -> u32 {
        low_bits(self.today)
            .saturating_sub(day)
            .wrapping_mul(DAY_SECS)
    }

    fn since(&self, moment: i64) -> u32 {
        low_bits(self.now).saturating_sub(low_bits(moment))
    }
}

/// `extract_fsrs_retrievability(data, due, interval, days elapsed, next day at, now)`: from 0 to 1.
fn retrievability(context: &Context<'_>) -> rusqlite::Result<Option<f32>> {
    let (Some(data), Some(times)) = (
        CardData::from_argument(context, 0),
        Times::from_arguments(context),
    ) else {
        return Ok(None);
    };
    let elapsed = data
        .last_review
        .map_or_else(|| times.since_review(), |moment| times.since(moment));
    let decay = data.decay.unwrap_or(DEFAULT_DECAY);
    Ok(data
        .memory_stability()
        .map(|stability| forgetting_curve(elapsed, stability, decay)))
}

/// `extract_fsrs_relative_retrievability(...)`: the same arguments; grows with how far the card is
/// above its desired retention. Without a memory state, with how short it is overdue.
fn relative_retrievability(context: &Context<'_>) -> rusqlite::Result<Option<f32>> {
    let Some(times) = Times::from_arguments(context) else {
        return Ok(None);
    };
    let mut elapsed = times.since_review_for_order();
    let data = CardData::from_argument(context, 0).unwrap_or_default();
    let (Some(stability), Some(desired)) = (data.memory_stability(), data.desired_retention) else {
        let days = elapsed / DAY_SECS;
        return Ok(Some(
            -(days as f32 + 0.001) / (times.interval as f32).max(1.0),
        ));
    };
    if let Some(moment) = data.last_review {
        elapsed = times.since(moment);
    }
    let decay = data.decay.unwrap_or(DEFAULT_DECAY);
    let current = forgetting_curve(elapsed, stability, decay).max(LEAST);
    let distance = |retention: f32| retention.powf(-1.0 / decay) - 1.0;
    Ok(Some(-distance(current) / distance(desired.max(LEAST))))
}

/// The power curve of FSRS: 0.9 after `stability` days.
fn forgetting_curve(elapsed_secs: u32, stability: f32, decay: f32) -> f32 {
    let days = elapsed_secs as f32 / DAY_SECS as f32;
    let factor = 0.9_f32.powf(-1.0 / decay) - 1.0;
    (days / stability).mul_add(factor, 1.0).powf(-decay)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the numbers are seconds or days that fit, and the official engine cuts them likewise"
)]
const fn low_bits(number: i64) -> u32 {
    number as u32
}
