//! Searches find what a naive filter over all rows finds.

use std::sync::LazyLock;

use ankid_search::{
    AnswerButton, CardCondition, CardProperty, CardState, FieldsCondition, Like, NoteCondition,
    Operator, Pattern, Query, RegexCondition, ReviewWindow, ReviewedKind, SearchedFields,
    TextCondition, TextView,
};
use ankid_storage::{Storage, StorageError};
use ankid_types::{
    CardId, CardKind, CardQueue, DeckId, NoteId, NotetypeId, Review, ReviewId, ReviewKind,
    TimestampMillis, TimestampSecs, Usn,
};
use proptest::prelude::*;

use self::naive::Naive;
use crate::support::{Fixture, card, digest, note};

mod naive;

const TEXTS: [&str; 8] = ["apple", "Äpfel", "a_b", "50%", "", "two words", "éa", "APP"];
const TAGS: [&str; 4] = ["t1", "T1::x", "ä", "t10"];
const NOTETYPES: [i64; 2] = [7, 8];

/// The same rows in a file and in memory.
struct Rows {
    naive: Naive,
    /// Opened for each search: connections do not cross threads.
    file: (tempfile::TempDir, std::path::PathBuf),
}

static ROWS: LazyLock<Rows> = LazyLock::new(|| {
    let fixture = Fixture::new();
    let naive = made_up();
    for note in &naive.notes {
        let sort_field = note.fields.first().unwrap();
        fixture
            .storage
            .add_note(note, &digest(sort_field, 1))
            .unwrap();
    }
    for card in &naive.cards {
        fixture.storage.add_card(card).unwrap();
    }
    for review in &naive.reviews {
        fixture.storage.add_review(review).unwrap();
    }
    let file = fixture.close();
    Rows { naive, file }
});

/// Rows that differ in everything that searches ask for, by a fixed sequence of numbers.
fn made_up() -> Naive {
    let mut state = 1_u64;
    let mut below = |limit: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let mut naive = Naive::default();
    for id in 0..60 {
        let mut pick = |from: &[&'static str]| from[below(from.len() as u64) as usize];
        let fields = [pick(&TEXTS), pick(&TEXTS)];
        let mut made = note(id + 100, &fields, &[]);
        let mut tags: Vec<String> = TAGS
            .iter()
            .filter(|_| below(4) == 0)
            .map(ToString::to_string)
            .collect();
        tags.sort();
        made.tags = tags;
        made.notetype_id = NotetypeId(NOTETYPES[below(2) as usize]);
        made.modified = TimestampSecs(below(10) as i64);
        for ordinal in 0..below(3) {
            let card_id = (id + 1) * 10 + ordinal as i64;
            let mut card = card(card_id, id + 100, ordinal as u16);
            card.deck_id = DeckId(below(3) as i64 + 1);
            card.original_deck_id = DeckId(if below(4) == 0 {
                below(3) as i64 + 1
            } else {
                0
            });
            card.original_due = if card.original_deck_id == DeckId::NONE {
                0
            } else {
                below(20) as i32
            };
            card.kind = CardKind::from_code(below(4) as i32).unwrap();
            card.queue = CardQueue::from_code(below(8) as i32 - 3).unwrap();
            card.due = below(20) as i32;
            card.interval_days = below(6) as u32;
            card.flags = below(16) as u8;
            card.data = [
                "",
                "{}",
                r#"{"s":2.5,"d":4.0}"#,
                r#"{"cd":"{\"v\":\"x\"}"}"#,
            ][below(4) as usize]
                .to_owned();
            for _ in 0..below(3) {
                naive.reviews.push(review(
                    naive.reviews.len() as i64 * 7 % 100,
                    card_id,
                    below(5) as u8,
                ));
            }
            naive.cards.push(card);
        }
        naive.notes.push(made);
    }
    naive
}

fn review(millis: i64, card: i64, button: u8) -> Review {
    Review {
        id: ReviewId(millis),
        card_id: CardId(card),
        usn: Usn::PENDING,
        button,
        interval: 1,
        last_interval: 1,
        ease_factor: 2500,
        taken_millis: 1,
        kind: ReviewKind::Review,
    }
}

fn like() -> impl Strategy<Value = Like> {
    let pattern = proptest::sample::select(vec![
        "a", "APP", "*", "_*", "", "%", r"\_", "a*e", "p_l", "é", "Ä", "ä", "o w", "5*",
    ]);
    (pattern, any::<bool>()).prop_map(|(pattern, anywhere)| {
        let like = Like::whole(&Pattern::new(pattern));
        if anywhere { like.anywhere() } else { like }
    })
}

fn searched_fields() -> impl Strategy<Value = Vec<SearchedFields>> {
    let of = |notetype: i64| {
        let ranges =
            proptest::sample::select(vec![vec![0..1], vec![1..2], vec![0..2], vec![0..1, 1..2]]);
        (ranges, any::<bool>()).prop_map(move |(ranges, sort_field)| SearchedFields {
            notetype: NotetypeId(notetype),
            field_count: 2,
            ranges,
            sort_field,
        })
    };
    (of(7), of(8), 0..3_usize).prop_map(|(first, second, count)| {
        let mut both = vec![first, second];
        both.truncate(count);
        both
    })
}

fn note_condition() -> impl Strategy<Value = NoteCondition> {
    let regex = || {
        proptest::sample::select(vec!["a", "^$", "(?i)Ä", r"\bwords$", "e\u{1f}"])
            .prop_map(str::to_owned)
    };
    let accents = any::<bool>;
    prop_oneof![
        (like(), accents(), proptest::option::of(searched_fields())).prop_map(
            |(like, without_accents, fields)| {
                let view = TextView {
                    without_accents,
                    without_clozes: false,
                };
                let like = like.anywhere();
                NoteCondition::Text(TextCondition { like, view, fields })
            }
        ),
        (like(), accents(), searched_fields()).prop_map(|(like, without_accents, fields)| {
            NoteCondition::Fields(FieldsCondition {
                like,
                without_accents,
                fields,
            })
        }),
        (
            regex(),
            proptest::sample::select(vec![vec![], vec![0], vec![1], vec![0, 1]])
        )
            .prop_map(|(regex, fields)| NoteCondition::FieldsRegex {
                regex,
                fields: vec![(NotetypeId(7), fields)]
            }),
        regex().prop_map(NoteCondition::AnyFieldRegex),
        (regex(), accents(), any::<bool>()).prop_map(|(regex, without_accents, some)| {
            let fields = some.then(|| vec![(NotetypeId(7), None), (NotetypeId(8), Some(vec![1]))]);
            NoteCondition::Regex(RegexCondition {
                regex,
                without_accents,
                fields,
            })
        }),
        Just(NoteCondition::Untagged),
        Just(NoteCondition::AnyTags),
        Just(NoteCondition::NoSuchTag),
        (
            proptest::sample::select(vec!["(?i) t1(::| )", "(?i) a(::| )"]),
            accents()
        )
            .prop_map(|(regex, without_accents)| NoteCondition::Tags {
                regex: regex.to_owned(),
                without_accents
            }),
        proptest::sample::select(vec!["^t1$", "x", "^$"])
            .prop_map(|regex| NoteCondition::AnyTagRegex(regex.to_owned())),
        (6..9_i64).prop_map(|id| NoteCondition::Notetype(NotetypeId(id))),
        proptest::collection::vec(6..9_i64, 0..3)
            .prop_map(|ids| NoteCondition::Notetypes(ids.into_iter().map(NotetypeId).collect())),
        proptest::collection::vec(95..165_i64, 0..5)
            .prop_map(|ids| NoteCondition::Duplicates(ids.into_iter().map(NoteId).collect())),
        (0..10_i64).prop_map(|second| NoteCondition::EditedAfter(TimestampSecs(second))),
    ]
}

fn operator() -> impl Strategy<Value = Operator> {
    proptest::sample::select(vec![
        Operator::Equal,
        Operator::NotEqual,
        Operator::Less,
        Operator::LessOrEqual,
        Operator::Greater,
        Operator::GreaterOrEqual,
    ])
}

fn property() -> impl Strategy<Value = CardProperty> {
    prop_oneof![
        (0..20_i32, -2..3_i32).prop_map(|(day, days_from_today)| CardProperty::Due {
            day,
            days_from_today,
            next_day_at: TimestampSecs(86_400),
        }),
        (0..6_u32).prop_map(CardProperty::IntervalDays),
        (0..20_u32).prop_map(CardProperty::Position),
        proptest::sample::select(vec![2.5_f32, 1.0, 3.0]).prop_map(CardProperty::Stability),
        proptest::sample::select(vec![4.0_f32, 1.0]).prop_map(CardProperty::Difficulty),
        proptest::sample::select(vec!["x", "a"]).prop_map(|value| CardProperty::CustomText {
            key: "v".to_owned(),
            value: value.to_owned(),
        }),
    ]
}

fn card_condition() -> impl Strategy<Value = CardCondition> {
    let decks = || {
        proptest::collection::vec(1..5_i64, 0..3)
            .prop_map(|ids| ids.into_iter().map(DeckId).collect())
    };
    let moment = || (0..110_i64).prop_map(TimestampMillis);
    let window = prop_oneof![
        moment().prop_map(ReviewWindow::From),
        moment().prop_map(ReviewWindow::Before),
        (moment(), moment()).prop_map(|(start, end)| ReviewWindow::Within(start, end)),
        (moment(), moment()).prop_map(|(start, end)| ReviewWindow::Outside(start, end)),
    ];
    let reviewed = prop_oneof![
        Just(ReviewedKind::Answered(AnswerButton::Any)),
        (1..5_u8).prop_map(|button| ReviewedKind::Answered(AnswerButton::Button(button))),
        Just(ReviewedKind::Rescheduled),
    ];
    let state = proptest::sample::select(vec![
        CardState::New,
        CardState::Review,
        CardState::Learning,
        CardState::Buried,
        CardState::BuriedByUser,
        CardState::BuriedByScheduler,
        CardState::Suspended,
        CardState::Due {
            today: 9,
            learn_cutoff: TimestampSecs(12),
        },
    ]);
    prop_oneof![
        proptest::collection::vec(5..200_i64, 0..6)
            .prop_map(|ids| CardCondition::Ids(ids.into_iter().map(CardId).collect())),
        Just(CardCondition::AnyDeck),
        Just(CardCondition::Filtered),
        decks().prop_map(CardCondition::Decks),
        decks().prop_map(CardCondition::DeckIds),
        decks().prop_map(CardCondition::DecksOfPreset),
        Just(CardCondition::NoSuchPreset),
        state.prop_map(CardCondition::State),
        (0..8_u8).prop_map(CardCondition::Flag),
        (0..700_i64).prop_map(|id| CardCondition::AddedAfter(TimestampMillis(id))),
        moment().prop_map(CardCondition::IntroducedAfter),
        (reviewed, window).prop_map(|(kind, window)| CardCondition::Reviewed { kind, window }),
        (property(), operator())
            .prop_map(|(property, operator)| CardCondition::Property { property, operator }),
        Just(CardCondition::CustomData("v".to_owned())),
    ]
}

fn query() -> impl Strategy<Value = Query> {
    let leaf = prop_oneof![
        1 => Just(Query::All),
        1 => proptest::collection::vec(95..165_i64, 0..6)
            .prop_map(|ids| Query::NoteIds(ids.into_iter().map(NoteId).collect())),
        6 => note_condition().prop_map(Query::Note),
        6 => card_condition().prop_map(Query::Card),
        1 => (0..3_u16).prop_map(Query::Ordinal),
        1 => proptest::collection::vec((6..9_i64, 0..2_u16), 0..3).prop_map(|templates| {
            Query::Templates(templates.into_iter().map(|(id, ordinal)| (NotetypeId(id), ordinal)).collect())
        }),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Query::And),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Query::Or),
            inner.prop_map(|inner| Query::Not(Box::new(inner))),
        ]
    })
}

fn found_notes(storage: &Storage, query: &Query) -> Vec<i64> {
    let mut found = Vec::new();
    let each = |id: NoteId| {
        found.push(id.0);
        Ok::<_, StorageError>(())
    };
    storage.for_each_found_note(query, each).unwrap();
    found
}

fn found_cards(storage: &Storage, query: &Query) -> Vec<i64> {
    let mut found = Vec::new();
    let each = |id: CardId| {
        found.push(id.0);
        Ok::<_, StorageError>(())
    };
    storage.for_each_found_card(query, each).unwrap();
    found
}

fn sorted(mut ids: Vec<i64>) -> Vec<i64> {
    ids.sort_unstable();
    ids
}

#[test]
fn searches_find_what_a_naive_filter_finds() {
    let storage = Storage::open_writer(&ROWS.file.1).unwrap();
    let config = ProptestConfig::with_cases(4000);
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let outcome = runner.run(&query(), |query| {
        prop_assert_eq!(
            sorted(found_notes(&storage, &query)),
            ROWS.naive.notes(&query)
        );
        prop_assert_eq!(
            sorted(found_cards(&storage, &query)),
            ROWS.naive.cards(&query)
        );
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

#[test]
fn a_bad_regular_expression_is_named_once_it_is_run() {
    let fixture = Fixture::new();
    let query = Query::Note(NoteCondition::AnyFieldRegex("(?i)a(".to_owned()));
    assert_eq!(found_notes(&fixture.storage, &query), [0; 0]);
    fixture
        .storage
        .add_note(&note(1, &["a", "b"], &[]), &digest("a", 1))
        .unwrap();
    let run = |query: &Query| {
        fixture
            .storage
            .for_each_found_note(query, |_id| Ok::<_, StorageError>(()))
    };
    let error = run(&query).unwrap_err();
    assert!(
        matches!(error, StorageError::InvalidRegex { .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("unclosed group"), "{error}");
    let huge = Query::Note(NoteCondition::AnyTagRegex(r"\w{9999}".to_owned()));
    let error = run(&huge).unwrap_err();
    assert!(
        matches!(error, StorageError::InvalidRegex { .. }),
        "{error:?}"
    );
}

#[test]
fn what_the_caller_returns_ends_a_search() {
    let fixture = Fixture::new();
    for id in 1..=3 {
        fixture
            .storage
            .add_note(&note(id, &["a"], &[]), &digest("a", 1))
            .unwrap();
    }
    let mut seen = Vec::new();
    let outcome = fixture.storage.for_each_found_note(&Query::All, |id| {
        seen.push(id.0);
        if id.0 == 2 {
            Err(StorageError::Full)
        } else {
            Ok(())
        }
    });
    assert!(matches!(outcome, Err(StorageError::Full)));
    assert_eq!(seen, [1, 2]);
}
