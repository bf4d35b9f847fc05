//! Note types, decks and presets, decoded once and shared between requests.
//!
//! A catalog is a value: the writer makes a changed copy, readers keep the one that fits their snapshot.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use ankid_storage::Storage;
use ankid_template::CompiledNotetype;
use ankid_types::{
    Deck, DeckConfig, DeckConfigId, DeckConfigSettings, DeckId, DeckName, Notetype, NotetypeId,
};
use unicase::UniCase;

use crate::error::{CollectionError, Result};

/// The note types, decks and presets of one state of the collection.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    notetypes: Shelf<NotetypeId, NotetypeEntry>,
    decks: Shelf<DeckId, Deck>,
    deck_configs: BTreeMap<DeckConfigId, Arc<DeckConfig>>,
}

/// A note type with its templates parsed on first use.
#[derive(Debug)]
pub struct NotetypeEntry {
    notetype: Notetype,
    compiled: OnceLock<CompiledNotetype>,
    compiled_for_browser: OnceLock<CompiledNotetype>,
}

impl NotetypeEntry {
    fn new(notetype: Notetype) -> Self {
        Self {
            notetype,
            compiled: OnceLock::new(),
            compiled_for_browser: OnceLock::new(),
        }
    }

    /// The parsed templates.
    pub fn compiled(&self) -> &CompiledNotetype {
        self.compiled
            .get_or_init(|| CompiledNotetype::new(&self.notetype))
    }

    /// The parsed templates as the card browser has them: a side's own format for it, if there is one.
    pub fn compiled_for_browser(&self) -> &CompiledNotetype {
        self.compiled_for_browser.get_or_init(|| {
            let mut notetype = self.notetype.clone();
            for template in &mut notetype.templates {
                let settings = &mut template.settings;
                for (browser, side) in [
                    (
                        &mut settings.browser_question_format,
                        &mut settings.question_format,
                    ),
                    (
                        &mut settings.browser_answer_format,
                        &mut settings.answer_format,
                    ),
                ] {
                    if !browser.is_empty() {
                        std::mem::swap(browser, side);
                    }
                }
            }
            CompiledNotetype::new(&notetype)
        })
    }
}

impl std::ops::Deref for NotetypeEntry {
    type Target = Notetype;

    fn deref(&self) -> &Notetype {
        &self.notetype
    }
}

impl Catalog {
    /// Reads all note types, decks and presets.
    ///
    /// # Errors
    /// A row that cannot be decoded, or an error of the file.
    pub fn load(storage: &Storage) -> Result<Self> {
        let mut catalog = Self::default();
        for notetype in storage.all_notetypes()? {
            catalog.put_notetype(notetype);
        }
        for deck in storage.all_decks()? {
            catalog.put_deck(deck);
        }
        for config in storage.all_deck_configs()? {
            catalog.put_deck_config(config);
        }
        Ok(catalog)
    }

    /// The note type with this id.
    #[must_use]
    pub fn notetype(&self, id: NotetypeId) -> Option<&Arc<NotetypeEntry>> {
        self.notetypes.get(id)
    }

    /// The note type with this id.
    ///
    /// # Errors
    /// [`CollectionError::NotetypeMissing`].
    pub fn require_notetype(&self, id: NotetypeId) -> Result<&Arc<NotetypeEntry>> {
        self.notetype(id)
            .ok_or(CollectionError::NotetypeMissing(id))
    }

    /// The note type with this name, regardless of case.
    #[must_use]
    pub fn notetype_by_name(&self, name: &str) -> Option<&Arc<NotetypeEntry>> {
        self.notetypes.by_name(name)
    }

    /// All note types, sorted by name regardless of case.
    pub fn notetypes(&self) -> impl Iterator<Item = &Arc<NotetypeEntry>> {
        self.notetypes.sorted()
    }

    /// The deck with this id.
    #[must_use]
    pub fn deck(&self, id: DeckId) -> Option<&Arc<Deck>> {
        self.decks.get(id)
    }

    /// The deck with this id.
    ///
    /// # Errors
    /// [`CollectionError::DeckMissing`].
    pub fn require_deck(&self, id: DeckId) -> Result<&Arc<Deck>> {
        self.deck(id).ok_or(CollectionError::DeckMissing(id))
    }

    /// The deck with this name, regardless of case.
    #[must_use]
    pub fn deck_by_name(&self, name: &DeckName) -> Option<&Arc<Deck>> {
        self.decks.by_name(name.as_stored())
    }

    /// All decks, sorted by stored name regardless of case: children follow their parent.
    pub fn decks(&self) -> impl Iterator<Item = &Arc<Deck>> {
        self.decks.sorted()
    }

    /// The decks that have this preset, sorted as [`decks`](Self::decks) are.
    pub fn decks_with(&self, preset: DeckConfigId) -> impl Iterator<Item = &Arc<Deck>> {
        self.decks()
            .filter(move |deck| deck.config_id() == Some(preset))
    }

    /// The options of a preset in the form that studying goes by; as in Anki, the stock ones where there is no such
    /// preset.
    #[must_use]
    pub fn studied_settings(&self, preset: DeckConfigId) -> DeckConfigSettings {
        self.deck_config(preset)
            .map_or_else(DeckConfigSettings::default, |config| {
                config.settings.effective()
            })
    }

    /// The preset with this id.
    #[must_use]
    pub fn deck_config(&self, id: DeckConfigId) -> Option<&Arc<DeckConfig>> {
        self.deck_configs.get(&id)
    }

    /// All presets, by id.
    pub fn deck_configs(&self) -> impl Iterator<Item = &Arc<DeckConfig>> {
        self.deck_configs.values()
    }

    pub(crate) fn put_notetype(&mut self, notetype: Notetype) {
        let (id, name) = (notetype.id, notetype.name.clone());
        self.notetypes.put(id, name, NotetypeEntry::new(notetype));
    }

    pub(crate) fn remove_notetype(&mut self, id: NotetypeId) {
        self.notetypes.remove(id);
    }

    pub(crate) fn put_deck(&mut self, deck: Deck) {
        self.decks
            .put(deck.id, deck.name.as_stored().to_owned(), deck);
    }

    pub(crate) fn remove_deck(&mut self, id: DeckId) {
        self.decks.remove(id);
    }

    pub(crate) fn put_deck_config(&mut self, config: DeckConfig) {
        self.deck_configs.insert(config.id, Arc::new(config));
    }

    pub(crate) fn remove_deck_config(&mut self, id: DeckConfigId) {
        self.deck_configs.remove(&id);
    }
}

/// Things by id and by unique name. The order of names is that of the file's own indexes.
#[derive(Debug)]
struct Shelf<Id, Thing> {
    by_id: HashMap<Id, (UniCase<String>, Arc<Thing>)>,
    names: BTreeMap<UniCase<String>, Id>,
}

// Derived, these two would ask the things themselves to be `Clone` and `Default`.
impl<Id: Clone, Thing> Clone for Shelf<Id, Thing> {
    fn clone(&self) -> Self {
        Self {
            by_id: self.by_id.clone(),
            names: self.names.clone(),
        }
    }
}

impl<Id, Thing> Default for Shelf<Id, Thing> {
    fn default() -> Self {
        Self {
            by_id: HashMap::new(),
            names: BTreeMap::new(),
        }
    }
}

impl<Id: Copy + Eq + std::hash::Hash, Thing> Shelf<Id, Thing> {
    fn get(&self, id: Id) -> Option<&Arc<Thing>> {
        self.by_id.get(&id).map(|(_name, thing)| thing)
    }

    fn by_name(&self, name: &str) -> Option<&Arc<Thing>> {
        self.get(*self.names.get(&UniCase::new(name.to_owned()))?)
    }

    fn sorted(&self) -> impl Iterator<Item = &Arc<Thing>> {
        self.names.values().filter_map(|id| self.get(*id))
    }

    fn put(&mut self, id: Id, name: String, thing: Thing) {
        self.remove(id);
        let name = UniCase::new(name);
        self.names.insert(name.clone(), id);
        self.by_id.insert(id, (name, Arc::new(thing)));
    }

    fn remove(&mut self, id: Id) {
        if let Some((name, _thing)) = self.by_id.remove(&id) {
            self.names.remove(&name);
        }
    }
}
