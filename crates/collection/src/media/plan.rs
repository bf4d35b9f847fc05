//! What a request will do to the media folder, decided before anything is touched.
//!
//! A note's fields name its files, so the names must be known while the note can still be refused. A plan sees
//! the folder as it will be after the plan's own steps: several files of one request get the names that they would
//! get if they were stored one after the other.

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path};

use crate::media::error::{MediaError, Result};
use crate::media::folder::{MediaFolder, is_plain};
use crate::media::names;
use crate::media::staging::StagedFile;

/// What becomes of a file that has the wanted name already, with other content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameName {
    /// It stays; the new file gets a name with its hash.
    Keep,
    /// It goes to the trash.
    Replace,
}

/// The steps of a request, to be made by [`MediaChanges`](crate::media::MediaChanges).
///
/// Dropping it drops the content of its files too.
#[derive(Debug, Default)]
pub struct MediaPlan {
    pub(super) steps: Vec<Step>,
    /// What the steps so far make of a name; `None` where they remove it.
    outcome: HashMap<String, Option<[u8; 20]>>,
    /// Where the steps follow a server, what they rest on.
    pub(super) server: Option<ServerSide>,
}

/// What steps that follow a server rest on.
#[derive(Debug, Default)]
pub(super) struct ServerSide {
    /// What was known of each name when it was decided; a step for a name that changed since is left out.
    pub(super) seen: HashMap<String, Option<[u8; 20]>>,
    /// Files that have another name here, which the server is to learn.
    pub(super) renamed: HashSet<String>,
}

#[derive(Debug)]
pub(super) enum Step {
    /// A new file, over the old one of that name where it `replaces` one.
    Store {
        name: String,
        file: StagedFile,
        replaces: bool,
    },
    /// A file that has this content already; its row may not know.
    Recognize { name: String, sha1: [u8; 20] },
    /// A file goes to the trash.
    Trash { name: String },
    /// What is known of a file that is not there is forgotten.
    Forget { name: String },
    /// A file that is not there counts as deleted here.
    Lose { name: String },
}

/// What there is under a name, beside a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    SameContent,
    OtherContent,
}

/// How a new file is to be stored.
struct Decision<'a> {
    name: String,
    /// What has that name by then.
    found: Found,
    /// Another file, which goes to the trash first.
    discarded: Option<&'a str>,
}

impl MediaPlan {
    /// Plans to store `file`, and returns the name that it will have, by Anki's rules: that of a file of the wanted name
    /// and the same content; else the wanted name in lower case, if it is free; else that with the content's hash.
    ///
    /// Of a path the last part is the wanted name, and no file is replaced for it.
    ///
    /// # Errors
    /// Nothing of the name can stand in a file name, it belongs to a folder, or a file cannot be read.
    pub fn store(
        &mut self,
        folder: &MediaFolder,
        wanted: &str,
        file: StagedFile,
        same_name: SameName,
    ) -> Result<String> {
        let Decision {
            name,
            found,
            discarded,
        } = self.decide(folder, wanted, &file, same_name)?;
        if let Some(discarded) = discarded {
            self.discard(discarded);
        }
        let sha1 = *file.sha1();
        self.steps.push(match found {
            Found::SameContent => Step::Recognize {
                name: name.clone(),
                sha1,
            },
            Found::Nothing => Step::Store {
                name: name.clone(),
                file,
                replaces: false,
            },
            Found::OtherContent => Step::Store {
                name: name.clone(),
                file,
                replaces: true,
            },
        });
        self.outcome.insert(key(&name), Some(sha1));
        Ok(name)
    }

    /// Plans to store `file` under exactly this name, which must be one that Anki gives. What has the name already goes
    /// to the trash, unless it is the same.
    ///
    /// # Errors
    /// It is no such name, it belongs to a folder, or a file cannot be read.
    pub fn put(&mut self, folder: &MediaFolder, name: &str, file: StagedFile) -> Result<()> {
        if name.is_empty() || !is_plain(name) || names::normalized(name) != name {
            return Err(MediaError::Name(name.to_owned()));
        }
        let (name, sha1) = (name.to_owned(), *file.sha1());
        let step = match self.look(folder, &name, &file)? {
            Found::SameContent => Step::Recognize {
                name: name.clone(),
                sha1,
            },
            found => Step::Store {
                name: name.clone(),
                file,
                replaces: found == Found::OtherContent,
            },
        };
        self.steps.push(step);
        self.outcome.insert(key(&name), Some(sha1));
        Ok(())
    }

    /// The name that [`store`](Self::store) would return.
    ///
    /// To ask before it is the request's turn at the writer makes the planning there quick: the hashes of the files in
    /// the folder are remembered until they change.
    ///
    /// # Errors
    /// As those of `store`.
    pub fn name_for(
        &self,
        folder: &MediaFolder,
        wanted: &str,
        file: &StagedFile,
        same_name: SameName,
    ) -> Result<String> {
        Ok(self.decide(folder, wanted, file, same_name)?.name)
    }

    /// Plans to move a file to the trash. A file that is not there needs no moving.
    ///
    /// # Errors
    /// The name leads out of the folder, or belongs to a folder.
    pub fn trash(&mut self, folder: &MediaFolder, name: &str) -> Result<()> {
        let mut parts = Path::new(name).components().peekable();
        if parts.peek().is_none() || !parts.all(|part| matches!(part, Component::Normal(_))) {
            return Err(MediaError::Outside(name.to_owned()));
        }
        let exists = match self.outcome.get(&key(name)) {
            Some(planned) => planned.is_some(),
            None => folder.length(name)?.is_some(),
        };
        if !exists {
            return Ok(());
        }
        if !is_plain(name) {
            return Err(MediaError::Outside(name.to_owned()));
        }
        self.discard(name);
        Ok(())
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    fn decide<'a>(
        &self,
        folder: &MediaFolder,
        wanted: &'a str,
        file: &StagedFile,
        same_name: SameName,
    ) -> Result<Decision<'a>> {
        let mut name = names::normalized(names::base_name(wanted));
        if name.is_empty() {
            return Err(MediaError::Name(wanted.to_owned()));
        }
        let replaceable = same_name == SameName::Replace && is_plain(wanted);
        let there = if replaceable {
            self.look(folder, wanted, file)?
        } else {
            Found::Nothing
        };
        if there == Found::SameContent && wanted == name {
            return Ok(Decision {
                name,
                found: there,
                discarded: None,
            });
        }
        let replaced = (there != Found::Nothing).then_some(wanted);
        let is_replaced = |name: &str| replaced.is_some_and(|gone| key(gone) == key(name));
        let look = |name: &str| {
            if is_replaced(name) {
                Ok(Found::Nothing)
            } else {
                self.look(folder, name, file)
            }
        };

        let mut found = look(&name)?;
        let lower_case = names::normalized(&name.to_lowercase());
        if found != Found::SameContent && lower_case != name {
            name = lower_case;
            found = look(&name)?;
        }
        if found == Found::OtherContent {
            // A file that bears this hash wrongly makes room, as in Anki.
            name = names::with_hash(&name, file.sha1());
            found = look(&name)?;
        }
        if is_replaced(&name) {
            return Ok(Decision {
                name,
                found: Found::OtherContent,
                discarded: None,
            });
        }
        Ok(Decision {
            name,
            found,
            discarded: replaced,
        })
    }

    fn discard(&mut self, name: &str) {
        self.outcome.insert(key(name), None);
        self.steps.push(Step::Trash {
            name: name.to_owned(),
        });
    }

    fn look(&self, folder: &MediaFolder, name: &str, file: &StagedFile) -> Result<Found> {
        let same = match self.outcome.get(&key(name)) {
            Some(Some(sha1)) => sha1 == file.sha1(),
            Some(None) => return Ok(Found::Nothing),
            None => match folder.length(name)? {
                None => return Ok(Found::Nothing),
                Some(length) if length != file.length() => false,
                Some(_) => match folder.sha1(name)? {
                    None => return Ok(Found::Nothing),
                    Some(sha1) => &sha1 == file.sha1(),
                },
            },
        };
        Ok(if same {
            Found::SameContent
        } else {
            Found::OtherContent
        })
    }
}

/// What two names have in common that are one file to the platform.
fn key(name: &str) -> String {
    if cfg!(any(windows, target_vendor = "apple")) {
        name.to_lowercase()
    } else {
        name.to_owned()
    }
}
