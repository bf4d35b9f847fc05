//! Decks and presets that come in: decks are known by name, presets by id.

use std::collections::HashMap;

use ankid_types::{
    DayLimit, Deck, DeckConfig, DeckConfigId, DeckId, DeckKind, DeckName, NormalDeck,
};

use crate::Result;

use super::Merge;

/// Merges presets and decks; the id here of each deck in the package.
pub(super) fn merge(
    merge: &mut Merge<'_, '_>,
    mut decks: Vec<Deck>,
    deck_configs: Vec<DeckConfig>,
    source_today: u32,
) -> Result<HashMap<DeckId, DeckId>> {
    for config in deck_configs {
        let name = config.name.clone();
        if merge.transaction.adopt_deck_config(config)? {
            merge.report.new_deck_configs.push(name);
        }
    }
    // Decks come after those above them.
    decks.sort_by_key(|deck| deck.name.levels().count());
    let mut incoming = Incoming {
        suffix: merge.transaction.now_secs().0.to_string(),
        source_today,
        today: merge.transaction.timing()?.today,
        merge,
        renamed: Vec::new(),
        ids: HashMap::new(),
    };
    for deck in decks {
        incoming.merge_deck(deck)?;
    }
    Ok(incoming.ids)
}

struct Incoming<'m, 'a, 't> {
    merge: &'m mut Merge<'a, 't>,
    /// What makes a name unique.
    suffix: String,
    source_today: u32,
    today: u32,
    /// What names began with, and what they begin with now: decks below go with theirs.
    renamed: Vec<(String, String)>,
    ids: HashMap<DeckId, DeckId>,
}

impl Incoming<'_, '_, '_> {
    fn merge_deck(&mut self, mut deck: Deck) -> Result<()> {
        deck.name = self.renamed_below(&deck.name);
        if let DeckKind::Normal(normal) = &mut deck.kind {
            normal.new_limit_today = self.day_limit(normal.new_limit_today);
            normal.review_limit_today = self.day_limit(normal.review_limit_today);
        }
        let existing = self.merge.transaction.catalog().deck_by_name(&deck.name);
        match existing.map(|existing| Deck::clone(existing)) {
            Some(existing) if existing.is_filtered() == deck.is_filtered() => {
                return self.update(existing, deck);
            }
            Some(_other_kind) => deck.name = self.unique(&deck.name),
            None => {}
        }
        deck.name = self.below_a_normal_deck(deck.name)?;
        let (id, name) = (deck.id, deck.name.human());
        let id_here = self.merge.transaction.adopt_deck(deck)?;
        self.ids.insert(id, id_here);
        self.merge.report.new_decks.push(name);
        Ok(())
    }

    fn update(&mut self, existing: Deck, incoming: Deck) -> Result<()> {
        self.ids.insert(incoming.id, existing.id);
        let mut updated = existing;
        match (&mut updated.kind, incoming.kind) {
            (DeckKind::Normal(normal), DeckKind::Normal(other)) => take_over(normal, other),
            (kind, other) => *kind = other,
        }
        self.merge.transaction.save_deck(updated)?;
        Ok(())
    }

    /// A limit for a day, counted in the days here. One of a day that is over stays over.
    fn day_limit(&self, limit: Option<DayLimit>) -> Option<DayLimit> {
        let limit = limit?;
        let today = if limit.today == self.source_today {
            self.today
        } else {
            limit.today.min(self.today.checked_sub(1)?)
        };
        Some(DayLimit { today, ..limit })
    }

    fn renamed_below(&self, name: &DeckName) -> DeckName {
        let found = self.renamed.iter().find_map(|(old, new)| {
            let rest = name.as_stored().strip_prefix(old)?;
            Some(DeckName::from_stored(format!("{new}{rest}")))
        });
        found.unwrap_or_else(|| name.clone())
    }

    /// A name that no deck has, which decks below will follow.
    fn unique(&mut self, name: &DeckName) -> DeckName {
        let unique = format!("{} {}", name.as_stored(), self.suffix);
        let below = |name: &str| format!("{name}\u{1f}");
        self.renamed.push((below(name.as_stored()), below(&unique)));
        DeckName::from_stored(unique)
    }

    /// A filtered deck has no decks below it: a normal one is made beside it.
    fn below_a_normal_deck(&mut self, name: DeckName) -> Result<DeckName> {
        let mut above = name.parent();
        while let Some(ancestor) = above {
            let found = self.merge.transaction.catalog().deck_by_name(&ancestor);
            match found.map(|deck| (deck.is_filtered(), deck.name.clone())) {
                Some((true, filtered)) => {
                    let beside = self.unique(&filtered);
                    let deck = Deck::new_normal(DeckId::NONE, beside);
                    self.merge.report.new_decks.push(deck.name.human());
                    self.merge.transaction.adopt_deck(deck)?;
                    return Ok(self.renamed_below(&name));
                }
                Some((false, _)) => return Ok(name),
                None => above = ancestor.parent(),
            }
        }
        Ok(name)
    }
}

/// What a deck here takes over from the one of its name.
fn take_over(normal: &mut NormalDeck, other: NormalDeck) {
    if !other.description.is_empty() {
        normal.markdown_description = other.markdown_description;
        normal.description = other.description;
    }
    if other.config_id != DeckConfigId::DEFAULT {
        normal.config_id = other.config_id;
    }
    normal.review_limit = other.review_limit.or(normal.review_limit);
    normal.new_limit = other.new_limit.or(normal.new_limit);
    normal.review_limit_today = other.review_limit_today.or(normal.review_limit_today);
    normal.new_limit_today = other.new_limit_today.or(normal.new_limit_today);
}
