//! Tags: their spelling, the registry, and adding and removing them on many notes.
//!
//! Rules: a tag has no spaces, `::` separates levels, and case does not tell tags apart; the registry
//! decides how a tag is written.

use std::collections::BTreeSet;

use ankid_storage::RegisteredTag;
use ankid_types::{NoteId, Usn};
use unicase::UniCase;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::error::Result;
use crate::transaction::Transaction;
use crate::view::View;

/// What separates tags in text that people wrote: a space, or a Japanese one.
const SEPARATORS: [char; 2] = [' ', '\u{3000}'];

impl View<'_> {
    /// All tags of the registry, sorted regardless of case; tags that no note uses included.
    ///
    /// # Errors
    /// An error of the file.
    pub fn tags(&self) -> Result<Vec<String>> {
        Ok(self
            .storage()
            .all_tags()?
            .into_iter()
            .map(|tag| tag.name)
            .collect())
    }
}

impl Transaction<'_> {
    /// Brings tags into the form that a note keeps: split, normalised, spelled as the registry spells
    /// them, without doubles, sorted. Registers those that are new.
    pub(crate) fn canonify_tags<'t>(
        &self,
        tags: impl IntoIterator<Item = &'t str>,
    ) -> Result<Vec<String>> {
        let mut spellings = self.spellings().borrow_mut();
        let mut canonical = BTreeSet::new();
        for tag in tags.into_iter().flat_map(split_tags) {
            let spelled = match spellings.get(tag) {
                Some(spelled) => spelled.clone(),
                None => {
                    let spelled = self.register_tag(tag)?;
                    spellings.insert(tag.to_owned(), spelled.clone());
                    spelled
                }
            };
            canonical.insert(UniCase::new(spelled));
        }
        Ok(canonical.into_iter().map(UniCase::into_inner).collect())
    }

    /// The registry's spelling of a tag; a new tag takes that of its nearest registered ancestor.
    fn register_tag(&self, tag: &str) -> Result<String> {
        let normalized = normalize_tag(tag);
        if let Some(registered) = self.storage().get_tag(&normalized)? {
            return Ok(registered.name);
        }
        let name = self.spelled_like_ancestor(normalized)?;
        let new = RegisteredTag {
            name: name.clone(),
            usn: Usn::PENDING,
            collapsed: true,
        };
        self.storage().set_tag(&new)?;
        Ok(name)
    }

    fn spelled_like_ancestor(&self, tag: String) -> Result<String> {
        let mut ancestor = tag.as_str();
        while let Some((parent, _leaf)) = ancestor.rsplit_once("::") {
            if let Some(registered) = self.storage().get_tag(parent)? {
                let depth = parent.matches("::").count() + 1;
                let rest = tag.split("::").skip(depth).collect::<Vec<_>>().join("::");
                return Ok(format!("{}::{rest}", registered.name));
            }
            ancestor = parent;
        }
        Ok(tag)
    }

    /// Gives a note these tags in place of its own; whether that changed anything. Like every change
    /// of tags alone, it makes no cards, even where a template asks for tags.
    ///
    /// # Errors
    /// An error of the file.
    pub fn set_tags(&mut self, note: NoteId, tags: &[String]) -> Result<bool> {
        self.set_label("Update Tag");
        let wanted = self.canonify_tags(tags.iter().map(String::as_str))?;
        let noted = self.storage().note_tags(&[note])?;
        let changed =
            self.rewrite_tags(noted, |present| (present != wanted).then(|| wanted.clone()))?;
        Ok(changed > 0)
    }

    /// Adds space-separated tags to notes; how many notes changed. Missing notes are passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn add_tags(&mut self, notes: &[NoteId], tags: &str) -> Result<usize> {
        self.set_label("Update Tag");
        let wanted = self.canonify_tags([tags])?;
        let notes = self.storage().note_tags(notes)?;
        self.rewrite_tags(notes, |present| {
            let mut all: BTreeSet<_> = present.iter().cloned().map(UniCase::new).collect();
            let before = all.len();
            all.extend(wanted.iter().cloned().map(UniCase::new));
            (all.len() > before).then(|| all.into_iter().map(UniCase::into_inner).collect())
        })
    }

    /// Removes space-separated tags and all below them from notes; how many notes changed. Missing
    /// notes are passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn remove_tags(&mut self, notes: &[NoteId], tags: &str) -> Result<usize> {
        self.set_label("Remove Tag");
        let unwanted: Vec<&str> = split_tags(tags).collect();
        let notes = self.storage().note_tags(notes)?;
        self.rewrite_tags(notes, |present| {
            let is_unwanted = |tag: &str| unwanted.iter().any(|prefix| is_or_is_below(tag, prefix));
            let kept: Vec<_> = present
                .iter()
                .filter(|tag| !is_unwanted(tag))
                .cloned()
                .collect();
            (kept.len() < present.len()).then_some(kept)
        })
    }

    /// Replaces a tag, compared whole and regardless of case, on the notes that have it; how many
    /// notes changed. Missing notes are passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn replace_tag(&mut self, notes: &[NoteId], tag: &str, other: &str) -> Result<usize> {
        let mut holders = self.storage().note_tags(notes)?;
        holders.retain(|(_note, tags)| tags.iter().any(|own| is_same(own, tag)));
        self.replace_tag_of(holders, tag, other)
    }

    /// As [`replace_tag`](Self::replace_tag), on notes that have the tag.
    fn replace_tag_of(
        &mut self,
        holders: Vec<(NoteId, Vec<String>)>,
        tag: &str,
        other: &str,
    ) -> Result<usize> {
        self.set_label("Update Tag");
        if holders.is_empty() {
            return Ok(0);
        }
        let other = self.canonify_tags([other])?;
        self.rewrite_tags(holders, |present| {
            let kept = present.iter().filter(|own| !is_same(own, tag));
            let all: BTreeSet<_> = kept.chain(&other).cloned().map(UniCase::new).collect();
            let rewritten: Vec<_> = all.into_iter().map(UniCase::into_inner).collect();
            (rewritten != present).then_some(rewritten)
        })
    }

    /// Replaces a tag, compared whole and regardless of case, on all notes that have it; how many.
    ///
    /// # Errors
    /// An error of the file.
    pub fn replace_tag_everywhere(&mut self, tag: &str, other: &str) -> Result<usize> {
        let mut holders = Vec::new();
        self.storage()
            .for_each_tagged_note(|note, tags| -> Result<()> {
                if tags.iter().any(|own| is_same(own, tag)) {
                    holders.push((note, tags.to_vec()));
                }
                Ok(())
            })?;
        self.replace_tag_of(holders, tag, other)
    }

    /// Gives a tag another name on all notes, and with it those below it; how many notes changed. `None` if the new
    /// name is not that of one tag.
    ///
    /// # Errors
    /// An error of the file.
    pub fn rename_tag(&mut self, tag: &str, new_name: &str) -> Result<Option<usize>> {
        self.set_label("Rename Tag");
        let mut names = split_tags(new_name);
        let (Some(new_name), None) = (names.next(), names.next()) else {
            return Ok(None);
        };
        let mut holders = Vec::new();
        self.storage()
            .for_each_tagged_note(|note, tags| -> Result<()> {
                if tags.iter().any(|own| is_or_is_below(own, tag)) {
                    holders.push((note, tags.to_vec()));
                }
                Ok(())
            })?;
        self.forget_spellings();
        // So that the new name may be the old one in other letters.
        for registered in self.storage().all_tags()? {
            if is_or_is_below(&registered.name, tag) {
                self.storage().remove_tag(&registered.name)?;
            }
        }
        let depth = tag.split("::").count();
        for (_note, tags) in &mut holders {
            let renamed: Vec<String> = tags
                .iter()
                .map(|own| match is_or_is_below(own, tag) {
                    true => {
                        let below = own.split("::").skip(depth);
                        let levels: Vec<&str> = [new_name].into_iter().chain(below).collect();
                        levels.join("::")
                    }
                    false => own.clone(),
                })
                .collect();
            *tags = self.canonify_tags(renamed.iter().map(String::as_str))?;
        }
        self.save_tags(&holders)?;
        Ok(Some(holders.len()))
    }

    /// Strikes tags from the registry that no note has; how many.
    ///
    /// # Errors
    /// An error of the file.
    pub fn clear_unused_tags(&mut self) -> Result<usize> {
        self.set_label("Clear Unused Tags");
        self.forget_spellings();
        let used = with_ancestors(self.storage().tags_in_use()?);
        let mut removed = 0;
        for tag in self.storage().all_tags()? {
            if !used.contains(&UniCase::new(tag.name.clone())) {
                self.storage().remove_tag(&tag.name)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Gives notes the tags that `rewrite` returns for theirs; `None` leaves a note alone. How many notes changed.
    fn rewrite_tags(
        &self,
        mut notes: Vec<(NoteId, Vec<String>)>,
        rewrite: impl Fn(&[String]) -> Option<Vec<String>>,
    ) -> Result<usize> {
        notes.retain_mut(|(_note, tags)| {
            let rewritten = rewrite(tags);
            rewritten.map(|rewritten| *tags = rewritten).is_some()
        });
        self.save_tags(&notes)?;
        Ok(notes.len())
    }

    /// Stores changed tags, stamped as changed now.
    fn save_tags(&self, notes: &[(NoteId, Vec<String>)]) -> Result<()> {
        self.storage()
            .set_note_tags(notes, self.now_secs(), Usn::PENDING)?;
        Ok(())
    }
}

/// Tags and all levels above them.
fn with_ancestors(tags: Vec<String>) -> BTreeSet<UniCase<String>> {
    let mut all = BTreeSet::new();
    for tag in tags {
        let mut name = tag.as_str();
        while all.insert(UniCase::new(name.to_owned())) {
            let Some((parent, _leaf)) = name.rsplit_once("::") else {
                break;
            };
            name = parent;
        }
    }
    all
}

/// The tags of a text that people wrote.
pub(crate) fn split_tags(text: &str) -> impl Iterator<Item = &str> {
    text.split(SEPARATORS).filter(|tag| !tag.is_empty())
}

fn normalize_tag(tag: &str) -> String {
    tag.split("::")
        .map(normalize_level)
        .collect::<Vec<_>>()
        .join("::")
}

fn normalize_level(level: &str) -> String {
    let composed = match is_nfc_quick(level.chars()) {
        IsNormalized::Yes => level.to_owned(),
        IsNormalized::No | IsNormalized::Maybe => level.nfc().collect(),
    };
    let clean: String = composed
        .chars()
        .filter(|c| !c.is_ascii_control() && !SEPARATORS.contains(c))
        .collect();
    match clean.trim() {
        "" => "blank".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}

/// Whether two tags are the same regardless of case.
fn is_same(tag: &str, other: &str) -> bool {
    if tag.is_ascii() && other.is_ascii() {
        return tag.eq_ignore_ascii_case(other);
    }
    tag.to_lowercase() == other.to_lowercase()
}

/// Whether `tag` is `prefix` or one of its children, regardless of case.
fn is_or_is_below(tag: &str, prefix: &str) -> bool {
    let is_end = |rest: &str| rest.is_empty() || rest.starts_with("::");
    if tag.is_ascii() && prefix.is_ascii() {
        return tag
            .split_at_checked(prefix.len())
            .is_some_and(|(begin, rest)| begin.eq_ignore_ascii_case(prefix) && is_end(rest));
    }
    let (tag, prefix) = (tag.to_lowercase(), prefix.to_lowercase());
    tag.strip_prefix(&prefix).is_some_and(is_end)
}

#[cfg(test)]
mod tests {
    use super::{is_or_is_below, normalize_tag, split_tags};

    #[test]
    fn tags_are_normalised_level_by_level() {
        for (tag, normal) in [
            ("foo:bar", "foo:bar"),
            ("a::::b", "a::blank::b"),
            ("::x", "blank::x"),
            ("e\u{301}", "é"),
            ("a\u{7}b", "ab"),
        ] {
            assert_eq!(normalize_tag(tag), normal, "{tag:?}");
        }
    }

    #[test]
    fn tags_are_split_at_both_kinds_of_space() {
        assert_eq!(
            split_tags(" a  b\u{3000}c ").collect::<Vec<_>>(),
            ["a", "b", "c"]
        );
    }

    #[test]
    fn removal_takes_children_along_and_nothing_else() {
        assert!(is_or_is_below("Foo::bar", "foo"));
        assert!(is_or_is_below("foo", "FOO"));
        assert!(is_or_is_below("Été::fin", "éTÉ"));
        assert!(!is_or_is_below("foobar", "foo"));
        assert!(!is_or_is_below("bar", "b*r"));
    }
}
