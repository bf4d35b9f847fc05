//! Decks as people arrange them: names, places below each other, folding, limits of their own.

use ankid_types::{DayLimit, Deck, DeckId, DeckKind, DeckName};

use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;

/// The limits that a deck has for itself; `None` for those of its preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeckLimits {
    /// New cards a day.
    pub new_per_day: Option<u32>,
    /// Reviews a day.
    pub reviews_per_day: Option<u32>,
    /// New cards today.
    pub new_today: Option<u32>,
    /// Reviews today.
    pub reviews_today: Option<u32>,
}

impl DeckLimits {
    /// Those of a deck on a day; a filtered deck has none.
    #[must_use]
    pub fn of(deck: &Deck, today: u32) -> Self {
        let DeckKind::Normal(normal) = &deck.kind else {
            return Self::default();
        };
        let of_today = |limit: Option<DayLimit>| {
            let limit = limit.filter(|limit| limit.today == today);
            limit.map(|limit| limit.limit)
        };
        Self {
            new_per_day: normal.new_limit,
            reviews_per_day: normal.review_limit,
            new_today: of_today(normal.new_limit_today),
            reviews_today: of_today(normal.review_limit_today),
        }
    }
}

impl Transaction<'_> {
    /// Gives a deck another name, and with it those below it; makes the decks that are missing above it. Another
    /// deck's name gets a plus sign.
    ///
    /// # Errors
    /// The deck is missing, a deck above the new name is filtered, the name has too many levels, or an error of
    /// the file.
    pub fn rename_deck(&mut self, id: DeckId, human: &str) -> Result<()> {
        self.set_label("Rename Deck");
        self.place_deck(id, DeckName::normalized(human))
    }

    /// Puts decks below another one, or at the top where `under` is `None`. A deck is not put below itself.
    ///
    /// # Errors
    /// A deck is missing, the one above is filtered, or an error of the file.
    pub fn move_decks(&mut self, decks: &[DeckId], under: Option<DeckId>) -> Result<()> {
        self.set_label("Rename Deck");
        let above = under
            .map(|under| self.catalog().require_deck(under).cloned())
            .transpose()?;
        for id in decks {
            let deck = self.catalog().require_deck(*id)?.clone();
            let leaf = deck.name.leaf().to_owned();
            let name = match &above {
                None => DeckName::from_levels([leaf.as_str()]),
                Some(above) if is_within(&above.name, &deck.name) => continue,
                Some(above) => DeckName::from_levels(above.name.levels().chain([leaf.as_str()])),
            };
            self.place_deck(*id, name)?;
        }
        Ok(())
    }

    /// Folds or unfolds a deck in the list of decks.
    ///
    /// # Errors
    /// The deck is missing, or an error of the file.
    pub fn fold_deck(&mut self, id: DeckId, folded: bool) -> Result<()> {
        self.set_label("Expand/Collapse");
        let mut deck = Deck::clone(self.catalog().require_deck(id)?);
        deck.common.study_collapsed = folded;
        self.save_deck(deck)?;
        Ok(())
    }

    /// Gives a deck limits of its own; whether it can have any: a filtered deck cannot.
    ///
    /// # Errors
    /// The deck is missing, or an error of the file.
    pub fn limit_deck(&mut self, id: DeckId, limits: DeckLimits) -> Result<bool> {
        self.set_label("Deck Options");
        let today = self.timing()?.today;
        let mut deck = Deck::clone(self.catalog().require_deck(id)?);
        let DeckKind::Normal(normal) = &mut deck.kind else {
            return Ok(false);
        };
        normal.new_limit = limits.new_per_day;
        normal.review_limit = limits.reviews_per_day;
        normal.new_limit_today = limited_today(normal.new_limit_today, limits.new_today, today);
        normal.review_limit_today =
            limited_today(normal.review_limit_today, limits.reviews_today, today);
        self.save_deck(deck)?;
        Ok(true)
    }

    /// Gives a deck a desired retention of its own, or that of its preset where it is `None`; whether it can have one: a
    /// filtered deck cannot.
    ///
    /// # Errors
    /// The deck is missing, or an error of the file.
    pub fn set_desired_retention(&mut self, id: DeckId, retention: Option<f32>) -> Result<bool> {
        self.set_label("Deck Options");
        let mut deck = Deck::clone(self.catalog().require_deck(id)?);
        let DeckKind::Normal(normal) = &mut deck.kind else {
            return Ok(false);
        };
        normal.desired_retention = retention;
        self.save_deck(deck)?;
        Ok(true)
    }

    /// Says what a deck is about, in HTML or in Markdown; whether it can say so: a filtered deck cannot.
    ///
    /// # Errors
    /// The deck is missing, or an error of the file.
    pub fn describe_deck(&mut self, id: DeckId, text: String, is_markdown: bool) -> Result<bool> {
        self.set_label("Update Deck");
        let mut deck = Deck::clone(self.catalog().require_deck(id)?);
        let DeckKind::Normal(normal) = &mut deck.kind else {
            return Ok(false);
        };
        normal.description = text;
        normal.markdown_description = is_markdown;
        self.save_deck(deck)?;
        Ok(true)
    }

    /// Gives a deck and those below it a name that is normalized.
    fn place_deck(&mut self, id: DeckId, name: DeckName) -> Result<()> {
        let deck = self.catalog().require_deck(id)?.clone();
        if name == deck.name {
            return Ok(());
        }
        if is_within(&name, &deck.name) && name.levels().count() > deck.name.levels().count() {
            return Err(CollectionError::DeckBelowItself(deck.name.clone()));
        }
        let name = self.below_existing_parent(name)?;
        self.add_missing_parents(&name)?;
        let name = self.free_name(name, id);
        let below: Vec<_> = self.decks_below(&deck).cloned().collect();
        let levels = deck.name.levels().count();
        for child in below {
            let rest = child.name.levels().skip(levels);
            let moved = DeckName::from_levels(name.levels().chain(rest));
            self.save_deck(Deck {
                name: moved,
                ..Deck::clone(&child)
            })?;
        }
        self.save_deck(Deck {
            name,
            ..Deck::clone(&deck)
        })
    }
}

/// A limit of today alone. Where there is to be none, the last one stays known, as that of an earlier day.
fn limited_today(known: Option<DayLimit>, wanted: Option<u32>, today: u32) -> Option<DayLimit> {
    match wanted {
        Some(limit) => Some(DayLimit { limit, today }),
        None => known
            .filter(|known| (1..=today).contains(&known.today))
            .map(|known| DayLimit {
                today: known.today.min(today.saturating_sub(1)),
                ..known
            }),
    }
}

/// Whether a name is `above` or lies below it.
fn is_within(name: &DeckName, above: &DeckName) -> bool {
    let first = name.first_levels(above.levels().count());
    unicase::UniCase::new(first) == unicase::UniCase::new(above.as_stored())
}
