//! A note as clients describe it, and whether it may be added.

use std::collections::HashSet;

use ankid_collection::{DuplicateScope, FieldState, NewNote, View};
use ankid_types::{Deck, DeckId, Notetype};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::attachments::NoteMedia;
use crate::error::ApiError;
use crate::wire::{Fields, Name, Tags, given, strict_bool};

/// A note that is to be added.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::actions) struct Candidate {
    /// The deck that its cards go to.
    deck_name: Option<Name>,
    /// The note type.
    model_name: Option<Name>,
    /// The values by field name, in any letter case; unknown names are passed over.
    fields: Option<Fields>,
    /// The tags.
    tags: Option<Tags>,
    /// What counts as a duplicate, and whether duplicates are allowed.
    #[serde(default)]
    options: Options,
    /// Files that are stored with the note.
    #[serde(flatten)]
    pub(in crate::actions) media: NoteMedia,
}

/// What counts as a duplicate, and whether duplicates are allowed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
struct Options {
    /// Whether a duplicate is added all the same; `true` or `false`.
    #[serde(deserialize_with = "given")]
    allow_duplicate: Option<Value>,
    /// `deck` looks for duplicates in one deck only, anything else in the whole collection.
    duplicate_scope: Value,
    /// More about the scope.
    duplicate_scope_options: ScopeOptions,
}

/// Where duplicates are looked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
struct ScopeOptions {
    /// The deck to look in; the note's own if null.
    deck_name: Option<Name>,
    /// Whether the deck's children are looked in too; `true` or `false`.
    #[serde(deserialize_with = "given")]
    check_children: Option<Value>,
    /// Whether notes of all note types count; `true` or `false`.
    #[serde(deserialize_with = "given")]
    check_all_models: Option<Value>,
}

impl Candidate {
    /// The note with its values in the order of its note type's fields.
    ///
    /// # Errors
    /// The note type or deck is not named or not there, or there are no fields.
    pub(super) fn resolve(&self, view: &View) -> Result<NewNote, ApiError> {
        let notetype = self.notetype(view)?;
        let deck = self.deck(view)?;
        let given = self.fields.as_ref().ok_or(ApiError::MissingKey("fields"))?;
        let value = |name: &str| given.value_of(name).unwrap_or_default().to_owned();
        Ok(NewNote {
            notetype_id: notetype.id,
            deck_id: deck.id,
            fields: notetype
                .fields
                .iter()
                .map(|field| value(&field.name))
                .collect(),
            tags: self.tags.clone().map(Tags::into_texts).unwrap_or_default(),
        })
    }

    /// The note as it stands before it is complete: without fields they are empty.
    ///
    /// # Errors
    /// The note type or deck is not named or not there.
    pub(in crate::actions) fn draft(&mut self, view: &View) -> Result<NewNote, ApiError> {
        self.fields.get_or_insert_default();
        self.resolve(view)
    }

    /// Whether the note may be added.
    ///
    /// # Errors
    /// It is empty, a duplicate that is not allowed, or misuses clozes; or an option is no boolean.
    pub(super) fn check(&self, view: &View, note: &NewNote) -> Result<(), ApiError> {
        let scope = self.options.scope(view, note.deck_id)?;
        let allow_duplicate = strict_bool(self.options.allow_duplicate.as_ref(), "allowDuplicate")?;
        let first_field = note.fields.first().map_or("", String::as_str);
        let duplicate = match scope {
            Scope::Collection => {
                check_fields(view, note)?;
                view.duplicate(note.notetype_id, first_field)?
            }
            _ if first_field.trim().is_empty() => return Err(ApiError::EmptyNote),
            Scope::Nowhere => None,
            Scope::Narrowed(scope) => view.duplicate_in(&scope, note.notetype_id, first_field)?,
        };
        match duplicate {
            Some(_) if !allow_duplicate => Err(ApiError::DuplicateNote),
            _ => Ok(()),
        }
    }

    /// Appends to the fields of `note` what its media would, taking each wanted name for the final one.
    pub(super) fn foresee_media(&self, view: &View, note: &mut NewNote) -> Result<(), ApiError> {
        let notetype = view.catalog().require_notetype(note.notetype_id)?;
        self.media
            .foresee(|field, text| append(notetype, &mut note.fields, field, text));
        Ok(())
    }

    fn notetype<'v>(&self, view: &'v View) -> Result<&'v Notetype, ApiError> {
        let name = self
            .model_name
            .as_ref()
            .ok_or(ApiError::MissingKey("modelName"))?;
        let found = view.catalog().notetype_by_name(&name.0);
        Ok(found.ok_or_else(|| ApiError::ModelNotFound(name.0.clone()))?)
    }

    fn deck<'v>(&self, view: &'v View) -> Result<&'v Deck, ApiError> {
        let name = self
            .deck_name
            .as_ref()
            .ok_or(ApiError::MissingKey("deckName"))?;
        let found = view.deck_named(&name.0);
        Ok(found.ok_or_else(|| ApiError::DeckNotFound(name.0.clone()))?)
    }
}

/// Appends text to the field of exactly this name; nothing where there is none.
pub(in crate::actions) fn append(
    notetype: &Notetype,
    fields: &mut [String],
    field: &str,
    text: &str,
) {
    let place = notetype.field_ordinal(field);
    if let Some(value) = place.and_then(|place| fields.get_mut(place)) {
        value.push_str(text);
    }
}

/// Where duplicates are looked for.
enum Scope {
    /// In the whole collection, by the text of the first field.
    Collection,
    /// In a part of the collection, or in notes of all note types.
    Narrowed(DuplicateScope),
    /// In a deck that does not exist.
    Nowhere,
}

impl Options {
    fn scope(&self, view: &View, own_deck: DeckId) -> Result<Scope, ApiError> {
        let more = &self.duplicate_scope_options;
        let check_children = strict_bool(
            more.check_children.as_ref(),
            "duplicateScopeOptions.checkChildren",
        )?;
        let all_notetypes = strict_bool(
            more.check_all_models.as_ref(),
            "duplicateScopeOptions.checkAllModels",
        )?;
        if self.duplicate_scope != "deck" {
            let everywhere = DuplicateScope {
                decks: None,
                all_notetypes,
            };
            return Ok(if all_notetypes {
                Scope::Narrowed(everywhere)
            } else {
                Scope::Collection
            });
        }
        let deck = match &more.deck_name {
            Some(name) => view.deck_named(&name.0),
            None => view.catalog().deck(own_deck),
        };
        let Some(deck) = deck else {
            return Ok(Scope::Nowhere);
        };
        let mut decks = HashSet::from([deck.id]);
        if check_children {
            decks.extend(view.decks_below(deck).map(|child| child.id));
        }
        Ok(Scope::Narrowed(DuplicateScope {
            decks: Some(decks),
            all_notetypes,
        }))
    }
}

fn check_fields(view: &View, note: &NewNote) -> Result<(), ApiError> {
    match view.field_state(note.notetype_id, &note.fields)? {
        FieldState::Normal => Ok(()),
        FieldState::Empty => Err(ApiError::EmptyNote),
        FieldState::MissingCloze | FieldState::NotetypeNotCloze | FieldState::FieldNotCloze => {
            Err(ApiError::UnfitNote)
        }
    }
}
