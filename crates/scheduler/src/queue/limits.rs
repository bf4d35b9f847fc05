//! How many cards decks may still show today.

use std::collections::HashMap;

use ankid_types::{DayLimit, DeckCommon, DeckConfigSettings, DeckId, NormalDeck};

/// The limit of a deck that has none.
const UNLIMITED: u32 = 9999;

/// How many cards a deck may still show today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// New cards.
    pub new: u32,
    /// Reviews, and learning cards of another day.
    pub review: u32,
    /// Whether new cards count towards the review limit too.
    pub caps_new_to_review: bool,
}

/// The limits of a deck and those below it, used up while cards are gathered.
#[derive(Debug, Clone)]
pub struct LimitTree {
    /// Each deck before those below it.
    nodes: Vec<Node>,
    places: HashMap<DeckId, usize>,
}

#[derive(Debug, Clone)]
struct Node {
    level: usize,
    parent: Option<usize>,
    limits: Limits,
}

/// One of the two limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LimitKind {
    New,
    Review,
}

impl Limits {
    /// Those of a filtered deck, and of one whose preset is missing.
    pub const NONE: Self = Self {
        new: UNLIMITED,
        review: UNLIMITED,
        caps_new_to_review: false,
    };

    /// What is left of the limits of a deck and its preset.
    #[must_use]
    pub fn left_today(
        common: &DeckCommon,
        deck: &NormalDeck,
        settings: &DeckConfigSettings,
        today: u32,
        new_ignores_review: bool,
    ) -> Self {
        let (new_done, reviews_done) = if common.last_day_studied == today {
            (common.new_studied, common.review_studied)
        } else {
            (0, 0)
        };
        let limit = |own: Option<u32>, preset: u32| i64::from(own.unwrap_or(preset));
        let own_review = own_limit(deck.review_limit_today, deck.review_limit, today);
        let own_new = own_limit(deck.new_limit_today, deck.new_limit, today);
        let mut review = limit(own_review, settings.reviews_per_day) - i64::from(reviews_done);
        let mut new = limit(own_new, settings.new_per_day) - i64::from(new_done);
        if !new_ignores_review {
            review -= i64::from(new_done);
            new = new.min(review);
        }
        let left = |count: i64| u32::try_from(count.max(0)).unwrap_or(u32::MAX);
        Self {
            new: left(new),
            review: left(review),
            caps_new_to_review: !new_ignores_review,
        }
    }

    /// Makes these limits no higher than those of the deck above.
    pub fn cap_to(&mut self, above: &Self) {
        self.new = self.new.min(above.new);
        self.review = self.review.min(above.review);
    }

    fn of(&self, kind: LimitKind) -> u32 {
        match kind {
            LimitKind::New => self.new,
            LimitKind::Review => self.review,
        }
    }

    /// Uses one card up; whether a limit has just been reached.
    fn use_up(&mut self, kind: LimitKind) -> bool {
        let before = *self;
        match kind {
            LimitKind::New => self.new = self.new.saturating_sub(1),
            LimitKind::Review => {
                self.review = self.review.saturating_sub(1);
                if self.caps_new_to_review {
                    self.new = self.new.min(self.review);
                }
            }
        }
        (before.review > 0 && self.review == 0) || (before.new > 0 && self.new == 0)
    }
}

impl LimitTree {
    /// The tree of decks with their levels and limits: first the one whose limits count for all, then
    /// those below it, each before those below it. A deck with none just above it is left out.
    #[must_use]
    pub fn new(decks: impl IntoIterator<Item = (DeckId, usize, Limits)>) -> Self {
        let mut nodes: Vec<Node> = Vec::new();
        let mut places = HashMap::new();
        // The decks that the next one may be below, topmost first.
        let mut above: Vec<usize> = Vec::new();
        for (deck, level, mut limits) in decks {
            while above
                .last()
                .and_then(|place| nodes.get(*place))
                .is_some_and(|node| node.level >= level)
            {
                above.pop();
            }
            let parent = above.last().copied();
            match parent.and_then(|place| nodes.get(place)) {
                Some(parent) if parent.level + 1 == level => limits.cap_to(&parent.limits),
                None if nodes.is_empty() => {}
                _ => continue,
            }
            places.insert(deck, nodes.len());
            above.push(nodes.len());
            nodes.push(Node {
                level,
                parent,
                limits,
            });
        }
        Self { nodes, places }
    }

    /// Whether the deck above all others may show no more.
    pub(super) fn is_used_up(&self, kind: LimitKind) -> bool {
        self.nodes
            .first()
            .is_none_or(|top| top.limits.of(kind) == 0)
    }

    /// Whether a deck may show no more; also of decks outside the tree.
    pub(super) fn is_used_up_in(&self, deck: DeckId, kind: LimitKind) -> bool {
        let node = self
            .places
            .get(&deck)
            .and_then(|place| self.nodes.get(*place));
        node.is_none_or(|node| node.limits.of(kind) == 0)
    }

    /// Uses one card of a deck up, in the decks above it too.
    pub(super) fn use_up(&mut self, deck: DeckId, kind: LimitKind) {
        let mut next = self.places.get(&deck).copied();
        while let Some(place) = next {
            let Some(node) = self.nodes.get_mut(place) else {
                return;
            };
            next = node.parent;
            if node.limits.use_up(kind) {
                self.cap_below(place);
            }
        }
    }

    /// Caps the decks below one to its limits.
    fn cap_below(&mut self, place: usize) {
        let (upper, lower) = self.nodes.split_at_mut(place + 1);
        let Some(top) = upper.last() else {
            return;
        };
        for node in lower.iter_mut().take_while(|node| node.level > top.level) {
            node.limits.cap_to(&top.limits);
        }
    }
}

/// The limit for today alone, or else the lasting one, of a deck that has its own.
fn own_limit(today_only: Option<DayLimit>, lasting: Option<u32>, today: u32) -> Option<u32> {
    let today_only = today_only.filter(|limit| limit.today == today);
    today_only.map(|limit| limit.limit).or(lasting)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOP: DeckId = DeckId(1);
    const LEFT: DeckId = DeckId(2);
    const LEFT_LEAF: DeckId = DeckId(3);
    const RIGHT: DeckId = DeckId(4);

    fn limits(new: u32, review: u32) -> Limits {
        Limits {
            new,
            review,
            caps_new_to_review: true,
        }
    }

    fn tree(top: Limits) -> LimitTree {
        LimitTree::new([
            (TOP, 1, top),
            (LEFT, 2, limits(5, 5)),
            (LEFT_LEAF, 3, limits(9, 9)),
            (RIGHT, 2, limits(9, 1)),
        ])
    }

    #[test]
    fn a_deck_shows_no_more_than_those_above_it_allow() {
        let mut tree = tree(limits(2, 9));
        for _ in 0..2 {
            assert!(!tree.is_used_up_in(RIGHT, LimitKind::New));
            tree.use_up(LEFT_LEAF, LimitKind::New);
        }
        for deck in [TOP, LEFT, LEFT_LEAF, RIGHT] {
            assert!(tree.is_used_up_in(deck, LimitKind::New), "{deck}");
        }
        assert!(tree.is_used_up(LimitKind::New));
        assert!(!tree.is_used_up(LimitKind::Review));
    }

    #[test]
    fn reviews_use_up_what_new_cards_may_take() {
        let mut tree = tree(limits(9, 9));
        tree.use_up(RIGHT, LimitKind::Review);
        assert!(tree.is_used_up_in(RIGHT, LimitKind::Review));
        assert!(tree.is_used_up_in(RIGHT, LimitKind::New));
        assert!(!tree.is_used_up_in(LEFT, LimitKind::New));
        for _ in 0..5 {
            tree.use_up(LEFT_LEAF, LimitKind::Review);
        }
        assert!(tree.is_used_up_in(LEFT, LimitKind::New));
        assert!(!tree.is_used_up(LimitKind::New));
    }

    #[test]
    fn decks_with_none_just_above_them_are_left_out() {
        let tree = LimitTree::new([
            (TOP, 1, limits(1, 1)),
            (LEFT_LEAF, 3, limits(1, 1)),
            (RIGHT, 2, limits(1, 1)),
        ]);
        assert!(tree.is_used_up_in(LEFT_LEAF, LimitKind::New));
        assert!(!tree.is_used_up_in(RIGHT, LimitKind::New));
    }
}
