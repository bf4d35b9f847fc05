//! What the next states of a card depend on besides its own state.

use ankid_types::DeckConfigSettings;

use crate::balance::SeededBalance;
use crate::fuzz::{fuzzed_days, least_fuzzed_days};
use crate::memory::NextMemoryStates;
use crate::steps::Steps;

/// Shorter intervals of FSRS, in days, are waited for in seconds.
const SHORT_TERM_DAYS: f32 = 0.5;

/// The rules for one answer to one card.
pub(crate) struct Rules<'a> {
    pub(crate) settings: &'a DeckConfigSettings,
    /// The place within every fuzz, from 0 to less than 1.
    pub(crate) fuzz_factor: f32,
    /// The load of the days ahead, where intervals are chosen by it.
    pub(crate) balance: Option<SeededBalance<'a>>,
    /// What FSRS says, where it is on.
    pub(crate) memory: Option<NextMemoryStates>,
    pub(crate) short_term: ShortTerm,
    pub(crate) preview_secs: PreviewSecs,
}

/// Whether FSRS may choose intervals of less than half a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShortTerm {
    /// Never.
    Never,
    /// Where the preset has no steps.
    WithoutSteps,
    /// Where the preset has no steps left.
    Always,
}

/// The delays of a filtered deck whose answers do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PreviewSecs {
    pub(crate) again: u32,
    pub(crate) hard: u32,
    pub(crate) good: u32,
}

impl Rules<'_> {
    pub(crate) fn learn_steps(&self) -> Steps<'_> {
        Steps(&self.settings.learn_steps)
    }

    pub(crate) fn relearn_steps(&self) -> Steps<'_> {
        Steps(&self.settings.relearn_steps)
    }

    /// An interval in whole days, fuzzed, at least `least` and at most what the preset allows.
    pub(crate) fn fuzzed(&self, days: f32, least: u32) -> u32 {
        let (least, most) = self.bounds(least);
        self.balance
            .and_then(|balance| balance.choose(days, least, most))
            .unwrap_or_else(|| fuzzed_days(self.fuzz_factor, days, least, most))
    }

    /// An interval in whole days within the same bounds, not fuzzed.
    pub(crate) fn rounded(&self, days: f32, least: u32) -> u32 {
        let (least, most) = self.bounds(least);
        (days.round() as u32).clamp(least, most)
    }

    /// The least interval to which fuzz may bring one of FSRS, after a previous interval.
    pub(crate) fn least_fuzzed(&self, days: f32, previous: u32) -> u32 {
        least_fuzzed_days(days, previous, self.settings.maximum_review_interval_days)
    }

    /// Whether an interval of FSRS is waited for in seconds, after the last of `steps`.
    pub(crate) fn is_short_term(&self, days: f32, steps: Steps<'_>) -> bool {
        let is_allowed = match self.short_term {
            ShortTerm::Never => false,
            ShortTerm::WithoutSteps => steps.is_empty(),
            ShortTerm::Always => true,
        };
        is_allowed && days < SHORT_TERM_DAYS
    }

    fn bounds(&self, least: u32) -> (u32, u32) {
        let most = self.settings.maximum_review_interval_days.max(1);
        (least.clamp(1, most), most)
    }
}
