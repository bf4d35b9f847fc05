//! How easy the cards are: ease factors and, of cards with a memory state, difficulty and the
//! chance that they are remembered now.

use std::collections::BTreeMap;

use ankid_scheduler::MemoryState;
use ankid_types::{Card, CardKind, CardQueue, NoteId};

use super::{CardFacts, DAY_SECS, Days};

/// A `due` beyond this is a second since 1970, not a day of the collection.
const LAST_DUE_DAY: i32 = 365_000;
/// The decay of cards that were answered before it was kept with them.
const DEFAULT_DECAY: f32 = 0.5;

/// Cards by their ease factor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Eases {
    /// How many cards, by the factor in percent.
    pub by_percent: BTreeMap<u32, u32>,
    /// The median, in percent.
    pub median: f32,
}

/// Cards by their difficulty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Difficulty {
    /// How many cards, by the difficulty in percent, 0 to 99.
    pub by_percent: BTreeMap<u32, u32>,
    /// The median, in percent.
    pub median: f32,
}

/// Cards by the chance that they are remembered now.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Retrievability {
    /// How many cards, by the chance in percent, 0 to 99.
    pub by_percent: BTreeMap<u32, u32>,
    /// The mean of these cards, in percent.
    pub average: f32,
    /// How many cards are likely known.
    pub sum_by_card: f32,
    /// How many notes are likely known; a note counts as the mean of its cards.
    pub sum_by_note: f32,
}

#[derive(Default)]
pub(super) struct MedianCounter {
    by_percent: BTreeMap<u32, u32>,
    values: Vec<f32>,
}

impl MedianCounter {
    /// Counts the ease factor of a card that is reviewed.
    pub(super) fn add_ease(&mut self, card: &Card) {
        if matches!(card.kind, CardKind::Review | CardKind::Relearning) {
            let percent = u32::from(card.ease_factor / 10);
            *self.by_percent.entry(percent).or_default() += 1;
            self.values.push(card.ease_factor.into());
        }
    }

    pub(super) fn add_difficulty(&mut self, memory: MemoryState) {
        let share = (memory.difficulty - 1.0) / 9.0;
        *self.by_percent.entry(whole_percent(share)).or_default() += 1;
        self.values.push(share);
    }

    pub(super) fn eases(mut self) -> Eases {
        Eases {
            median: median(&mut self.values) / 10.0,
            by_percent: self.by_percent,
        }
    }

    pub(super) fn difficulty(mut self) -> Difficulty {
        Difficulty {
            median: median(&mut self.values) * 100.0,
            by_percent: self.by_percent,
        }
    }
}

#[derive(Default)]
pub(super) struct RetrievabilityCounter {
    by_percent: BTreeMap<u32, u32>,
    cards: u32,
    sum: f32,
    by_note: BTreeMap<NoteId, NoteShare>,
}

#[derive(Default)]
struct NoteShare {
    sum: f32,
    cards: u32,
}

impl RetrievabilityCounter {
    pub(super) fn add(&mut self, facts: &CardFacts<'_>, days: &Days) {
        let note = self.by_note.entry(facts.card.note_id).or_default();
        note.cards += 1;
        let Some(memory) = facts.memory else {
            return;
        };
        let elapsed_days = secs_since_review(facts, days) as f32 / DAY_SECS as f32;
        let chance = memory.retrievability(elapsed_days, facts.decay.unwrap_or(DEFAULT_DECAY));
        *self.by_percent.entry(whole_percent(chance)).or_default() += 1;
        self.cards += 1;
        self.sum += chance;
        note.sum += chance;
    }

    pub(super) fn finish(self) -> Retrievability {
        let notes = self.by_note.values();
        Retrievability {
            by_percent: self.by_percent,
            average: match self.cards {
                0 => 0.0,
                cards => self.sum * 100.0 / cards as f32,
            },
            sum_by_card: self.sum,
            sum_by_note: notes.map(|note| note.sum / note.cards as f32).sum(),
        }
    }
}

/// The seconds since a card was last answered, guessed from its due date where that is not noted.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a span of more than 136 years, or of less than nothing, is cut as Anki cuts it"
)]
fn secs_since_review(facts: &CardFacts<'_>, days: &Days) -> u32 {
    let (card, now) = (facts.card, days.timing.now.0);
    if let Some(last) = facts.last_review {
        return (now - last.0) as u32;
    }
    let due = i64::from(card.home_due());
    if !is_due_in_days(card) {
        return (now - due) as u32;
    }
    let due_at = match card.queue {
        CardQueue::Learning => due,
        _ => now + (due - i64::from(days.timing.today)) * DAY_SECS,
    };
    (now - (due_at - i64::from(card.interval_days) * DAY_SECS)).max(0) as u32
}

fn is_due_in_days(card: &Card) -> bool {
    let is_inactive = card.queue.code() < 0;
    (card.kind != CardKind::New && card.home_due() <= LAST_DUE_DAY)
        || matches!(card.queue, CardQueue::DayLearning | CardQueue::Review)
        || (card.kind == CardKind::Review && is_inactive)
}

/// A share in whole percents; all of it counts as 99.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number below 0 counts as 0, as in Anki"
)]
fn whole_percent(share: f32) -> u32 {
    let percent = share * 100.0;
    if percent == 100.0 {
        99
    } else {
        percent.floor() as u32
    }
}

/// The middle of the values; of two in the middle their mean.
fn median(values: &mut [f32]) -> f32 {
    values.sort_unstable_by(f32::total_cmp);
    let middle = values.len() / 2;
    match (
        middle.checked_sub(1).and_then(|below| values.get(below)),
        values.get(middle),
    ) {
        (Some(below), Some(above)) if values.len().is_multiple_of(2) => (below + above) / 2.0,
        (_, Some(middle)) => *middle,
        (_, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_cut_to_whole_percents() {
        let shares = [0.0, 0.009, 0.5, 0.999, 1.0, -0.5];
        assert_eq!(shares.map(whole_percent), [0, 0, 50, 99, 99, 0]);
    }

    #[test]
    fn the_median_lies_in_the_middle() {
        assert_eq!(median(&mut []), 0.0);
        assert_eq!(median(&mut [3.0]), 3.0);
        assert_eq!(median(&mut [4.0, 1.0]), 2.5);
        assert_eq!(median(&mut [9.0, 1.0, 2.0]), 2.0);
    }
}
