//! Actions that AnkiConnect does not have.

mod browser;
mod card_details;
mod check;
mod deck_options;
mod exporting;
mod filtered;
mod note_form;
mod note_preview;
mod notetype_changes;
mod notetype_editing;
mod notetypes;
mod optimizing;
mod packages;
mod replacing;
mod search;
mod sidebar;
mod statistics;
mod studying;

use crate::action::Entry;
use crate::actions::sync;

pub(crate) static ACTIONS: &[Entry] = &[
    Entry::host::<browser::BrowserColumns>(),
    Entry::list::<browser::BrowserIds>(),
    Entry::read::<browser::BrowserRows>(),
    Entry::read::<card_details::GetCardDetails>(),
    Entry::read::<sidebar::SidebarTree>(),
    Entry::write::<sidebar::SaveSearch>(),
    Entry::write::<sidebar::RemoveSavedSearch>(),
    Entry::write::<sidebar::RenameSavedSearch>(),
    Entry::read::<search::CheckSearch>(),
    Entry::read::<search::CompleteSearch>(),
    Entry::host::<search::CombineSearch>(),
    Entry::read::<note_form::NoteForm>(),
    Entry::read::<note_form::CheckNote>(),
    Entry::read::<note_preview::PreviewNote>(),
    Entry::read::<notetypes::NotetypeList>(),
    Entry::write::<notetype_changes::RenameNotetype>(),
    Entry::write::<notetype_changes::CloneNotetype>(),
    Entry::write::<notetype_changes::RemoveNotetype>(),
    Entry::write::<notetype_changes::SetFieldOptions>(),
    Entry::write::<notetype_changes::SetTemplateOptions>(),
    Entry::read::<notetype_changes::ProposeNotetypeChange>(),
    Entry::write::<notetype_changes::ChangeNotetype>(),
    Entry::write::<replacing::FindAndReplace>(),
    Entry::write::<replacing::RenameTag>(),
    Entry::write::<notetype_editing::SaveNotetype>(),
    Entry::read::<deck_options::DeckOptions>(),
    Entry::write::<deck_options::SaveDeckOptions>(),
    Entry::host::<optimizing::OptimizeFsrs>(),
    Entry::host::<check::CheckDatabase>(),
    Entry::read::<statistics::CollectionStatistics>(),
    Entry::prepared::<packages::ImportFile>(),
    Entry::host::<exporting::ExportFile>(),
    Entry::write::<filtered::CreateFilteredDeck>(),
    Entry::write::<filtered::RebuildFilteredDecks>(),
    Entry::write::<filtered::EmptyFilteredDecks>(),
    Entry::write::<studying::SetFlag>(),
    Entry::write::<studying::BuryCards>(),
    Entry::write::<studying::UnburyCards>(),
    Entry::write::<studying::RepositionNewCards>(),
    Entry::host::<sync::SyncStatus>(),
    Entry::host::<sync::FullSync>(),
    Entry::host::<sync::SyncMedia>(),
    Entry::host::<sync::SyncLogin>(),
    Entry::host::<sync::SyncLogout>(),
];
