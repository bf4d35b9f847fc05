//! Actions that AnkiConnect does not have.

mod browser;
mod check;
mod search;
mod statistics;

use crate::action::Entry;

pub(crate) static ACTIONS: &[Entry] = &[
    Entry::host::<browser::BrowserColumns>(),
    Entry::list::<browser::BrowserIds>(),
    Entry::read::<browser::BrowserRows>(),
    Entry::read::<search::CheckSearch>(),
    Entry::host::<check::CheckDatabase>(),
    Entry::read::<statistics::CollectionStatistics>(),
];
