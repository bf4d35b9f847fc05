//! The media check: which files are missing, which are used by no note, and which have names that do not travel.
//!
//! It only looks. What Anki's check does on the way, giving files other names, is done when somebody asks for it.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use ankid_template::media::{latex_image_names, media_references};
use ankid_types::{NoteId, NotetypeId};
use unicode_normalization::UnicodeNormalization;

use crate::catalog::NotetypeEntry;
use crate::engine::Engine;
use crate::error::{CollectionError, Result};
use crate::media::{FolderFile, MediaPlan, SameName, TrashSize, names};
use crate::view::View;

/// What sync does not take.
const MAX_SYNCED_BYTES: u64 = 100 << 20;
/// How many times notes may change while their media are counted, before they are counted by the writer.
const PATIENCE: usize = 3;

/// A file that notes refer to and that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingMedia {
    /// The name.
    pub name: String,
    /// The notes that refer to it, ascending.
    pub notes: Vec<NoteId>,
}

/// A file whose name not every platform can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MisnamedMedia {
    /// The name.
    pub name: String,
    /// The name that Anki would give it.
    pub wanted: String,
}

/// What a check of the media found. All lists are sorted by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MediaReport {
    /// Files that are referred to and not there.
    pub missing: Vec<MissingMedia>,
    /// Files that no note refers to. Those with an underscore first are never among them: templates may use them.
    pub unused: Vec<String>,
    /// Files with names that must be changed before they can be synced.
    pub misnamed: Vec<MisnamedMedia>,
    /// Folders inside the media folder, which Anki does not know.
    pub folders: Vec<String>,
    /// Files that are too large to be synced.
    pub oversized: Vec<String>,
    /// What lies in the trash.
    pub trash: TrashSize,
}

impl MediaReport {
    /// Whether nothing needs anyone's attention.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let Self {
            missing,
            unused,
            misnamed,
            folders,
            oversized,
            trash: _,
        } = self;
        missing.is_empty()
            && unused.is_empty()
            && misnamed.is_empty()
            && folders.is_empty()
            && oversized.is_empty()
    }
}

/// The files that notes refer to, each with its notes.
type References = BTreeMap<String, Vec<NoteId>>;

impl View<'_> {
    /// Compares the media folder with the notes.
    ///
    /// # Errors
    /// The folder cannot be read, a note without its note type, or an error of the file.
    pub fn check_media(&self) -> Result<MediaReport> {
        let mut report = MediaReport {
            trash: self.media().trash_size()?,
            ..MediaReport::default()
        };
        let mut present = HashSet::new();
        for FolderFile {
            name,
            bytes,
            is_folder,
        } in self.media().files()?
        {
            if is_folder {
                report.folders.push(name);
                continue;
            }
            let wanted = names::normalized(&name);
            if wanted != name {
                report.misnamed.push(MisnamedMedia { name, wanted });
                continue;
            }
            if bytes > MAX_SYNCED_BYTES {
                report.oversized.push(name.clone());
            }
            present.insert(name);
        }
        let references = self.media_references(&present)?;
        let is_unused = |name: &&String| !name.starts_with('_') && !references.contains_key(*name);
        report.unused = present.iter().filter(is_unused).cloned().collect();
        report.unused.sort_unstable();
        let misnamed: HashSet<&str> = report
            .misnamed
            .iter()
            .map(|file| file.name.as_str())
            .collect();
        let missing = references.into_iter();
        let missing = missing
            .filter(|(name, _notes)| !present.contains(name) && !misnamed.contains(name.as_str()));
        report.missing = missing
            .map(|(name, notes)| MissingMedia { name, notes })
            .collect();
        Ok(report)
    }

    /// What notes refer to; of the ways to read a name the one that is there, if one is.
    fn media_references(&self, present: &HashSet<String>) -> Result<References> {
        let mut references = References::new();
        let notes = self.storage().all_note_ids()?;
        let mut known: Option<(NotetypeId, &NotetypeEntry)> = None;
        self.storage()
            .for_each_note(&notes, |id, note| -> Result<()> {
                let Some(note) = note else {
                    return Ok(());
                };
                let notetype = match known {
                    Some((own, notetype)) if own == note.notetype_id => notetype,
                    _ => self.catalog().require_notetype(note.notetype_id)?,
                };
                known = Some((note.notetype_id, notetype));
                for field in &note.fields {
                    for name in references_in(field, notetype.settings.latex_svg, present) {
                        let notes = references.entry(name).or_default();
                        if notes.last() != Some(&id) {
                            notes.push(id);
                        }
                    }
                }
                Ok(())
            })?;
        Ok(references)
    }
}

fn references_in(field: &str, svg: bool, present: &HashSet<String>) -> Vec<String> {
    let mut names = latex_image_names(field, svg);
    for reference in media_references(field) {
        if is_elsewhere(&reference.name) {
            continue;
        }
        let written: String = reference.name.nfc().collect();
        let decoded = reference
            .unescaped
            .map(|name| name.nfc().collect::<String>());
        names.push(match decoded {
            Some(decoded) if !present.contains(&written) && present.contains(&decoded) => decoded,
            _ => written,
        });
    }
    names
}

/// Whether a reference leads to another computer, or holds the content itself.
fn is_elsewhere(name: &str) -> bool {
    let scheme = name
        .split_once(':')
        .map(|(scheme, _rest)| scheme.to_ascii_lowercase());
    scheme.is_some_and(|scheme| matches!(scheme.as_str(), "http" | "https" | "data"))
}

impl Engine {
    /// Moves the files that no note uses to the trash; their names.
    ///
    /// # Errors
    /// Those of [`View::check_media`], or the file system refused; then all files are where they were.
    pub fn trash_unused_media(&self) -> Result<Vec<String>> {
        for _attempt in 0..PATIENCE {
            let (unused, seen) = self.read(|view| {
                Ok::<_, CollectionError>((
                    view.check_media()?.unused,
                    view.storage().stamps()?.modified,
                ))
            })?;
            let trashed = self.write(move |transaction| {
                if transaction.storage().stamps()?.modified != seen {
                    return Ok::<_, CollectionError>(None);
                }
                transaction.trash_media(&unused)?;
                Ok(Some(unused))
            })?;
            if let Some(trashed) = trashed {
                return Ok(trashed);
            }
        }
        self.write(|transaction| {
            let unused = transaction.check_media()?.unused;
            transaction.trash_media(&unused)?;
            Ok(unused)
        })
    }

    /// Removes all files in the trash for ever; how many.
    ///
    /// # Errors
    /// The file system refused; some files may be gone.
    pub fn empty_media_trash(&self) -> Result<usize> {
        let media = Arc::clone(self.media());
        self.between_commits(move |_storage| Ok(media.empty_trash()?))
    }

    /// Brings all files in the trash back; their names. One whose name another file has by now gets a new name.
    ///
    /// # Errors
    /// The file system refused; the files that were brought back are in both places then.
    pub fn restore_media_trash(&self) -> Result<Vec<String>> {
        let staged = self.media().stage_trash()?;
        let trashed: Vec<String> = staged.iter().map(|(name, _file)| name.clone()).collect();
        let restored = self.write(move |transaction| {
            let mut plan = MediaPlan::default();
            let mut restored = Vec::new();
            for (name, file) in staged {
                let is_plain = names::normalized(&name) == name;
                let name = if !is_plain || transaction.media().has(&name) {
                    plan.store(transaction.media(), &name, file, SameName::Keep)?
                } else {
                    plan.put(transaction.media(), &name, file)?;
                    name
                };
                restored.push(name);
            }
            transaction.change_media(plan)?;
            Ok::<_, CollectionError>(restored)
        })?;
        let media = Arc::clone(self.media());
        self.between_commits(move |_storage| Ok(media.remove_from_trash(&trashed)?))?;
        Ok(restored)
    }
}
