//! Presets of deck options.

use std::ops::RangeInclusive;

use crate::coded::coded_enum;
use crate::{DeckConfigId, TimestampSecs, Usn};

/// A preset of deck options.
#[derive(Debug, Clone, PartialEq)]
pub struct DeckConfig {
    /// The preset's id.
    pub id: DeckConfigId,
    /// The name; several presets may have the same.
    pub name: String,
    /// When the preset last changed.
    pub modified: TimestampSecs,
    /// The sync state.
    pub usn: Usn,
    /// The options.
    pub settings: DeckConfigSettings,
}

/// The options of a preset.
#[derive(Debug, Clone, PartialEq)]
pub struct DeckConfigSettings {
    /// Learning steps, in minutes.
    pub learn_steps: Vec<f32>,
    /// Relearning steps, in minutes.
    pub relearn_steps: Vec<f32>,
    /// Parameters of FSRS 4.5.
    pub fsrs_params_4: Vec<f32>,
    /// Parameters of FSRS 5.
    pub fsrs_params_5: Vec<f32>,
    /// Parameters of FSRS 6.
    pub fsrs_params_6: Vec<f32>,
    /// Load of each day of the week, 0 to 1, Monday first.
    pub easy_days_percentages: Vec<f32>,
    /// New cards a day.
    pub new_per_day: u32,
    /// Reviews a day.
    pub reviews_per_day: u32,
    /// At least so many new cards a day.
    pub new_per_day_minimum: u32,
    /// The ease factor that a card graduates with.
    pub initial_ease: f32,
    /// What "easy" multiplies the interval by, besides the ease factor.
    pub easy_multiplier: f32,
    /// What "hard" multiplies the interval by.
    pub hard_multiplier: f32,
    /// What a lapse multiplies the interval by.
    pub lapse_multiplier: f32,
    /// What every review multiplies the interval by.
    pub interval_multiplier: f32,
    /// The longest interval, in days.
    pub maximum_review_interval_days: u32,
    /// The shortest interval after a lapse, in days.
    pub minimum_lapse_interval_days: u32,
    /// The first interval after "good", in days.
    pub graduating_interval_good_days: u32,
    /// The first interval after "easy", in days.
    pub graduating_interval_easy_days: u32,
    /// The position that a new card gets.
    pub new_card_insert_order: NewCardInsertOrder,
    /// Which new cards are taken.
    pub new_card_gather_priority: NewCardGatherPriority,
    /// In which order the taken new cards are shown.
    pub new_card_sort_order: NewCardSortOrder,
    /// Where new cards stand among reviews.
    pub new_mix: InterdayMix,
    /// In which order reviews are shown.
    pub review_order: ReviewCardOrder,
    /// Where learning cards of another day stand among reviews.
    pub interday_learning_mix: InterdayMix,
    /// What happens to a leech.
    pub leech_action: LeechAction,
    /// After so many lapses a card is a leech.
    pub leech_threshold: u32,
    /// Whether sound does not play by itself.
    pub disable_autoplay: bool,
    /// The longest time that an answer counts for, in seconds.
    pub cap_answer_time_to_secs: u32,
    /// Whether a timer is shown.
    pub show_timer: bool,
    /// Whether the timer stops on the answer.
    pub stop_timer_on_answer: bool,
    /// Seconds until the answer is shown by itself; 0 for never.
    pub seconds_to_show_question: f32,
    /// Seconds until the next card is shown by itself; 0 for never.
    pub seconds_to_show_answer: f32,
    /// What happens when the question's time is over.
    pub question_action: QuestionAction,
    /// What happens when the answer's time is over.
    pub answer_action: AnswerAction,
    /// Whether those times wait for sound to end.
    pub wait_for_audio: bool,
    /// Whether replaying the answer leaves out the question's sound.
    pub skip_question_when_replaying_answer: bool,
    /// Whether new siblings are buried.
    pub bury_new: bool,
    /// Whether review siblings are buried.
    pub bury_reviews: bool,
    /// Whether learning siblings of another day are buried.
    pub bury_interday_learning: bool,
    /// The share of reviews to be remembered, 0 to 1.
    pub desired_retention: f32,
    /// The share assumed where the log has no early reviews, 0 to 1.
    pub historical_retention: f32,
    /// Reviews before this date (`YYYY-MM-DD`) do not count; empty for none.
    pub ignore_revlogs_before_date: String,
    /// Which cards the FSRS parameters are computed from; empty for the preset's.
    pub param_search: String,
    /// A JSON object of keys that Anki does not know, as bytes; empty for none.
    pub other: Vec<u8>,
}

impl Default for DeckConfigSettings {
    /// What a new preset has.
    fn default() -> Self {
        Self {
            learn_steps: vec![1.0, 10.0],
            relearn_steps: vec![10.0],
            fsrs_params_4: Vec::new(),
            fsrs_params_5: Vec::new(),
            fsrs_params_6: Vec::new(),
            easy_days_percentages: vec![1.0; 7],
            new_per_day: 20,
            reviews_per_day: 200,
            new_per_day_minimum: 0,
            initial_ease: 2.5,
            easy_multiplier: 1.3,
            hard_multiplier: 1.2,
            lapse_multiplier: 0.0,
            interval_multiplier: 1.0,
            maximum_review_interval_days: 36_500,
            minimum_lapse_interval_days: 1,
            graduating_interval_good_days: 1,
            graduating_interval_easy_days: 4,
            new_card_insert_order: NewCardInsertOrder::Due,
            new_card_gather_priority: NewCardGatherPriority::Deck,
            new_card_sort_order: NewCardSortOrder::Template,
            new_mix: InterdayMix::MixWithReviews,
            review_order: ReviewCardOrder::Day,
            interday_learning_mix: InterdayMix::MixWithReviews,
            leech_action: LeechAction::TagOnly,
            leech_threshold: 8,
            disable_autoplay: false,
            cap_answer_time_to_secs: 60,
            show_timer: false,
            stop_timer_on_answer: false,
            seconds_to_show_question: 0.0,
            seconds_to_show_answer: 0.0,
            question_action: QuestionAction::ShowAnswer,
            answer_action: AnswerAction::BuryCard,
            wait_for_audio: true,
            skip_question_when_replaying_answer: false,
            bury_new: false,
            bury_reviews: false,
            bury_interday_learning: false,
            desired_retention: 0.9,
            historical_retention: 0.9,
            ignore_revlogs_before_date: String::new(),
            param_search: String::new(),
            other: Vec::new(),
        }
    }
}

impl DeckConfigSettings {
    /// The desired retentions that studying goes by.
    pub const DESIRED_RETENTION: RangeInclusive<f32> = 0.7..=0.99;

    /// The options that studying goes by: a number out of its range counts as its default.
    ///
    /// For reading only. The stored preset keeps its numbers until the user saves it.
    #[must_use]
    pub fn effective(&self) -> Self {
        let default = Self::default();
        let mut settings = self.clone();
        macro_rules! bound {
            ($( $field:ident: $range:expr ),+ $(,)?) => { $(
                if !$range.contains(&settings.$field) {
                    settings.$field = default.$field;
                }
            )+ };
        }
        bound! {
            new_per_day: 0..=9999,
            reviews_per_day: 0..=9999,
            new_per_day_minimum: 0..=9999,
            initial_ease: 1.31..=5.0,
            easy_multiplier: 1.0..=5.0,
            hard_multiplier: 0.5..=1.3,
            lapse_multiplier: 0.0..=1.0,
            interval_multiplier: 0.5..=2.0,
            maximum_review_interval_days: 1..=36_500,
            minimum_lapse_interval_days: 1..=36_500,
            graduating_interval_good_days: 1..=36_500,
            graduating_interval_easy_days: 1..=36_500,
            leech_threshold: 1..=9999,
            cap_answer_time_to_secs: 1..=9999,
            desired_retention: Self::DESIRED_RETENTION,
            historical_retention: 0.7..=0.97,
        }
        settings
    }
}

coded_enum! {
    /// The position that a new card gets.
    NewCardInsertOrder {
        /// After the last one.
        Due = 0,
        /// By chance.
        Random = 1,
    }
}

coded_enum! {
    /// Which new cards are taken first.
    NewCardGatherPriority {
        /// Deck by deck.
        Deck = 0,
        /// Deck by deck, notes within it by chance.
        DeckThenRandomNotes = 5,
        /// Lowest position.
        LowestPosition = 1,
        /// Highest position.
        HighestPosition = 2,
        /// Notes by chance.
        RandomNotes = 3,
        /// Cards by chance.
        RandomCards = 4,
    }
}

coded_enum! {
    /// In which order the taken new cards are shown.
    NewCardSortOrder {
        /// By template.
        Template = 0,
        /// As taken.
        NoSort = 1,
        /// By template, then by chance.
        TemplateThenRandom = 2,
        /// Notes by chance, then by template.
        RandomNoteThenTemplate = 3,
        /// By chance.
        RandomCard = 4,
    }
}

coded_enum! {
    /// In which order reviews are shown.
    ReviewCardOrder {
        /// By due day.
        Day = 0,
        /// By due day, then deck.
        DayThenDeck = 1,
        /// By deck, then due day.
        DeckThenDay = 2,
        /// Shortest interval first.
        IntervalsAscending = 3,
        /// Longest interval first.
        IntervalsDescending = 4,
        /// Lowest ease factor first.
        EaseAscending = 5,
        /// Highest ease factor first.
        EaseDescending = 6,
        /// Least likely to be remembered first.
        RetrievabilityAscending = 7,
        /// Most likely to be remembered first.
        RetrievabilityDescending = 11,
        /// Most overdue for its interval first.
        RelativeOverdueness = 12,
        /// By chance.
        Random = 8,
        /// Oldest note first.
        Added = 9,
        /// Newest note first.
        ReverseAdded = 10,
    }
}

coded_enum! {
    /// Where cards of one sort stand among reviews.
    InterdayMix {
        /// Spread among them.
        MixWithReviews = 0,
        /// After them.
        AfterReviews = 1,
        /// Before them.
        BeforeReviews = 2,
    }
}

coded_enum! {
    /// What happens to a leech.
    LeechAction {
        /// It is suspended and tagged.
        Suspend = 0,
        /// It is tagged.
        TagOnly = 1,
    }
}

coded_enum! {
    /// What happens when the question's time is over.
    QuestionAction {
        /// The answer is shown.
        ShowAnswer = 0,
        /// A reminder is shown.
        ShowReminder = 1,
    }
}

coded_enum! {
    /// What happens when the answer's time is over.
    AnswerAction {
        /// The card is buried.
        BuryCard = 0,
        /// It is answered "again".
        AnswerAgain = 1,
        /// It is answered "good".
        AnswerGood = 2,
        /// It is answered "hard".
        AnswerHard = 3,
        /// A reminder is shown.
        ShowReminder = 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Value = fn(&mut DeckConfigSettings) -> &mut f32;
    type Count = fn(&mut DeckConfigSettings) -> &mut u32;

    /// Asserts that `effective` keeps the ends of a range and replaces what lies beyond them.
    fn check_values(field: Value, least: f32, most: f32, default: f32) {
        let cases = [
            (least, least),
            (most, most),
            (least.next_down(), default),
            (most.next_up(), default),
            (f32::NAN, default),
            (f32::INFINITY, default),
        ];
        for (stored, expected) in cases {
            let mut settings = DeckConfigSettings::default();
            *field(&mut settings) = stored;
            let mut wanted = DeckConfigSettings::default();
            *field(&mut wanted) = expected;
            assert_eq!(
                settings.effective(),
                wanted,
                "{stored} should read as {expected}"
            );
        }
    }

    fn check_counts(field: Count, least: u32, most: u32, default: u32) {
        let mut cases = vec![
            (least, least),
            (most, most),
            (most + 1, default),
            (u32::MAX, default),
        ];
        if least > 0 {
            cases.push((least - 1, default));
        }
        for (stored, expected) in cases {
            let mut settings = DeckConfigSettings::default();
            *field(&mut settings) = stored;
            let mut wanted = DeckConfigSettings::default();
            *field(&mut wanted) = expected;
            assert_eq!(
                settings.effective(),
                wanted,
                "{stored} should read as {expected}"
            );
        }
    }

    #[test]
    fn numbers_out_of_range_read_as_their_default() {
        check_counts(|settings| &mut settings.new_per_day, 0, 9999, 20);
        check_counts(|settings| &mut settings.reviews_per_day, 0, 9999, 200);
        check_counts(|settings| &mut settings.new_per_day_minimum, 0, 9999, 0);
        check_values(|settings| &mut settings.initial_ease, 1.31, 5.0, 2.5);
        check_values(|settings| &mut settings.easy_multiplier, 1.0, 5.0, 1.3);
        check_values(|settings| &mut settings.hard_multiplier, 0.5, 1.3, 1.2);
        check_values(|settings| &mut settings.lapse_multiplier, 0.0, 1.0, 0.0);
        check_values(|settings| &mut settings.interval_multiplier, 0.5, 2.0, 1.0);
        check_counts(
            |settings| &mut settings.maximum_review_interval_days,
            1,
            36_500,
            36_500,
        );
        check_counts(
            |settings| &mut settings.minimum_lapse_interval_days,
            1,
            36_500,
            1,
        );
        check_counts(
            |settings| &mut settings.graduating_interval_good_days,
            1,
            36_500,
            1,
        );
        check_counts(
            |settings| &mut settings.graduating_interval_easy_days,
            1,
            36_500,
            4,
        );
        check_counts(|settings| &mut settings.leech_threshold, 1, 9999, 8);
        check_counts(
            |settings| &mut settings.cap_answer_time_to_secs,
            1,
            9999,
            60,
        );
        check_values(|settings| &mut settings.desired_retention, 0.7, 0.99, 0.9);
        check_values(
            |settings| &mut settings.historical_retention,
            0.7,
            0.97,
            0.9,
        );
    }

    #[test]
    fn what_has_no_range_is_kept() {
        let settings = DeckConfigSettings {
            learn_steps: Vec::new(),
            easy_days_percentages: vec![0.0; 7],
            seconds_to_show_question: -1.0,
            other: b"{}".to_vec(),
            ..DeckConfigSettings::default()
        };
        assert_eq!(settings.effective(), settings);
    }
}
