//! What goes with notes on a journey, and in which form: the same when a package is written and when
//! it is read, because packages of other programs leave things in that Anki would not.

use std::collections::{HashMap, HashSet};

use ankid_collection::View;
use ankid_scheduler::{Reset, return_home};
use ankid_types::{
    Card, Deck, DeckCommon, DeckConfig, DeckConfigId, DeckId, DeckKind, NormalDeck, NoteId,
    Notetype,
};

use crate::Result;

/// Tags that tell of somebody's studies.
const TAGS_OF_STUDY: [&str; 2] = ["marked", "leech"];

/// What goes with the notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Baggage {
    /// Scheduling, the review log and the decks' own limits.
    pub(crate) scheduling: bool,
    /// Presets of deck options.
    pub(crate) deck_configs: bool,
}

/// Decks, presets and note types of some notes, in the form in which they travel, and how their cards
/// are put into theirs.
pub(crate) struct Gathered {
    pub(crate) decks: Vec<Deck>,
    pub(crate) deck_configs: Vec<DeckConfig>,
    pub(crate) notetypes: Vec<Notetype>,
    pub(crate) card_form: CardForm,
}

impl Gathered {
    /// Gathers what `notes` need.
    pub(crate) fn of(view: &View<'_>, notes: &[NoteId], baggage: Baggage) -> Result<Self> {
        let pairs = view.storage().deck_pairs_of_notes(notes)?;
        let mut decks = decks_of(view, &pairs, baggage);
        let keeps_filtered = keeps_filtered(&decks, &pairs);
        let deck_configs = if baggage.deck_configs {
            deck_configs_of(view, &decks, baggage)?
        } else {
            Vec::new()
        };
        for deck in &mut decks {
            put_in_form(deck, baggage, keeps_filtered);
        }
        let mut notetypes = Vec::new();
        for id in view.storage().notetype_ids_of_notes(notes)? {
            // A note without one is refused when it is its turn, unless the other collection has it.
            let entry = view.catalog().notetype(id);
            notetypes.extend(entry.map(|entry| Notetype::clone(entry)));
        }
        let card_form = if !baggage.scheduling {
            CardForm::New {
                position: view.next_new_position()?,
            }
        } else if keeps_filtered {
            CardForm::AsItIs
        } else {
            CardForm::OutOfFilteredDecks
        };
        Ok(Self {
            decks,
            deck_configs,
            notetypes,
            card_form,
        })
    }
}

/// The form in which cards travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CardForm {
    AsItIs,
    /// Filtered decks have become normal ones, and keep their cards.
    OutOfFilteredDecks,
    /// Without scheduling. The next card without a position of its own gets this one.
    New {
        position: u32,
    },
}

impl CardForm {
    /// Puts a card into the form.
    pub(crate) fn apply(&mut self, card: &mut Card) {
        match self {
            Self::AsItIs => {}
            Self::OutOfFilteredDecks => {
                let deck = card.deck_id;
                return_home(card);
                card.deck_id = deck;
            }
            Self::New { position } => {
                let deck = card.deck_id;
                let reset = Reset {
                    position: *position,
                    restores_position: true,
                    resets_counts: true,
                };
                if reset.apply(card) {
                    *position = position.wrapping_add(1);
                }
                card.deck_id = deck;
                card.flags = 0;
            }
        }
    }
}

/// The tags that travel without scheduling.
pub(crate) fn drop_tags_of_study(tags: &mut Vec<String>) {
    tags.retain(|tag| {
        !TAGS_OF_STUDY
            .iter()
            .any(|study| tag.eq_ignore_ascii_case(study))
    });
}

/// The decks of cards and those above them; where cards keep their scheduling, also the decks that
/// filtered ones borrowed them from. Without scheduling the default deck stays behind: it would
/// change the other's.
fn decks_of(view: &View<'_>, pairs: &[(DeckId, DeckId)], baggage: Baggage) -> Vec<Deck> {
    let mut wanted: HashSet<DeckId> = pairs.iter().map(|(deck, _original)| *deck).collect();
    if baggage.scheduling {
        wanted.extend(pairs.iter().map(|(_deck, original)| *original));
    }
    let catalog = view.catalog();
    let mut names = HashSet::new();
    for id in &wanted {
        let mut name = catalog.deck(*id).map(|deck| deck.name.clone());
        while let Some(known) = name {
            name = known.parent();
            names.insert(known);
        }
    }
    let above = names.iter().filter_map(|name| catalog.deck_by_name(name));
    wanted.extend(above.map(|deck| deck.id));
    if !baggage.scheduling {
        wanted.remove(&DeckId::DEFAULT);
    }
    let all = catalog.decks();
    all.filter(|deck| wanted.contains(&deck.id))
        .map(|deck| Deck::clone(deck))
        .collect()
}

/// Whether filtered decks can travel as what they are: every card must be in a deck that comes along,
/// and be borrowed, if so, from one that comes along too.
fn keeps_filtered(decks: &[Deck], pairs: &[(DeckId, DeckId)]) -> bool {
    let filtered: HashMap<DeckId, bool> = decks
        .iter()
        .map(|deck| (deck.id, deck.is_filtered()))
        .collect();
    pairs.iter().all(|(deck, original)| {
        let at_home = *original == DeckId::NONE && filtered.get(deck) == Some(&false);
        at_home || *original == DeckId::DEFAULT || filtered.contains_key(original)
    })
}

fn deck_configs_of(view: &View<'_>, decks: &[Deck], baggage: Baggage) -> Result<Vec<DeckConfig>> {
    let mut seen = HashSet::new();
    let ids = decks.iter().filter_map(Deck::config_id);
    let ids: Vec<DeckConfigId> = ids.filter(|id| seen.insert(*id)).collect();
    let mut configs = Vec::new();
    for id in ids {
        let mut config = DeckConfig::clone(view.deck_config_or_default(id)?);
        if !baggage.scheduling {
            // They tell of somebody's studies.
            for parameters in [
                &mut config.settings.fsrs_params_4,
                &mut config.settings.fsrs_params_5,
                &mut config.settings.fsrs_params_6,
            ] {
                parameters.clear();
            }
        }
        configs.push(config);
    }
    Ok(configs)
}

fn put_in_form(deck: &mut Deck, baggage: Baggage, keeps_filtered: bool) {
    if !baggage.scheduling {
        deck.common = DeckCommon::default();
    }
    match &mut deck.kind {
        DeckKind::Normal(normal) => {
            if !baggage.deck_configs {
                normal.config_id = DeckConfigId::DEFAULT;
            }
            if !baggage.scheduling {
                *normal = NormalDeck {
                    config_id: normal.config_id,
                    description: std::mem::take(&mut normal.description),
                    markdown_description: normal.markdown_description,
                    desired_retention: normal.desired_retention,
                    ..NormalDeck::default()
                };
            }
        }
        DeckKind::Filtered(_) if !baggage.scheduling || !keeps_filtered => {
            deck.kind = DeckKind::Normal(NormalDeck::default());
        }
        DeckKind::Filtered(_) => {}
    }
}
