//! Actions on Anki's windows, which here are the screen behind the page.

mod browsing;
mod checking;
mod dialogs;
mod main_window;
mod reviewing;

pub(in crate::actions) use browsing::rows as browsing_rows;

use crate::action::Entry;

pub(crate) static ACTIONS: &[Entry] = &[
    Entry::host::<browsing::GuiBrowse>(),
    Entry::host::<browsing::GuiSelectCard>(),
    Entry::host::<browsing::GuiSelectNote>(),
    Entry::host::<browsing::GuiSelectedNotes>(),
    Entry::host::<dialogs::GuiAddCards>(),
    Entry::host::<dialogs::GuiEditNote>(),
    Entry::host::<reviewing::GuiReviewActive>(),
    Entry::host::<reviewing::GuiCurrentCard>(),
    Entry::host::<reviewing::GuiStartCardTimer>(),
    Entry::host::<reviewing::GuiShowQuestion>(),
    Entry::host::<reviewing::GuiShowAnswer>(),
    Entry::host::<reviewing::GuiAnswerCard>(),
    Entry::host::<reviewing::GuiPlayAudio>(),
    Entry::host::<main_window::GuiUndo>(),
    Entry::host::<main_window::GuiDeckOverview>(),
    Entry::host::<main_window::GuiDeckBrowser>(),
    Entry::host::<main_window::GuiDeckReview>(),
    Entry::host::<dialogs::GuiImportFile>(),
    Entry::host::<checking::GuiCheckDatabase>(),
    Entry::host::<main_window::GuiExitAnki>(),
];

#[cfg(test)]
mod tests;
