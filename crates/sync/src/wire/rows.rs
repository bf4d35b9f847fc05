//! Notes, cards and reviews: lists of columns in the order of their tables.

use ankid_collection::sync::SyncRows;
use ankid_types::{
    Card, CardId, CardKind, CardQueue, DeckId, Note, NoteId, NotetypeId, Review, ReviewId,
    ReviewKind, TimestampSecs, Usn,
};
use serde::{Deserialize, Serialize};

use super::loose::{Blank, Int};

const FIELD_SEPARATOR: char = '\u{1f}';

/// A piece of the rows that travel.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Chunk {
    /// Whether there are no more.
    #[serde(default)]
    pub(crate) done: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    revlog: Vec<ReviewRow>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cards: Vec<CardRow>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notes: Vec<NoteRow>,
}

/// Columns `id cid usn ease ivl lastIvl factor time type`.
#[derive(Debug, Serialize, Deserialize)]
struct ReviewRow(Int, Int, Int, Int, Int, Int, Int, Int, Int);

/// Columns `id nid did ord mod usn type queue due ivl factor reps lapses left odue odid flags data`.
#[derive(Debug, Serialize, Deserialize)]
#[rustfmt::skip]
struct CardRow(
    Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, String,
);

/// Columns `id guid mid mod usn tags flds sfld csum flags data`.
#[derive(Debug, Serialize, Deserialize)]
#[rustfmt::skip]
struct NoteRow(Int, String, Int, Int, Int, String, String, Blank, Blank, Zero, Blank);

/// Flags of notes, which nobody uses.
#[derive(Debug, Default)]
struct Zero;

impl Serialize for Zero {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(0)
    }
}

impl<'de> Deserialize<'de> for Zero {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// The piece that says `rows`.
pub(crate) fn rows_to_wire(rows: SyncRows, done: bool) -> Chunk {
    Chunk {
        done,
        revlog: rows.reviews.iter().map(ReviewRow::of).collect(),
        cards: rows.cards.into_iter().map(CardRow::of).collect(),
        notes: rows.notes.into_iter().map(NoteRow::of).collect(),
    }
}

/// The rows that a piece says, or what is wrong with it.
pub(crate) fn rows_from_wire(chunk: Chunk) -> Result<SyncRows, String> {
    let reviews = chunk.revlog.into_iter().map(|row| {
        let id = row.0.0;
        row.read()
            .map_err(|problem| format!("review {id}: {problem}"))
    });
    let cards = chunk.cards.into_iter().map(|row| {
        let id = row.0.0;
        row.read()
            .map_err(|problem| format!("card {id}: {problem}"))
    });
    let notes = chunk.notes.into_iter().map(|row| {
        let id = row.0.0;
        row.read()
            .map_err(|problem| format!("note {id}: {problem}"))
    });
    Ok(SyncRows {
        reviews: reviews.collect::<Result<_, _>>()?,
        cards: cards.collect::<Result<_, _>>()?,
        notes: notes.collect::<Result<_, _>>()?,
    })
}

impl ReviewRow {
    fn of(review: &Review) -> Self {
        Self(
            Int(review.id.0),
            Int(review.card_id.0),
            Int(review.usn.0.into()),
            Int(review.button.into()),
            Int(review.interval.into()),
            Int(review.last_interval.into()),
            Int(review.ease_factor.into()),
            Int(review.taken_millis.into()),
            Int(review.kind.code().into()),
        )
    }

    fn read(self) -> Result<Review, String> {
        Ok(Review {
            id: ReviewId(self.0.0),
            card_id: CardId(self.1.0),
            usn: Usn(self.2.fit("usn")?),
            button: self.3.fit("ease")?,
            interval: self.4.fit("ivl")?,
            last_interval: self.5.fit("lastIvl")?,
            ease_factor: self.6.fit("factor")?,
            taken_millis: self.7.fit("time")?,
            kind: coded("type", self.8, ReviewKind::from_code)?,
        })
    }
}

impl CardRow {
    fn of(card: Card) -> Self {
        Self(
            Int(card.id.0),
            Int(card.note_id.0),
            Int(card.deck_id.0),
            Int(card.ordinal.into()),
            Int(card.modified.0),
            Int(card.usn.0.into()),
            Int(card.kind.code().into()),
            Int(card.queue.code().into()),
            Int(card.due.into()),
            Int(card.interval_days.into()),
            Int(card.ease_factor.into()),
            Int(card.reviews.into()),
            Int(card.lapses.into()),
            Int(card.remaining_steps.into()),
            Int(card.original_due.into()),
            Int(card.original_deck_id.0),
            Int(card.flags.into()),
            card.data,
        )
    }

    fn read(self) -> Result<Card, String> {
        Ok(Card {
            id: CardId(self.0.0),
            note_id: NoteId(self.1.0),
            deck_id: DeckId(self.2.0),
            ordinal: self.3.fit("ord")?,
            modified: TimestampSecs(self.4.0),
            usn: Usn(self.5.fit("usn")?),
            kind: coded("type", self.6, CardKind::from_code)?,
            queue: coded("queue", self.7, CardQueue::from_code)?,
            due: self.8.fit("due")?,
            interval_days: self.9.fit("ivl")?,
            ease_factor: self.10.fit("factor")?,
            reviews: self.11.fit("reps")?,
            lapses: self.12.fit("lapses")?,
            remaining_steps: self.13.fit("left")?,
            original_due: self.14.fit("odue")?,
            original_deck_id: DeckId(self.15.0),
            flags: self.16.fit("flags")?,
            data: self.17,
        })
    }
}

impl NoteRow {
    fn of(note: Note) -> Self {
        let tags = if note.tags.is_empty() {
            String::new()
        } else {
            format!(" {} ", note.tags.join(" "))
        };
        Self(
            Int(note.id.0),
            note.guid,
            Int(note.notetype_id.0),
            Int(note.modified.0),
            Int(note.usn.0.into()),
            tags,
            note.fields.join("\u{1f}"),
            Blank,
            Blank,
            Zero,
            Blank,
        )
    }

    fn read(self) -> Result<Note, String> {
        let tags = self.5.split([' ', '\u{3000}']);
        Ok(Note {
            id: NoteId(self.0.0),
            guid: self.1,
            notetype_id: NotetypeId(self.2.0),
            modified: TimestampSecs(self.3.0),
            usn: Usn(self.4.fit("usn")?),
            tags: tags
                .filter(|tag| !tag.is_empty())
                .map(str::to_owned)
                .collect(),
            fields: self.6.split(FIELD_SEPARATOR).map(str::to_owned).collect(),
        })
    }
}

fn coded<T>(
    what: &'static str,
    number: Int,
    from_code: impl FnOnce(i32) -> Option<T>,
) -> Result<T, String> {
    let code = number.fit(what)?;
    from_code(code).ok_or_else(|| format!("`{what}` has no meaning: {code}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Chunk, rows_from_wire, rows_to_wire};

    #[test]
    fn rows_come_back_as_they_went() {
        let sent = json!({
            "done": true,
            "revlog": [[1, 2, 3, 4, -60, 5, 2500, 7000, 1]],
            "cards": [[1, 2, 3, 0, 5, 6, 2, -1, 8, 9, 2500, 11, 12, 1001, 14, 15, 3, "{\"pos\":1}"]],
            "notes": [[1, "gu:id", 3, 4, 5, " a b ", "x\u{1f}y", "", "", 0, ""]],
        });
        let chunk: Chunk = serde_json::from_value(sent.clone()).unwrap();
        let rows = rows_from_wire(chunk).unwrap();
        assert_eq!(
            serde_json::to_value(rows_to_wire(rows, true)).unwrap(),
            sent
        );
    }

    #[test]
    fn numbers_of_old_clients_are_taken_and_impossible_ones_are_named() {
        let note = json!({"notes": [[1, "g", "3", 4.0, 5, "", "x", "x", 123, 0, ""]]});
        let chunk: Chunk = serde_json::from_value(note).unwrap();
        assert_eq!(rows_from_wire(chunk).unwrap().notes[0].notetype_id.0, 3);
        for (row, problem) in [
            (json!([7, 2, 3, 9, -60, 5, 2500, 7000, 1]), None),
            (
                json!([7, 2, 3, 900, -60, 5, 2500, 7000, 1]),
                Some("`ease` is out of range: 900"),
            ),
            (
                json!([7, 2, 3, 4, -60, 5, 2500, 7000, 99]),
                Some("`type` has no meaning: 99"),
            ),
        ] {
            let chunk: Chunk = serde_json::from_value(json!({"revlog": [row]})).unwrap();
            let expected = problem.map(|problem| format!("review 7: {problem}"));
            assert_eq!(rows_from_wire(chunk).err(), expected);
        }
    }
}
