//! What a check of the database found, in Anki's words.

/// A kind of thing that was wrong and was mended, in the order in which Anki reports them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Note types that notes had and that did not exist.
    MissingNotetypes,
    /// New cards with a position of a million and more.
    HighPositions,
    /// Numbers of cards that cannot be, and loans of cards to decks that borrow none.
    CardProperties,
    /// Moments of the last answer that were not those of the review log.
    LastAnswers,
    /// Cards without a note.
    CardsWithoutNote,
    /// Decks that cards were in, or that others were below, and that did not exist.
    MissingDecks,
    /// Notes with another number of values than their note type has fields.
    FieldCounts,
    /// Second cards of one template of a note.
    DuplicateCards,
    /// Cards whose note type has no template for them.
    MissingTemplates,
    /// Entries of the review log with values that cannot be.
    ReviewProperties,
    /// Notes with bytes that are no text.
    InvalidText,
    /// Notes, cards and reviews that were made in the future.
    FutureIds,
}

impl Finding {
    /// All kinds, in the order of the report.
    pub const ALL: [Self; 12] = [
        Self::MissingNotetypes,
        Self::HighPositions,
        Self::CardProperties,
        Self::LastAnswers,
        Self::CardsWithoutNote,
        Self::MissingDecks,
        Self::FieldCounts,
        Self::DuplicateCards,
        Self::MissingTemplates,
        Self::ReviewProperties,
        Self::InvalidText,
        Self::FutureIds,
    ];

    /// Anki's sentence for so many of these.
    fn sentence(self, count: usize) -> String {
        let fixed = |one: &str, many: &str| match count {
            1 => format!("Fixed 1 {one}."),
            _ => format!("Fixed {count} {many}."),
        };
        let deleted = |what: &str| match count {
            1 => format!("Deleted 1 card with {what}."),
            _ => format!("Deleted {count} cards with {what}."),
        };
        match self {
            Self::MissingNotetypes => {
                "One or more note types were missing. The notes that used them have been given new \
                 note types starting with \"db-check\", but field names and card design have been \
                 lost, so you may be better off restoring from an automatic backup."
                    .to_owned()
            }
            Self::HighPositions => {
                let (cards, them) = match count {
                    1 => ("card", "it"),
                    _ => ("cards", "them"),
                };
                format!(
                    "Found {count} new {cards} with a due number >= 1,000,000 - consider \
                     repositioning {them} in the Browse screen."
                )
            }
            Self::CardProperties => fixed("invalid card property", "invalid card properties"),
            Self::LastAnswers => match count {
                1 => "Added last review time to 1 card.".to_owned(),
                _ => format!("Added last review time to {count} cards."),
            },
            Self::CardsWithoutNote => deleted("missing note"),
            Self::MissingDecks => fixed("missing deck", "missing decks"),
            Self::FieldCounts => fixed(
                "note with wrong field count",
                "notes with wrong field count",
            ),
            Self::DuplicateCards => deleted("duplicate template"),
            Self::MissingTemplates => deleted("missing template"),
            Self::ReviewProperties => fixed(
                "review entry with invalid properties",
                "review entries with invalid properties",
            ),
            Self::InvalidText => fixed(
                "note with invalid utf8 characters",
                "notes with invalid utf8 characters",
            ),
            Self::FutureIds => fixed(
                "object with timestamps in the future",
                "objects with timestamps in the future",
            ),
        }
    }
}

/// What a check of the database found and mended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DatabaseReport {
    counts: [usize; Finding::ALL.len()],
}

impl DatabaseReport {
    /// How many there were of a kind.
    #[must_use]
    pub const fn count(&self, kind: Finding) -> usize {
        self.counts[kind as usize]
    }

    /// Whether nothing was wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.counts.iter().all(|count| *count == 0)
    }

    /// A sentence for each kind of thing that was wrong.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let found = Finding::ALL
            .into_iter()
            .map(|kind| (kind, self.count(kind)))
            .filter(|(_, count)| *count > 0);
        found.map(|(kind, count)| kind.sentence(count)).collect()
    }

    pub(super) const fn add(&mut self, kind: Finding, count: usize) {
        self.counts[kind as usize] += count;
    }

    pub(super) fn absorb(&mut self, other: Self) {
        for kind in Finding::ALL {
            self.add(kind, other.count(kind));
        }
    }
}
