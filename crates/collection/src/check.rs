//! The database check: what may be wrong in a collection, mended as Anki's "Check Database" does.
//!
//! The steps and their order are Anki's. What cards need comes first, so that notes can be looked at
//! with their cards; ids come last, since nothing may refer to the old ones afterwards.

mod cards;
mod media;
mod notes;
mod report;

use ankid_storage::{CardRules, ChangeStamp, StorageError};
use ankid_types::{Deck, DeckId, DeckName, TimestampMillis, Usn};
use unicase::UniCase;

pub use media::{MediaReport, MisnamedMedia, MissingMedia};
pub use report::{DatabaseReport, Finding};

use crate::config::ConfigKey;
use crate::engine::Engine;
use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;
use crate::view::View;

const DAY_MILLIS: i64 = 86_400_000;

impl Engine {
    /// Checks the collection and mends what can be mended: the file's structure first, which nothing
    /// can mend, then its space and indexes, then the rows.
    ///
    /// As in Anki, earlier steps cannot be undone afterwards, nor can the check.
    ///
    /// # Errors
    /// The file is damaged, has values that nothing can make sense of, or cannot be read or written;
    /// no row was changed then.
    pub fn check_database(&self) -> Result<DatabaseReport> {
        self.read(|view| view.require_sound_file())?;
        self.optimize()?;
        self.write(|transaction| transaction.check_database())
    }
}

impl View<'_> {
    /// Looks through the whole file for damage of its structure.
    ///
    /// # Errors
    /// The file is damaged or cannot be read.
    pub fn require_sound_file(&self) -> Result<()> {
        let faults = self.storage().file_faults()?;
        match faults.first() {
            None => Ok(()),
            Some(first) => Err(StorageError::Corrupt {
                detail: first.clone(),
            }
            .into()),
        }
    }
}

impl Transaction<'_> {
    /// Mends the rows of the collection; what there was to mend.
    ///
    /// # Errors
    /// A value that nothing can make sense of, or an error of the file.
    pub fn check_database(&mut self) -> Result<DatabaseReport> {
        self.set_label("Check Database");
        self.forget_history();
        self.storage().set_modified(self.now())?;
        let mut report = DatabaseReport::default();
        self.check_cards(&mut report)?;
        self.check_missing_decks(&mut report)?;
        self.check_loans(&mut report)?;
        self.check_notes(&mut report)?;
        self.check_reviews(&mut report)?;
        self.check_parents(&mut report)?;
        self.check_next_position()?;
        self.check_ids(&mut report)?;
        Ok(report)
    }

    fn change_stamp(&self) -> ChangeStamp {
        ChangeStamp {
            modified: self.now_secs(),
            usn: Usn::PENDING,
        }
    }

    /// The rules that cards of this collection have to keep.
    fn card_rules(&self) -> Result<CardRules> {
        Ok(CardRules {
            today: self.timing()?.today,
            old_scheduler: self.has_old_scheduler()?,
            stamp: self.change_stamp(),
        })
    }

    /// Makes the decks that cards are in.
    fn check_missing_decks(&mut self, report: &mut DatabaseReport) -> Result<()> {
        // No deck can have this id. Anki's own check fails here, and leaves all as it is.
        let lost =
            self.storage()
                .move_all_cards(DeckId::NONE, DeckId::DEFAULT, self.change_stamp())?;
        report.add(Finding::CardProperties, lost);
        for id in self.storage().missing_deck_ids()? {
            let name = self.free_name(DeckName::from_stored(format!("recovered{id}")), id);
            let mut deck = Deck::new_normal(id, name);
            deck.modified = self.now_secs();
            deck.usn = Usn::PENDING;
            self.storage().add_deck(&deck)?;
            self.catalog_mut().put_deck(deck);
            report.add(Finding::MissingDecks, 1);
        }
        Ok(())
    }

    /// Ends the loans of cards that are in no filtered deck.
    fn check_loans(&mut self, report: &mut DatabaseReport) -> Result<()> {
        let filtered = self.catalog().decks().filter(|deck| deck.is_filtered());
        let filtered: Vec<DeckId> = filtered.map(|deck| deck.id).collect();
        let ended = self.storage().end_false_loans(&filtered)?;
        report.add(Finding::CardProperties, ended);
        self.mark_schema_changed_if(ended > 0)
    }

    fn check_reviews(&mut self, report: &mut DatabaseReport) -> Result<()> {
        let mended = self.storage().mend_reviews()?;
        report.add(Finding::ReviewProperties, mended);
        self.mark_schema_changed_if(mended > 0)
    }

    /// Makes the decks above others that are not there. Of several missing levels only the lowest counts.
    fn check_parents(&mut self, report: &mut DatabaseReport) -> Result<()> {
        let names: Vec<DeckName> = self
            .catalog()
            .decks()
            .map(|deck| deck.name.clone())
            .collect();
        let mut seen = std::collections::HashSet::new();
        for name in names {
            seen.insert(UniCase::new(name.as_stored().to_owned()));
            let Some(parent) = name.parent() else {
                continue;
            };
            if seen.contains(&UniCase::new(parent.as_stored().to_owned())) {
                continue;
            }
            match self.find_or_create_deck(&parent.to_string()) {
                // Nothing can stand between a filtered deck and the decks below it.
                Err(CollectionError::FilteredParent(_)) => continue,
                made => drop(made?),
            }
            seen.insert(UniCase::new(parent.as_stored().to_owned()));
            report.add(Finding::MissingDecks, 1);
        }
        Ok(())
    }

    /// The next new card comes after all others.
    fn check_next_position(&mut self) -> Result<()> {
        self.settle_new_position()?;
        let highest = self.storage().highest_position()?;
        let next = highest.and_then(|highest| u32::try_from(highest.saturating_add(1)).ok());
        self.set_config(ConfigKey::NextNewPosition, &next.unwrap_or(0))
    }

    /// Gives ids that lie more than a day ahead new ones: an id is the moment in which a thing was made.
    fn check_ids(&mut self, report: &mut DatabaseReport) -> Result<()> {
        let tomorrow = TimestampMillis(self.now().0 + DAY_MILLIS);
        let renumbered = self.storage().renumber_future_ids(tomorrow, self.now())?;
        report.add(Finding::FutureIds, renumbered);
        self.mark_schema_changed_if(renumbered > 0)
    }

    /// Demands a full sync after changes that no other one carries over.
    fn mark_schema_changed_if(&self, changed: bool) -> Result<()> {
        if changed {
            self.mark_schema_changed()?;
        }
        Ok(())
    }
}
