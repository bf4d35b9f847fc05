//! Actions that AnkiConnect does not have.

mod check;

use crate::action::Entry;

pub(crate) static ACTIONS: &[Entry] = &[Entry::host::<check::CheckDatabase>()];
