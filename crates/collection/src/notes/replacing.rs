//! Replacing text in many notes.

use std::borrow::Cow;

use ankid_types::NoteId;
use regex::{Regex, RegexBuilder};
use unicode_normalization::UnicodeNormalization;

use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;
use crate::view::CHUNK;

/// How large a compiled regular expression may be; the same as in searches.
const REGEX_BYTES: usize = 10 * 1024 * 1024;

/// What is replaced in notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacing {
    /// The text that is sought.
    pub search: String,
    /// The text that takes its place; of a regular expression, `$1` and `$name` stand for its groups.
    pub replacement: String,
    /// The name of the only field that is looked at; `None` for all.
    pub field: Option<String>,
    /// Whether the text is a regular expression.
    pub is_regex: bool,
    /// Whether capital letters are told from small ones.
    pub matches_case: bool,
}

impl Replacing {
    fn regex(&self, compose: bool) -> Result<Regex> {
        let search = match self.is_regex {
            true => Cow::Borrowed(self.search.as_str()),
            false => Cow::Owned(regex::escape(&self.search)),
        };
        let search = match compose {
            true => search.nfc().collect(),
            false => search.into_owned(),
        };
        RegexBuilder::new(&search)
            .case_insensitive(!self.matches_case)
            .size_limit(REGEX_BYTES)
            .build()
            .map_err(|error| CollectionError::InvalidRegex(error.to_string()))
    }
}

impl Transaction<'_> {
    /// Replaces text in notes, and makes the cards that they then lack; how many notes changed. Missing ones are
    /// passed over.
    ///
    /// # Errors
    /// [`CollectionError::InvalidRegex`], a note without its note type, or an error of the file.
    pub fn replace_in_notes(&mut self, notes: &[NoteId], replacing: &Replacing) -> Result<usize> {
        self.set_label("Find and Replace");
        let regex = replacing.regex(self.normalizes_text()?)?;
        let replacement = match replacing.is_regex {
            true => replacing.replacement.clone(),
            // A dollar sign means a group otherwise.
            false => replacing.replacement.replace('$', "$$"),
        };
        let mut changed = 0;
        for chunk in notes.chunks(CHUNK) {
            for mut note in self.storage().notes_by_id(chunk)? {
                let notetype = self.catalog().require_notetype(note.notetype_id)?.clone();
                let place = match &replacing.field {
                    None => None,
                    Some(name) => match notetype.field_ordinal(name) {
                        Some(place) => Some(place),
                        None => continue,
                    },
                };
                let before = note.fields.clone();
                for (_, value) in (0..)
                    .zip(&mut note.fields)
                    .filter(|(at, _)| place.is_none_or(|place| place == *at))
                {
                    if let Cow::Owned(replaced) = regex.replace_all(value, &replacement) {
                        *value = replaced;
                    }
                }
                if note.fields == before {
                    continue;
                }
                self.rewrite_note(&mut note, &notetype)?;
                let existing = self.storage().cards_of_note(note.id)?;
                let destination = self.last_deck_of(notetype.id)?;
                self.generate_cards(&note, &notetype, &existing, destination)?;
                changed += 1;
            }
        }
        Ok(changed)
    }
}
