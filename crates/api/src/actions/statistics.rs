//! Actions on the review log.

use std::collections::HashMap;

use ankid_collection::{CollectionError, Transaction, View};
use ankid_types::{CardId, DeckId, Review, ReviewId, ReviewKind, Usn};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::action::{Action, Entry, HostAction, ReadAction, Spec, WriteAction, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::wire::{Entries, Id, List, LooseId, whole_number};

mod page;

pub(crate) const ACTIONS: &[Entry] = &[
    Entry::read::<GetNumCardsReviewedToday>(),
    Entry::read::<GetNumCardsReviewedByDay>(),
    Entry::read::<page::GetCollectionStatsHtml>(),
    Entry::host::<CardReviews>(),
    Entry::read::<GetReviewsOfCards>(),
    Entry::host::<GetLatestReviewId>(),
    Entry::write::<InsertReviews>(),
];

/// The columns of a review, in the order of the lists that stand for one.
const COLUMNS: [&str; 9] = [
    "id", "card", "usn", "ease", "ivl", "lastIvl", "factor", "time", "type",
];

/// The highest answer button.
const EASY: u8 = 4;

/// Answers how many reviews the log has of today, due dates set by hand included. A day begins at
/// the hour that the collection's preferences name.
#[derive(Deserialize, JsonSchema)]
struct GetNumCardsReviewedToday {}

impl Action for GetNumCardsReviewedToday {
    const SPEC: Spec = Spec::new("getNumCardsReviewedToday", &[example("{}", "0")]);
    type Reply = u32;
}

impl ReadAction for GetNumCardsReviewedToday {
    fn run(self, view: &View) -> Result<u32, ApiError> {
        Ok(view.count_reviews_today()?)
    }
}

/// Answers the days of the calendar on which there were reviews, the newest first, each with the
/// number of its reviews.
#[derive(Deserialize, JsonSchema)]
struct GetNumCardsReviewedByDay {}

impl Action for GetNumCardsReviewedByDay {
    const SPEC: Spec = Spec::new("getNumCardsReviewedByDay", &[example("{}", "[]")]);
    type Reply = Vec<(Option<String>, u32)>;
}

impl ReadAction for GetNumCardsReviewedByDay {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let counts = view.count_reviews_by_day()?.into_iter();
        let counts = counts.map(|(day, count)| (day.map(|day| day.to_string()), count));
        Ok(counts.collect())
    }
}

/// Answers the reviews of the cards that are now in a deck, not counting the decks below it. Each
/// is a list: time of the review (its id), card, usn, button, new interval, last interval, factor,
/// milliseconds that the answer took, type. Intervals are days or, as negative numbers, seconds.
///
/// A deck of that name is made if there is none.
#[derive(Deserialize, JsonSchema)]
struct CardReviews {
    /// The full name of the deck.
    #[schemars(required)]
    deck: Option<String>,
    /// Only reviews after this one.
    #[serde(rename = "startID")]
    start_id: LooseId<ReviewId>,
}

impl Action for CardReviews {
    const SPEC: Spec = Spec::new(
        "cardReviews",
        &[example(r#"{"deck": "Default", "startID": 0}"#, "[]")],
    );
    type Reply = Vec<[i64; 9]>;
}

impl HostAction for CardReviews {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        let deck = find_or_create_deck(call, self.deck)?;
        let after = self.start_id.0;
        let reviews = call
            .engine()?
            .read(|view| view.reviews_of_deck_after(deck, after))?;
        let row = |review: Review| {
            [
                review.id.0,
                review.card_id.0,
                review.usn.0.into(),
                review.button.into(),
                review.interval.into(),
                review.last_interval.into(),
                review.ease_factor.into(),
                review.taken_millis.into(),
                review.kind.code().into(),
            ]
        };
        Ok(reviews.into_iter().map(row).collect())
    }
}

/// Answers the reviews of cards, by card, the oldest first; none for an id that no card has.
#[derive(Deserialize, JsonSchema)]
struct GetReviewsOfCards {
    /// The ids of the cards.
    cards: List<LooseId<CardId>>,
}

/// A review of a card.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CardReview {
    /// When it took place, in milliseconds since 1970.
    #[schemars(with = "i64")]
    id: ReviewId,
    /// Its state in synchronization, -1 until it has been sent.
    #[schemars(with = "i32")]
    usn: Usn,
    /// The button: 1 again, 2 hard, 3 good, 4 easy; 0 where none was pressed.
    ease: u8,
    /// The new interval: days or, as a negative number, seconds.
    ivl: i32,
    /// The interval before, likewise.
    last_ivl: i32,
    /// Thousandths of the factor that the interval grows by; with FSRS the difficulty.
    factor: u32,
    /// How many milliseconds the answer took.
    time: u32,
    /// 0 learning, 1 review, 2 relearning, 3 filtered, 4 manual, 5 rescheduled.
    #[serde(rename = "type")]
    kind: i32,
}

impl Action for GetReviewsOfCards {
    const SPEC: Spec = Spec::new(
        "getReviewsOfCards",
        &[example(
            r#"{"cards": [1767268800000]}"#,
            r#"{"1767268800000": []}"#,
        )],
    );
    type Reply = Entries<Vec<CardReview>>;
}

impl ReadAction for GetReviewsOfCards {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let mut places = HashMap::new();
        let mut cards: Vec<CardId> = Vec::new();
        for LooseId(card) in self.cards.0 {
            places.entry(card).or_insert_with(|| {
                cards.push(card);
                cards.len() - 1
            });
        }
        let mut reviews: Vec<(String, Vec<CardReview>)> = cards
            .iter()
            .map(|card| (card.to_string(), Vec::new()))
            .collect();
        for review in view.reviews_of_cards(&cards)? {
            let place = places.get(&review.card_id);
            if let Some((_card, own)) = place.and_then(|place| reviews.get_mut(*place)) {
                own.push(review.into());
            }
        }
        Ok(Entries(reviews))
    }
}

impl From<Review> for CardReview {
    fn from(review: Review) -> Self {
        Self {
            id: review.id,
            usn: review.usn,
            ease: review.button,
            ivl: review.interval,
            last_ivl: review.last_interval,
            factor: review.ease_factor,
            time: review.taken_millis,
            kind: review.kind.code(),
        }
    }
}

/// Answers the id of the newest review of the cards that are now in a deck, not counting the
/// decks below it; 0 if there is none. The id is the time of the review in milliseconds since 1970.
///
/// A deck of that name is made if there is none.
#[derive(Deserialize, JsonSchema)]
struct GetLatestReviewId {
    /// The full name of the deck.
    #[schemars(required)]
    deck: Option<String>,
}

impl Action for GetLatestReviewId {
    const SPEC: Spec = Spec::new(
        "getLatestReviewID",
        &[example(r#"{"deck": "Default"}"#, "0")],
    );
    type Reply = Id<ReviewId>;
}

impl HostAction for GetLatestReviewId {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        let deck = find_or_create_deck(call, self.deck)?;
        let latest = call
            .engine()?
            .read(|view| view.latest_review_of_deck(deck))?;
        Ok(Id(latest.unwrap_or_default()))
    }
}

/// Adds reviews to the log, all or none; the cards themselves stay as they are. Each review is a list
/// of nine whole numbers in the order in which `cardReviews` answers them. Its id must be free, and not
/// lie in the future; the card must exist.
#[derive(Deserialize, JsonSchema)]
struct InsertReviews {
    /// The reviews.
    reviews: List<NewReview>,
}

/// A review that is to be added.
#[derive(Deserialize)]
#[serde(try_from = "Vec<Value>")]
struct NewReview(Review);

impl JsonSchema for NewReview {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NewReview".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <[i64; 9]>::json_schema(generator)
    }
}

impl TryFrom<Vec<Value>> for NewReview {
    type Error = String;

    fn try_from(row: Vec<Value>) -> Result<Self, String> {
        let count = row.len();
        let row: [Value; 9] = row.try_into().map_err(|_row| {
            let columns = COLUMNS.join(", ");
            format!("a review has 9 values ({columns}), not {count}")
        })?;
        let [id, card, usn, ease, ivl, last_ivl, factor, time, kind] = &row;
        let button: u8 = column("ease", ease)?;
        if button > EASY {
            return Err(format!("`ease` must be 0 to {EASY}, not {button}"));
        }
        let id: i64 = column("id", id)?;
        if id <= 0 {
            return Err(format!(
                "`id` must be a time in milliseconds since 1970, not {id}"
            ));
        }
        let kind: i32 = column("type", kind)?;
        let taken: i32 = column("time", time)?;
        Ok(Self(Review {
            id: ReviewId(id),
            card_id: CardId(column("card", card)?),
            usn: Usn(column("usn", usn)?),
            button,
            interval: column("ivl", ivl)?,
            last_interval: column("lastIvl", last_ivl)?,
            ease_factor: column("factor", factor)?,
            taken_millis: u32::try_from(taken)
                .map_err(|_| format!("`time` is negative: {taken}"))?,
            kind: ReviewKind::from_code(kind)
                .ok_or_else(|| format!("`type` must be 0 to 5, not {kind}"))?,
        }))
    }
}

fn column<T: TryFrom<i64>>(name: &str, value: &Value) -> Result<T, String> {
    let number = whole_number(value);
    let number = number.ok_or_else(|| format!("`{name}` must be a whole number, not {value}"))?;
    T::try_from(number).map_err(|_too_large| format!("`{name}` is out of range: {number}"))
}

impl Action for InsertReviews {
    const SPEC: Spec = Spec::new(
        "insertReviews",
        &[example(
            r#"{"reviews": [[1767268900000, 1767268800000, -1, 3, 4, -60, 2500, 6157, 0]]}"#,
            "null",
        )],
    )
    .errors(&[
        "review `ID` exists already",
        "review `ID` lies in the future; the id is the time in milliseconds since 1970",
        "Card was not found: ID",
    ]);
    type Reply = ();
}

impl WriteAction for InsertReviews {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let reviews = self.reviews.0.into_iter().map(|review| review.0);
        Ok(transaction.insert_reviews(reviews.collect())?)
    }
}

/// The deck of this name. Only one that there is not yet has to wait for the writer.
fn find_or_create_deck(call: &Call<'_>, name: Option<String>) -> Result<DeckId, ApiError> {
    let name = name.unwrap_or_default();
    let engine = call.engine()?;
    let found = engine.read(|view| {
        let deck = view.deck_named(&name);
        Ok::<_, CollectionError>(deck.map(|deck| deck.id))
    })?;
    match found {
        Some(deck) => Ok(deck),
        None => Ok(engine.write(move |transaction| transaction.find_or_create_deck(&name))?),
    }
}

#[cfg(test)]
mod tests;
