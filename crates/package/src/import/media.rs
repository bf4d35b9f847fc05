//! The media files of a package: which of them are needed, and under which names.

use std::collections::{BTreeMap, HashMap, HashSet};

use ankid_collection::media::{MediaError, MediaFolder, MediaPlan, StagedFile, names};
use ankid_collection::{Engine, Transaction};
use ankid_storage::Storage;
use ankid_template::media::{MediaReference, media_references, replace_media_references};
use ankid_types::{Note, NoteId};

use crate::archive::Archive;
use crate::media_map::{MediaEntry, safe_name};
use crate::restore::receive;
use crate::{PackageError, Reporter, Result, Stage};

use super::ImportReport;

/// Files for templates and LaTeX: notes do not tell whether they are needed, and a name that is taken
/// stays what it is.
const STATIC_PREFIXES: [&str; 2] = ["_", "latex-"];

/// The files of a package that the media folder lacks.
#[derive(Default)]
pub(super) struct IncomingMedia {
    /// By the name that notes in the package know them by.
    files: HashMap<String, Incoming>,
    statics: BTreeMap<String, StagedFile>,
}

struct Incoming {
    /// The name that the file will have here.
    name: String,
    /// The content; `None` where a file of that name and content is there.
    content: Option<StagedFile>,
    /// Whether a note that was imported refers to it.
    used: bool,
}

impl IncomingMedia {
    /// Unpacks the files that notes of the package refer to and the folder lacks.
    pub(super) fn unpack(
        archive: &mut Archive,
        source: &Storage,
        notes: &[NoteId],
        engine: &Engine,
        reporter: &Reporter,
    ) -> Result<Self> {
        let entries = archive.media_entries()?;
        let mut media = Self::default();
        if entries.is_empty() {
            return Ok(media);
        }
        let wanted = referenced_names(source, notes)?;
        let folder = engine.media();
        let total = entries.len() as u64;
        for (done, entry) in (1..).zip(entries) {
            if is_static(&entry.name) {
                if folder.length(&entry.name)?.is_none() {
                    let content = receive(archive, folder, &entry)?;
                    media.statics.insert(entry.name, content);
                }
            } else if wanted.contains(&entry.name) {
                media.unpack_file(archive, folder, entry)?;
            }
            reporter.tell(Stage::Media, done, total);
        }
        let files = media.files.values();
        let contents = files.filter_map(|file| file.content.as_ref());
        let contents: Vec<&StagedFile> = contents.chain(media.statics.values()).collect();
        folder.settle(contents.into_iter())?;
        Ok(media)
    }

    fn unpack_file(
        &mut self,
        archive: &mut Archive,
        folder: &MediaFolder,
        entry: MediaEntry,
    ) -> Result<()> {
        let there = folder.sha1(&entry.name)?;
        if there.is_some() && there == entry.sha1 {
            return Ok(());
        }
        let content = receive(archive, folder, &entry)?;
        let sha1 = *content.sha1();
        if there == Some(sha1) {
            return Ok(());
        }
        let name = match there {
            None => entry.name.clone(),
            Some(_other) => names::with_hash(&entry.name, &sha1),
        };
        let is_there = there.is_some() && folder.sha1(&name)? == Some(sha1);
        let file = Incoming {
            name,
            content: (!is_there).then_some(content),
            used: false,
        };
        self.files.insert(entry.name, file);
        Ok(())
    }

    /// Puts the names that files will have here into a note, and counts them as used.
    pub(super) fn rewrite(&mut self, note: &mut Note) {
        for field in &mut note.fields {
            if let Some(text) = replace_media_references(field, |found| self.name_for(found)) {
                *field = text;
            }
        }
    }

    /// The name in place of one that a note has; `None` where it may stay.
    fn name_for(&mut self, reference: &MediaReference<'_>) -> Option<String> {
        let normalized = safe_name(&reference.name).ok();
        let found = normalized
            .as_ref()
            .filter(|name| self.files.contains_key(*name));
        let (written, key) = match (found, &reference.unescaped) {
            (Some(name), _) => (reference.name.as_ref(), name.clone()),
            (None, Some(unescaped)) if self.files.contains_key(unescaped) => {
                (unescaped.as_str(), unescaped.clone())
            }
            (None, _) => return normalized.filter(|name| *name != reference.name),
        };
        let file = self.files.get_mut(&key)?;
        file.used = true;
        (file.name != written).then(|| file.name.clone())
    }

    /// Stores the files that imported notes refer to.
    pub(super) fn store(
        self,
        transaction: &mut Transaction<'_>,
        report: &mut ImportReport,
    ) -> Result<()> {
        let folder = std::sync::Arc::clone(transaction.media());
        let mut plan = MediaPlan::default();
        for (name, content) in self.statics {
            if folder.length(&name)?.is_none() {
                plan.put(&folder, &name, content)?;
                report.new_media += 1;
            }
        }
        let used = self.files.into_iter().filter(|(_name, file)| file.used);
        for (known_as, file) in used {
            if known_as != file.name {
                report.renamed_media.push((known_as, file.name.clone()));
            }
            let Some(content) = file.content else {
                continue;
            };
            // Another program can have taken the name meanwhile, and nothing here is to be lost.
            if folder
                .sha1(&file.name)?
                .is_some_and(|sha1| sha1 != *content.sha1())
            {
                return Err(MediaError::Overtaken(file.name).into());
            }
            plan.put(&folder, &file.name, content)?;
            report.new_media += 1;
        }
        report.renamed_media.sort_unstable();
        Ok(transaction.change_media(plan)?)
    }
}

/// The names that notes refer to, in Anki's form.
fn referenced_names(source: &Storage, notes: &[NoteId]) -> Result<HashSet<String>> {
    let mut names = HashSet::new();
    source.for_each_note(notes, |_id, note| {
        for field in note.iter().flat_map(|note| &note.fields) {
            for reference in media_references(field) {
                let written = [Some(reference.name.into_owned()), reference.unescaped];
                let known = written.into_iter().flatten();
                names.extend(known.filter_map(|name| safe_name(&name).ok()));
            }
        }
        Ok::<_, PackageError>(())
    })?;
    Ok(names)
}

fn is_static(name: &str) -> bool {
    STATIC_PREFIXES
        .iter()
        .any(|prefix| name.starts_with(prefix))
}
