//! In which order gathered cards are shown.

use ankid_types::{InterdayMix, NewCardSortOrder, StudyCard};

/// The order of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueOrder {
    /// The order of new cards.
    pub new_sort: NewCardSortOrder,
    /// Where new cards stand among reviews.
    pub new_mix: InterdayMix,
    /// Where learning cards of another day stand among reviews.
    pub day_learning_mix: InterdayMix,
}

/// Puts new cards in order. What is by chance is by the same chance all day.
pub(super) fn sort_new(cards: &mut [StudyCard], order: NewCardSortOrder, today: u32) {
    let hash = |id: i64| fnv_hash(id, i64::from(today));
    match order {
        NewCardSortOrder::NoSort => {}
        NewCardSortOrder::Template => cards.sort_by_key(|card| card.ordinal),
        NewCardSortOrder::TemplateThenRandom => {
            cards.sort_by_key(|card| (card.ordinal, hash(card.id.0)));
        }
        NewCardSortOrder::RandomNoteThenTemplate => {
            cards.sort_by_key(|card| (hash(card.note_id.0), card.ordinal));
        }
        NewCardSortOrder::RandomCard => cards.sort_by_key(|card| hash(card.id.0)),
    }
}

/// Puts `others` among `reviews`.
pub(super) fn interspersed<T>(reviews: Vec<T>, others: Vec<T>, mix: InterdayMix) -> Vec<T> {
    match mix {
        InterdayMix::AfterReviews => chained(reviews, others),
        InterdayMix::BeforeReviews => chained(others, reviews),
        InterdayMix::MixWithReviews => evenly_mixed(reviews, others),
    }
}

fn chained<T>(mut first: Vec<T>, second: Vec<T>) -> Vec<T> {
    first.extend(second);
    first
}

/// Spreads `others` evenly among `cards`.
fn evenly_mixed<T>(cards: Vec<T>, others: Vec<T>) -> Vec<T> {
    let ratio = (cards.len() + 1) as f32 / (others.len() + 1) as f32;
    let mut mixed = Vec::with_capacity(cards.len() + others.len());
    let mut others = others.into_iter();
    let mut others_done = 0;
    for (done, card) in cards.into_iter().enumerate() {
        while others.len() > 0 && (others_done + 1) as f32 * ratio < (done + 1) as f32 {
            mixed.extend(others.next());
            others_done += 1;
        }
        mixed.push(card);
    }
    mixed.extend(others);
    mixed
}

/// FNV-1a over the bytes of two numbers.
fn fnv_hash(first: i64, second: i64) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let bytes = first.to_ne_bytes().into_iter().chain(second.to_ne_bytes());
    bytes.fold(BASIS, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_are_mixed_evenly() {
        for (cards, others, expected) in [
            ("", "", ""),
            ("rrr", "", "rrr"),
            ("", "nn", "nn"),
            ("rrr", "n", "rrnr"),
            ("rrr", "nnn", "rnrnrn"),
            ("r", "nnn", "nrnn"),
            ("rrrrrr", "nn", "rrnrrnrr"),
        ] {
            let mixed = evenly_mixed(cards.chars().collect(), others.chars().collect());
            assert_eq!(mixed.into_iter().collect::<String>(), expected);
        }
    }

    #[test]
    fn others_go_before_or_after_where_they_are_not_mixed() {
        let joined = |mix| interspersed(vec!['r', 'r'], vec!['n', 'n'], mix);
        assert_eq!(joined(InterdayMix::AfterReviews), ['r', 'r', 'n', 'n']);
        assert_eq!(joined(InterdayMix::BeforeReviews), ['n', 'n', 'r', 'r']);
    }
}
