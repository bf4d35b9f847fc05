//! Reviewing at a page: the card, and all that can be done to it. Each step names the showing that it means, so
//! that two pages cannot answer one showing twice.

use ankid_collection::{CollectionError, Engine, Rating, Transaction};
use ankid_desk::{Main, Side, Turn};
use ankid_types::{Card, CardId, DeckId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::card::{Finished, ReviewCard};
use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::events::Event;
use crate::screen::side_name;
use crate::stage::{Stage, now};

const NO_OUTCOME: &str = r#"{"counted": false, "card": null, "finished": null, "leech": false}"#;

/// What became of a step.
#[derive(Serialize, JsonSchema)]
pub(super) struct Outcome {
    /// Whether the step counted: false if that showing was over, or its answer was not up.
    counted: bool,
    /// The card that is up now; null if there is none.
    card: Option<ReviewCard>,
    /// What there is to tell where nothing is left; null otherwise.
    finished: Option<Finished>,
    /// Whether the card has just become a leech.
    leech: bool,
}

impl Outcome {
    fn of(stage: &Stage, engine: &Engine, counted: bool) -> Result<Self, ApiError> {
        let card = ReviewCard::of(stage, engine)?;
        let finished = match stage.main() {
            Main::Finished(deck) => Some(engine.read(|view| Finished::of(view, *deck))?),
            Main::Decks | Main::Overview(_) | Main::Review(_) => None,
        };
        Ok(Self {
            counted,
            card,
            finished,
            leech: false,
        })
    }
}

/// Answers the card under review with both its sides; null if there is none.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GetReviewCard {}

impl Action for GetReviewCard {
    const SPEC: Spec = Spec::new("reviewCard", &[example("{}", "null")]);
    type Reply = Option<ReviewCard>;
}

impl HostAction for GetReviewCard {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        call.on_screen(|stage, engine| ReviewCard::of(stage, engine))
    }
}

/// Turns the card under review to its answer, and answers the card that is up; null if there is none.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ReviewShowAnswer {
    /// The showing that is meant; nothing is turned if it is over.
    turn: u64,
}

impl Action for ReviewShowAnswer {
    const SPEC: Spec = Spec::new("reviewShowAnswer", &[example(r#"{"turn": 1}"#, "null")]);
    type Reply = Option<ReviewCard>;
}

impl HostAction for ReviewShowAnswer {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        call.on_screen(|stage, engine| {
            if is_turn(stage, self.turn) {
                stage.show_side(Side::Answer);
            }
            ReviewCard::of(stage, engine)
        })
    }
}

/// Answers the card under review, whose answer must be up, and answers what is up then.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReviewAnswer {
    /// The showing that is meant; nothing is counted if it is over.
    turn: u64,
    /// The button: 1 again, 2 hard, 3 good, 4 easy.
    ease: u8,
    /// How long the card was looked at, where the page knows it better than the server.
    taken_millis: Option<u32>,
}

impl Action for ReviewAnswer {
    const SPEC: Spec = Spec::new(
        "reviewAnswer",
        &[example(r#"{"turn": 1, "ease": 3}"#, NO_OUTCOME)],
    )
    .errors(&["invalid ease"]);
    type Reply = Outcome;
}

impl HostAction for ReviewAnswer {
    fn run(self, call: &Call<'_>) -> Result<Outcome, ApiError> {
        let rating = Rating::from_number(self.ease).ok_or(ApiError::InvalidEase)?;
        let author = call.author();
        call.on_screen(|stage, engine| {
            let answered = if is_turn(stage, self.turn) {
                stage.answer(engine, author, rating, self.taken_millis)?
            } else {
                None
            };
            let outcome = Outcome::of(stage, engine, answered.is_some())?;
            Ok(Outcome {
                leech: answered.unwrap_or(false),
                ..outcome
            })
        })
    }
}

/// Whether a step is for the card alone or for all cards of its note.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Scope {
    /// The card.
    Card,
    /// All cards of its note.
    Note,
}

impl Scope {
    fn cards(self, card: &Card, transaction: &Transaction) -> Result<Vec<CardId>, CollectionError> {
        match self {
            Self::Card => Ok(vec![card.id]),
            Self::Note => transaction.cards_of_notes(&[card.note_id]),
        }
    }
}

/// Puts the card under review, or its whole note, off until tomorrow, and answers what is up then.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ReviewBury {
    /// The showing that is meant; nothing is done if it is over.
    turn: u64,
    /// What is put off.
    scope: Scope,
}

impl Action for ReviewBury {
    const SPEC: Spec = Spec::new(
        "reviewBury",
        &[example(r#"{"turn": 1, "scope": "card"}"#, NO_OUTCOME)],
    );
    type Reply = Outcome;
}

impl HostAction for ReviewBury {
    fn run(self, call: &Call<'_>) -> Result<Outcome, ApiError> {
        put_away(call, self.turn, self.scope, |transaction, cards| {
            transaction.bury_cards(cards).map(drop)
        })
    }
}

/// Takes the card under review, or its whole note, out of study until it is unsuspended, and answers what is up
/// then.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ReviewSuspend {
    /// The showing that is meant; nothing is done if it is over.
    turn: u64,
    /// What is suspended.
    scope: Scope,
}

impl Action for ReviewSuspend {
    const SPEC: Spec = Spec::new(
        "reviewSuspend",
        &[example(r#"{"turn": 1, "scope": "note"}"#, NO_OUTCOME)],
    );
    type Reply = Outcome;
}

impl HostAction for ReviewSuspend {
    fn run(self, call: &Call<'_>) -> Result<Outcome, ApiError> {
        put_away(call, self.turn, self.scope, |transaction, cards| {
            transaction.suspend_cards(cards).map(drop)
        })
    }
}

/// Takes the card under review away in one job, and shows the next.
fn put_away(
    call: &Call<'_>,
    turn: u64,
    scope: Scope,
    change: impl FnOnce(&mut Transaction, &[CardId]) -> Result<(), CollectionError> + Send + 'static,
) -> Result<Outcome, ApiError> {
    let author = call.author();
    call.on_screen(|stage, engine| {
        let Some((deck, card)) = current(stage, turn) else {
            return Outcome::of(stage, engine, false);
        };
        let study = engine.write(move |transaction| {
            transaction.set_author(author.into());
            let cards = scope.cards(&card, transaction)?;
            change(transaction, &cards)?;
            transaction.study(deck)
        })?;
        stage.put_next(study, now(engine)?);
        Outcome::of(stage, engine, true)
    })
}

/// Gives the card under review a flag, and answers it; null if there is none.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ReviewFlag {
    /// The showing that is meant; nothing is done if it is over.
    turn: u64,
    /// The flag, 1 to 7; 0 for none.
    flag: u8,
}

impl Action for ReviewFlag {
    const SPEC: Spec = Spec::new(
        "reviewFlag",
        &[example(r#"{"turn": 1, "flag": 2}"#, "null")],
    );
    type Reply = Option<ReviewCard>;
}

impl HostAction for ReviewFlag {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        if self.flag > 7 {
            let refusal = format!("`flag` must be 0 to 7, not {}", self.flag);
            return Err(ApiError::Parameter(refusal));
        }
        mark_card(call, self.turn, move |transaction, card| {
            transaction.set_flag(&[card.id], self.flag).map(drop)
        })
    }
}

/// Marks the note of the card under review with the tag `marked`, or takes that tag off, and answers the card; null
/// if there is none.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ReviewMark {
    /// The showing that is meant; nothing is done if it is over.
    turn: u64,
}

impl Action for ReviewMark {
    const SPEC: Spec = Spec::new("reviewMark", &[example(r#"{"turn": 1}"#, "null")]);
    type Reply = Option<ReviewCard>;
}

impl HostAction for ReviewMark {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        mark_card(call, self.turn, |transaction, card| {
            let note = transaction.require_note(card.note_id)?;
            let is_marked = note
                .tags
                .iter()
                .any(|tag| tag.eq_ignore_ascii_case("marked"));
            if is_marked {
                transaction.remove_tags(&[note.id], "marked").map(drop)
            } else {
                transaction.add_tags(&[note.id], "marked").map(drop)
            }
        })
    }
}

/// Changes something about the card under review that leaves it where it is.
fn mark_card(
    call: &Call<'_>,
    turn: u64,
    change: impl FnOnce(&mut Transaction, &Card) -> Result<(), CollectionError> + Send + 'static,
) -> Result<Option<ReviewCard>, ApiError> {
    let author = call.author();
    call.on_screen(|stage, engine| {
        if let Some((_deck, card)) = current(stage, turn) {
            engine.write::<_, CollectionError>(move |transaction| {
                transaction.set_author(author.into());
                change(transaction, &card)
            })?;
        }
        ReviewCard::of(stage, engine)
    })
}

/// Plays the sounds of the side that is up, on all open pages.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ReviewReplay {
    /// The showing that is meant; nothing is played if it is over.
    turn: u64,
}

impl Action for ReviewReplay {
    const SPEC: Spec = Spec::new("reviewReplay", &[example(r#"{"turn": 1}"#, "false")]);
    type Reply = bool;
}

impl HostAction for ReviewReplay {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        let side = call.on_screen(|stage, _engine| {
            let review = stage.review().filter(|review| review.turn.0 == self.turn);
            Ok(review.map(|review| side_name(review.side)))
        })?;
        let Some(side) = side else {
            return Ok(false);
        };
        let turn = self.turn;
        call.host().announce(&Event::Audio { side, turn });
        Ok(true)
    }
}

fn is_turn(stage: &Stage, turn: u64) -> bool {
    stage
        .review()
        .is_some_and(|review| review.turn == Turn(turn))
}

/// The deck that is studied and its card, if that showing is not over.
fn current(stage: &Stage, turn: u64) -> Option<(DeckId, Card)> {
    let deck = stage.deck()?;
    let upcoming = stage.upcoming().filter(|_| is_turn(stage, turn))?;
    Some((deck, upcoming.queued.card.clone()))
}
