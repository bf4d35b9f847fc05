//! Plans of what somebody does while studying, by chance.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde::Serialize;

const DAY_SECS: i64 = 86_400;

/// What somebody does. Cards and decks are told by their places, which are counted round.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub(super) enum Op {
    Wait {
        secs: i64,
    },
    StudyDeck {
        place: usize,
    },
    /// Answers the card on top of the queue.
    Answer {
        rating: u8,
        taken: u32,
    },
    /// Answers a card while nobody studies.
    AnswerPastQueue {
        card: usize,
        rating: u8,
    },
    Undo {},
    Bury {
        cards: Vec<usize>,
    },
    BuryNote {
        card: usize,
    },
    /// 0 for all, 1 for those that the scheduler buried, 2 for those of the user.
    UnburyDeck {
        by: u8,
    },
    Suspend {
        cards: Vec<usize>,
    },
    TakeBack {
        cards: Vec<usize>,
    },
    DueDate {
        cards: Vec<usize>,
        days: String,
    },
    Forget {
        cards: Vec<usize>,
        restore: bool,
        reset: bool,
    },
    Reposition {
        cards: Vec<usize>,
        start: u32,
        step: u32,
        shift: bool,
    },
    Flag {
        cards: Vec<usize>,
        flag: u8,
    },
    Filter {
        name: String,
        terms: Vec<(String, u32, i32)>,
        reschedule: bool,
        secs: [u32; 3],
    },
    Rebuild {
        place: usize,
    },
    Empty {
        place: usize,
    },
    Tree {},
    /// Saves the options of a deck with other values.
    Options {
        place: usize,
        options: Options,
    },
}

/// What is saved among the options of a deck.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Options {
    pub(super) fsrs: bool,
    /// Where FSRS is neither turned on nor off: then cards of several presets change, which Anki takes in any order.
    pub(super) reschedule: bool,
    pub(super) parameters: Vec<f32>,
    pub(super) retention: f32,
    /// What the deck has for itself.
    pub(super) own_retention: Option<f32>,
    /// What the deck has for itself: new cards a day, reviews a day, both of today.
    pub(super) limits: [Option<u32>; 4],
    pub(super) learn: Vec<f32>,
    pub(super) relearn: Vec<f32>,
    pub(super) easy_days: Vec<f32>,
    /// Reviews before it do not count.
    pub(super) ignore_before: String,
}

/// What somebody does on a few days.
pub(super) fn plan(seed: u64, sittings: usize, is_fsrs: bool) -> Vec<Op> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut ops = Vec::new();
    let mut is_surely_fsrs = is_fsrs;
    for _ in 0..sittings {
        let secs = match random.random_range(0..4) {
            0 => random.random_range(60..4000),
            1 => random.random_range(4000..DAY_SECS),
            2 => random.random_range(DAY_SECS..3 * DAY_SECS),
            _ => random.random_range(DAY_SECS..20 * DAY_SECS),
        };
        ops.push(Op::Wait { secs });
        ops.push(Op::StudyDeck {
            place: random.random_range(0..10),
        });
        for _ in 0..random.random_range(2..14) {
            if random.random_ratio(3, 4) {
                ops.push(Op::Wait {
                    secs: random.random_range(0..700),
                });
                ops.push(Op::Answer {
                    rating: *[1, 1, 2, 3, 3, 3, 4]
                        .choose(&mut random)
                        .expect("not empty"),
                    taken: random.random_range(0..70_000),
                });
                if random.random_ratio(1, 12) {
                    ops.push(Op::Undo {});
                }
            } else {
                let op = other(&mut random, is_surely_fsrs);
                is_surely_fsrs &= !matches!(op, Op::Options { .. });
                ops.push(op);
            }
        }
    }
    ops
}

fn other(random: &mut StdRng, is_fsrs: bool) -> Op {
    let card = random.random_range(0..200);
    let count = random.random_range(1..5);
    let cards: Vec<usize> = (0..count).map(|_| random.random_range(0..200)).collect();
    match random.random_range(0..20) {
        0 | 1 => Op::AnswerPastQueue {
            card,
            rating: random.random_range(1..5),
        },
        2 => Op::Bury { cards },
        3 => Op::BuryNote { card },
        4 => Op::UnburyDeck {
            by: random.random_range(0..3),
        },
        5 => Op::Suspend { cards },
        6 | 7 => Op::TakeBack {
            cards: (0..200).step_by(random.random_range(1..4)).collect(),
        },
        8 | 9 => Op::DueDate {
            cards,
            days: format!(
                "{}{}",
                random.random_range(0..30),
                if random.random() { "!" } else { "" }
            ),
        },
        10 => Op::Forget {
            cards,
            restore: random.random(),
            reset: random.random(),
        },
        11 => Op::Reposition {
            cards,
            start: random.random_range(0..20),
            step: random.random_range(1..3),
            shift: random.random(),
        },
        12 => Op::Flag {
            cards,
            flag: random.random_range(0..8),
        },
        13 | 14 => filter(random, is_fsrs),
        15 => Op::Rebuild {
            place: random.random_range(0..5),
        },
        16 => Op::Empty {
            place: random.random_range(0..5),
        },
        17 | 18 => options(random),
        _ => Op::Tree {},
    }
}

fn options(random: &mut StdRng) -> Op {
    const PARAMETERS: [f32; 21] = [
        0.5, 1.6, 3.1, 9.0, 6.9, 0.7, 2.8, 0.01, 1.7, 0.2, 0.9, 1.6, 0.07, 0.28, 1.8, 0.5, 2.0,
        0.6, 0.2, 0.1, 0.2,
    ];
    const STEPS: [&[f32]; 5] = [
        &[1.0, 10.0],
        &[],
        &[5.0],
        &[0.5, 10.0, 1440.0],
        &[2.0, 3.0, 20.0],
    ];
    const EASY_DAYS: [&[f32]; 3] = [&[1.0; 7], &[1.0, 0.5, 1.0, 0.0, 1.0, 0.5, 1.0], &[0.5; 7]];
    const DATES: [&str; 4] = ["", "", "2023-10-25", "2024-03-07"];
    let steps = |random: &mut StdRng| STEPS.choose(random).expect("not empty").to_vec();
    Op::Options {
        place: random.random_range(0..10),
        options: Options {
            fsrs: random.random_ratio(4, 5),
            reschedule: random.random(),
            parameters: if random.random() {
                PARAMETERS.to_vec()
            } else {
                Vec::new()
            },
            retention: *[0.9, 0.85, 0.7, 0.95].choose(random).expect("not empty"),
            own_retention: *[None, None, Some(0.8), Some(0.93)]
                .choose(random)
                .expect("not empty"),
            limits: std::array::from_fn(|_| {
                random
                    .random_ratio(1, 4)
                    .then(|| random.random_range(0..30))
            }),
            learn: steps(random),
            relearn: steps(random),
            easy_days: EASY_DAYS.choose(random).expect("not empty").to_vec(),
            ignore_before: (*DATES.choose(random).expect("not empty")).to_owned(),
        },
    }
}

fn filter(random: &mut StdRng, is_fsrs: bool) -> Op {
    const SEARCHES: [&str; 7] = [
        "deck:A",
        "is:due",
        "is:new",
        "",
        "-is:learn or flag:1",
        "is:learn",
        "deck:E prop:ivl>=1",
    ];
    // All orders but the one by chance. Without FSRS the last two make Anki's own SQL fail.
    const ORDERS: [i32; 10] = [0, 2, 3, 4, 5, 6, 7, 10, 8, 9];
    let orders = if is_fsrs { 10 } else { 8 };
    let term = |random: &mut StdRng| {
        let search = SEARCHES.choose(random).expect("not empty");
        let order = ORDERS[random.random_range(0..orders)];
        ((*search).to_owned(), random.random_range(1..8), order)
    };
    let count = random.random_range(1..3);
    Op::Filter {
        name: format!("Filtered {}", random.random_range(0..3)),
        terms: (0..count).map(|_| term(random)).collect(),
        reschedule: random.random(),
        secs: [
            random.random_range(0..100),
            random.random_range(0..700),
            [0, 900][random.random_range(0..2)],
        ],
    }
}
