//! What an import writes: notes, cards, decks and the rest as another collection has them.
//!
//! Unlike the changes that people make, these keep ids and times of their own where they can. Which of
//! them are made is the importer's business.

mod decks;
mod notetypes;

use ankid_storage::{NoteDigest, Storage};
use ankid_types::{
    Card, CardId, CardKind, CardQueue, DeckConfig, DeckConfigId, Note, Review, TimestampMillis, Usn,
};
use serde::Serialize;
use serde_json::Value;

pub use notetypes::NotetypeStamp;

use crate::config::ConfigKey;
use crate::engine::Engine;
use crate::error::Result;
use crate::transaction::Transaction;
use crate::view::View;

const DAY_MILLIS: i64 = 86_400_000;
/// The scheduler that Anki has had since 2.1.
const PRESENT_SCHEDULER: u8 = 2;

impl Engine {
    /// Brings our own copy of another collection into the shape that this one's rows have: no ids of
    /// the future, and, where cards were studied, the scheduling of today.
    ///
    /// # Errors
    /// A row cannot be decoded, or an error of the file.
    pub fn modernize(&self, storage: &Storage, now: TimestampMillis) -> Result<()> {
        let tomorrow = TimestampMillis(now.0 + DAY_MILLIS);
        storage.renumber_future_ids(tomorrow, now)?;
        let view = self.view_of(storage)?;
        if view.has_old_scheduler()? && storage.has_studied_cards()? {
            modernize_scheduling(&view)?;
        }
        Ok(())
    }
}

/// From the scheduler of Anki before 2.1 to the present one.
fn modernize_scheduling(view: &View<'_>) -> Result<()> {
    let storage = view.storage();
    storage.modernize_answers()?;
    for mut card in storage.cards_of_old_scheduler()? {
        if modernize_card(&mut card, view) {
            storage.update_card(&card)?;
        }
    }
    let scheduler = ConfigKey::SchedulerVersion;
    storage.set_config(&scheduler.entry(&PRESENT_SCHEDULER, view.clock().now_secs())?)?;
    if view.creation_minutes_west()?.is_none() {
        let created = storage.stamps()?.created;
        let minutes_west = -view.clock().utc_offset_secs(created) / 60;
        let offset = ConfigKey::CreationOffset;
        storage.set_config(&offset.entry(&minutes_west, view.clock().now_secs())?)?;
    }
    Ok(())
}

/// Whether anything had to change.
fn modernize_card(card: &mut Card, view: &View<'_>) -> bool {
    let before = card.clone();
    let is_learning = matches!(card.queue, CardQueue::Learning | CardQueue::DayLearning);
    if card.kind == CardKind::Review && is_learning {
        card.kind = CardKind::Relearning;
    }
    if let Some(loan) = decks::Loan::of(card, view) {
        if let Some(steps) = loan.home_steps {
            card.remaining_steps = card.remaining_steps.min(steps);
        }
        if loan.reschedules {
            if card.queue == CardQueue::New && card.kind != CardKind::New {
                card.queue = CardQueue::SchedulerBuried;
                ankid_scheduler::restore_queue(card);
            }
        } else {
            if card.queue == CardQueue::New {
                card.queue = CardQueue::Review;
            }
            if card.kind == CardKind::Learning {
                card.queue = CardQueue::PreviewRepeat;
                card.kind = CardKind::New;
            }
        }
    }
    *card != before
}

impl Transaction<'_> {
    /// Adds a note that [`FieldForm::prepare`](crate::FieldForm::prepare) has prepared, under its own id, which must be
    /// free, with its own time of change. No cards are made.
    ///
    /// # Errors
    /// An error of the file.
    pub fn adopt_note(&mut self, note: &mut Note, digest: &NoteDigest) -> Result<()> {
        self.take_in(note)?;
        Ok(self.storage().insert_note(note, digest)?)
    }

    /// Puts such a note in the place of the one of its id, with its own time of change. No cards are made.
    ///
    /// # Errors
    /// An error of the file.
    pub fn adopt_note_update(&mut self, note: &mut Note, digest: &NoteDigest) -> Result<()> {
        self.take_in(note)?;
        self.storage().update_note(note, digest)?;
        Ok(())
    }

    /// Adds a card under its own id, which must be free, with its own time of change.
    ///
    /// # Errors
    /// An error of the file.
    pub fn adopt_card(&mut self, card: &mut Card) -> Result<()> {
        card.usn = Usn::PENDING;
        Ok(self.storage().insert_card(card)?)
    }

    /// Adds what was answered on a card unless there is an answer of that moment; whether it was added.
    ///
    /// # Errors
    /// An error of the file.
    pub fn adopt_review(&mut self, mut review: Review, card: CardId) -> Result<bool> {
        review.card_id = card;
        review.usn = Usn::PENDING;
        Ok(self.storage().add_review_if_absent(&review)?)
    }

    /// Adds a preset unless there is one of its id; whether it was added.
    ///
    /// # Errors
    /// An error of the file.
    pub fn adopt_deck_config(&mut self, mut config: DeckConfig) -> Result<bool> {
        if self.catalog().deck_config(config.id).is_some() || config.id == DeckConfigId(0) {
            return Ok(false);
        }
        config.usn = Usn::PENDING;
        self.storage().put_deck_config(&config)?;
        self.catalog_mut().put_deck_config(config);
        Ok(true)
    }

    /// Remembers what was chosen in a dialog, under a key that Anki has for it.
    ///
    /// # Errors
    /// An error of the file.
    pub fn remember_choice(&self, key: &'static str, choice: &impl Serialize) -> Result<()> {
        let choice: Value = serde_json::to_value(choice)?;
        self.set_config(ConfigKey::Choice(key), &choice)
    }

    /// Makes the cards that a note lacks, as after a change of its note type.
    ///
    /// # Errors
    /// The note or its note type is missing, or an error of the file.
    pub fn make_missing_cards(&mut self, note: &Note) -> Result<usize> {
        let notetype = self.catalog().require_notetype(note.notetype_id)?.clone();
        let existing = self.storage().cards_of_note(note.id)?;
        let destination = self.last_deck_of(note.notetype_id)?;
        self.generate_cards(note, &notetype, &existing, destination)
    }

    fn take_in(&self, note: &mut Note) -> Result<()> {
        let tags = note.tags.iter().map(String::as_str);
        note.tags = self.canonify_tags(tags)?;
        note.usn = Usn::PENDING;
        Ok(())
    }
}
