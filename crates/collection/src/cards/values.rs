//! Setting single values of a card, past all rules of scheduling.

use ankid_types::{Card, CardId, CardKind, CardQueue, DeckId, NoteId};

use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;

/// The highest ordinal that a card of a cloze note can have.
const LAST_CLOZE_ORDINAL: u16 = 499;

/// A value of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardValue {
    /// The note that it shows.
    Note(NoteId),
    /// The deck that it is in.
    Deck(DeckId),
    /// The position of its template, or its cloze number less one.
    Ordinal(u16),
    /// How far it has come.
    Kind(CardKind),
    /// The queue that it waits in.
    Queue(CardQueue),
    /// When it is due, in the unit of its queue.
    Due(i32),
    /// Its interval in days.
    Interval(u32),
    /// Thousandths of the factor that its interval grows by.
    EaseFactor(u16),
    /// How often it was answered.
    Reviews(u32),
    /// How often it was forgotten.
    Lapses(u32),
    /// The learning steps that are left.
    RemainingSteps(u32),
    /// When it was due before it went into a filtered deck.
    OriginalDue(i32),
    /// The deck that a filtered deck has borrowed it from; `DeckId::NONE` for none.
    OriginalDeck(DeckId),
    /// Its flag and the bits beside it.
    Flags(u8),
}

impl CardValue {
    fn apply(self, card: &mut Card) {
        match self {
            Self::Note(note) => card.note_id = note,
            Self::Deck(deck) => card.deck_id = deck,
            Self::Ordinal(ordinal) => card.ordinal = ordinal,
            Self::Kind(kind) => card.kind = kind,
            Self::Queue(queue) => card.queue = queue,
            Self::Due(due) => card.due = due,
            Self::Interval(days) => card.interval_days = days,
            Self::EaseFactor(factor) => card.ease_factor = factor,
            Self::Reviews(reviews) => card.reviews = reviews,
            Self::Lapses(lapses) => card.lapses = lapses,
            Self::RemainingSteps(steps) => card.remaining_steps = steps,
            Self::OriginalDue(due) => card.original_due = due,
            Self::OriginalDeck(deck) => card.original_deck_id = deck,
            Self::Flags(flags) => card.flags = flags,
        }
    }
}

impl Transaction<'_> {
    /// Sets values of a card, in their order. Whether they make sense together is not asked, only
    /// that the card still belongs to a note, a template and a deck.
    ///
    /// # Errors
    /// The card, or what it would belong to, is missing; another card of the note has the ordinal;
    /// a filtered deck cannot be the card's own; or an error of the file.
    pub fn set_card_values(&mut self, id: CardId, values: &[CardValue]) -> Result<()> {
        self.set_label("Update Card");
        let before = self.require_card(id)?;
        let mut card = before.clone();
        for value in values {
            value.apply(&mut card);
        }
        if (card.note_id, card.ordinal) != (before.note_id, before.ordinal) {
            self.check_place_in_note(&card)?;
        }
        if card.deck_id != before.deck_id || card.original_deck_id != before.original_deck_id {
            self.check_decks(&card)?;
        }
        self.save_moved_card(card)
    }

    fn check_place_in_note(&self, card: &Card) -> Result<()> {
        let note = self.require_note(card.note_id)?;
        let notetype = self.catalog().require_notetype(note.notetype_id)?;
        let has_template = if notetype.is_cloze() {
            card.ordinal <= LAST_CLOZE_ORDINAL
        } else {
            usize::from(card.ordinal) < notetype.templates.len()
        };
        if !has_template {
            return Err(CollectionError::TemplateMissing(card.id));
        }
        let siblings = self.storage().card_slots_of_notes(&[note.id])?;
        let is_taken =
            |slot: &ankid_storage::CardSlot| slot.card != card.id && slot.ordinal == card.ordinal;
        match siblings.iter().find(|slot| is_taken(slot)) {
            Some(sibling) => Err(CollectionError::TemplateTaken {
                note: note.id,
                ordinal: card.ordinal,
                card: sibling.card,
            }),
            None => Ok(()),
        }
    }

    fn check_decks(&self, card: &Card) -> Result<()> {
        let deck = self.catalog().require_deck(card.deck_id)?;
        self.catalog().require_deck(card.home_deck_id())?;
        if deck.is_filtered() && card.original_deck_id == DeckId::NONE {
            return Err(CollectionError::FilteredTarget(deck.name.clone()));
        }
        Ok(())
    }
}
