//! Memory states anew: what FSRS knows of cards is calculated from the review log when its parameters change, and taken
//! away when it is turned off.

use std::collections::HashMap;

use ankid_scheduler::{
    CardData, DayTiming, DueCounts, LastAnswer, LoggedMemory, MemoryModel, PresetLoad,
    Rescheduling, SchedulerError, logged_memory,
};
use ankid_types::{
    Card, CardId, CardKind, DeckConfigId, DeckConfigSettings, DeckId, Review, ReviewId,
};

use super::AT_A_TIME;
use super::session::desired_retention;
use crate::error::Result;
use crate::transaction::Transaction;

/// The cards of which FSRS is to know anew.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Remembering<'a> {
    /// The preset of their decks.
    pub(crate) preset: DeckConfigId,
    /// The decks.
    pub(crate) decks: &'a [DeckId],
    /// Whether their intervals change too.
    pub(crate) reschedules: bool,
}

/// What the review log tells of a card.
struct Logged {
    card: CardId,
    memory: Option<LoggedMemory>,
    last: Option<LastAnswer>,
}

impl Transaction<'_> {
    /// Gives the cards of some decks the memory states that their reviews lead to, or none where FSRS is off. New cards,
    /// and those without reviews, stay as they are.
    pub(crate) fn remember_anew(&self, what: Remembering<'_>) -> Result<()> {
        let timing = self.timing_at(self.now_secs())?;
        let settings = self.catalog().studied_settings(what.preset);
        let model = MemoryModel::of(&settings)?;
        let logged = self.logged(what.decks, |reviews| {
            logged_memory(reviews, &model, &timing, &settings)
        })?;
        if !self.is_fsrs()? {
            let logged: Vec<&Logged> = logged.iter().collect();
            return self.change_logged(&logged, |card, _| {
                change_data(card, |data| {
                    data.memory = None;
                    data.desired_retention = None;
                    data.decay = None;
                });
                Ok(())
            });
        }
        let logged = in_order(&logged);
        let weekday_in = |days| self.weekday_in(&timing, days);
        let load = if what.reschedules && self.balances_load()? {
            let counts = self.due_counts(what.preset, &settings, &timing)?;
            Some(PresetLoad::new(counts, timing.today, &weekday_in))
        } else {
            None
        };
        let mut rescheduling = Rescheduling {
            model: &model,
            most_days: settings.maximum_review_interval_days,
            timing,
            logged_at: ReviewId(self.now().0),
            load,
        };
        let mut log = Vec::new();
        self.change_logged(&logged, |card, logged| {
            let home = self.catalog().require_deck(card.home_deck_id())?;
            let retention = desired_retention(home, &settings);
            let memory = logged.memory.map(|memory| memory.state);
            change_data(card, |data| {
                data.memory = memory;
                data.desired_retention = Some(retention);
                data.decay = Some(model.decay());
            });
            if let (true, Some(memory), Some(last)) = (what.reschedules, memory, logged.last) {
                log.extend(rescheduling.apply(card, last, memory, retention));
            }
            Ok(())
        })?;
        self.storage().add_reviews(&log)?;
        Ok(())
    }

    /// What the log tells of the cards of some decks that are no longer new, as far as it does, ascending by id.
    fn logged(
        &self,
        decks: &[DeckId],
        memory: impl Fn(&[Review]) -> Result<Option<LoggedMemory>, SchedulerError>,
    ) -> Result<Vec<Logged>> {
        let begun = self.cards_in_decks(decks, |card| card.kind != CardKind::New)?;
        let mut logged = Vec::new();
        self.for_each_log(&begun, |card, reviews| {
            logged.push(Logged {
                card,
                memory: memory(reviews)?,
                last: LastAnswer::find(reviews),
            });
            Ok(())
        })?;
        Ok(logged)
    }

    /// Changes the cards in the order in which they are given.
    fn change_logged(
        &self,
        logged: &[&Logged],
        mut change: impl FnMut(&mut Card, &Logged) -> Result<()>,
    ) -> Result<()> {
        for logged in logged.chunks(AT_A_TIME) {
            let ids: Vec<CardId> = logged.iter().map(|logged| logged.card).collect();
            let cards = self.storage().cards_by_id(&ids)?.into_iter();
            let mut cards: HashMap<CardId, Card> = cards.map(|card| (card.id, card)).collect();
            for logged in logged {
                if let Some(card) = cards.get_mut(&logged.card) {
                    change(card, logged)?;
                }
            }
            self.save_cards(cards.into_values().collect())?;
        }
        Ok(())
    }

    /// What is due and done of the cards of a preset.
    fn due_counts<'s>(
        &self,
        preset: DeckConfigId,
        settings: &'s DeckConfigSettings,
        timing: &DayTiming,
    ) -> Result<DueCounts<'s>> {
        let decks = self.catalog().decks_with(preset);
        let decks: Vec<DeckId> = decks.map(|deck| deck.id).collect();
        let begin = ReviewId(timing.days_before_end(1).0 * 1000);
        let storage = self.storage();
        Ok(DueCounts {
            due: storage.reviews_due_by_day(&decks)?.into_iter().collect(),
            answered_today: storage.count_cards_answered_after(&decks, begin)?,
            easy_days: &settings.easy_days_percentages,
        })
    }
}

/// The cards in the order in which Anki takes them, on which balanced days depend: those of which the log tells nothing,
/// then those that were answered least. Among equals Anki leaves it to the sorting of the standard library, as do we.
fn in_order(logged: &[Logged]) -> Vec<&Logged> {
    let (mut known, mut order): (Vec<&Logged>, Vec<&Logged>) =
        logged.iter().partition(|logged| logged.memory.is_some());
    known.sort_unstable_by_key(|logged| logged.memory.map(|memory| memory.answers));
    order.append(&mut known);
    order
}

fn change_data(card: &mut Card, change: impl FnOnce(&mut CardData)) {
    let mut data = CardData::parse(&card.data);
    change(&mut data);
    card.data = data.to_text();
}
