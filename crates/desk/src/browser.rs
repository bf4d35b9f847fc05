//! The card browser: what is searched, in which order it is shown, and what is selected.

/// Whether rows are cards or notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// A row for each card.
    #[default]
    Cards,
    /// A row for each note.
    Notes,
}

/// The order of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Order {
    /// The name of the column.
    pub column: String,
    /// Whether the largest come first.
    pub is_reverse: bool,
}

/// An open card browser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Browser {
    /// The search.
    pub query: String,
    /// The order; `None` for that of the settings.
    pub order: Option<Order>,
    /// What rows are.
    pub mode: Mode,
    /// The ids of the selected rows: of cards or of notes, as the mode says.
    pub selected: Vec<i64>,
}

impl Browser {
    /// Keeps of the selection what was found, and where that is nothing selects the first row, as Anki
    /// does after each search.
    pub(crate) fn reselect(&mut self, found: &[i64]) {
        if !self.selected.is_empty() {
            let found: std::collections::HashSet<i64> = found.iter().copied().collect();
            self.selected.retain(|id| found.contains(id));
        }
        if self.selected.is_empty() {
            self.selected.extend(found.first());
        }
    }
}
