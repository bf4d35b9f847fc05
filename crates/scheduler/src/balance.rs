//! Balancing: of the days within the fuzz of an interval, those with little to do are likelier.

use std::collections::HashMap;

use ankid_types::{CardId, DeckConfigId, NoteId};
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;

use crate::fuzz::{self, Seed};

/// Longer intervals, in days, are not balanced.
const LONGEST: u32 = 90;
/// How much likelier siblings are as many days apart as the place in this list.
const SIBLING_WEIGHTS: [f32; 6] = [0.000_001, 0.2, 0.4, 0.6, 0.8, 1.0];
/// How likely a day is that is kept easy.
const EASY_DAY_WEIGHT: f32 = 0.0001;

/// What is due on the days ahead.
#[derive(Debug, Clone)]
pub struct LoadBalancer {
    presets: HashMap<DeckConfigId, Vec<Day>>,
    easy_days: HashMap<DeckConfigId, [Load; 7]>,
    /// The day of the week, from Monday on, of each day ahead.
    weekdays: Vec<usize>,
}

/// What is due on one day, of the cards of one preset.
#[derive(Debug, Clone, Default)]
struct Day {
    cards: Vec<(CardId, NoteId)>,
    /// How many of the cards each note has.
    notes: HashMap<NoteId, u32>,
}

/// A card that is due on a day ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueLoad {
    /// The card.
    pub card: CardId,
    /// Its note.
    pub note: NoteId,
    /// The preset of the deck that it is in.
    pub preset: DeckConfigId,
    /// In how many days it is due; today is 0.
    pub days_ahead: u32,
}

/// How much is to be done on a day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Load {
    Minimum,
    Reduced,
    Normal,
}

/// The load of the days ahead, as it counts for one card.
#[derive(Debug, Clone, Copy)]
pub struct Balance<'a> {
    /// What is due.
    pub balancer: &'a LoadBalancer,
    /// The preset of the card.
    pub preset: DeckConfigId,
    /// The card's note, if it is to be kept away from its siblings.
    pub note: Option<NoteId>,
}

/// The load of the days ahead for one answer to one card.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SeededBalance<'a> {
    balance: Balance<'a>,
    seed: Seed,
}

impl LoadBalancer {
    /// How many days ahead are looked at: somewhat more than the longest interval.
    pub const DAYS: u32 = 99;

    /// What is due. The shares of the days of the week are those of each preset, Monday first;
    /// `weekdays` are the days of the week of the days ahead, 0 for Monday.
    #[must_use]
    pub fn new<'s>(
        due: impl IntoIterator<Item = DueLoad>,
        shares: impl IntoIterator<Item = (DeckConfigId, &'s [f32])>,
        weekdays: Vec<usize>,
    ) -> Self {
        let mut balancer = Self {
            presets: HashMap::new(),
            easy_days: shares
                .into_iter()
                .map(|(preset, shares)| (preset, easy_days(shares)))
                .collect(),
            weekdays,
        };
        for load in due {
            let days = balancer.presets.entry(load.preset);
            let days = days.or_insert_with(|| vec![Day::default(); Self::DAYS as usize]);
            if let Some(day) = days.get_mut(load.days_ahead as usize) {
                day.add(load.card, load.note);
            }
        }
        balancer
    }

    /// Counts a card that has just got an interval. A preset of which nothing was due is not counted.
    pub fn add(&mut self, load: DueLoad) {
        let days = self.presets.get_mut(&load.preset);
        if let Some(day) = days.and_then(|days| days.get_mut(load.days_ahead as usize)) {
            day.add(load.card, load.note);
        }
    }

    /// No longer counts a card.
    pub fn remove(&mut self, card: CardId) {
        for day in self.presets.values_mut().flatten() {
            day.remove(card);
        }
    }

    fn has_sibling(&self, note: NoteId, days_ahead: usize) -> bool {
        let days = self
            .presets
            .values()
            .filter_map(|days| days.get(days_ahead));
        let mut days = days.map(|day| day.notes.contains_key(&note));
        days.any(|has| has)
    }
}

impl Day {
    fn add(&mut self, card: CardId, note: NoteId) {
        self.cards.push((card, note));
        *self.notes.entry(note).or_default() += 1;
    }

    fn remove(&mut self, card: CardId) {
        let Some(place) = self.cards.iter().position(|(own, _)| *own == card) else {
            return;
        };
        let (_, note) = self.cards.swap_remove(place);
        if let Some(cards) = self.notes.get_mut(&note) {
            *cards -= 1;
            if *cards == 0 {
                self.notes.remove(&note);
            }
        }
    }
}

impl<'a> Balance<'a> {
    pub(crate) fn seeded(self, seed: Seed) -> SeededBalance<'a> {
        SeededBalance {
            balance: self,
            seed,
        }
    }
}

impl SeededBalance<'_> {
    /// A day within the fuzz of an interval; `None` where there is nothing to balance.
    pub(crate) fn choose(&self, days: f32, least: u32, most: u32) -> Option<u32> {
        if days as u32 > LONGEST || least > LONGEST {
            return None;
        }
        let Balance {
            balancer,
            preset,
            note,
        } = self.balance;
        let (first, last) = fuzz::bounds(days, least, most);
        let range = first as usize..=last as usize;
        let due = balancer.presets.get(&preset)?.get(range.clone())?;
        let counts: Vec<usize> = due.iter().map(|day| day.cards.len()).collect();
        let easy_days = balancer.easy_days.get(&preset)?;
        let loads = balancer.weekdays.get(range.clone())?.iter();
        let loads: Option<Vec<Load>> = loads.map(|day| easy_days.get(*day).copied()).collect();
        let easy_weights = easy_day_weights(&loads?, &counts);
        let weights = range.zip(counts).zip(easy_weights);
        let weights = weights.map(|((day, count), easy_weight)| {
            weight(count, day, sibling_weight(balancer, note, day), easy_weight)
        });
        let chosen = chosen_place(weights, self.seed)?;
        Some(first + u32::try_from(chosen).ok()?)
    }
}

/// How likely an interval of some days is by the number of cards that are due then, and by what else counts where there
/// are any.
pub(crate) fn weight(count: usize, days: usize, sibling_weight: f32, easy_weight: f32) -> f32 {
    if count == 0 {
        return 1.0;
    }
    let load = (1.0 / count as f32).powf(2.15) * (1.0 / days as f32).powi(3);
    load * sibling_weight * easy_weight
}

/// A place among weights; `None` where none weighs anything.
pub(crate) fn chosen_place(weights: impl Iterator<Item = f32>, seed: Seed) -> Option<usize> {
    let chosen = WeightedIndex::new(weights).ok()?;
    Some(chosen.sample(&mut seed.chance()))
}

/// How much the siblings that are due around a day speak against it.
fn sibling_weight(balancer: &LoadBalancer, note: Option<NoteId>, day: usize) -> f32 {
    let Some(note) = note else {
        return 1.0;
    };
    let apart = SIBLING_WEIGHTS.len() - 1;
    let around = day.saturating_sub(apart)..=day + apart;
    around
        .filter(|other| balancer.has_sibling(note, *other))
        .filter_map(|other| SIBLING_WEIGHTS.get(day.abs_diff(other)))
        .product()
}

/// What the days of the week speak for each day: all or nearly nothing. A day of which less is to be
/// done counts as long as it has no more than half as much as the others.
pub(crate) fn easy_day_weights(loads: &[Load], counts: &[usize]) -> Vec<f32> {
    const HALF: f32 = 0.5;
    let total: usize = counts.iter().sum();
    let shares: f32 = loads.iter().map(|load| load.share()).sum();
    let is_full = |count: usize| {
        let others = (total - count) as f32 / (shares - HALF);
        count as f32 / HALF > others
    };
    let weights = loads.iter().zip(counts).map(|(load, count)| match load {
        Load::Reduced if is_full(*count) => Load::Minimum.share(),
        Load::Reduced => Load::Normal.share(),
        load => load.share(),
    });
    weights.collect()
}

impl Load {
    fn share(self) -> f32 {
        match self {
            Self::Minimum => EASY_DAY_WEIGHT,
            Self::Reduced => 0.5,
            Self::Normal => 1.0,
        }
    }
}

/// The days of a week; all are the same where a preset does not say otherwise.
pub(crate) fn easy_days(shares: &[f32]) -> [Load; 7] {
    let mut days = [Load::Normal; 7];
    for (day, share) in days.iter_mut().zip(shares) {
        *day = match *share {
            1.0 => Load::Normal,
            0.0 => Load::Minimum,
            _ => Load::Reduced,
        };
    }
    days
}
