//! What is left to do today in every deck, within the limits of the day.

use std::collections::HashMap;

use ankid_storage::{DueCounts, DueCutoff};
use ankid_types::{DayLimit, Deck, DeckId, DeckKind, TimestampSecs};

use crate::catalog::Catalog;
use crate::config::ConfigKey;
use crate::error::Result;
use crate::view::View;

/// The limit of a deck that has none.
const UNLIMITED: u32 = 9999;
/// Levels below this one count as this one.
const DEEPEST_LEVEL: usize = 99;

/// What is left to do in a deck and those below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeckCounts {
    /// The deck.
    pub deck: DeckId,
    /// How many decks it is below, and itself.
    pub level: usize,
    /// New cards.
    pub new: u32,
    /// Cards in learning.
    pub learning: u32,
    /// Reviews.
    pub review: u32,
    /// All cards that are in the deck now, due or not, without those of the decks below.
    pub total_in_deck: u32,
    /// All cards of the deck and those below it.
    pub total_with_below: u32,
}

/// How many cards a deck may still show today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Limits {
    new: u32,
    review: u32,
    /// Whether new cards count towards the review limit too.
    caps_new_to_review: bool,
}

/// A deck on its way to its counts.
struct Node {
    deck: DeckId,
    level: usize,
    parent: Option<usize>,
    limits: Limits,
    due: DueCounts,
    total_with_below: u32,
    has_below: bool,
}

impl View<'_> {
    /// What is left to do in each deck, each before those below it. A default deck without cards is
    /// left out where there are others, and so is a deck with no deck just above it.
    ///
    /// # Errors
    /// An error of the file.
    pub fn deck_counts(&self) -> Result<Vec<DeckCounts>> {
        let timing = self.timing()?;
        let learn_ahead = self.learn_ahead_secs()?;
        let due = self.storage().count_due_cards(DueCutoff {
            today: timing.today,
            learning: TimestampSecs(timing.now.0 + i64::from(learn_ahead)),
        })?;
        let due: HashMap<DeckId, DueCounts> = due.into_iter().collect();
        let mut nodes = self.limited_decks(timing.today)?;
        for node in &mut nodes {
            node.due = due.get(&node.deck).copied().unwrap_or_default();
            node.total_with_below = node.due.total;
        }
        Ok(counted(nodes))
    }

    /// The decks with their limits, each before those below it.
    fn limited_decks(&self, today: u32) -> Result<Vec<Node>> {
        let ignores_review_limit = self.is_on(ConfigKey::NewCardsIgnoreReviewLimit)?;
        let applies_parents = self.is_on(ConfigKey::ApplyAllParentLimits)?;
        let catalog = self.catalog();
        let mut nodes: Vec<Node> = Vec::new();
        // The decks that the next one may be below, topmost first.
        let mut above: Vec<usize> = Vec::new();
        for deck in catalog.decks() {
            let level = deck.name.levels().count().min(DEEPEST_LEVEL);
            if level > above.len() + 1 {
                continue;
            }
            above.truncate(level - 1);
            let parent = above.last().copied();
            let mut limits = Limits::of(deck, catalog, today, ignores_review_limit);
            if let Some(parent) = parent.and_then(|parent| nodes.get(parent))
                && applies_parents
            {
                limits.cap_to(&parent.limits);
            }
            above.push(nodes.len());
            nodes.push(Node {
                deck: deck.id,
                level,
                parent,
                limits,
                due: DueCounts::default(),
                total_with_below: 0,
                has_below: false,
            });
        }
        Ok(nodes)
    }
}

impl Limits {
    /// What is left of the limits of a deck and its preset.
    fn of(deck: &Deck, catalog: &Catalog, today: u32, ignores_review_limit: bool) -> Self {
        let config = deck.config_id().and_then(|id| catalog.deck_config(id));
        let (DeckKind::Normal(normal), Some(config)) = (&deck.kind, config) else {
            return Self {
                new: UNLIMITED,
                review: UNLIMITED,
                caps_new_to_review: false,
            };
        };
        let settings = config.settings.effective();
        let (new_done, reviews_done) = if deck.common.last_day_studied == today {
            (deck.common.new_studied, deck.common.review_studied)
        } else {
            (0, 0)
        };
        let limit = |own: Option<u32>, preset: u32| i64::from(own.unwrap_or(preset));
        let own_review = own_limit(normal.review_limit_today, normal.review_limit, today);
        let own_new = own_limit(normal.new_limit_today, normal.new_limit, today);
        let mut review = limit(own_review, settings.reviews_per_day) - i64::from(reviews_done);
        let mut new = limit(own_new, settings.new_per_day) - i64::from(new_done);
        if !ignores_review_limit {
            review -= i64::from(new_done);
            new = new.min(review);
        }
        let left = |count: i64| u32::try_from(count.max(0)).unwrap_or(u32::MAX);
        Self {
            new: left(new),
            review: left(review),
            caps_new_to_review: !ignores_review_limit,
        }
    }

    fn cap_to(&mut self, above: &Self) {
        self.new = self.new.min(above.new);
        self.review = self.review.min(above.review);
    }

    /// The counts within the limits.
    fn apply(&self, due: DueCounts) -> DueCounts {
        let interday_learning = due.interday_learning.min(self.review);
        let left = self.review - interday_learning;
        let review = due.review.min(left);
        let mut new = due.new.min(self.new);
        if self.caps_new_to_review {
            new = new.min(left - review);
        }
        DueCounts {
            new,
            review,
            interday_learning,
            ..due
        }
    }
}

/// The limit for today alone, or else the lasting one, of a deck that has its own.
fn own_limit(today_only: Option<DayLimit>, lasting: Option<u32>, today: u32) -> Option<u32> {
    let today_only = today_only.filter(|limit| limit.today == today);
    today_only.map(|limit| limit.limit).or(lasting)
}

/// Adds up what is due from the deepest decks to the topmost, within the limits of each.
fn counted(mut nodes: Vec<Node>) -> Vec<DeckCounts> {
    let mut counts = Vec::with_capacity(nodes.len());
    while let Some(node) = nodes.pop() {
        let due = node.limits.apply(node.due);
        if let Some(parent) = node.parent.and_then(|parent| nodes.get_mut(parent)) {
            parent.due.new += due.new;
            parent.due.review += due.review;
            parent.due.interday_learning += due.interday_learning;
            parent.due.intraday_learning += due.intraday_learning;
            parent.total_with_below += node.total_with_below;
            parent.has_below = true;
        }
        counts.push((
            node.has_below,
            DeckCounts {
                deck: node.deck,
                level: node.level,
                new: due.new,
                learning: due.intraday_learning + due.interday_learning,
                review: due.review,
                total_in_deck: due.total,
                total_with_below: node.total_with_below,
            },
        ));
    }
    counts.reverse();
    without_empty_default(counts)
}

fn without_empty_default(counts: Vec<(bool, DeckCounts)>) -> Vec<DeckCounts> {
    let top_decks = counts.iter().filter(|(_, deck)| deck.level == 1).count();
    let is_hidden = |has_below: bool, deck: &DeckCounts| {
        deck.deck == DeckId::DEFAULT
            && deck.level == 1
            && deck.total_in_deck == 0
            && !has_below
            && top_decks > 1
    };
    let shown = counts
        .into_iter()
        .filter(|(has_below, deck)| !is_hidden(*has_below, deck));
    shown.map(|(_, deck)| deck).collect()
}
