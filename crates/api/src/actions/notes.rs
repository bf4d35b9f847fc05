//! Actions on notes.

mod adding;
mod candidate;
mod finding;
mod info;
mod tags;
mod updating;

pub(in crate::actions) use candidate::{Candidate, append};

use crate::action::Entry;

pub(crate) static ACTIONS: &[Entry] = &[
    Entry::prepared::<adding::AddNote>(),
    Entry::prepared::<adding::AddNotes>(),
    Entry::read::<adding::CanAddNote>(),
    Entry::read::<adding::CanAddNotes>(),
    Entry::read::<adding::CanAddNoteWithErrorDetail>(),
    Entry::read::<adding::CanAddNotesWithErrorDetail>(),
    Entry::prepared::<updating::UpdateNoteFields>(),
    Entry::prepared::<updating::UpdateNote>(),
    Entry::write::<updating::UpdateNoteModel>(),
    Entry::write::<updating::DeleteNotes>(),
    Entry::write::<updating::RemoveEmptyNotes>(),
    Entry::write::<tags::UpdateNoteTags>(),
    Entry::read::<tags::GetNoteTags>(),
    Entry::write::<tags::AddTags>(),
    Entry::write::<tags::RemoveTags>(),
    Entry::read::<tags::GetTags>(),
    Entry::write::<tags::ClearUnusedTags>(),
    Entry::write::<tags::ReplaceTags>(),
    Entry::write::<tags::ReplaceTagsInAllNotes>(),
    Entry::list::<finding::FindNotes>(),
    Entry::list::<info::NotesInfo>(),
    Entry::list::<info::NotesModTime>(),
];
