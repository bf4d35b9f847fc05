//! All windows together, and the ways from one state of the screen to the next.

use ankid_types::{CardId, DeckId, NoteId, TimestampMillis};

use crate::browser::{Browser, Mode, Order};
use crate::dialogs::{AddDialog, Draft, EditDialog, ImportDialog};
use crate::review::{Answering, Review, Side, Turn};

/// A window of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Window {
    /// The main window.
    #[default]
    Main,
    /// The card browser.
    Browser,
    /// The dialog that adds notes.
    Add,
    /// The dialog that edits notes.
    Edit,
    /// The dialog that imports files.
    Import,
}

/// What the main window shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Main {
    /// The list of decks.
    #[default]
    Decks,
    /// A deck before it is studied.
    Overview(DeckId),
    /// A card under review.
    Review(Review),
    /// A deck of which nothing is left for now.
    Finished(DeckId),
}

/// The whole screen of one open profile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Desk {
    revision: u64,
    raised: u64,
    front: Window,
    main: Main,
    browser: Option<Browser>,
    add: Option<AddDialog>,
    edit: Option<EditDialog>,
    import: Option<ImportDialog>,
    turns: u64,
    dialogs: u64,
}

impl Desk {
    /// A screen that shows the decks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Grows with every change.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How often a window was brought to the front.
    #[must_use]
    pub fn raised(&self) -> u64 {
        self.raised
    }

    /// The window that was brought to the front last.
    #[must_use]
    pub fn front(&self) -> Window {
        self.front
    }

    /// What the main window shows.
    #[must_use]
    pub fn main(&self) -> &Main {
        &self.main
    }

    /// The card under review.
    #[must_use]
    pub fn review(&self) -> Option<&Review> {
        match &self.main {
            Main::Review(review) => Some(review),
            Main::Decks | Main::Overview(_) | Main::Finished(_) => None,
        }
    }

    /// The deck that the main window is about.
    #[must_use]
    pub fn deck(&self) -> Option<DeckId> {
        match &self.main {
            Main::Decks => None,
            Main::Overview(deck) | Main::Finished(deck) => Some(*deck),
            Main::Review(review) => Some(review.deck),
        }
    }

    /// The card browser, where it is open.
    #[must_use]
    pub fn browser(&self) -> Option<&Browser> {
        self.browser.as_ref()
    }

    /// The dialog that adds notes, where it is open.
    #[must_use]
    pub fn add(&self) -> Option<&AddDialog> {
        self.add.as_ref()
    }

    /// The dialog that edits notes, where it is open.
    #[must_use]
    pub fn edit(&self) -> Option<&EditDialog> {
        self.edit.as_ref()
    }

    /// The dialog that imports files, where it is open.
    #[must_use]
    pub fn import(&self) -> Option<&ImportDialog> {
        self.import.as_ref()
    }

    /// Shows the list of decks.
    pub fn show_decks(&mut self) {
        self.main = Main::Decks;
        self.raise(Window::Main);
    }

    /// Shows a deck before it is studied.
    pub fn show_overview(&mut self, deck: DeckId) {
        self.main = Main::Overview(deck);
        self.raise(Window::Main);
    }

    /// Studies a deck: shows its first card, or that there is none.
    pub fn study(&mut self, deck: DeckId, card: Option<CardId>, now: TimestampMillis) {
        self.put_card(deck, card, now);
        self.raise(Window::Main);
    }

    /// Shows the next card of the deck that is studied, or that there is none. Does nothing while no
    /// deck is studied.
    pub fn next_card(&mut self, card: Option<CardId>, now: TimestampMillis) {
        let deck = match &self.main {
            Main::Review(review) => review.deck,
            Main::Finished(deck) => *deck,
            Main::Decks | Main::Overview(_) => return,
        };
        self.put_card(deck, card, now);
        self.changed();
    }

    fn put_card(&mut self, deck: DeckId, card: Option<CardId>, now: TimestampMillis) {
        self.main = match card {
            None => Main::Finished(deck),
            Some(card) => {
                self.turns += 1;
                Main::Review(Review {
                    deck,
                    turn: Turn(self.turns),
                    card,
                    side: Side::Question,
                    since: now,
                })
            }
        };
    }

    /// Turns the card to a side; whether there is one.
    pub fn show_side(&mut self, side: Side) -> bool {
        let Main::Review(review) = &mut self.main else {
            return false;
        };
        if review.side != side {
            review.side = side;
            self.changed();
        }
        true
    }

    /// Starts the timer of the card anew; whether there is a card.
    pub fn start_timer(&mut self, now: TimestampMillis) -> bool {
        let Main::Review(review) = &mut self.main else {
            return false;
        };
        review.since = now;
        self.changed();
        true
    }

    /// The card, if its answer is up.
    #[must_use]
    pub fn answering(&self, now: TimestampMillis) -> Option<Answering> {
        let review = self.review()?;
        (review.side == Side::Answer).then(|| Answering {
            turn: review.turn,
            card: review.card,
            taken_millis: review.taken_millis(now),
        })
    }

    /// Opens the browser, where it is not open, and searches where there is a query. `found` are the
    /// rows in their order.
    pub fn browse(&mut self, query: Option<String>, found: &[i64]) {
        let browser = self.browser.get_or_insert_default();
        if let Some(query) = query {
            browser.query = query;
        }
        browser.reselect(found);
        self.raise(Window::Browser);
    }

    /// Changes what the rows of the browser are, and their order; opens it where it is not open.
    pub fn arrange_browser(&mut self, mode: Mode, order: Option<Order>) {
        let browser = self.browser.get_or_insert_default();
        if browser.mode != mode {
            browser.selected.clear();
        }
        browser.mode = mode;
        browser.order = order;
        self.changed();
    }

    /// Selects rows of the browser; whether it is open.
    pub fn select(&mut self, rows: Vec<i64>) -> bool {
        let Some(browser) = &mut self.browser else {
            return false;
        };
        browser.selected = rows;
        self.changed();
        true
    }

    /// Opens the dialog that adds notes, with a draft where one is given.
    pub fn show_add(&mut self, draft: Option<Draft>) {
        match (&mut self.add, draft) {
            (Some(_), None) => {}
            (add, draft) => {
                self.dialogs += 1;
                let number = self.dialogs;
                *add = Some(AddDialog { number, draft });
            }
        }
        self.raise(Window::Add);
    }

    /// Opens the dialog that edits notes on a note.
    pub fn show_edit(&mut self, note: NoteId) {
        match &mut self.edit {
            Some(edit) => edit.show(note),
            None => self.edit = Some(EditDialog::new(note)),
        }
        self.raise(Window::Edit);
    }

    /// Goes so many notes forth in the history of the edit dialog, or back where negative.
    pub fn step_edit(&mut self, by: isize) {
        if let Some(edit) = &mut self.edit {
            edit.step(by);
            self.changed();
        }
    }

    /// Takes a note that was removed out of the edit dialog, which closes if it has no other.
    pub fn forget_note(&mut self, note: NoteId) {
        let Some(edit) = &mut self.edit else {
            return;
        };
        if edit.history().contains(&note) {
            if !edit.forget(note) {
                self.edit = None;
            }
            self.changed();
        }
    }

    /// Opens the dialog that imports files, with a file where one is given.
    pub fn show_import(&mut self, path: Option<String>) {
        self.dialogs += 1;
        let number = self.dialogs;
        self.import = Some(ImportDialog { number, path });
        self.raise(Window::Import);
    }

    /// Closes a window. The main window cannot be closed; it goes back to the list of decks.
    pub fn close(&mut self, window: Window) {
        match window {
            Window::Main => self.main = Main::Decks,
            Window::Browser => self.browser = None,
            Window::Add => self.add = None,
            Window::Edit => self.edit = None,
            Window::Import => self.import = None,
        }
        if self.front == window {
            self.front = Window::Main;
        }
        self.changed();
    }

    /// Notes that something changed which the screen shows and does not hold, such as what is left to do.
    pub fn touch(&mut self) {
        self.changed();
    }

    fn raise(&mut self, window: Window) {
        self.front = window;
        self.raised += 1;
        self.changed();
    }

    fn changed(&mut self) {
        self.revision += 1;
    }
}
