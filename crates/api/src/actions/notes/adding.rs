//! Adding notes, and asking whether they can be added.

use ankid_collection::media::MediaPlan;
use ankid_collection::{Transaction, View};
use ankid_types::NoteId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::candidate::{Candidate, append};
use crate::action::{Action, PreparedAction, ReadAction, Spec, example};
use crate::attachments::{NoteMedia, StagedAttachments};
use crate::door::Call;
use crate::error::ApiError;
use crate::host;
use crate::python;
use crate::wire::{Each, Id, List};

const ERRORS: &[&str] = &[
    "model was not found: NAME",
    "deck was not found: NAME",
    "cannot create note because it is empty",
    "cannot create note because it is a duplicate",
    "cannot create note for unknown reason",
];

const CANDIDATE: &str = r#"{"note": {
    "deckName": "Default", "modelName": "Basic",
    "fields": {"Front": "front content", "Back": "back content"}, "tags": ["yomichan"]
}}"#;
const CANDIDATES: &str = r#"{"notes": [
    {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "front content"}},
    {"deckName": "Default", "modelName": "Basic", "fields": {"Front": ""}}
]}"#;

/// Adds a note to a deck and answers its id.
///
/// A cloze note without a cloze, or a normal one with a cloze, is refused "for unknown reason".
#[derive(Deserialize, JsonSchema)]
pub(super) struct AddNote {
    /// The note.
    note: Candidate,
}

impl Action for AddNote {
    const SPEC: Spec = Spec::new("addNote", &[example(CANDIDATE, "1767269400000")]).errors(ERRORS);
    type Reply = Id<NoteId>;
}

impl PreparedAction for AddNote {
    type Prepared = Staged;

    fn prepare(self, call: &Call<'_>) -> Result<Staged, ApiError> {
        let staged = Staged::all(vec![self.note], call)?;
        Ok(staged.into_iter().next().expect("one note for one"))
    }

    fn run(staged: Staged, transaction: &mut Transaction) -> Result<Id<NoteId>, ApiError> {
        staged.add(transaction).map(Id)
    }
}

/// A note whose media is fetched.
pub(super) struct Staged {
    candidate: Candidate,
    media: StagedAttachments,
}

impl Staged {
    /// Fetches the media of many notes, several files at a time.
    fn all(mut candidates: Vec<Candidate>, call: &Call<'_>) -> Result<Vec<Self>, ApiError> {
        let media = candidates
            .iter_mut()
            .map(|candidate| std::mem::take(&mut candidate.media));
        let media = NoteMedia::stage_all(media.collect(), call.engine()?.media());
        let staged = candidates.into_iter().zip(media);
        Ok(staged
            .map(|(candidate, media)| Self { candidate, media })
            .collect())
    }

    /// Adds the note with its media, or nothing of both.
    fn add(self, transaction: &mut Transaction) -> Result<NoteId, ApiError> {
        let mut note = self.candidate.resolve(transaction)?;
        let notetype = transaction
            .catalog()
            .require_notetype(note.notetype_id)?
            .clone();
        let mut plan = MediaPlan::default();
        self.media
            .attach(transaction.media(), &mut plan, |field, text| {
                append(&notetype, &mut note.fields, field, text);
            })?;
        self.candidate.check(transaction, &note)?;
        transaction.change_media(plan)?;
        Ok(transaction.add_note(note)?)
    }
}

/// Adds many notes and answers their ids, `null` for each that could not be added.
///
/// With the setting `addNotes = "all-or-nothing"`, one note that cannot be added makes the whole
/// request fail with the list of all errors, and none is added.
#[derive(Deserialize, JsonSchema)]
pub(super) struct AddNotes {
    /// The notes.
    notes: List<Each<Candidate>>,
}

/// The notes of `addNotes`, and what becomes of them when one cannot be added.
pub(super) struct Batch {
    notes: Vec<Result<Staged, ApiError>>,
    mode: host::AddNotes,
}

impl Action for AddNotes {
    const SPEC: Spec =
        Spec::new("addNotes", &[example(CANDIDATES, "[1767269400000, null]")]).errors(ERRORS);
    type Reply = Vec<Option<Id<NoteId>>>;
}

impl PreparedAction for AddNotes {
    type Prepared = Batch;

    fn prepare(self, call: &Call<'_>) -> Result<Batch, ApiError> {
        let notes = self
            .notes
            .0
            .into_iter()
            .map(|Each(note)| note.map_err(ApiError::Parameter));
        let (readable, errors): (Vec<_>, Vec<_>) = notes
            .map(|note| match note {
                Ok(note) => (Some(note), None),
                Err(error) => (None, Some(error)),
            })
            .unzip();
        let mut staged = Staged::all(readable.into_iter().flatten().collect(), call)?.into_iter();
        let notes = errors.into_iter().map(|error| match error {
            Some(error) => Err(error),
            None => Ok(staged.next().expect("a note for each that can be read")),
        });
        Ok(Batch {
            notes: notes.collect(),
            mode: call.settings().add_notes,
        })
    }

    fn run(batch: Batch, transaction: &mut Transaction) -> Result<Self::Reply, ApiError> {
        let mut ids = Vec::with_capacity(batch.notes.len());
        let mut errors = Vec::new();
        for note in batch.notes {
            match note.and_then(|staged| staged.add(transaction)) {
                Ok(id) => ids.push(Some(Id(id))),
                Err(internal @ ApiError::Collection(_)) => return Err(internal),
                Err(refusal) => {
                    errors.push(refusal.to_string());
                    ids.push(None);
                }
            }
        }
        match batch.mode {
            host::AddNotes::AllOrNothing if !errors.is_empty() => {
                Err(ApiError::NotesRefused(python::list_text(&errors)))
            }
            _ => Ok(ids),
        }
    }
}

/// Tells whether a note could be added. Nothing is added, and no media is fetched or stored.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CanAddNote {
    /// The note.
    note: Each<Candidate>,
}

impl Action for CanAddNote {
    const SPEC: Spec = Spec::new("canAddNote", &[example(CANDIDATE, "true")]);
    type Reply = bool;
}

impl ReadAction for CanAddNote {
    fn run(self, view: &View) -> Result<bool, ApiError> {
        Ok(Verdict::on(&self.note, view)?.can_add)
    }
}

/// Tells for each of many notes whether it could be added. Nothing is added, and no media is
/// fetched or stored.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CanAddNotes {
    /// The notes.
    notes: List<Each<Candidate>>,
}

impl Action for CanAddNotes {
    const SPEC: Spec = Spec::new("canAddNotes", &[example(CANDIDATES, "[true, false]")]);
    type Reply = Vec<bool>;
}

impl ReadAction for CanAddNotes {
    fn run(self, view: &View) -> Result<Vec<bool>, ApiError> {
        self.notes
            .0
            .iter()
            .map(|note| Ok(Verdict::on(note, view)?.can_add))
            .collect()
    }
}

/// Tells whether a note could be added, and if not, why.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CanAddNoteWithErrorDetail {
    /// The note.
    note: Each<Candidate>,
}

impl Action for CanAddNoteWithErrorDetail {
    const SPEC: Spec = Spec::new(
        "canAddNoteWithErrorDetail",
        &[example(CANDIDATE, r#"{"canAdd": true}"#)],
    );
    type Reply = Verdict;
}

impl ReadAction for CanAddNoteWithErrorDetail {
    fn run(self, view: &View) -> Result<Verdict, ApiError> {
        Verdict::on(&self.note, view)
    }
}

/// Tells for each of many notes whether it could be added, and if not, why.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CanAddNotesWithErrorDetail {
    /// The notes.
    notes: List<Each<Candidate>>,
}

impl Action for CanAddNotesWithErrorDetail {
    const SPEC: Spec = Spec::new(
        "canAddNotesWithErrorDetail",
        &[example(
            CANDIDATES,
            r#"[
                {"canAdd": true},
                {"canAdd": false, "error": "cannot create note because it is empty"}
            ]"#,
        )],
    );
    type Reply = Vec<Verdict>;
}

impl ReadAction for CanAddNotesWithErrorDetail {
    fn run(self, view: &View) -> Result<Vec<Verdict>, ApiError> {
        self.notes
            .0
            .iter()
            .map(|note| Verdict::on(note, view))
            .collect()
    }
}

/// Whether a note could be added.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Verdict {
    /// Whether it could.
    can_add: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Verdict {
    fn on(candidate: &Each<Candidate>, view: &View) -> Result<Self, ApiError> {
        let checked = match &candidate.0 {
            Ok(candidate) => candidate.resolve(view).and_then(|mut note| {
                candidate.foresee_media(view, &mut note)?;
                candidate.check(view, &note)
            }),
            Err(problem) => Err(ApiError::Parameter(problem.clone())),
        };
        match checked {
            Ok(()) => Ok(Self {
                can_add: true,
                error: None,
            }),
            Err(internal @ ApiError::Collection(_)) => Err(internal),
            Err(refusal) => Ok(Self {
                can_add: false,
                error: Some(refusal.to_string()),
            }),
        }
    }
}
