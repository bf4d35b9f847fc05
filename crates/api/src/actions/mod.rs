//! The actions, one struct each, grouped as AnkiConnect's own documentation groups them.

mod cards;
mod decks;
mod extensions;
mod gui;
mod keeping;
mod media;
mod miscellaneous;
mod models;
mod notes;
mod screen;
mod shown;
mod statistics;
mod sync;

use crate::action::Entry;

/// Actions that are documented together.
pub(crate) struct Group {
    /// The heading.
    pub(crate) title: &'static str,
    /// The actions.
    pub(crate) actions: &'static [Entry],
}

/// All actions. Dispatch, `apiReflect` and the documentation are made from this.
pub(crate) static GROUPS: &[Group] = &[
    Group {
        title: "Card actions",
        actions: cards::ACTIONS,
    },
    Group {
        title: "Deck actions",
        actions: decks::ACTIONS,
    },
    Group {
        title: "Graphical actions",
        actions: gui::ACTIONS,
    },
    Group {
        title: "Media actions",
        actions: media::ACTIONS,
    },
    Group {
        title: "Miscellaneous actions",
        actions: miscellaneous::ACTIONS,
    },
    Group {
        title: "Model actions",
        actions: models::ACTIONS,
    },
    Group {
        title: "Note actions",
        actions: notes::ACTIONS,
    },
    Group {
        title: "Statistic actions",
        actions: statistics::ACTIONS,
    },
    Group {
        title: "Actions of ankid's own",
        actions: extensions::ACTIONS,
    },
    Group {
        title: "Undo, backup and text actions of ankid's own",
        actions: keeping::ACTIONS,
    },
    Group {
        title: "Screen actions of ankid's own",
        actions: screen::ACTIONS,
    },
];

/// What is done to a new collection, a second apart, before the examples are run on it.
pub(crate) const PREPARATION: &[(&str, &str)] = &[
    (
        "addNote",
        r#"{"note": {
            "deckName": "Default", "modelName": "Basic",
            "fields": {"Front": "sample front", "Back": "sample back"}, "tags": ["sample"]
        }}"#,
    ),
    ("createDeck", r#"{"deck": "Japanese::JLPT N5"}"#),
];

/// All actions, group by group.
pub(crate) fn all() -> impl Iterator<Item = &'static Entry> {
    GROUPS.iter().flat_map(|group| group.actions)
}

#[cfg(test)]
mod bounded;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod undo;
