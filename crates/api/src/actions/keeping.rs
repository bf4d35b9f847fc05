//! Actions that keep a collection well, which AnkiConnect does not have: undo, backups, the media check, notes as text.

mod backups;
mod media;
mod text;
mod undoing;

use crate::action::Entry;

pub(crate) static ACTIONS: &[Entry] = &[
    Entry::write::<undoing::Undo>(),
    Entry::write::<undoing::Redo>(),
    Entry::host::<undoing::UndoStatusAction>(),
    Entry::host::<backups::CreateBackup>(),
    Entry::host::<backups::ListBackups>(),
    Entry::host::<media::CheckMedia>(),
    Entry::host::<media::EmptyMediaTrash>(),
    Entry::host::<media::RestoreMediaTrash>(),
    Entry::prepared::<text::ImportText>(),
    Entry::host::<text::ExportText>(),
];
