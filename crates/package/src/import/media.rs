//! The media files of a package: which of them are needed, and under which names.

use std::collections::{BTreeMap, HashMap, HashSet};

use ankid_collection::Engine;
use ankid_collection::media::{MediaError, MediaFolder, MediaPlan, Settling, StagedFile, names};
use ankid_storage::Storage;
use ankid_template::media::{MediaReference, media_references, replace_media_references};
use ankid_types::{Note, NoteId};

use crate::archive::Archive;
use crate::media_map::{MediaEntry, safe_name};
use crate::receiving::receive_all;
use crate::{PackageError, Reporter, Result, Stage};

/// Files for templates and LaTeX: notes do not tell whether they are needed, and a name that is taken
/// stays what it is.
const STATIC_PREFIXES: [&str; 2] = ["_", "latex-"];
/// So many bytes reach the disk while the writer merges.
const BYTES_MEANWHILE: u64 = 256 * 1024 * 1024;

/// The files of a package that the media folder lacks.
#[derive(Default)]
pub(super) struct IncomingMedia {
    /// By the name that notes in the package know them by.
    files: HashMap<String, Incoming>,
    statics: BTreeMap<String, StagedFile>,
    /// The files on their way to the disk.
    settling: Option<Settling>,
}

/// What became of the files, once they are stored.
#[derive(Default)]
pub(super) struct StoredMedia {
    /// How many are new.
    pub(super) new: usize,
    /// Those whose names were taken by others, with the names that they got.
    pub(super) renamed: Vec<(String, String)>,
}

struct Incoming {
    /// The name that the file will have here.
    name: String,
    /// The content; `None` where a file of that name and content is there.
    content: Option<StagedFile>,
    /// Whether a note that was imported refers to it.
    used: bool,
}

/// What is unpacked of the files that a package lists.
struct Choice {
    wanted: Vec<MediaEntry>,
    /// The SHA-1 of the files that the media folder has under the names of those.
    there: HashMap<String, [u8; 20]>,
}

impl Choice {
    /// The files that notes refer to, and those whose use notes do not tell, as far as the folder lacks them.
    fn of(
        entries: Vec<MediaEntry>,
        referenced: &HashSet<String>,
        folder: &MediaFolder,
    ) -> Result<Self> {
        let (mut wanted, mut there) = (Vec::new(), HashMap::new());
        for entry in entries {
            if is_static(&entry.name) {
                if folder.length(&entry.name)?.is_none() {
                    wanted.push(entry);
                }
            } else if referenced.contains(&entry.name) {
                let sha1 = folder.sha1(&entry.name)?;
                if sha1.is_some() && sha1 == entry.sha1 {
                    continue;
                }
                there.extend(sha1.map(|sha1| (entry.name.clone(), sha1)));
                wanted.push(entry);
            }
        }
        Ok(Self { wanted, there })
    }
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
        let total = entries.len() as u64;
        let choice = Choice::of(entries, &referenced_names(source, notes)?, engine.media())?;
        let known = total - choice.wanted.len() as u64;
        let received = receive_all(archive, engine.media(), choice.wanted, |received| {
            reporter.tell(Stage::Media, known + received, total);
        })?;
        for (entry, content) in received {
            if is_static(&entry.name) {
                media.statics.insert(entry.name, content);
            } else {
                media.add_file(entry, content, &choice.there, engine.media())?;
            }
        }
        media.settle(engine.media())?;
        Ok(media)
    }

    /// Starts to make the files survive a power cut. Few of them reach the disk while the notes are merged; more would
    /// keep the writer waiting, and so are waited for here.
    fn settle(&mut self, folder: &MediaFolder) -> Result<()> {
        let files = self.files.values();
        let contents = files.filter_map(|file| file.content.as_ref());
        let contents: Vec<&StagedFile> = contents.chain(self.statics.values()).collect();
        if contents.is_empty() {
            return Ok(());
        }
        let bytes: u64 = contents.iter().map(|file| file.length()).sum();
        let settling = folder.settle_meanwhile(contents.into_iter())?;
        if bytes > BYTES_MEANWHILE {
            settling.finish()?;
        } else {
            self.settling = Some(settling);
        }
        Ok(())
    }

    fn add_file(
        &mut self,
        entry: MediaEntry,
        content: StagedFile,
        there: &HashMap<String, [u8; 20]>,
        folder: &MediaFolder,
    ) -> Result<()> {
        let sha1 = *content.sha1();
        let there = there.get(&entry.name);
        if there == Some(&sha1) {
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

    /// What stores the files that imported notes refer to, and what it will have done.
    pub(super) fn plan(self, folder: &MediaFolder) -> Result<(MediaPlan, StoredMedia)> {
        if let Some(settling) = self.settling {
            settling.finish()?;
        }
        let (mut plan, mut stored) = (MediaPlan::default(), StoredMedia::default());
        for (name, content) in self.statics {
            if folder.length(&name)?.is_none() {
                plan.put(folder, &name, content)?;
                stored.new += 1;
            }
        }
        let used = self.files.into_iter().filter(|(_name, file)| file.used);
        for (known_as, file) in used {
            if known_as != file.name {
                stored.renamed.push((known_as, file.name.clone()));
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
            plan.put(folder, &file.name, content)?;
            stored.new += 1;
        }
        stored.renamed.sort_unstable();
        Ok((plan, stored))
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
