//! All that the page says, apart from numbers.

pub(crate) const PAGE: &str = "Statistics";
pub(crate) const WHOLE_COLLECTION: &str = "Whole collection";
pub(crate) const DECK: &str = "Deck: ";
pub(crate) const MONTH: &str = "1 month";
pub(crate) const YEAR: &str = "1 year";
pub(crate) const NO_DATA: &str = "Nothing to show yet.";
pub(crate) const SHOW_TABLE: &str = "Show as a table";

pub(crate) const TODAY: &str = "Today";
pub(crate) const TODAY_ABOUT: &str = "What was studied today.";
pub(crate) const NOTHING_TODAY: &str = "No cards were studied today.";

pub(crate) const FUTURE_DUE: &str = "Future due";
pub(crate) const FUTURE_DUE_ABOUT: &str = "How many cards fall due in the days to come.";

pub(crate) const CALENDAR: &str = "Calendar";
pub(crate) const CALENDAR_ABOUT: &str = "How much was studied on each day of the past year.";

pub(crate) const REVIEWS: &str = "Reviews";
pub(crate) const REVIEWS_ABOUT: &str = "How many answers were given.";
pub(crate) const REVIEW_TIME: &str = "Review time";
pub(crate) const REVIEW_TIME_ABOUT: &str = "How many minutes the answers took.";

pub(crate) const CARD_COUNTS: &str = "Card counts";
pub(crate) const CARD_COUNTS_ABOUT: &str = "How far the cards have come.";

pub(crate) const INTERVALS: &str = "Review intervals";
pub(crate) const INTERVALS_ABOUT: &str = "How long cards wait between two reviews.";
pub(crate) const STABILITY: &str = "Card stability";
pub(crate) const STABILITY_ABOUT: &str =
    "After how long the chance to remember a card falls to 90%.";

pub(crate) const EASE: &str = "Card ease";
pub(crate) const EASE_ABOUT: &str = "The lower the ease, the more often a card comes up.";
pub(crate) const DIFFICULTY: &str = "Card difficulty";
pub(crate) const DIFFICULTY_ABOUT: &str =
    "The higher the difficulty, the slower the stability of a card grows.";
pub(crate) const RETRIEVABILITY: &str = "Card retrievability";
pub(crate) const RETRIEVABILITY_ABOUT: &str = "How likely cards would be remembered today.";

pub(crate) const HOURS: &str = "Hourly breakdown";
pub(crate) const HOURS_ABOUT: &str =
    "How many reviews there were at each hour of the day, and how many were remembered.";

pub(crate) const BUTTONS: &str = "Answer buttons";
pub(crate) const BUTTONS_ABOUT: &str = "How often each button was pressed.";

pub(crate) const ADDED: &str = "Added";
pub(crate) const ADDED_ABOUT: &str = "How many cards were added.";

pub(crate) const RETENTION: &str = "True retention";
pub(crate) const RETENTION_ABOUT: &str =
    "The share of reviews that were remembered, of cards with intervals of a day or more.";

pub(crate) const NEW: &str = "New";
pub(crate) const LEARNING: &str = "Learning";
pub(crate) const RELEARNING: &str = "Relearning";
pub(crate) const YOUNG: &str = "Young";
pub(crate) const MATURE: &str = "Mature";
pub(crate) const FILTERED: &str = "Filtered";
pub(crate) const SUSPENDED: &str = "Suspended";
pub(crate) const BURIED: &str = "Buried";
pub(crate) const AGAIN: &str = "Again";
pub(crate) const HARD: &str = "Hard";
pub(crate) const GOOD: &str = "Good";
pub(crate) const EASY: &str = "Easy";
pub(crate) const CARDS: &str = "Cards";
pub(crate) const TOTAL: &str = "Total";
pub(crate) const CORRECT: &str = "Correct";
pub(crate) const SHARE: &str = "Share";
pub(crate) const OVERDUE: &str = "Overdue";
pub(crate) const ANSWERS: &str = "Answers";
pub(crate) const DAY: &str = "Day";
pub(crate) const WEEK_FROM: &str = "Week from";
pub(crate) const TIME: &str = "Time";
pub(crate) const EASE_PERCENT: &str = "Ease";
pub(crate) const DIFFICULTY_PERCENT: &str = "Difficulty";
pub(crate) const RETRIEVABILITY_PERCENT: &str = "Retrievability";
pub(crate) const HOUR: &str = "Hour";
pub(crate) const KIND: &str = "Kind";

/// The stretches of the table of retention.
pub(crate) const STRETCHES: [&str; 5] =
    [TODAY, "Yesterday", "Last week", "Last month", "Last year"];

/// The lengths of time that cards are counted by: the first number of days, and the name.
pub(crate) const LENGTHS: [(u32, &str); 10] = [
    (0, "<1d"),
    (1, "1d"),
    (3, "3d"),
    (7, "1w"),
    (21, "3w"),
    (31, "1mo"),
    (91, "3mo"),
    (183, "6mo"),
    (365, "1y"),
    (731, "2y+"),
];

/// `12 cards`, `1 card`.
pub(crate) fn cards(count: u64) -> String {
    counted(count, "card", "cards")
}

/// `12 reviews`, `1 review`.
pub(crate) fn reviews(count: u64) -> String {
    counted(count, "review", "reviews")
}

fn counted(count: u64, one: &str, many: &str) -> String {
    let number = crate::numbers::whole(count);
    match count {
        1 => format!("{number} {one}"),
        _ => format!("{number} {many}"),
    }
}

/// A length of time: `45 seconds`, `12.5 minutes`, `1.5 hours`.
pub(crate) fn span(millis: u64) -> String {
    let secs = millis as f64 / 1000.0;
    let (amount, unit) = match secs {
        ..60.0 => (secs, "seconds"),
        ..3600.0 => (secs / 60.0, "minutes"),
        _ => (secs / 3600.0, "hours"),
    };
    format!("{} {unit}", crate::numbers::tenths(amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_come_with_their_word() {
        assert_eq!([cards(1), cards(2000)], ["1 card", "2,000 cards"]);
        assert_eq!(reviews(0), "0 reviews");
        let spans = [4500, 90_000, 5_400_000].map(span);
        assert_eq!(spans, ["4.5 seconds", "1.5 minutes", "1.5 hours"]);
    }
}
