//! The screen of an open profile as requests work with it: kept in step with the collection.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ankid_collection::{
    ChangeReport, CollectionError, Direction, Engine, QueuedCard, Rating, Study, StudyCounts,
};
use ankid_desk::{Desk, Main};
use ankid_types::{Card, DeckId, NoteId, TimestampMillis};

use crate::error::ApiError;
use crate::screen::ScreenState;

/// The screen of an open profile. Requests take turns at it.
#[derive(Debug, Default)]
pub struct Screen {
    stage: Mutex<Stage>,
    /// How often the collection changed.
    changes: AtomicU64,
    /// How many of these changes were an undo or a redo.
    journeys: AtomicU64,
}

/// The screen, held still.
#[derive(Debug, Default)]
pub(crate) struct Stage {
    desk: Desk,
    /// The card under review, as the queue gave it.
    upcoming: Option<Upcoming>,
    seen_changes: u64,
    seen_journeys: u64,
}

/// A card of the study queue, with what is left to do.
#[derive(Debug, Clone)]
pub(crate) struct Upcoming {
    pub(crate) queued: QueuedCard,
    pub(crate) counts: StudyCounts,
}

impl Deref for Stage {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

impl DerefMut for Stage {
    fn deref_mut(&mut self) -> &mut Desk {
        &mut self.desk
    }
}

impl Screen {
    /// A screen that shows the list of decks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Learns that the collection changed; the next request looks what that means for the screen.
    pub fn note_change(&self, report: &ChangeReport) {
        if report.direction != Direction::Made {
            self.journeys.fetch_add(1, Ordering::Relaxed);
        }
        self.changes.fetch_add(1, Ordering::Release);
    }

    /// Holds the screen still.
    pub(crate) fn hold(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the screen shows. The screen is held before a reader is taken, as everywhere: whoever waits for a reader
    /// while holding the screen must never wait for one who waits for the screen.
    pub(crate) fn state(&self, engine: &Engine) -> Result<ScreenState, CollectionError> {
        let stage = self.hold();
        engine.read(|view| Ok(ScreenState::of(&stage, view)))
    }
}

impl Stage {
    /// The card under review, as the queue gave it.
    pub(crate) fn upcoming(&self) -> Option<&Upcoming> {
        self.desk.review().and(self.upcoming.as_ref())
    }

    /// Looks what the changes of the collection since the last time mean for the screen.
    pub(crate) fn catch_up(&mut self, screen: &Screen, engine: &Engine) -> Result<(), ApiError> {
        let changes = screen.changes.load(Ordering::Acquire);
        if changes == self.seen_changes {
            return Ok(());
        }
        let journeys = screen.journeys.load(Ordering::Relaxed);
        let has_travelled = journeys != self.seen_journeys;
        (self.seen_changes, self.seen_journeys) = (changes, journeys);
        self.forget_removed_notes(engine)?;
        let deck = match self.desk.main() {
            Main::Decks => return Ok(()),
            Main::Overview(deck) => return self.leave_missing_deck(engine, *deck),
            Main::Finished(deck) if !has_travelled => {
                return self.leave_missing_deck(engine, *deck);
            }
            Main::Finished(deck) => *deck,
            Main::Review(review) => review.deck,
        };
        let study = match engine.write(move |transaction| transaction.study(deck)) {
            Ok(study) => study,
            Err(CollectionError::DeckMissing(_)) => {
                self.desk.show_decks();
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        if !has_travelled && self.is_card_as_it_was(engine)? {
            self.refresh(study);
            return Ok(());
        }
        self.put_next(study, now(engine)?);
        Ok(())
    }

    /// Studies a deck, which becomes the current one.
    pub(crate) fn study(&mut self, engine: &Engine, deck: DeckId) -> Result<(), ApiError> {
        let study = engine.write(move |transaction| {
            transaction.select_deck(deck)?;
            transaction.study(deck)
        })?;
        let card = study.next.as_ref().map(|next| next.card.id);
        self.upcoming = upcoming(study);
        self.desk.study(deck, card, now(engine)?);
        Ok(())
    }

    /// Answers the card under review, after `taken_millis` where they are known and else by its timer; whether it
    /// has become a leech. `None` if there is nothing that can be answered.
    pub(crate) fn answer(
        &mut self,
        engine: &Engine,
        author: String,
        rating: Rating,
        taken_millis: Option<u32>,
    ) -> Result<Option<bool>, ApiError> {
        let now = now(engine)?;
        let (Some(answering), Some(deck)) = (self.desk.answering(now), self.desk.deck()) else {
            return Ok(None);
        };
        let (answered, study) = engine.write::<_, CollectionError>(move |transaction| {
            transaction.set_author(author.into());
            let taken = taken_millis.unwrap_or(answering.taken_millis);
            let card = answering.card;
            let answered = transaction.answer_queued(deck, card, rating, taken)?;
            Ok((answered, transaction.study(deck)?))
        })?;
        // That was this change; others are looked at as ever.
        self.seen_changes += 1;
        self.put_next(study, now);
        Ok(Some(answered.is_leech))
    }

    /// Shows the card that comes after the present one was taken away by a change.
    pub(crate) fn put_next(&mut self, study: Study, now: TimestampMillis) {
        let card = study.next.as_ref().map(|next| next.card.id);
        self.upcoming = upcoming(study);
        self.desk.next_card(card, now);
    }

    /// Takes over the new counts, and the new schedule where the same card is still at the head.
    fn refresh(&mut self, study: Study) {
        let Some(current) = &mut self.upcoming else {
            return;
        };
        let next = study
            .next
            .filter(|next| next.card.id == current.queued.card.id);
        let is_news = current.counts != study.counts
            || next.as_ref().is_some_and(|next| *next != current.queued);
        current.counts = study.counts;
        if let Some(next) = next {
            current.queued = next;
        }
        if is_news {
            self.desk.touch();
        }
    }

    /// Whether nothing about the card under review has changed that matters for when it is shown.
    fn is_card_as_it_was(&self, engine: &Engine) -> Result<bool, ApiError> {
        let Some(current) = self.upcoming() else {
            return Ok(false);
        };
        let before = &current.queued.card;
        match engine.read(|view| view.require_card(before.id)) {
            Ok(card) => Ok(place(&card) == place(before)),
            Err(CollectionError::CardMissing(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn leave_missing_deck(&mut self, engine: &Engine, deck: DeckId) -> Result<(), ApiError> {
        let is_there =
            engine.read::<_, CollectionError>(|view| Ok(view.catalog().deck(deck).is_some()))?;
        if !is_there {
            self.desk.show_decks();
        }
        Ok(())
    }

    fn forget_removed_notes(&mut self, engine: &Engine) -> Result<(), ApiError> {
        let Some(edit) = self.desk.edit() else {
            return Ok(());
        };
        let shown: Vec<NoteId> = edit.history().to_vec();
        let present = engine.read(|view| view.existing_notes(&shown))?;
        for note in shown {
            if !present.contains(&note) {
                self.desk.forget_note(note);
            }
        }
        Ok(())
    }
}

/// What decides when a card is shown.
fn place(card: &Card) -> impl PartialEq + use<> {
    (
        card.deck_id,
        card.kind,
        card.queue,
        card.due,
        card.interval_days,
        card.reviews,
        card.remaining_steps,
    )
}

fn upcoming(study: Study) -> Option<Upcoming> {
    let counts = study.counts;
    study.next.map(|queued| Upcoming { queued, counts })
}

/// The time by the collection's clock.
pub(crate) fn now(engine: &Engine) -> Result<TimestampMillis, ApiError> {
    engine.read(|view| Ok(view.clock().now()))
}
