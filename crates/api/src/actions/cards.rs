//! Actions on cards.

mod finding;
mod info;
mod scheduling;
mod state;
mod values;

use crate::action::Entry;

pub(crate) static ACTIONS: &[Entry] = &[
    Entry::read::<state::GetEaseFactors>(),
    Entry::write::<state::SetEaseFactors>(),
    Entry::write::<values::SetSpecificValueOfCard>(),
    Entry::write::<state::Suspend>(),
    Entry::write::<state::Unsuspend>(),
    Entry::read::<state::Suspended>(),
    Entry::read::<state::AreSuspended>(),
    Entry::read::<scheduling::AreDue>(),
    Entry::read::<scheduling::GetIntervals>(),
    Entry::read::<info::CardsToNotes>(),
    Entry::list::<info::CardsModTime>(),
    Entry::list::<finding::FindCards>(),
    Entry::list::<info::CardsInfo>(),
    Entry::write::<scheduling::ForgetCards>(),
    Entry::write::<scheduling::RelearnCards>(),
    Entry::write::<scheduling::AnswerCards>(),
    Entry::write::<scheduling::SetDueDate>(),
];

#[cfg(test)]
mod tests;
