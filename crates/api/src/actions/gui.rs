//! Actions on Anki's windows.

mod checking;

use crate::action::Entry;

pub(crate) static ACTIONS: &[Entry] = &[Entry::host::<checking::GuiCheckDatabase>()];
