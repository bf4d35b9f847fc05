//! A card and a day to schedule it on.

use ankid_scheduler::{
    Answer, Answered, Circumstances, DayTiming, MemoryCircumstances, MemoryModel, Rating,
    ScheduledCard, SchedulerError,
};
use ankid_types::{
    Card, CardId, CardKind, CardQueue, DeckConfigSettings, DeckId, FilteredDeck, NoteId, Review,
    TimestampMillis, TimestampSecs, Usn,
};

pub(crate) const TODAY: u32 = 100;
pub(crate) const NOW: i64 = 1_700_000_000;
pub(crate) const LEARN_AHEAD_SECS: u32 = 1200;

/// Ten hours before the day ends.
pub(crate) const TIMING: DayTiming = DayTiming {
    now: TimestampSecs(NOW),
    today: TODAY,
    next_day_at: TimestampSecs(NOW + 36_000),
};

pub(crate) struct Desk {
    pub(crate) settings: DeckConfigSettings,
    pub(crate) filtered: Option<FilteredDeck>,
    pub(crate) model: Option<MemoryModel>,
    pub(crate) short_term_with_steps: bool,
    pub(crate) reviews: Vec<Review>,
}

impl Desk {
    pub(crate) fn sm2() -> Self {
        Self {
            settings: DeckConfigSettings::default(),
            filtered: None,
            model: None,
            short_term_with_steps: false,
            reviews: Vec::new(),
        }
    }

    pub(crate) fn fsrs() -> Self {
        Self {
            model: Some(MemoryModel::new(&[]).unwrap()),
            ..Self::sm2()
        }
    }

    pub(crate) fn try_schedule(&self, card: &Card) -> Result<ScheduledCard<'_>, SchedulerError> {
        let memory = self.model.as_ref().map(|model| MemoryCircumstances {
            model,
            desired_retention: self.settings.desired_retention,
            short_term_with_steps: self.short_term_with_steps,
        });
        let circumstances = Circumstances {
            timing: TIMING,
            settings: &self.settings,
            filtered: self.filtered.as_ref(),
            memory,
            balance: None,
        };
        ScheduledCard::new(card.clone(), circumstances, || Ok(self.reviews.clone()))
    }

    pub(crate) fn schedule(&self, card: &Card) -> ScheduledCard<'_> {
        self.try_schedule(card).unwrap()
    }

    pub(crate) fn answer(&self, card: &Card, rating: Rating) -> Answered {
        self.schedule(card).answer(Answer {
            rating,
            answered_at: TimestampMillis(NOW * 1000 + 7),
            taken_millis: 90_000,
        })
    }

    /// The texts of the buttons without the marks around their numbers.
    pub(crate) fn texts(&self, card: &Card) -> String {
        let texts = self.schedule(card).button_texts(LEARN_AHEAD_SECS);
        texts.join(" ").replace(['\u{2068}', '\u{2069}'], "")
    }
}

pub(crate) fn new_card() -> Card {
    Card {
        id: CardId(1_700_000_000_001),
        note_id: NoteId(1),
        deck_id: DeckId::DEFAULT,
        ordinal: 0,
        modified: TimestampSecs(0),
        usn: Usn(0),
        kind: CardKind::New,
        queue: CardQueue::New,
        due: 2,
        interval_days: 0,
        ease_factor: 0,
        reviews: 0,
        lapses: 0,
        remaining_steps: 0,
        original_due: 0,
        original_deck_id: DeckId::NONE,
        flags: 0,
        data: "{}".to_owned(),
    }
}

/// A review due today.
pub(crate) fn review_card(interval_days: u32) -> Card {
    Card {
        kind: CardKind::Review,
        queue: CardQueue::Review,
        due: TODAY.cast_signed(),
        interval_days,
        ease_factor: 2500,
        reviews: 3,
        ..new_card()
    }
}
