//! What is left to do today in every deck, within the limits of the day.

use ankid_scheduler::Limits;
use ankid_storage::{DueCounts, DueCutoff};
use ankid_types::{DeckId, TimestampSecs};

use super::limits::DayLimits;
use crate::config::ConfigKey;
use crate::error::Result;
use crate::view::View;

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
        let mut nodes = self.limited_decks(timing.today)?;
        for node in &mut nodes {
            node.due = due.get(&node.deck).copied().unwrap_or_default();
            node.total_with_below = node.due.total;
        }
        Ok(counted(nodes))
    }

    /// The decks with their limits, each before those below it.
    fn limited_decks(&self, today: u32) -> Result<Vec<Node>> {
        let limits = DayLimits::new(self, today)?;
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
            let mut limits = limits.of(deck, catalog);
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

/// The counts within the limits.
fn limited(limits: &Limits, due: DueCounts) -> DueCounts {
    let interday_learning = due.interday_learning.min(limits.review);
    let left = limits.review - interday_learning;
    let review = due.review.min(left);
    let mut new = due.new.min(limits.new);
    if limits.caps_new_to_review {
        new = new.min(left - review);
    }
    DueCounts {
        new,
        review,
        interday_learning,
        ..due
    }
}

/// Adds up what is due from the deepest decks to the topmost, within the limits of each.
fn counted(mut nodes: Vec<Node>) -> Vec<DeckCounts> {
    let mut counts = Vec::with_capacity(nodes.len());
    while let Some(node) = nodes.pop() {
        let due = limited(&node.limits, node.due);
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
