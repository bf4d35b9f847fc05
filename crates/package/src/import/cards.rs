//! Cards and reviews that come in: a card is known by its note and ordinal.

use std::collections::{HashMap, HashSet};

use ankid_types::{Card, CardId, CardKind, CardQueue, DeckId, NoteId, Review};

use crate::gather::CardForm;
use crate::{PackageError, Result, Stage};

use super::Merge;
use super::ahead::{Hands, read_ahead};
use super::notes::{ID_STEP, ImportedNotes};
use super::notetypes::MergedTypes;

const ROWS_PER_REPORT: u64 = 500;

/// The cards of the package, and what became of all that they belong to.
pub(super) struct Incoming<'a> {
    pub(super) notes: &'a ImportedNotes,
    pub(super) types: &'a MergedTypes,
    pub(super) decks: &'a HashMap<DeckId, DeckId>,
    pub(super) form: CardForm,
    pub(super) source_today: u32,
}

/// What cards there are here.
#[derive(Default)]
struct Present {
    ids: HashSet<CardId>,
    places: HashSet<(NoteId, u16)>,
}

/// A card of the package.
struct Placed {
    /// Its id there.
    known_as: CardId,
    card: Place,
}

/// Where a card of the package comes.
enum Place {
    /// As a new card.
    Free(Box<Card>),
    /// Nowhere: its note has such a card.
    Taken,
    /// Nowhere: its note did not come.
    None,
}

impl Incoming<'_> {
    /// Adds the cards that notes here lack, and what was answered on them. Cards that are here keep
    /// their deck and scheduling.
    pub(super) fn merge(mut self, merge: &mut Merge<'_, '_>) -> Result<()> {
        let mut present = Present::default();
        let storage = merge.transaction.storage();
        storage.for_each_card_place(|id, note, ordinal| {
            present.ids.insert(id);
            present.places.insert((note, ordinal));
            Ok::<_, PackageError>(())
        })?;
        let added = self.merge_cards(merge, &mut present)?;
        if merge.options.scheduling {
            merge_reviews(merge, &added)?;
        }
        Ok(())
    }

    /// Adds cards; the id here of each that was added.
    fn merge_cards(
        &mut self,
        merge: &mut Merge<'_, '_>,
        present: &mut Present,
    ) -> Result<HashMap<CardId, CardId>> {
        // How many days the other collection is ahead.
        let ahead = self
            .source_today
            .wrapping_sub(merge.transaction.timing()?.today)
            .cast_signed();
        let (source, notes, reporter) = (&mut *merge.source, merge.notes, merge.reporter);
        let (transaction, report) = (&mut *merge.transaction, &mut *merge.report);
        let mut added = HashMap::new();
        let mut done = 0;
        let read = move |hands: &mut Hands<Placed>| {
            source.for_each_card_of_notes(notes, |card| {
                let known_as = card.id;
                let card = self.place(card, ahead, present);
                hands.over(Placed { known_as, card });
                Ok(())
            })
        };
        read_ahead(read, |Placed { known_as, card }| {
            match card {
                Place::Free(mut card) => {
                    transaction.adopt_card(&mut card)?;
                    report.new_cards += 1;
                    added.insert(known_as, card.id);
                }
                Place::Taken => report.known_cards += 1,
                Place::None => {}
            }
            done += 1;
            if done % ROWS_PER_REPORT == 0 {
                reporter.tell(Stage::Cards, done, 0);
            }
            Ok(())
        })?;
        Ok(added)
    }

    /// The card as it is to be here.
    fn place(&mut self, mut card: Card, ahead: i32, present: &mut Present) -> Place {
        self.form.apply(&mut card);
        let Some(note) = self.notes.get(&card.note_id) else {
            return Place::None;
        };
        card.note_id = note.id;
        card.ordinal = self.types.ordinal(note.notetype_id, card.ordinal);
        if !present.places.insert((card.note_id, card.ordinal)) {
            return Place::Taken;
        }
        while !present.ids.insert(card.id) {
            card.id.0 += ID_STEP;
        }
        self.remap_decks(&mut card);
        shift_days(&mut card, ahead);
        Place::Free(Box::new(card))
    }

    /// A deck that did not come along is the default deck.
    fn remap_decks(&self, card: &mut Card) {
        let here = |deck: DeckId| self.decks.get(&deck).copied().unwrap_or(DeckId::DEFAULT);
        card.deck_id = here(card.deck_id);
        if card.original_deck_id != DeckId::NONE {
            card.original_deck_id = here(card.original_deck_id);
        }
    }
}

fn merge_reviews(merge: &mut Merge<'_, '_>, added: &HashMap<CardId, CardId>) -> Result<()> {
    let (source, notes, reporter) = (&mut *merge.source, merge.notes, merge.reporter);
    let (transaction, report) = (&mut *merge.transaction, &mut *merge.report);
    let mut done = 0;
    let read = move |hands: &mut Hands<Review>| {
        source.for_each_review_of_notes(notes, |review| {
            hands.over(review);
            Ok(())
        })
    };
    read_ahead(read, |review| {
        if let Some(card) = added.get(&review.card_id)
            && transaction.adopt_review(review, *card)?
        {
            report.new_reviews += 1;
        }
        done += 1;
        if done % ROWS_PER_REPORT == 0 {
            reporter.tell(Stage::Reviews, done, 0);
        }
        Ok(())
    })
}

/// Counts due dates in the days of the collection here.
fn shift_days(card: &mut Card, ahead: i32) {
    let is_review = card.kind == CardKind::Review;
    if is_review || matches!(card.queue, CardQueue::Review | CardQueue::DayLearning) {
        card.due = card.due.wrapping_sub(ahead);
    }
    if is_review && card.original_due != 0 {
        card.original_due = card.original_due.wrapping_sub(ahead);
    }
}
