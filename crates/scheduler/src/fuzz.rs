//! Fuzz: the same card at the same answer is always put off by the same chance.

use ankid_types::{Card, CardId};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// From which days on how much of an interval is fuzzed.
const SHARES: [(f32, f32, f32); 3] = [(2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, f32::MAX, 0.05)];
/// Shorter intervals are left as they are.
const SHORTEST: f32 = 2.5;
const MOST_LEARNING_FUZZ_SECS: f32 = 300.0;

/// What the chance of one answer grows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seed(u64);

impl Seed {
    /// The seed of a card that was answered so often.
    pub(crate) fn of_card(id: CardId, reviews: u32) -> Self {
        Self(id.0.cast_unsigned().wrapping_add(u64::from(reviews)))
    }

    /// The seed that the last answer to a card had.
    pub(crate) fn of_last_answer(card: &Card) -> Self {
        Self::of_card(card.id, card.reviews.saturating_sub(1))
    }

    /// The chance that grows from the seed.
    pub(crate) fn chance(self) -> StdRng {
        StdRng::seed_from_u64(self.0)
    }

    /// The place within the fuzz of an interval in days, from 0 to less than 1.
    pub(crate) fn factor(self) -> f32 {
        self.chance().random_range(0.0..1.0)
    }

    /// A delay of learning, made longer by up to a quarter and up to five minutes.
    pub(crate) fn learning_secs(self, secs: u32) -> u32 {
        let most = (secs as f32 * 0.25).min(MOST_LEARNING_FUZZ_SECS).floor() as u32;
        let end = secs.saturating_add(most);
        if secs >= end {
            return secs;
        }
        self.chance().random_range(secs..end)
    }
}

/// An interval in whole days within its fuzz and within the bounds.
pub(crate) fn fuzzed_days(factor: f32, days: f32, least: u32, most: u32) -> u32 {
    let (low, high) = bounds(days, least, most);
    (low as f32 + factor * ((1 + high - low) as f32)).floor() as u32
}

/// The least interval that an interval may be fuzzed to which FSRS has calculated: one that grew
/// stays longer than before, and fuzz alone makes none shorter.
pub(crate) fn least_fuzzed_days(days: f32, previous: u32, most: u32) -> u32 {
    let (_, high) = bounds(days, 1, most);
    if days.round() as u32 > previous {
        previous.saturating_add(1)
    } else if previous <= high {
        previous
    } else {
        0
    }
}

/// The days between which the fuzz of an interval may choose.
pub(crate) fn bounds(days: f32, least: u32, most: u32) -> (u32, u32) {
    let least = least.min(most);
    let days = days.clamp(least as f32, most as f32);
    let delta = delta(days);
    let low = ((days - delta).round() as u32).clamp(least, most);
    let high = ((days + delta).round() as u32).clamp(least, most);
    if high == low && high > 2 && high < most {
        (low, low + 1)
    } else {
        (low, high)
    }
}

fn delta(days: f32) -> f32 {
    if days < SHORTEST {
        return 0.0;
    }
    SHARES.iter().fold(1.0, |delta, (from, to, share)| {
        delta + share * (days.min(*to) - from).max(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_those_of_anki() {
        for (seed, factor) in [
            (0, 0.801_459_2),
            (1, 0.824_952_6),
            (1_700_000_000_001, 0.478_805_07),
            (1_700_000_000_004, 0.970_491_9),
            (1_795_420_587_898, 0.225_560_43),
        ] {
            assert_eq!(Seed(seed).factor(), factor, "{seed}");
        }
    }

    #[test]
    fn days_are_fuzzed_as_anki_does() {
        let factor = Seed::of_card(CardId(1_700_000_000_000), 4).factor();
        for (days, fuzz) in [
            (1, 0),
            (3, 1),
            (7, 2),
            (10, 2),
            (20, 3),
            (30, 3),
            (60, 5),
            (100, 7),
            (365, 19),
            (1000, 49),
        ] {
            assert_eq!(fuzzed_days(factor, days as f32, 1, 36_500), days + fuzz);
        }
    }

    #[test]
    fn fuzz_stays_within_the_bounds() {
        for (days, least, most, expect) in [
            (100.0, 1, 36_500, (93, 107)),
            (100.0, 100, 36_500, (100, 107)),
            (100.0, 1, 99, (92, 99)),
            (100.0, 150, 36_500, (150, 159)),
            (3.0, 4, 4, (4, 4)),
            (2.0, 1, 36_500, (2, 2)),
            (5.0, 6, 36_500, (6, 8)),
            (1.0, 9, 5, (5, 5)),
        ] {
            assert_eq!(bounds(days, least, most), expect, "{days} {least} {most}");
        }
    }

    #[test]
    fn the_seed_goes_round() {
        assert_eq!(Seed::of_card(CardId(-1), 1), Seed(0));
    }
}
