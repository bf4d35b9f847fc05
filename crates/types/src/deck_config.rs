//! Presets of deck options.

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
