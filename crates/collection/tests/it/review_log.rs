//! The review log: its days, and reviews that are added to it.

use std::sync::Arc;

use ankid_collection::{CollectionError, Engine, EngineOptions, NewNote, Result};
use ankid_types::{
    CardId, Clock, DeckId, Review, ReviewId, ReviewKind, TimestampMillis, TimestampSecs, Usn,
};
use tempfile::TempDir;

use crate::support::{Fixture, NOW};

const HOUR: i64 = 3_600_000;

fn review(id: i64, card: CardId) -> Review {
    Review {
        id: ReviewId(id),
        card_id: card,
        usn: Usn::PENDING,
        button: 3,
        interval: 4,
        last_interval: -60,
        ease_factor: 2500,
        taken_millis: 6157,
        kind: ReviewKind::Review,
    }
}

/// Local time where summer, one hour further ahead of UTC, ends at 01:00 UTC of 29 October 2023.
struct Berlin;

const WINTER_BEGINS: i64 = 1_698_541_200;

impl Clock for Berlin {
    fn now(&self) -> TimestampMillis {
        NOW
    }

    fn utc_offset_secs(&self, moment: TimestampSecs) -> i32 {
        if moment.0 < WINTER_BEGINS { 7200 } else { 3600 }
    }
}

#[test]
fn days_follow_the_clocks_of_their_own_time() {
    let folder = TempDir::new().unwrap();
    let options = EngineOptions {
        clock: Arc::new(Berlin),
        seed: Some(1),
        ..EngineOptions::default()
    };
    let engine = Engine::open(&folder.path().join("collection.anki2"), options).unwrap();
    let added: Result<CardId> = engine.write(|transaction| {
        let notetype = transaction.catalog().notetype_by_name("Basic").unwrap().id;
        let note = transaction.add_note(NewNote {
            notetype_id: notetype,
            deck_id: DeckId::DEFAULT,
            fields: vec!["a".to_owned(), String::new()],
            tags: Vec::new(),
        })?;
        Ok(transaction.storage().card_ids_of_note(note)?[0])
    });
    let card = added.unwrap();
    // NOW is 23:13 on 14 November there; 4 in the morning is 03:00 UTC in winter, 02:00 in summer.
    let end_of_yesterday = 1_699_930_800_000;
    let before_change = WINTER_BEGINS * 1000 - 23 * HOUR;
    let moments = [
        end_of_yesterday,
        end_of_yesterday - 1,
        before_change,
        before_change - 1,
    ];
    let inserted: Result<()> = engine.write(move |transaction| {
        let reviews = moments.iter().map(|moment| review(*moment, card));
        transaction.insert_reviews(reviews.collect())
    });
    inserted.unwrap();
    let counts: Result<_> = engine.read(|view| view.count_reviews_by_day());
    let counts: Vec<_> = counts
        .unwrap()
        .into_iter()
        .map(|(day, count)| format!("{} {count}", day.unwrap()))
        .collect();
    assert_eq!(
        counts,
        [
            "2023-11-14 1",
            "2023-11-13 1",
            "2023-10-28 1",
            "2023-10-27 1"
        ]
    );
    let today: Result<u32> = engine.read(|view| view.count_reviews_today());
    assert_eq!(today.unwrap(), 0, "today begins after its first moment");
}

#[test]
fn reviews_beyond_the_calendar_have_no_day() {
    let fixture = Fixture::new();
    fixture.write(|transaction| {
        let far = review(i64::MAX, CardId(1));
        transaction.storage().add_review(&far)?;
        transaction.storage().add_review(&review(1, CardId(1)))?;
        Ok(())
    });
    let counts = fixture.read(|view| view.count_reviews_by_day());
    let days: Vec<_> = counts
        .iter()
        .map(|(day, count)| (day.map(|day| day.to_string()), *count))
        .collect();
    assert_eq!(days, [(Some("1969-12-31".to_owned()), 1), (None, 1)]);
}

#[test]
fn a_batch_is_added_whole_or_not_at_all() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["a", ""], &[]);
    let card = fixture.cards(note)[0].id;
    fixture.write(move |transaction| transaction.insert_reviews(vec![review(5, card)]));
    let stored = |fixture: &Fixture| fixture.read(|view| view.reviews_of_cards(&[card]));
    let future = NOW.0 + 24 * HOUR + 1;
    let refused = |bad: Review| {
        let batch = vec![review(1, card), bad];
        fixture
            .try_write(move |transaction| transaction.insert_reviews(batch))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(refused(review(5, card)), "review `5` exists already");
    assert_eq!(refused(review(1, card)), "review `1` exists already");
    assert_eq!(refused(review(6, CardId(7))), "card `7` does not exist");
    let error = "lies in the future; the id is the time in milliseconds since 1970";
    assert_eq!(
        refused(review(future, card)),
        format!("review `{future}` {error}")
    );
    assert_eq!(stored(&fixture), [review(5, card)]);
    fixture.write(move |transaction| transaction.insert_reviews(vec![review(future - 1, card)]));
    assert_eq!(stored(&fixture).len(), 2);
    assert_eq!(fixture.undo(), Some("Insert Reviews"));
    assert_eq!(stored(&fixture), [review(5, card)]);
}

#[test]
fn reviews_of_many_cards_are_read_together() {
    let fixture = Fixture::new();
    let cards: Vec<CardId> = (1..=501).map(CardId).collect();
    let added = cards.clone();
    fixture.write(move |transaction| {
        for card in added {
            transaction.storage().add_review(&review(card.0, card))?;
        }
        Ok::<_, CollectionError>(())
    });
    let reviews = fixture.read(|view| view.reviews_of_cards(&cards));
    let ids: Vec<i64> = reviews.iter().map(|review| review.id.0).collect();
    assert_eq!(ids, (1..=501).collect::<Vec<_>>());
}

#[test]
fn cards_follow_the_log_as_the_check_would_have_it() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic (and reversed card)", &["a", "b"], &[]);
    let [new, known] = [0, 1].map(|index| fixture.cards(note)[index].id);
    fixture.write(move |transaction| transaction.set_due_date(&[known], "3"));
    let before = fixture.cards(note);
    fixture.write(move |transaction| {
        transaction.insert_reviews(vec![review(5_000, new), review(7_000, known)])
    });
    let after = fixture.cards(note);
    // A date that was set by hand says nothing about the last answer.
    assert_eq!(after[1].data, r#"{"pos":1,"lrt":7}"#);
    assert_eq!(after[0], before[0]);
    assert_eq!(after[1].modified, before[1].modified);
    assert!(fixture.engine.check_database().unwrap().is_clean());
}
