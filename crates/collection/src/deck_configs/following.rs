//! Cards follow the options of their decks: what they keep for the sake of a preset changes with it, as it does when
//! the options are saved in Anki. That is the positions of new cards, the steps left, and the memory states of FSRS.

use std::collections::BTreeMap;
use std::sync::Arc;

use ankid_scheduler::{fsrs_parameters, steps_left_instead};
use ankid_types::{
    CardKind, DeckConfig, DeckConfigId, DeckConfigSettings, DeckId, DeckKind, NewCardInsertOrder,
};

use crate::error::Result;
use crate::review::Remembering;
use crate::transaction::Transaction;
use crate::view::View;

/// By which options all cards are studied.
#[derive(Debug)]
pub struct OptionsInForce {
    is_fsrs: bool,
    decks: BTreeMap<DeckId, OptionsOfDeck>,
}

/// The options of a deck that is not filtered.
#[derive(Debug)]
struct OptionsOfDeck {
    preset: DeckConfigId,
    config: Option<Arc<DeckConfig>>,
    /// What the deck has for itself.
    desired_retention: Option<f32>,
}

impl View<'_> {
    /// The options of all decks as they are.
    ///
    /// # Errors
    /// An error of the file.
    pub fn options_in_force(&self) -> Result<OptionsInForce> {
        let catalog = self.catalog();
        let decks = catalog.decks().filter_map(|deck| match &deck.kind {
            DeckKind::Normal(normal) => {
                let options = OptionsOfDeck {
                    preset: normal.config_id,
                    config: catalog.deck_config(normal.config_id).cloned(),
                    desired_retention: normal.desired_retention,
                };
                Some((deck.id, options))
            }
            DeckKind::Filtered(_) => None,
        });
        Ok(OptionsInForce {
            is_fsrs: self.is_fsrs()?,
            decks: decks.collect(),
        })
    }
}

impl Transaction<'_> {
    /// Makes the cards follow the options that this job has changed since `before`. Where it `reschedules`, cards whose
    /// memory states are calculated anew get the intervals that they would get from them now.
    ///
    /// # Errors
    /// FSRS cannot calculate with the parameters of a preset, or an error of the file.
    pub fn follow_options(&mut self, before: &OptionsInForce, reschedules: bool) -> Result<()> {
        let now = self.options_in_force()?;
        let is_toggled = before.is_fsrs != now.is_fsrs;
        let mut forgotten: BTreeMap<DeckConfigId, Vec<DeckId>> = BTreeMap::new();
        for (deck, after) in &now.decks {
            let Some(before) = before.decks.get(deck) else {
                continue;
            };
            if before.insert_order() != after.insert_order() {
                self.sort_new_cards(*deck, after.insert_order())?;
            }
            if let (Some(before), Some(after)) = (before.settings(), after.settings()) {
                self.keep_steps(*deck, before, after)?;
            }
            let has_other_days = before.easy_days() != after.easy_days();
            if is_toggled || before.memory() != after.memory() || (reschedules && has_other_days) {
                forgotten.entry(after.preset).or_default().push(*deck);
            }
        }
        for (preset, decks) in &forgotten {
            self.remember_anew(Remembering {
                preset: *preset,
                decks,
                reschedules,
            })?;
        }
        Ok(())
    }

    /// Keeps cards in learning at the step that they have reached, where the steps change.
    fn keep_steps(
        &self,
        deck: DeckId,
        before: &DeckConfigSettings,
        after: &DeckConfigSettings,
    ) -> Result<()> {
        let learning = (&before.learn_steps, &after.learn_steps);
        let relearning = (&before.relearn_steps, &after.relearn_steps);
        for (kind, (before, after)) in [
            (CardKind::Learning, learning),
            (CardKind::Relearning, relearning),
        ] {
            if before == after {
                continue;
            }
            let mut cards = self.storage().cards_of_kind_in_deck(kind, deck)?;
            cards.retain_mut(|card| {
                let left_before = card.remaining_steps % 1000;
                card.remaining_steps = steps_left_instead(left_before, before, after);
                card.remaining_steps != left_before
            });
            self.save_cards(cards)?;
        }
        Ok(())
    }
}

impl OptionsOfDeck {
    fn settings(&self) -> Option<&DeckConfigSettings> {
        self.config.as_ref().map(|config| &config.settings)
    }

    fn insert_order(&self) -> NewCardInsertOrder {
        let settings = self.settings();
        settings.map_or(NewCardInsertOrder::Due, |settings| {
            settings.new_card_insert_order
        })
    }

    /// What the memory states of the cards depend on: the parameters, and the desired retention.
    fn memory(&self) -> (Option<&[f32]>, Option<f32>) {
        let settings = self.settings();
        let retention = settings.map(|settings| settings.desired_retention);
        (
            settings.map(fsrs_parameters),
            self.desired_retention.or(retention),
        )
    }

    fn easy_days(&self) -> Option<&[f32]> {
        let settings = self.settings();
        settings.map(|settings| settings.easy_days_percentages.as_slice())
    }
}
