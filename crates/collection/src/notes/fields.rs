//! The values of a note: what is stored, sorted by and compared.

use ankid_storage::NoteDigest;
use ankid_template::text::{field_checksum, strip_html_preserving_media_filenames};
use ankid_types::Note;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::catalog::NotetypeEntry;
use crate::config::ConfigKey;
use crate::error::{CollectionError, Result};
use crate::view::View;

impl View<'_> {
    /// Brings the values into their stored form, and computes what they are found by.
    pub(crate) fn prepare_fields(
        &self,
        note: &mut Note,
        notetype: &NotetypeEntry,
    ) -> Result<NoteDigest> {
        prepare(note, notetype, self.normalizes_text()?)
    }

    /// Whether note text is brought into Unicode's composed form; on unless a user turned it off.
    pub(crate) fn normalizes_text(&self) -> Result<bool> {
        Ok(self.config(ConfigKey::NormalizeNoteText)?.unwrap_or(true))
    }
}

/// Computes what a note that came by sync is found by. Its text is not composed, as in Anki.
pub(crate) fn digest_synced(note: &mut Note, notetype: &NotetypeEntry) -> Result<NoteDigest> {
    prepare(note, notetype, false)
}

/// Brings the values into their stored form, composed where told, and computes what they are found by.
pub(super) fn prepare(
    note: &mut Note,
    notetype: &NotetypeEntry,
    compose: bool,
) -> Result<NoteDigest> {
    let expected = notetype.fields.len();
    if note.fields.len() != expected {
        let (note, actual) = (note.id, note.fields.len());
        return Err(CollectionError::FieldCount {
            note,
            actual,
            expected,
        });
    }
    for field in &mut note.fields {
        normalize_field(field, compose);
    }
    let sort_field = note.fields.get(notetype.settings.sort_field_index as usize);
    Ok(NoteDigest {
        sort_field: stripped(sort_field.map_or("", String::as_str)),
        checksum: field_checksum(&stripped(note.fields.first().map_or("", String::as_str))),
    })
}

/// Text without markup, the names of media kept.
pub(super) fn stripped(text: &str) -> String {
    strip_html_preserving_media_filenames(text).into_owned()
}

/// Deletes control characters, tab and line feed excepted, and composes the rest where told.
pub(super) fn normalize_field(field: &mut String, compose: bool) {
    let is_stray = |c: char| c.is_ascii_control() && c != '\n' && c != '\t';
    if field.contains(is_stray) {
        field.retain(|c| !is_stray(c));
    }
    if compose {
        compose_field(field);
    }
}

/// Brings text into Unicode's composed form.
pub(super) fn compose_field(field: &mut String) {
    if !field.is_ascii() && is_nfc_quick(field.chars()) != IsNormalized::Yes {
        *field = field.nfc().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::normalize_field;

    #[test]
    fn control_characters_are_dropped_and_text_composed() {
        let mut field = "a\tb\r\n\u{7}e\u{301}".to_owned();
        normalize_field(&mut field, true);
        assert_eq!(field, "a\tb\né");
    }
}
