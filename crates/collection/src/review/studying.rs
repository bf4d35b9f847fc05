//! Studying a deck: the queue of its cards, what comes next, and answering that.

use std::collections::HashMap;
use std::ops::ControlFlow;

use ankid_scheduler::{
    Burying, CardState, DayTiming, DueKind, DueLoad, Gathering, LimitTree, LoadBalancer,
    NextStates, QueueKind, QueueOrder, Rating, StudyCounts,
};
use ankid_storage::{DayQueue, DueOrder, NewCardOrder};
use ankid_types::{
    Card, CardId, Deck, DeckConfigSettings, DeckId, NewCardGatherPriority, NewCardSortOrder,
    TimestampSecs,
};

use super::answering::GivenAnswer;
use super::limits::DayLimits;
use super::queues::{QueueSettings, QueueTarget, StandingQueue};
use super::session::Session;
use crate::config::ConfigKey;
use crate::error::Result;
use crate::transaction::Transaction;
use crate::view::View;

/// Knuth's multiplier: it spreads the small numbers of days.
const SALT: u32 = 2_654_435_761;
/// Less than this is not waited for.
const LEAST_WAIT_SECS: i64 = 60;
const DAY_SECS: i64 = 86_400;
/// The 1st of January 1970 was a Thursday, counted from Monday.
const WEEKDAY_OF_DAY_0: i64 = 3;

/// What is to be studied next in a deck, and how much is left.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// What is left to do.
    pub counts: StudyCounts,
    /// The card to show; `None` when nothing is left for now.
    pub next: Option<QueuedCard>,
}

/// The first cards to be studied in a deck, and how much is left.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuedCards {
    /// What is left to do.
    pub counts: StudyCounts,
    /// The cards in the order in which they are to be shown.
    pub cards: Vec<QueuedCard>,
}

/// A card that is to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuedCard {
    /// The card.
    pub card: Card,
    /// Which count it is part of.
    pub kind: QueueKind,
    /// The state of the card now.
    pub state: CardState,
    /// What each answer leads to.
    pub next_states: NextStates,
    /// What stands on the four answer buttons, "again" first.
    pub button_texts: [String; 4],
}

/// What an answer brought about besides the card's new schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueuedAnswer {
    /// Whether the card has just become a leech.
    pub is_leech: bool,
}

/// What a deck still has when there is nothing to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StudyEnd {
    /// Whether there are new cards beyond today's limit.
    pub new_remaining: bool,
    /// Whether there are reviews beyond today's limit.
    pub reviews_remaining: bool,
    /// Whether the scheduler has put cards off until tomorrow.
    pub buried_by_scheduler: bool,
    /// Whether the user has put cards off until tomorrow.
    pub buried_by_user: bool,
    /// How many cards are in learning steps within the day.
    pub learning: u32,
    /// In how many seconds the first of them can be shown.
    pub next_learning_secs: Option<u32>,
    /// Whether the deck is a filtered one.
    pub is_filtered: bool,
}

impl View<'_> {
    /// What a deck and those below it still have, beyond the limits of the day.
    ///
    /// # Errors
    /// The deck is missing, or an error of the file.
    pub fn study_end(&self, deck: DeckId) -> Result<StudyEnd> {
        let timing = self.timing()?;
        let deck = self.catalog().require_deck(deck)?;
        let left = self
            .storage()
            .remaining_cards(&self.with_decks_below(deck), timing.today)?;
        let ahead = i64::from(self.learn_ahead_secs()?);
        let wait = |due: TimestampSecs| {
            let wait = (due.0 - ahead - timing.now.0).max(LEAST_WAIT_SECS);
            u32::try_from(wait).unwrap_or(u32::MAX)
        };
        Ok(StudyEnd {
            new_remaining: left.new > 0,
            reviews_remaining: left.due > 0,
            buried_by_scheduler: left.buried_by_scheduler > 0,
            buried_by_user: left.buried_by_user > 0,
            learning: left.learning,
            next_learning_secs: left.next_learning.map(wait),
            is_filtered: deck.is_filtered(),
        })
    }

    /// A deck and those below it, sorted by name.
    pub(crate) fn with_decks_below(&self, deck: &Deck) -> Vec<DeckId> {
        let below = self.decks_below(deck).map(|deck| deck.id);
        std::iter::once(deck.id).chain(below).collect()
    }

    /// The options of a deck's preset, which the queue of the deck goes by.
    fn preset_of(&self, deck: &Deck) -> Option<&DeckConfigSettings> {
        let config = self.catalog().deck_config(deck.config_id()?)?;
        Some(&config.settings)
    }

    /// Which siblings are buried, by the deck that a card belongs to.
    fn burying_of_decks(&self) -> HashMap<DeckId, Burying> {
        let of_deck = |deck: &Deck| Some((deck.id, Burying::of(self.preset_of(deck)?)));
        let decks = self.catalog().decks();
        decks.filter_map(|deck| of_deck(deck)).collect()
    }

    /// Whether reviews are spread so that no day has too many.
    pub(super) fn balances_load(&self) -> Result<bool> {
        let balances_load: Option<bool> = self.config(ConfigKey::LoadBalancer)?;
        Ok(balances_load.unwrap_or(true))
    }

    /// The settings of the collection that queues go by.
    fn queue_settings(&self) -> Result<QueueSettings> {
        Ok(QueueSettings {
            new_ignores_review_limit: self.is_on(ConfigKey::NewCardsIgnoreReviewLimit)?,
            applies_parent_limits: self.is_on(ConfigKey::ApplyAllParentLimits)?,
            is_fsrs: self.is_on(ConfigKey::Fsrs)?,
            balances_load: self.balances_load()?,
            learn_ahead_secs: self.learn_ahead_secs()?,
        })
    }

    fn limit_tree(&self, root: &Deck, today: u32, settings: &QueueSettings) -> LimitTree {
        let limits = DayLimits {
            today,
            new_ignores_review: settings.new_ignores_review_limit,
        };
        let mut decks: Vec<&Deck> = Vec::new();
        if settings.applies_parent_limits {
            let mut above = root.name.parent();
            while let Some(parent) = above.and_then(|name| self.catalog().deck_by_name(&name)) {
                decks.push(parent);
                above = parent.name.parent();
            }
            decks.reverse();
        }
        decks.push(root);
        decks.extend(self.decks_below(root).map(AsRef::as_ref));
        let catalog = self.catalog();
        let decks = decks.into_iter();
        LimitTree::new(decks.map(|deck| {
            let level = deck.name.levels().count();
            (deck.id, level, limits.of(deck, catalog))
        }))
    }

    fn gather(
        &self,
        root: &Deck,
        timing: &DayTiming,
        settings: &QueueSettings,
    ) -> Result<Gathering> {
        let decks = self.with_decks_below(root);
        let preset = self.preset_of(root).cloned().unwrap_or_default();
        let limits = self.limit_tree(root, timing.today, settings);
        let mut gathering = Gathering::new(limits, self.burying_of_decks());
        for card in self.storage().learning_cards(&decks, timing.next_day_at)? {
            gathering.offer_learning(&card);
        }
        let order = DueOrder {
            order: preset.review_order,
            is_fsrs: settings.is_fsrs,
            today: timing.today,
            next_day_at: timing.next_day_at,
            now: timing.now,
        };
        for (queue, kind) in [
            (DayQueue::Learning, DueKind::Learning),
            (DayQueue::Review, DueKind::Review),
        ] {
            if gathering.takes_due() {
                self.storage()
                    .for_each_due_card(&decks, queue, &order, |card| {
                        gathering.offer_due(&card, kind)
                    })?;
            }
        }
        self.gather_new(
            &mut gathering,
            &decks,
            preset.new_card_gather_priority,
            timing.today,
        )?;
        Ok(gathering)
    }

    fn gather_new(
        &self,
        gathering: &mut Gathering,
        decks: &[DeckId],
        priority: NewCardGatherPriority,
        today: u32,
    ) -> Result<()> {
        let salt = today.wrapping_mul(SALT);
        let (by_deck, order) = match priority {
            NewCardGatherPriority::Deck => (true, NewCardOrder::LowestPosition),
            NewCardGatherPriority::DeckThenRandomNotes => {
                (true, NewCardOrder::RandomNotes { salt })
            }
            NewCardGatherPriority::LowestPosition => (false, NewCardOrder::LowestPosition),
            NewCardGatherPriority::HighestPosition => (false, NewCardOrder::HighestPosition),
            NewCardGatherPriority::RandomNotes => (false, NewCardOrder::RandomNotes { salt }),
            NewCardGatherPriority::RandomCards => (false, NewCardOrder::RandomCards { salt }),
        };
        if !by_deck {
            if !gathering.takes_new() {
                return Ok(());
            }
            self.storage().for_each_new_card(decks, order, |card| {
                gathering.offer_new(&card);
                go_on_while(gathering.takes_new())
            })?;
            return Ok(());
        }
        for deck in decks {
            if gathering.takes_new_of(*deck) {
                self.storage().for_each_new_card(&[*deck], order, |card| {
                    gathering.offer_new(&card);
                    go_on_while(gathering.takes_new_of(*deck))
                })?;
            }
        }
        Ok(())
    }

    /// What is due on the days ahead.
    fn load_balancer(&self, timing: &DayTiming) -> Result<LoadBalancer> {
        let today = timing.today;
        let catalog = self.catalog();
        let presets: HashMap<DeckId, _> = catalog
            .decks()
            .filter_map(|deck| Some((deck.id, deck.config_id()?)))
            .collect();
        let decks: Vec<DeckId> = presets.keys().copied().collect();
        let days = today..today.saturating_add(LoadBalancer::DAYS);
        let due = self.storage().cards_due_on(&decks, days)?;
        let due = due.into_iter().filter_map(|due| {
            Some(DueLoad {
                card: due.card,
                note: due.note,
                preset: *presets.get(&due.deck)?,
                days_ahead: due.day - today,
            })
        });
        let shares = catalog
            .deck_configs()
            .map(|config| (config.id, config.settings.easy_days_percentages.as_slice()));
        let weekdays = (0..LoadBalancer::DAYS).map(|days| self.weekday_in(timing, days.into()));
        Ok(LoadBalancer::new(due, shares, weekdays.collect()))
    }

    /// The day of the week, from Monday on, on which the day ends that lies some days ahead.
    pub(super) fn weekday_in(&self, timing: &DayTiming, days: i64) -> usize {
        let moment = timing.days_before_end(1 - days);
        let local = moment.0 + i64::from(self.clock().utc_offset_secs(moment));
        let weekday = (local.div_euclid(DAY_SECS) + WEEKDAY_OF_DAY_0).rem_euclid(7);
        usize::try_from(weekday).unwrap_or(0)
    }
}

impl Transaction<'_> {
    /// What is to be studied next in a deck and those below it. Takes back cards that were buried on
    /// another day.
    ///
    /// # Errors
    /// The deck is missing, the preset's FSRS parameters are not valid, or an error of the file.
    pub fn study(&mut self, deck: DeckId) -> Result<Study> {
        let QueuedCards { counts, mut cards } = self.queued_cards(deck, 1)?;
        let next = cards.pop();
        Ok(Study { counts, next })
    }

    /// The first cards to be studied in a deck and those below it, at most so many.
    ///
    /// # Errors
    /// As for [`study`](Self::study).
    pub fn queued_cards(&mut self, deck: DeckId, limit: usize) -> Result<QueuedCards> {
        if self.has_day_changed()? {
            self.begin_day()?;
            self.forget_history();
        }
        let mut session = Session::new(self, self.now_secs())?;
        let mut standing = self.borrow_queue(deck, &session.timing)?;
        let counts = standing.queue.counts(self.now_secs());
        let ahead = self.learn_ahead_secs()?;
        let first: Vec<_> = standing.queue.cards().take(limit).collect();
        let mut cards = Vec::with_capacity(first.len());
        for (id, kind) in first {
            let card = self.require_card(id)?;
            let balance = standing.balancer.as_ref();
            let queued =
                session.schedule_balanced(self, card.clone(), balance, |looked_at| QueuedCard {
                    card,
                    kind,
                    state: looked_at.state(),
                    next_states: *looked_at.next_states(),
                    button_texts: looked_at.button_texts(ahead),
                })?;
            cards.push(queued);
        }
        let storage = self.storage();
        self.queues.give_back(standing, storage)?;
        Ok(QueuedCards { counts, cards })
    }

    /// Answers a card of the queue of a deck, which was looked at for so many milliseconds. A card that
    /// is not at hand there is answered all the same, and the queue is built anew.
    ///
    /// # Errors
    /// The deck, the card or its deck is missing, the preset's FSRS parameters are not valid, or an
    /// error of the file.
    pub fn answer_queued(
        &mut self,
        deck: DeckId,
        card: CardId,
        rating: Rating,
        taken_millis: u32,
    ) -> Result<QueuedAnswer> {
        let mut session = self.start_session()?;
        let mut standing = self.borrow_queue(deck, &session.timing)?;
        let answer = GivenAnswer {
            card,
            rating,
            taken_millis,
        };
        let given = self.answer_in(&mut session, answer, standing.balancer.as_ref())?;
        let after = &given.answered.card;
        if let (Some(balancer), Some(interval)) = (&mut standing.balancer, given.review_days) {
            balancer.add(DueLoad {
                card,
                note: after.note_id,
                preset: given.preset,
                days_ahead: interval,
            });
        }
        let update =
            standing
                .queue
                .answered(after, &session.timing, given.answered.is_finished_preview);
        if let Some(update) = update {
            self.queues.note_answer(&standing, card, update);
            let storage = self.storage();
            self.queues.give_back(standing, storage)?;
        }
        Ok(QueuedAnswer {
            is_leech: given.answered.is_leech,
        })
    }

    /// The queue of a deck, built if it does not stand.
    fn borrow_queue(&mut self, deck: DeckId, timing: &DayTiming) -> Result<StandingQueue> {
        let target = QueueTarget {
            deck,
            today: timing.today,
            settings: self.queue_settings()?,
        };
        let storage = self.storage();
        if let Some(standing) = self.queues.borrow(target, storage)? {
            return Ok(standing);
        }
        let root = self.catalog().require_deck(deck)?;
        let order = match self.preset_of(root) {
            Some(settings) => QueueOrder {
                new_sort: settings.new_card_sort_order,
                new_mix: settings.new_mix,
                day_learning_mix: settings.interday_learning_mix,
            },
            None => QueueOrder {
                new_sort: NewCardSortOrder::NoSort,
                new_mix: DeckConfigSettings::default().new_mix,
                day_learning_mix: DeckConfigSettings::default().interday_learning_mix,
            },
        };
        let settings = &target.settings;
        let gathering = self.gather(root, timing, settings)?;
        let queue = gathering.into_queue(&order, timing, settings.learn_ahead_secs);
        let balancer = if settings.balances_load {
            Some(self.load_balancer(timing)?)
        } else {
            None
        };
        Ok(self.queues.built(target, queue, balancer))
    }
}

fn go_on_while(more: bool) -> ControlFlow<()> {
    if more {
        ControlFlow::Continue(())
    } else {
        ControlFlow::Break(())
    }
}
