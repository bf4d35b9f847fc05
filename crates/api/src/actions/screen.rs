//! What ankid's own page asks of the screen. Other programs may as well.

mod activity;
mod card;
mod decks;
mod opening;
mod prompts;
mod review;
mod settings;
mod windows;

use crate::action::Entry;

pub(super) use card::{Sound, body_classes, sounds};
pub(super) use decks::Limits;

pub(crate) static ACTIONS: &[Entry] = &[
    Entry::host::<opening::OpenScreen>(),
    Entry::host::<opening::GetScreen>(),
    Entry::host::<windows::ShowDecks>(),
    Entry::host::<windows::ShowOverview>(),
    Entry::host::<windows::StudyDeck>(),
    Entry::host::<review::GetReviewCard>(),
    Entry::host::<review::ReviewShowAnswer>(),
    Entry::host::<review::ReviewAnswer>(),
    Entry::host::<review::ReviewBury>(),
    Entry::host::<review::ReviewSuspend>(),
    Entry::host::<review::ReviewFlag>(),
    Entry::host::<review::ReviewMark>(),
    Entry::host::<review::ReviewReplay>(),
    Entry::host::<windows::ShowBrowser>(),
    Entry::host::<windows::SelectInBrowser>(),
    Entry::host::<windows::CloseBrowser>(),
    Entry::host::<windows::ShowAdd>(),
    Entry::host::<windows::CloseAdd>(),
    Entry::host::<windows::ShowEdit>(),
    Entry::host::<windows::StepEdit>(),
    Entry::host::<windows::CloseEdit>(),
    Entry::host::<windows::CloseImport>(),
    Entry::host::<decks::DeckTree>(),
    Entry::write::<decks::SetDeckFolded>(),
    Entry::write::<decks::RenameDeck>(),
    Entry::write::<decks::MoveDecks>(),
    Entry::host::<decks::DeckOverview>(),
    Entry::read::<decks::DeckPresets>(),
    Entry::write::<decks::SetDeckLimits>(),
    Entry::write::<decks::SetDeckDescription>(),
    Entry::host::<prompts::PermissionPrompts>(),
    Entry::host::<prompts::AnswerPermissionPrompt>(),
    Entry::host::<activity::GetActivity>(),
    Entry::host::<settings::GetServerSettings>(),
    Entry::host::<settings::ChangeServerSetting>(),
    Entry::host::<settings::ShowApiKey>(),
];
