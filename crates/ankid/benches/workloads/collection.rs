//! A large collection as people have them: decks in three levels, three note types, tags, media in
//! the fields, and every second card with a history.

use std::path::Path;
use std::sync::Arc;

use ankid_collection::{CollectionError, Engine, EngineOptions};
use ankid_storage::{NoteDigest, Storage};
use ankid_types::{
    Card, CardId, CardKind, CardQueue, DeckId, Note, NoteId, NotetypeId, Review, ReviewId,
    ReviewKind, SystemClock, TimestampSecs, Usn,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sha1::{Digest, Sha1};

use crate::Outcome;

const SEED: u64 = 1;
const DECKS: usize = 60;
const TAGS: usize = 400;
const MEDIA: usize = 5000;
const SYLLABLES: [&str; 20] = [
    "ka", "ki", "ku", "ke", "ko", "sa", "shi", "su", "se", "so", "ta", "chi", "tsu", "te", "to",
    "na", "ni", "nu", "ne", "no",
];
const DAY_MILLIS: i64 = 86_400_000;
/// The reviews lie within so many days.
const HISTORY_DAYS: i64 = 400;
/// Notes that are written in one transaction.
const BATCH: usize = 50_000;

/// What the cards are put into.
struct Places {
    decks: Vec<DeckId>,
    basic: NotetypeId,
    reversed: NotetypeId,
    cloze: NotetypeId,
    now: i64,
    today: i32,
}

/// Makes a collection of so many notes in a folder.
pub(crate) fn make(folder: &Path, notes: usize) -> Outcome {
    std::fs::create_dir_all(folder)?;
    let path = folder.join("collection.anki2");
    let places = prepare(&path)?;
    let storage = Storage::open_writer(&path)?;
    let mut maker = Maker {
        storage: &storage,
        random: StdRng::seed_from_u64(SEED),
        cards: 0,
        first_id: places.now - i64::try_from(notes)? * 2 - DAY_MILLIS,
        places,
    };
    for first in (0..notes).step_by(BATCH) {
        storage.begin()?;
        for number in first..(first + BATCH).min(notes) {
            maker.add_note(number)?;
        }
        storage.commit()?;
    }
    storage.close()?;
    Ok(())
}

/// A new collection with its decks.
fn prepare(path: &Path) -> Outcome<Places> {
    let options = EngineOptions {
        clock: Arc::new(SystemClock),
        seed: Some(SEED),
        ..EngineOptions::default()
    };
    let engine = Engine::open(path, options)?;
    let places = engine.write(|transaction| {
        let deck =
            |number: usize| format!("Lang {}::Book {}::Unit {number}", number % 6, number % 20);
        let mut decks = Vec::new();
        for number in 0..DECKS {
            decks.push(transaction.find_or_create_deck(&deck(number))?);
        }
        let notetype = |name: &str| {
            let found = transaction.catalog().notetype_by_name(name);
            found.map(|notetype| notetype.id).unwrap_or_default()
        };
        Ok::<_, CollectionError>(Places {
            basic: notetype("Basic"),
            reversed: notetype("Basic (and reversed card)"),
            cloze: notetype("Cloze"),
            now: transaction.now().0,
            today: i32::try_from(transaction.timing()?.today).unwrap_or(i32::MAX),
            decks,
        })
    })?;
    engine.close()?;
    Ok(places)
}

struct Maker<'a> {
    storage: &'a Storage,
    places: Places,
    random: StdRng,
    cards: usize,
    first_id: i64,
}

impl Maker<'_> {
    fn add_note(&mut self, number: usize) -> Outcome {
        let word = format!("{}{number}", self.word());
        let (notetype_id, first, second) = match number % 6 {
            5 => {
                let (before, after, other) = (self.words(6), self.words(3), self.word());
                let text = format!("{before} {{{{c1::{word}}}}} {after} {{{{c2::{other}}}}}");
                (
                    self.places.cloze,
                    text,
                    format!("<i>{}</i>", self.words(10)),
                )
            }
            kind => {
                let media = number % MEDIA;
                let back = self.words(12);
                let back = format!("{back}<br><img src=\"img{media}.jpg\">[sound:a{media}.mp3]");
                let notetype = if kind < 3 {
                    self.places.basic
                } else {
                    self.places.reversed
                };
                (notetype, format!("<b>{word}</b> {}", self.words(2)), back)
            }
        };
        let text = first.replace("<b>", "").replace("</b>", "");
        let sum = Sha1::digest(text.as_bytes());
        let digest = NoteDigest {
            checksum: sum
                .iter()
                .take(4)
                .fold(0, |sum, byte| sum << 8 | u32::from(*byte)),
            sort_field: text,
        };
        let id = NoteId(self.first_id + i64::try_from(number)? * 2);
        let note = Note {
            id,
            guid: format!("bench{number}"),
            notetype_id,
            modified: TimestampSecs(id.0 / 1000),
            usn: Usn::PENDING,
            tags: self.tags(),
            fields: vec![first, second],
        };
        self.storage.add_note(&note, &digest)?;
        let deck = self.random.random_range(0..DECKS);
        let deck = self
            .places
            .decks
            .get(deck)
            .copied()
            .unwrap_or(DeckId::DEFAULT);
        for ordinal in 0..if number % 6 < 3 { 1 } else { 2 } {
            self.add_card(id, deck, ordinal)?;
        }
        Ok(())
    }

    fn add_card(&mut self, note: NoteId, deck: DeckId, ordinal: u16) -> Outcome {
        let id = CardId(note.0 + i64::from(ordinal));
        let mut card = Card {
            id,
            note_id: note,
            deck_id: deck,
            ordinal,
            modified: TimestampSecs(id.0 / 1000),
            usn: Usn::PENDING,
            kind: CardKind::New,
            queue: CardQueue::New,
            due: i32::try_from(self.cards)?,
            interval_days: 0,
            ease_factor: 0,
            reviews: 0,
            lapses: 0,
            remaining_steps: 0,
            original_due: 0,
            original_deck_id: DeckId::NONE,
            flags: 0,
            data: String::new(),
        };
        if self.cards.is_multiple_of(2) {
            self.study(&mut card)?;
        }
        self.cards += 1;
        self.storage.add_card(&card)?;
        Ok(())
    }

    /// Gives a card a history of about eight reviews.
    fn study(&mut self, card: &mut Card) -> Outcome {
        let count = self.random.random_range(5..12);
        let mut moment = self.places.now - self.random.random_range(1..HISTORY_DAYS) * DAY_MILLIS;
        let (mut interval, mut latest) = (0, 0);
        for _ in 0..count {
            let growth: f64 = self.random.random_range(1.1..2.4);
            let next = ((f64::from(interval.max(1)) * growth) as i32).clamp(1, 3000);
            self.storage.add_review(&Review {
                id: ReviewId(moment),
                card_id: card.id,
                usn: Usn::PENDING,
                button: [1, 3, 3, 3, 4][self.random.random_range(0..5)],
                interval: next,
                last_interval: interval,
                ease_factor: 2500,
                taken_millis: self.random.random_range(900..20_000),
                kind: ReviewKind::Review,
            })?;
            (interval, latest) = (next, latest.max(moment));
            moment = (moment + self.random.random_range(DAY_MILLIS / 2..DAY_MILLIS * 20))
                .min(self.places.now - self.random.random_range(1..DAY_MILLIS));
        }
        card.kind = CardKind::Review;
        card.queue = match self.cards % 50 {
            0 => CardQueue::Suspended,
            _ => CardQueue::Review,
        };
        card.due = self.places.today + self.random.random_range(-30..200);
        card.interval_days = interval.unsigned_abs();
        card.ease_factor = [1900, 2300, 2500][self.random.random_range(0..3)];
        card.reviews = count;
        card.data = format!("{{\"lrt\":{}}}", latest / 1000);
        card.lapses = self.random.random_range(0..3);
        card.flags = if self.cards.is_multiple_of(20) { 1 } else { 0 };
        Ok(())
    }

    fn word(&mut self) -> String {
        let mut syllable = || SYLLABLES[self.random.random_range(0..SYLLABLES.len())];
        format!("{}{}", syllable(), syllable())
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<String> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    fn tags(&mut self) -> Vec<String> {
        let count = self.random.random_range(0..4);
        let tags = (0..count).map(|_| self.random.random_range(0..TAGS));
        let mut tags: Vec<String> = tags
            .map(|tag| format!("topic{}::sub{tag}", tag % 40))
            .collect();
        tags.sort();
        tags.dedup();
        tags
    }
}
