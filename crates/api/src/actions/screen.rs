//! What ankid's own page asks of the screen. Other programs may as well.

mod opening;

use crate::action::Entry;

pub(crate) static ACTIONS: &[Entry] = &[
    Entry::host::<opening::OpenScreen>(),
    Entry::host::<opening::GetScreen>(),
];
