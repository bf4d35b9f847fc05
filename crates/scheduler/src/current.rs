//! A card where it stands: its state now, and what each answer would lead to.

use ankid_types::{Card, CardKind, DeckConfigSettings, FilteredDeck, Review};

use crate::balance::Balance;
use crate::card_data::CardData;
use crate::error::SchedulerError;
use crate::fuzz::Seed;
use crate::history;
use crate::interval::button_text;
use crate::memory::{MemoryModel, NextMemoryStates};
use crate::rules::{PreviewSecs, Rules, ShortTerm};
use crate::state::{
    CardState, LearningState, NewState, NextStates, NormalState, PreviewState, RelearningState,
    ReviewState,
};
use crate::steps::Steps;
use crate::timing::DayTiming;

/// What the scheduling of a card depends on besides the card.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The day.
    pub timing: DayTiming,
    /// The options of the preset of the card's own deck, in the form that studying goes by.
    pub settings: &'a DeckConfigSettings,
    /// The filtered deck that the card is in.
    pub filtered: Option<&'a FilteredDeck>,
    /// FSRS, where it is on.
    pub memory: Option<MemoryCircumstances<'a>>,
    /// The load of the days ahead, while a queue is studied.
    pub balance: Option<Balance<'a>>,
}

/// What FSRS depends on besides the card.
#[derive(Debug, Clone, Copy)]
pub struct MemoryCircumstances<'a> {
    /// FSRS with the parameters of the preset.
    pub model: &'a MemoryModel,
    /// The share of reviews to be remembered, of the card's own deck or its preset.
    pub desired_retention: f32,
    /// Whether intervals of less than half a day may follow the last step.
    pub short_term_with_steps: bool,
}

/// A card with its state now and after each answer.
#[derive(Debug, Clone)]
pub struct ScheduledCard<'a> {
    pub(crate) card: Card,
    pub(crate) data: CardData,
    pub(crate) circumstances: Circumstances<'a>,
    pub(crate) state: CardState,
    pub(crate) next: NextStates,
}

impl<'a> ScheduledCard<'a> {
    /// Looks at a card. Its reviews, oldest first, are asked for where FSRS needs them.
    ///
    /// # Errors
    /// Those of `reviews`, or FSRS cannot calculate with the card.
    pub fn new<E: From<SchedulerError>>(
        card: Card,
        circumstances: Circumstances<'a>,
        reviews: impl FnOnce() -> Result<Vec<Review>, E>,
    ) -> Result<Self, E> {
        let mut data = CardData::parse(&card.data);
        let memory = next_memory(&card, &mut data, &circumstances, reviews)?;
        let state = current_state(&card, &data, &circumstances);
        let seed = Seed::of_card(card.id, card.reviews);
        let next = state.next(&Rules {
            settings: circumstances.settings,
            fuzz_factor: seed.factor(),
            balance: circumstances.balance.map(|balance| balance.seeded(seed)),
            memory,
            short_term: circumstances.short_term(),
            preview_secs: circumstances.preview_secs(),
        });
        Ok(Self {
            card,
            data,
            circumstances,
            state,
            next,
        })
    }

    /// The state of the card now.
    #[must_use]
    pub fn state(&self) -> CardState {
        self.state
    }

    /// The state of the card after each answer.
    #[must_use]
    pub fn next_states(&self) -> &NextStates {
        &self.next
    }

    /// What stands on the four answer buttons.
    #[must_use]
    pub fn button_texts(&self, learn_ahead_secs: u32) -> [String; 4] {
        let secs_left = self.circumstances.timing.secs_left();
        self.next
            .intervals()
            .map(|interval| interval.across_days(secs_left).as_secs())
            .map(|secs| button_text(secs, learn_ahead_secs))
    }
}

impl Circumstances<'_> {
    fn short_term(&self) -> ShortTerm {
        match &self.memory {
            Some(memory) if !memory.model.allows_short_term() => ShortTerm::Never,
            Some(memory) if memory.short_term_with_steps => ShortTerm::Always,
            Some(_) => ShortTerm::WithoutSteps,
            None => ShortTerm::Never,
        }
    }

    fn preview_secs(&self) -> PreviewSecs {
        self.filtered
            .map_or_else(PreviewSecs::default, |deck| PreviewSecs {
                again: deck.preview_again_secs,
                hard: deck.preview_hard_secs,
                good: deck.preview_good_secs,
            })
    }
}

/// Whether what FSRS needs to know stands only in the review log.
fn needs_reviews(card: &Card, data: &CardData) -> bool {
    data.last_review.is_none() || (data.memory.is_none() && card.kind != CardKind::New)
}

/// What FSRS makes of each answer, where it is on; gives a card that came without a memory state
/// its own.
fn next_memory<E: From<SchedulerError>>(
    card: &Card,
    data: &mut CardData,
    circumstances: &Circumstances<'_>,
    reviews: impl FnOnce() -> Result<Vec<Review>, E>,
) -> Result<Option<NextMemoryStates>, E> {
    let Some(memory) = &circumstances.memory else {
        return Ok(None);
    };
    let reviews = if needs_reviews(card, data) {
        reviews()?
    } else {
        Vec::new()
    };
    data.decay = Some(memory.model.decay());
    if data.memory.is_none() && card.kind != CardKind::New {
        data.memory = history::memory_of(card, &reviews, memory.model, circumstances)?;
    }
    let last_review = data.last_review.or_else(|| history::last_answer(&reviews));
    let days = last_review.map_or(0, |moment| circumstances.timing.days_since(moment));
    let next = memory
        .model
        .next(data.memory, memory.desired_retention, days)?;
    Ok(Some(next))
}

fn current_state(card: &Card, data: &CardData, circumstances: &Circumstances<'_>) -> CardState {
    let today = circumstances.timing.today.cast_signed();
    let Some(filtered) = circumstances.filtered else {
        let due = match card.kind {
            CardKind::Review => card.due.min(today),
            CardKind::New | CardKind::Learning | CardKind::Relearning => card.due,
        };
        return CardState::Normal(normal_state(card, data, circumstances, due));
    };
    if !filtered.reschedule {
        return CardState::Preview(PreviewState::Repeat(filtered.preview_again_secs));
    }
    let due = match card.original_due {
        0 => card.due,
        due => due,
    };
    CardState::Rescheduling(normal_state(card, data, circumstances, due))
}

fn normal_state(
    card: &Card,
    data: &CardData,
    circumstances: &Circumstances<'_>,
    due: i32,
) -> NormalState {
    let settings = circumstances.settings;
    let steps_left = card.remaining_steps % 1000;
    let in_step = |steps: &[f32]| LearningState {
        steps_left,
        scheduled_secs: Steps(steps).current_secs(steps_left),
        memory: data.memory,
    };
    let with_elapsed = |elapsed_days| ReviewState {
        scheduled_days: card.interval_days,
        elapsed_days,
        ease_factor: f32::from(card.ease_factor) / 1000.0,
        lapses: card.lapses,
        is_leech: false,
        memory: data.memory,
    };
    match card.kind {
        CardKind::New => NormalState::New(NewState {
            position: due.max(0).cast_unsigned(),
        }),
        CardKind::Learning => NormalState::Learning(in_step(&settings.learn_steps)),
        CardKind::Review => {
            let until_due = i64::from(due) - i64::from(circumstances.timing.today);
            let elapsed = i64::from(card.interval_days) - until_due;
            NormalState::Review(with_elapsed(
                u32::try_from(elapsed.max(0)).unwrap_or(u32::MAX),
            ))
        }
        CardKind::Relearning => NormalState::Relearning(RelearningState {
            learning: in_step(&settings.relearn_steps),
            review: with_elapsed(card.interval_days),
        }),
    }
}
