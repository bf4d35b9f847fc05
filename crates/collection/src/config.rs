//! The keys of the config table that the engine knows. All others are left as they are.

use ankid_storage::ConfigEntry;
use ankid_types::{DeckId, NotetypeId, TimestampSecs, Usn};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::transaction::Transaction;
use crate::view::View;

/// A key of the config table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConfigKey {
    /// Whether new notes go to the current deck, and not to the one that their note type was last added to.
    AddsToCurrentDeck,
    /// Whether the limits of all decks above count, and not only those of the deck being studied.
    ApplyAllParentLimits,
    /// Minutes that local time was west of UTC when the collection was created.
    CreationOffset,
    /// The current deck.
    CurrentDeck,
    /// The current note type.
    CurrentNotetype,
    /// The names that the user gave to flags.
    FlagNames,
    /// Whether FSRS is on.
    Fsrs,
    /// Whether FSRS may choose intervals of less than half a day after the last step.
    FsrsShortTermWithSteps,
    /// Whether searches for text ignore accents.
    IgnoreAccentsInSearch,
    /// The deck that notes of this type were last added to.
    LastDeckOf(NotetypeId),
    /// The note type last added to this deck.
    LastNotetypeOf(DeckId),
    /// The day on which buried cards were last taken back.
    LastUnburiedDay,
    /// How many seconds ahead of time learning cards may be shown.
    LearnAheadSecs,
    /// Whether answers in the reviewer spread the reviews of the days ahead; on where it is missing.
    LoadBalancer,
    /// Minutes that local time is west of UTC.
    LocalOffset,
    /// Whether the review limit leaves new cards alone.
    NewCardsIgnoreReviewLimit,
    /// What was last chosen in a dialog, under this name.
    Choice(&'static str),
    /// The position of the next new card.
    NextNewPosition,
    /// Whether note text is brought into Unicode's composed form.
    NormalizeNoteText,
    /// Whether new cards last got their positions by chance.
    RepositionRandomly,
    /// Whether other new cards last made room for those that got new positions.
    RepositionShiftsOthers,
    /// The hour at which a day begins.
    RolloverHour,
    /// The searches that the user saved, by name.
    SavedSearches,
    /// The version of the scheduler.
    SchedulerVersion,
}

impl ConfigKey {
    fn name(self) -> String {
        match self {
            Self::AddsToCurrentDeck => "addToCur".to_owned(),
            Self::ApplyAllParentLimits => "applyAllParentLimits".to_owned(),
            Self::CreationOffset => "creationOffset".to_owned(),
            Self::CurrentDeck => "curDeck".to_owned(),
            Self::CurrentNotetype => "curModel".to_owned(),
            Self::FlagNames => "flagLabels".to_owned(),
            Self::Fsrs => "fsrs".to_owned(),
            Self::FsrsShortTermWithSteps => "fsrsShortTermWithStepsEnabled".to_owned(),
            Self::IgnoreAccentsInSearch => "ignoreAccentsInSearch".to_owned(),
            Self::LastDeckOf(notetype) => format!("_nt_{notetype}_lastDeck"),
            Self::LastNotetypeOf(deck) => format!("_deck_{deck}_lastNotetype"),
            Self::LastUnburiedDay => "lastUnburied".to_owned(),
            Self::LearnAheadSecs => "collapseTime".to_owned(),
            Self::LoadBalancer => "loadBalancerEnabled".to_owned(),
            Self::LocalOffset => "localOffset".to_owned(),
            Self::NewCardsIgnoreReviewLimit => "newCardsIgnoreReviewLimit".to_owned(),
            Self::Choice(name) => name.to_owned(),
            Self::NextNewPosition => "nextPos".to_owned(),
            Self::NormalizeNoteText => "normalize_note_text".to_owned(),
            Self::RepositionRandomly => "randomOrderReposition".to_owned(),
            Self::RepositionShiftsOthers => "shiftPositionOfExistingCards".to_owned(),
            Self::RolloverHour => "rollover".to_owned(),
            Self::SavedSearches => "savedFilters".to_owned(),
            Self::SchedulerVersion => "schedVer".to_owned(),
        }
    }
}

impl ConfigKey {
    /// A row of the config table, changed at this moment.
    pub(crate) fn entry<T: Serialize>(
        self,
        value: &T,
        modified: TimestampSecs,
    ) -> Result<ConfigEntry> {
        Ok(ConfigEntry {
            key: self.name(),
            value: serde_json::to_vec(value)?,
            usn: Usn::PENDING,
            modified,
        })
    }
}

impl View<'_> {
    /// A value of the config table; `None` where there is none, or one of another type: Anki takes
    /// its default then, and so must we.
    pub(crate) fn config<T: DeserializeOwned>(&self, key: ConfigKey) -> Result<Option<T>> {
        let stored = self.storage().get_config(&key.name())?;
        Ok(stored.and_then(|json| serde_json::from_slice(&json).ok()))
    }

    /// A switch of the config table that is off unless it was turned on.
    pub(crate) fn is_on(&self, key: ConfigKey) -> Result<bool> {
        Ok(self.config(key)?.unwrap_or(false))
    }
}

impl Transaction<'_> {
    pub(crate) fn set_config<T: Serialize>(&self, key: ConfigKey, value: &T) -> Result<()> {
        self.added().forget_last();
        self.storage()
            .set_config(&key.entry(value, self.now_secs())?)?;
        Ok(())
    }

    /// Turns a switch on or off where it is not so already.
    pub(crate) fn switch(&self, key: ConfigKey, on: bool) -> Result<()> {
        if self.config(key)? == Some(on) {
            return Ok(());
        }
        self.set_config(key, &on)
    }

    /// Removes all that is remembered about a deck.
    pub(crate) fn forget_deck(&self, deck: DeckId) -> Result<()> {
        self.added().forget_last();
        self.storage()
            .remove_config_below(&format!("_deck_{deck}_"))?;
        Ok(())
    }

    /// Removes all that is remembered about a note type.
    pub(crate) fn forget_notetype(&self, notetype: NotetypeId) -> Result<()> {
        self.added().forget_last();
        self.storage()
            .remove_config(&ConfigKey::LastDeckOf(notetype).name())?;
        Ok(())
    }
}
