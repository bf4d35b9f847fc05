//! What the card browser offers beside its table: things to search for by a click, each with its search.

use std::collections::{BTreeMap, HashMap};

use ankid_search::Term;
use ankid_types::{DeckId, NotetypeId};
use unicase::UniCase;

use crate::config::ConfigKey;
use crate::error::Result;
use crate::search::terms;
use crate::view::View;

/// A deck or a tag, after the one that it is below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The whole name.
    pub name: String,
    /// How deep it lies; 1 at the top.
    pub level: usize,
    /// The search for it and those below.
    pub search: String,
    /// The id, of a deck.
    pub deck: Option<DeckId>,
}

/// A note type with its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotetypeBranch {
    /// The id.
    pub id: NotetypeId,
    /// The name.
    pub name: String,
    /// The search for its notes.
    pub search: String,
    /// The templates and the searches for their cards.
    pub templates: Vec<(String, String)>,
    /// The fields and the searches for notes that have something in them.
    pub fields: Vec<(String, String)>,
}

impl View<'_> {
    /// The decks, each after the one that it is below.
    #[must_use]
    pub fn deck_branches(&self) -> Vec<Branch> {
        let decks = self.catalog().decks();
        let branch = |deck: &ankid_types::Deck| {
            let name = deck.name.human();
            Branch {
                level: level(&name),
                search: terms::deck(&name).to_string(),
                deck: Some(deck.id),
                name,
            }
        };
        decks.map(|deck| branch(deck)).collect()
    }

    /// The tags, each after the one that it is below; levels that no note has as a tag are there too.
    ///
    /// # Errors
    /// An error of the file.
    pub fn tag_branches(&self) -> Result<Vec<Branch>> {
        let tags = self.tags()?;
        // What separates levels sorts before all that names have.
        let sorted_as = |name: &str| UniCase::new(name.replace("::", "\u{1f}"));
        let mut names: BTreeMap<UniCase<String>, &str> = BTreeMap::new();
        for tag in &tags {
            names.insert(sorted_as(tag), tag);
        }
        for tag in &tags {
            let mut name = tag.as_str();
            while let Some((above, _last)) = name.rsplit_once("::") {
                names.entry(sorted_as(above)).or_insert(above);
                name = above;
            }
        }
        let branches = names.into_values().map(|name| Branch {
            name: name.to_owned(),
            level: level(name),
            search: terms::tag(name).to_string(),
            deck: None,
        });
        Ok(branches.collect())
    }

    /// The note types, sorted regardless of case.
    #[must_use]
    pub fn notetype_branches(&self) -> Vec<NotetypeBranch> {
        let written = |parts: &[Term]| {
            let parts: Vec<String> = parts.iter().map(Term::to_string).collect();
            parts.join(" ")
        };
        let notetypes = self.catalog().notetypes();
        notetypes
            .map(|notetype| {
                let own = terms::notetype(&notetype.name);
                let templates = (0..).zip(&notetype.templates).map(|(ordinal, template)| {
                    let parts = [own.clone(), terms::template_at(ordinal)];
                    (template.name.clone(), written(&parts))
                });
                let fields = notetype.fields.iter().map(|field| {
                    let parts = [own.clone(), terms::filled_field(&field.name)];
                    (field.name.clone(), written(&parts))
                });
                NotetypeBranch {
                    id: notetype.id,
                    name: notetype.name.clone(),
                    templates: templates.collect(),
                    fields: fields.collect(),
                    search: written(&[own]),
                }
            })
            .collect()
    }

    /// The names that the user gave to flags, by their numbers.
    ///
    /// # Errors
    /// An error of the file.
    pub fn flag_names(&self) -> Result<HashMap<String, String>> {
        Ok(self.config(ConfigKey::FlagNames)?.unwrap_or_default())
    }
}

fn level(name: &str) -> usize {
    name.split("::").count()
}
