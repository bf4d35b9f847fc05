//! Plays a plan on our engine, and says what is to be seen.

use std::collections::HashSet;
use std::sync::Arc;

use ankid_collection::{
    Buried, CardState, CollectionError, DeckLimits, Engine, Forgetting, NormalState, PreviewState,
    QueueKind, QueuedCard, QueuedCards, Rating, Reposition, Result, StudySwitches,
};
use ankid_types::{
    Card, CardId, DeckConfig, DeckConfigId, DeckId, FilteredDeck, FilteredSearchOrder,
    FilteredSearchTerm, Review,
};
use serde_json::{Map, Value, json};

use super::MovableClock;
use super::plan::{Op, Options};

/// How many queued cards are compared, and of how many the buttons.
const SEEN: usize = 60;
const LOOKED_AT: usize = 3;

/// By their numbers in a plan.
const BURIED: [Buried; 3] = [Buried::ByAnyone, Buried::ByScheduler, Buried::ByUser];

pub(super) struct Player<'a> {
    pub(super) engine: &'a Engine,
    pub(super) clock: Arc<MovableClock>,
    pub(super) deck: DeckId,
    pub(super) top: Option<CardId>,
    /// Whether the operation before was an answer to the card on top.
    pub(super) has_answered: bool,
}

impl Player<'_> {
    /// What is to be seen after an operation.
    pub(super) fn play(&mut self, op: Op) -> Result<Value> {
        let done = match self.perform(op) {
            Ok(done) => done,
            Err(_) => {
                self.drop_queue()?;
                json!("refused")
            }
        };
        self.see(done)
    }

    fn perform(&mut self, op: Op) -> Result<Value> {
        let has_answered = std::mem::take(&mut self.has_answered);
        match op {
            Op::Wait { secs } => self.clock.advance_secs(secs),
            Op::StudyDeck { place } => {
                let decks = self.decks(|_| true)?;
                self.deck = decks[place % decks.len()];
            }
            Op::Answer { rating, taken } => self.answer(rating, taken)?,
            Op::AnswerPastQueue { card, rating } => self.answer_past_queue(card, rating)?,
            Op::Undo {} if has_answered => {
                let undone: Result<_> = self.engine.write(|transaction| transaction.undo());
                return Ok(json!(undone?));
            }
            Op::Undo {} => {}
            Op::UnburyDeck { by } => {
                let (deck, by) = (self.deck, BURIED[usize::from(by)]);
                self.engine
                    .write(move |transaction| transaction.unbury_deck(deck, by))?;
            }
            Op::Filter {
                name,
                terms,
                reschedule,
                secs,
            } => {
                let settings = filtered_deck(terms, reschedule, secs);
                self.deck = self
                    .engine
                    .write(move |transaction| transaction.create_filtered_deck(&name, settings))?;
                return Ok(json!(self.deck.0));
            }
            Op::Rebuild { place } => {
                let Some(deck) = self.filtered(place)? else {
                    return Ok(Value::Null);
                };
                let rebuilt: Result<usize> = self
                    .engine
                    .write(move |transaction| transaction.rebuild_filtered_deck(deck));
                return Ok(json!(rebuilt?));
            }
            Op::Empty { place } => {
                if let Some(deck) = self.filtered(place)? {
                    self.engine
                        .write(move |transaction| transaction.empty_filtered_deck(deck))?;
                }
            }
            Op::Tree {} => return self.tree(),
            Op::Options { place, options } => self.save_options(place, options)?,
            op => return self.change_cards(op),
        }
        Ok(Value::Null)
    }

    fn answer(&mut self, rating: u8, taken: u32) -> Result<()> {
        if let Some(card) = self.top {
            let (deck, rating) = (self.deck, button(rating));
            self.engine
                .write(move |transaction| transaction.answer_queued(deck, card, rating, taken))?;
            self.has_answered = true;
        }
        Ok(())
    }

    fn answer_past_queue(&self, card: usize, rating: u8) -> Result<()> {
        self.drop_queue()?;
        let card = self.cards(&[card])?[0];
        let rating = button(rating);
        self.engine
            .write(move |transaction| transaction.answer_card(card, rating, 0))?;
        self.drop_queue()
    }

    fn save_options(&self, place: usize, options: Options) -> Result<()> {
        let decks = self.decks(|_| true)?;
        let deck = decks[place % decks.len()];
        self.engine.write(move |transaction| {
            let before = transaction.options_in_force()?;
            let preset = transaction.catalog().require_deck(deck)?.config_id();
            let preset = preset.ok_or(CollectionError::DeckConfigMissing(DeckConfigId(0)))?;
            let mut config = DeckConfig::clone(transaction.deck_config_or_default(preset)?);
            config.settings.fsrs_params_6 = options.parameters;
            config.settings.desired_retention = options.retention;
            config.settings.learn_steps = options.learn;
            config.settings.relearn_steps = options.relearn;
            config.settings.easy_days_percentages = options.easy_days;
            config.settings.ignore_revlogs_before_date = options.ignore_before;
            transaction.save_deck_config(config)?;
            transaction.set_config_of_deck(deck, preset)?;
            let [new_per_day, reviews_per_day, new_today, reviews_today] = options.limits;
            let limits = DeckLimits {
                new_per_day,
                reviews_per_day,
                new_today,
                reviews_today,
            };
            transaction.limit_deck(deck, limits)?;
            transaction.set_desired_retention(deck, options.own_retention)?;
            let switches = transaction.study_switches()?;
            let is_toggled = switches.fsrs != options.fsrs;
            transaction.set_study_switches(StudySwitches {
                fsrs: options.fsrs,
                ..switches
            })?;
            transaction.follow_options(&before, options.reschedule && !is_toggled)
        })
    }

    /// What is done to some cards without studying.
    fn change_cards(&self, op: Op) -> Result<Value> {
        match op {
            Op::Bury { cards } => self.change(&cards, |transaction, cards| {
                Ok(json!(transaction.bury_cards(cards)?))
            }),
            Op::BuryNote { card } => self.change(&[card], |transaction, cards| {
                let note = transaction.require_card(cards[0])?.note_id;
                Ok(json!(transaction.bury_notes(&[note])?))
            }),
            Op::Suspend { cards } => self.change(&cards, |transaction, cards| {
                Ok(json!(transaction.suspend_cards(cards)?))
            }),
            Op::TakeBack { cards } => self.change(&cards, |transaction, cards| {
                transaction.unbury_and_unsuspend_cards(cards)?;
                Ok(Value::Null)
            }),
            Op::DueDate { cards, days } => self.change(&cards, move |transaction, cards| {
                transaction.set_due_date(cards, &days)?;
                Ok(Value::Null)
            }),
            Op::Forget {
                cards,
                restore,
                reset,
            } => self.change(&cards, move |transaction, cards| {
                let how = Forgetting {
                    restores_position: restore,
                    resets_counts: reset,
                };
                transaction.forget_cards_with(cards, how)?;
                Ok(Value::Null)
            }),
            Op::Reposition {
                cards,
                start,
                step,
                shift,
            } => self.change(&cards, move |transaction, cards| {
                let to = Reposition {
                    start,
                    step,
                    is_random: false,
                    shifts_others: shift,
                };
                Ok(json!(transaction.reposition_cards(cards, to)?))
            }),
            Op::Flag { cards, flag } => self.change(&cards, move |transaction, cards| {
                Ok(json!(transaction.set_flag(cards, flag)?))
            }),
            other => unreachable!("{other:?} is not about some cards"),
        }
    }

    fn change(
        &self,
        places: &[usize],
        job: impl FnOnce(&mut ankid_collection::Transaction, &[CardId]) -> Result<Value>
        + Send
        + 'static,
    ) -> Result<Value> {
        let cards = self.cards(places)?;
        self.engine
            .write(move |transaction| job(transaction, &cards))
    }

    fn cards(&self, places: &[usize]) -> Result<Vec<CardId>> {
        let ids = self
            .engine
            .read(|view| Ok::<_, CollectionError>(view.storage().all_card_ids()?))?;
        let mut seen = HashSet::new();
        let ids = places.iter().map(|place| ids[place % ids.len()]);
        Ok(ids.filter(|id| seen.insert(*id)).collect())
    }

    fn decks(&self, choose: impl Fn(&ankid_types::Deck) -> bool) -> Result<Vec<DeckId>> {
        self.engine.read(|view| {
            let decks = view.catalog().decks().filter(|deck| choose(deck));
            let mut ids: Vec<DeckId> = decks.map(|deck| deck.id).collect();
            ids.sort_unstable();
            Ok(ids)
        })
    }

    fn filtered(&self, place: usize) -> Result<Option<DeckId>> {
        let decks = self.decks(ankid_types::Deck::is_filtered)?;
        Ok((!decks.is_empty()).then(|| decks[place % decks.len()]))
    }

    /// Studies another deck, so that the queue has to be built anew.
    fn drop_queue(&self) -> Result<()> {
        let decks = self.decks(|deck| deck.id != self.deck)?;
        let other = decks[0];
        self.engine
            .write(move |transaction| transaction.study(other))?;
        Ok(())
    }

    fn tree(&self) -> Result<Value> {
        self.engine.write(|transaction| {
            transaction.begin_day()?;
            let counts = transaction.deck_counts()?;
            let rows = counts.iter().map(|deck| {
                json!([
                    deck.deck.0,
                    deck.new,
                    deck.learning,
                    deck.review,
                    deck.total_in_deck,
                    deck.total_with_below
                ])
            });
            Ok::<_, CollectionError>(Value::Array(rows.collect()))
        })
    }

    fn see(&mut self, done: Value) -> Result<Value> {
        let deck = self.deck;
        let QueuedCards { counts, cards } = self
            .engine
            .write(move |transaction| transaction.queued_cards(deck, SEEN))?;
        self.top = cards.first().map(|queued| queued.card.id);
        let queue = cards.iter().map(|queued| {
            let kind = match queued.kind {
                QueueKind::New => 0,
                QueueKind::Learning => 1,
                QueueKind::Review => 2,
            };
            json!([queued.card.id.0, kind])
        });
        let looked_at = cards.iter().take(LOOKED_AT);
        let (rows, reviews, decks) = self.engine.read(|view| {
            let ids = view.storage().all_card_ids()?;
            let rows = view.storage().cards_by_id(&ids)?;
            let mut reviews = view.storage().reviews_of_cards(&ids)?;
            reviews.sort_unstable_by_key(|review| std::cmp::Reverse(review.id.0));
            reviews.truncate(3);
            let mut decks: Vec<Value> = view
                .catalog()
                .decks()
                .map(|deck| json!([deck.id.0, deck.modified.0, deck.usn.0]))
                .collect();
            decks.sort_unstable_by_key(|deck| deck[0].as_i64());
            Ok::<_, CollectionError>((rows, reviews, decks))
        })?;
        Ok(json!({
            "done": done,
            "counts": [counts.new, counts.learning, counts.review],
            "queue": queue.collect::<Vec<_>>(),
            "texts": looked_at.clone().map(|queued| &queued.button_texts).collect::<Vec<_>>(),
            "states": looked_at.map(states).collect::<Vec<_>>(),
            "cards": rows.iter().map(card_row).collect::<Vec<_>>(),
            "decks": decks,
            "reviews": reviews.iter().map(review_row).collect::<Vec<_>>(),
        }))
    }
}

fn button(number: u8) -> Rating {
    Rating::from_number(number).expect("a button")
}

fn filtered_deck(
    terms: Vec<(String, u32, i32)>,
    reschedule: bool,
    [again, hard, good]: [u32; 3],
) -> FilteredDeck {
    let term = |(search, limit, order): (String, u32, i32)| FilteredSearchTerm {
        search,
        limit,
        order: FilteredSearchOrder::from_code(order).expect("an order"),
    };
    FilteredDeck {
        reschedule,
        search_terms: terms.into_iter().map(term).collect(),
        preview_again_secs: again,
        preview_hard_secs: hard,
        preview_good_secs: good,
        ..FilteredDeck::default()
    }
}

/// The states of a card as protobuf's JSON has them.
fn states(queued: &QueuedCard) -> Value {
    let next = &queued.next_states;
    json!({
        "current": state(queued.state),
        "again": state(next.again),
        "hard": state(next.hard),
        "good": state(next.good),
        "easy": state(next.easy),
    })
}

fn state(state: CardState) -> Value {
    match state {
        CardState::Normal(state) => json!({ "normal": normal(state) }),
        CardState::Rescheduling(state) => {
            json!({ "filtered": { "rescheduling": { "originalState": normal(state) } } })
        }
        CardState::Preview(PreviewState::Repeat(secs)) => {
            json!({ "filtered": { "preview": members([("scheduledSecs", number(secs))]) } })
        }
        CardState::Preview(PreviewState::Finished) => {
            json!({ "filtered": { "preview": { "finished": true } } })
        }
    }
}

fn normal(state: NormalState) -> Value {
    let memory = |memory: Option<ankid_collection::MemoryState>| {
        memory.map_or(Value::Null, |memory| {
            members([
                ("stability", real(memory.stability)),
                ("difficulty", real(memory.difficulty)),
            ])
        })
    };
    let learning = |state: ankid_collection::LearningState| {
        members([
            ("remainingSteps", number(state.steps_left)),
            ("scheduledSecs", number(state.scheduled_secs)),
            ("memoryState", memory(state.memory)),
        ])
    };
    let review = |state: ankid_collection::ReviewState| {
        members([
            ("scheduledDays", number(state.scheduled_days)),
            ("elapsedDays", number(state.elapsed_days)),
            ("easeFactor", real(state.ease_factor)),
            ("lapses", number(state.lapses)),
            ("leeched", state.is_leech.then_some(true).into()),
            ("memoryState", memory(state.memory)),
        ])
    };
    match state {
        NormalState::New(state) => {
            json!({ "new": members([("position", number(state.position))]) })
        }
        NormalState::Learning(state) => json!({ "learning": learning(state) }),
        NormalState::Review(state) => json!({ "review": review(state) }),
        NormalState::Relearning(state) => json!({
            "relearning": { "review": review(state.review), "learning": learning(state.learning) }
        }),
    }
}

/// An object without the members that have their default.
fn members<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.into_iter().filter(|(_, value)| !value.is_null());
    let members = members.map(|(name, value)| (name.to_owned(), value));
    Value::Object(members.collect::<Map<_, _>>())
}

fn number(number: u32) -> Value {
    (number != 0).then_some(number).into()
}

/// A number as a text, in so many digits that nobody has rounded it.
fn real(real: f32) -> Value {
    let digits = format!("{real:.30}");
    (real != 0.0).then_some(digits).into()
}

fn card_row(card: &Card) -> Value {
    json!([
        card.id.0,
        card.note_id.0,
        card.deck_id.0,
        card.ordinal,
        card.modified.0,
        card.usn.0,
        card.kind.code(),
        card.queue.code(),
        card.due,
        card.interval_days,
        card.ease_factor,
        card.reviews,
        card.lapses,
        card.remaining_steps,
        card.original_due,
        card.original_deck_id.0,
        card.flags,
        card.data,
    ])
}

fn review_row(review: &Review) -> Value {
    json!([
        review.id.0,
        review.card_id.0,
        review.usn.0,
        review.button,
        review.interval,
        review.last_interval,
        review.ease_factor,
        review.taken_millis,
        review.kind.code(),
    ])
}
