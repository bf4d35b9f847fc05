//! Which of two versions of a thing stays. The rules are those of Anki.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use ankid_types::{Deck, DeckConfig, DeckName, Notetype, TimestampSecs, Usn};

use crate::catalog::Catalog;
use crate::error::{CollectionError, Result};
use crate::sync::SyncChanges;

/// What requests removed while a sync ran, by id: it does not come back.
#[derive(Debug, Default)]
pub(super) struct Gone {
    pub(super) notetypes: HashSet<i64>,
    pub(super) decks: HashSet<i64>,
    pub(super) deck_configs: HashSet<i64>,
}

/// What is to be stored.
#[derive(Debug, Default)]
pub(super) struct Merged {
    pub(super) notetypes: Vec<Notetype>,
    pub(super) decks: Vec<Deck>,
    pub(super) deck_configs: Vec<DeckConfig>,
}

/// Rows that wait for a sync, with when they changed.
pub(super) struct Newer<Id>(HashMap<Id, TimestampSecs>);

impl<Id: Copy + Eq + Hash> Newer<Id> {
    pub(super) fn new(pending: &[(Id, TimestampSecs)]) -> Self {
        Self(pending.iter().copied().collect())
    }

    /// Whether the row here stays, when one that changed at `modified` comes.
    pub(super) fn than(&self, id: Id, modified: TimestampSecs) -> bool {
        self.0.get(&id).is_some_and(|own| *own >= modified)
    }
}

/// The sync state of a thing that came; nothing that came can wait for a sync.
pub(super) fn settled(usn: Usn, server_usn: Usn) -> Usn {
    if usn.0 < 0 { server_usn } else { usn }
}

/// Applies [`settled`] to all that came.
pub(super) fn settle_usns(changes: &mut SyncChanges, server_usn: Usn) {
    for notetype in &mut changes.notetypes {
        notetype.usn = settled(notetype.usn, server_usn);
    }
    for deck in &mut changes.decks {
        deck.usn = settled(deck.usn, server_usn);
    }
    for config in &mut changes.deck_configs {
        config.usn = settled(config.usn, server_usn);
    }
}

/// What of `changes` takes the place of what is in `catalog`: all that is not older.
pub(super) fn merge(catalog: &Catalog, changes: &SyncChanges, gone: &Gone) -> Result<Merged> {
    // A copy, since a name that one thing takes is not free for the next.
    let mut catalog = catalog.clone();
    let mut merged = Merged::default();
    for notetype in &changes.notetypes {
        if gone.notetypes.contains(&notetype.id.0) || !is_notetype_newer(&catalog, notetype)? {
            continue;
        }
        let mut notetype = notetype.clone();
        while let Some(other) = catalog.notetype_by_name(&notetype.name)
            && other.id != notetype.id
        {
            notetype.name.push('+');
        }
        catalog.put_notetype(notetype.clone());
        merged.notetypes.push(notetype);
    }
    for deck in &changes.decks {
        let own = catalog.deck(deck.id);
        if gone.decks.contains(&deck.id.0) || own.is_some_and(|own| own.modified > deck.modified) {
            continue;
        }
        let mut deck = deck.clone();
        while let Some(other) = catalog.deck_by_name(&deck.name)
            && other.id != deck.id
        {
            deck.name = DeckName::from_stored(format!("{}+", deck.name.as_stored()));
        }
        catalog.put_deck(deck.clone());
        merged.decks.push(deck);
    }
    for config in &changes.deck_configs {
        let own = catalog.deck_config(config.id);
        let is_older = own.is_some_and(|own| own.modified > config.modified);
        if !is_older && !gone.deck_configs.contains(&config.id.0) {
            merged.deck_configs.push(config.clone());
        }
    }
    Ok(merged)
}

/// Whether the note type replaces its older self, if there is one, which must have the same shape.
fn is_notetype_newer(catalog: &Catalog, notetype: &Notetype) -> Result<bool> {
    let Some(own) = catalog.notetype(notetype.id) else {
        return Ok(true);
    };
    if own.modified > notetype.modified {
        return Ok(false);
    }
    let same_shape = own.fields.len() == notetype.fields.len()
        && own.templates.len() == notetype.templates.len();
    if same_shape {
        Ok(true)
    } else {
        Err(CollectionError::NotetypeShape(notetype.name.clone()))
    }
}
