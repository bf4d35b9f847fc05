//! All that is known about a card: its state, its memory and its history.

use ankid_scheduler::CardData;
use ankid_types::{CalendarDay, Card, CardId, CardKind, Review, TimestampSecs};

use crate::error::Result;
use crate::view::View;

const DAY_SECS: i64 = 86_400;
/// A `due` beyond this is a second since 1970, not a day of the collection.
const LAST_DUE_DAY: i32 = 365_000;
const DEFAULT_DECAY: f32 = 0.5;

/// All that is known about a card.
#[derive(Debug, Clone, PartialEq)]
pub struct CardDetails {
    /// The card.
    pub card: Card,
    /// The name of its note type.
    pub notetype: String,
    /// What it is called.
    pub name: String,
    /// The name of the deck that it is in.
    pub deck: String,
    /// The name of the deck that it belongs to, where a filtered deck has it.
    pub home_deck: Option<String>,
    /// The name of the preset that it is studied by; empty if there is none.
    pub preset: String,
    /// The day that it is due, unless it is new.
    pub due: Option<CalendarDay>,
    /// The position that it has, or had while it was new.
    pub position: Option<i64>,
    /// What FSRS knows about it.
    pub memory: Option<Remembrance>,
    /// Its entries of the review log, oldest first.
    pub reviews: Vec<Review>,
}

/// How well a card is remembered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Remembrance {
    /// How long the memory lasts, in days.
    pub stability: f32,
    /// How difficult the card is, 0 to 1.
    pub difficulty: f32,
    /// How likely it is remembered now, 0 to 1.
    pub retrievability: f32,
}

impl CardDetails {
    /// The entries of the log where a button was pressed.
    pub fn answers(&self) -> impl DoubleEndedIterator<Item = &Review> {
        self.reviews.iter().filter(|review| review.button > 0)
    }

    /// How long the card was looked at in all, in milliseconds, and how often it was answered.
    #[must_use]
    pub fn time_taken(&self) -> (u64, usize) {
        let taken = self.reviews.iter().map(|review| review.taken_millis);
        (taken.map(u64::from).sum(), self.answers().count())
    }
}

impl View<'_> {
    /// All that is known about a card.
    ///
    /// # Errors
    /// [`CollectionError::CardMissing`](crate::CollectionError::CardMissing), a card without note or note type, or
    /// an error of the file.
    pub fn card_details(&self, id: CardId) -> Result<CardDetails> {
        let card = self.require_card(id)?;
        let note = self.require_note(card.note_id)?;
        let notetype = self.catalog().require_notetype(note.notetype_id)?;
        let deck_name = |id| {
            let deck = self.catalog().deck(id);
            deck.map_or_else(String::new, |deck| deck.name.human())
        };
        let home = card.home_deck_id();
        let preset = self.catalog().deck(home).and_then(|deck| deck.config_id());
        let preset = preset.and_then(|preset| self.catalog().deck_config(preset));
        let data = CardData::parse(&card.data);
        let reviews = self.storage().reviews_of_card(id)?;
        Ok(CardDetails {
            notetype: notetype.name.clone(),
            name: notetype.card_name(card.ordinal).unwrap_or_default(),
            deck: deck_name(card.deck_id),
            home_deck: (home != card.deck_id).then(|| deck_name(home)),
            preset: preset.map_or_else(String::new, |preset| preset.name.clone()),
            due: self.due_day(&card)?,
            position: match data.original_position {
                Some(position) => Some(position.into()),
                None => (card.kind == CardKind::New).then_some(card.due.into()),
            },
            memory: self.remembrance(&data, &reviews)?,
            card,
            reviews,
        })
    }

    fn due_day(&self, card: &Card) -> Result<Option<CalendarDay>> {
        if card.kind == CardKind::New {
            return Ok(None);
        }
        let due = i64::from(card.home_due());
        let timing = self.timing()?;
        let moment = if card.home_due() > LAST_DUE_DAY {
            TimestampSecs(due)
        } else {
            TimestampSecs(timing.now.0 + (due - i64::from(timing.today)) * DAY_SECS)
        };
        let offset = self.clock().utc_offset_secs(moment);
        Ok(CalendarDay::of(moment, offset))
    }

    fn remembrance(&self, data: &CardData, reviews: &[Review]) -> Result<Option<Remembrance>> {
        let Some(memory) = data.memory else {
            return Ok(None);
        };
        let answered = reviews.iter().rfind(|review| review.button > 0);
        let last = data
            .last_review
            .or(answered.map(|review| TimestampSecs(review.id.0.div_euclid(1000))));
        let now = self.timing()?.now;
        let secs = last.map_or(0, |last| (now.0 - last.0).max(0));
        let decay = data.decay.unwrap_or(DEFAULT_DECAY);
        Ok(Some(Remembrance {
            stability: memory.stability,
            difficulty: (memory.difficulty - 1.0) / 9.0,
            retrievability: memory.retrievability(secs as f32 / DAY_SECS as f32, decay),
        }))
    }
}
