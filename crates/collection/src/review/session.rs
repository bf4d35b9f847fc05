//! What scheduling needs to know of the collection, read once for many cards.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use ankid_scheduler::{
    Balance, Circumstances, DayTiming, LoadBalancer, MemoryCircumstances, MemoryModel,
    ScheduledCard, SchedulerError,
};
use ankid_types::{
    Card, Deck, DeckConfigId, DeckConfigSettings, DeckKind, FilteredDeck, TimestampSecs,
};

use crate::config::ConfigKey;
use crate::error::{CollectionError, Result};
use crate::view::View;

/// The texts of answer buttons, for many cards of one moment.
pub struct AnswerButtons<'view, 'a> {
    view: &'view View<'a>,
    session: Session,
    learn_ahead_secs: u32,
}

/// The day, and the presets of the cards looked at so far.
pub(super) struct Session {
    pub(super) timing: DayTiming,
    fsrs: Option<Fsrs>,
    presets: HashMap<DeckConfigId, Preset>,
}

/// How FSRS is set up in the whole collection.
#[derive(Clone, Copy)]
struct Fsrs {
    short_term_with_steps: bool,
}

/// A preset in the form that studying goes by.
struct Preset {
    id: DeckConfigId,
    settings: DeckConfigSettings,
    /// FSRS with the preset's parameters, or what is wrong with them.
    model: Result<MemoryModel, SchedulerError>,
}

impl<'a> View<'a> {
    /// The texts of answer buttons, for as many cards as are asked for.
    ///
    /// # Errors
    /// An error of the file.
    pub fn answer_buttons(&self) -> Result<AnswerButtons<'_, 'a>> {
        Ok(AnswerButtons {
            view: self,
            session: Session::new(self, self.clock().now_secs())?,
            learn_ahead_secs: self.learn_ahead_secs()?,
        })
    }
}

impl AnswerButtons<'_, '_> {
    /// What stands on the four answer buttons of a card, "again" first: `<10m` or `1.2mo`, with marks
    /// around the number that isolate it from text of another direction.
    ///
    /// # Errors
    /// The card's deck is missing, the preset's FSRS parameters are not valid, or an error of the file.
    pub fn texts(&mut self, card: &Card) -> Result<[String; 4]> {
        let ahead = self.learn_ahead_secs;
        self.session
            .schedule(self.view, card.clone(), |card| card.button_texts(ahead))
    }
}

impl Session {
    pub(super) fn new(view: &View<'_>, now: TimestampSecs) -> Result<Self> {
        let fsrs = if view.is_on(ConfigKey::Fsrs)? {
            let short_term_with_steps = view.is_on(ConfigKey::FsrsShortTermWithSteps)?;
            Some(Fsrs {
                short_term_with_steps,
            })
        } else {
            None
        };
        Ok(Self {
            timing: view.timing_at(now)?,
            fsrs,
            presets: HashMap::new(),
        })
    }

    pub(super) fn is_fsrs(&self) -> bool {
        self.fsrs.is_some()
    }

    /// The options that a card is studied by.
    pub(super) fn settings(&mut self, view: &View<'_>, card: &Card) -> Result<&DeckConfigSettings> {
        Ok(self.preset(view, card)?.1)
    }

    /// The preset that a card is studied by.
    pub(super) fn preset(
        &mut self,
        view: &View<'_>,
        card: &Card,
    ) -> Result<(DeckConfigId, &DeckConfigSettings)> {
        let (_home, preset) = self.home(view, card)?;
        Ok((preset.id, &preset.settings))
    }

    /// Looks at a card with the scheduler.
    pub(super) fn schedule<T>(
        &mut self,
        view: &View<'_>,
        card: Card,
        look: impl FnOnce(ScheduledCard<'_>) -> T,
    ) -> Result<T> {
        self.schedule_balanced(view, card, None, look)
    }

    /// Looks at a card with the scheduler, and with the load of the days ahead.
    pub(super) fn schedule_balanced<T>(
        &mut self,
        view: &View<'_>,
        card: Card,
        balancer: Option<&LoadBalancer>,
        look: impl FnOnce(ScheduledCard<'_>) -> T,
    ) -> Result<T> {
        let timing = self.timing;
        let fsrs = self.fsrs;
        let deck = view.catalog().require_deck(card.deck_id)?;
        let filtered = filtered(deck);
        let (home, preset) = self.home(view, &card)?;
        let memory = match fsrs {
            Some(fsrs) => Some(MemoryCircumstances {
                model: preset.model.as_ref().map_err(Clone::clone)?,
                desired_retention: desired_retention(home, &preset.settings),
                short_term_with_steps: fsrs.short_term_with_steps,
            }),
            None => None,
        };
        let circumstances = Circumstances {
            timing,
            settings: &preset.settings,
            filtered,
            memory,
            balance: balancer.map(|balancer| Balance {
                balancer,
                preset: preset.id,
                note: preset.settings.bury_reviews.then_some(card.note_id),
            }),
        };
        let id = card.id;
        let reviews = || Ok(view.storage().reviews_of_card(id)?);
        ScheduledCard::new::<CollectionError>(card, circumstances, reviews).map(look)
    }

    /// The deck that a card belongs to, and its preset: as in Anki, the stock options where it is
    /// missing.
    fn home<'v>(&mut self, view: &'v View<'_>, card: &Card) -> Result<(&'v Deck, &Preset)> {
        let home = view.catalog().require_deck(card.home_deck_id())?;
        let id = home
            .config_id()
            .ok_or(CollectionError::FilteredHome(card.id))?;
        let preset = match self.presets.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let settings = view.catalog().studied_settings(id);
                let model = MemoryModel::of(&settings);
                unknown.insert(Preset {
                    id,
                    settings,
                    model,
                })
            }
        };
        Ok((home, preset))
    }
}

fn filtered(deck: &Deck) -> Option<&FilteredDeck> {
    match &deck.kind {
        DeckKind::Filtered(filtered) => Some(filtered),
        DeckKind::Normal(_) => None,
    }
}

/// What a deck wants to be remembered, or else its preset.
pub(super) fn desired_retention(home: &Deck, settings: &DeckConfigSettings) -> f32 {
    match &home.kind {
        DeckKind::Normal(normal) => normal.desired_retention,
        DeckKind::Filtered(_) => None,
    }
    .unwrap_or(settings.desired_retention)
}
