//! The options of a preset, column `config` of table `deck_config`.

use prost::Message;

use ankid_types::{
    AnswerAction, DeckConfigSettings, InterdayMix, LeechAction, NewCardGatherPriority,
    NewCardInsertOrder, NewCardSortOrder, QuestionAction, ReviewCardOrder,
};

use super::{Blob, mirror};

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Settings {
    #[prost(float, repeated, tag = "1")]
    learn_steps: Vec<f32>,
    #[prost(float, repeated, tag = "2")]
    relearn_steps: Vec<f32>,
    #[prost(float, repeated, tag = "3")]
    fsrs_params_4: Vec<f32>,
    #[prost(float, repeated, tag = "4")]
    easy_days_percentages: Vec<f32>,
    #[prost(float, repeated, tag = "5")]
    fsrs_params_5: Vec<f32>,
    #[prost(float, repeated, tag = "6")]
    fsrs_params_6: Vec<f32>,
    #[prost(uint32, tag = "9")]
    new_per_day: u32,
    #[prost(uint32, tag = "10")]
    reviews_per_day: u32,
    #[prost(float, tag = "11")]
    pub(crate) initial_ease: f32,
    #[prost(float, tag = "12")]
    easy_multiplier: f32,
    #[prost(float, tag = "13")]
    hard_multiplier: f32,
    #[prost(float, tag = "14")]
    lapse_multiplier: f32,
    #[prost(float, tag = "15")]
    interval_multiplier: f32,
    #[prost(uint32, tag = "16")]
    maximum_review_interval_days: u32,
    #[prost(uint32, tag = "17")]
    minimum_lapse_interval_days: u32,
    #[prost(uint32, tag = "18")]
    graduating_interval_good_days: u32,
    #[prost(uint32, tag = "19")]
    graduating_interval_easy_days: u32,
    #[prost(int32, tag = "20")]
    new_card_insert_order: i32,
    #[prost(int32, tag = "21")]
    leech_action: i32,
    #[prost(uint32, tag = "22")]
    leech_threshold: u32,
    #[prost(bool, tag = "23")]
    disable_autoplay: bool,
    #[prost(uint32, tag = "24")]
    cap_answer_time_to_secs: u32,
    #[prost(bool, tag = "25")]
    show_timer: bool,
    #[prost(bool, tag = "26")]
    skip_question_when_replaying_answer: bool,
    #[prost(bool, tag = "27")]
    bury_new: bool,
    #[prost(bool, tag = "28")]
    bury_reviews: bool,
    #[prost(bool, tag = "29")]
    bury_interday_learning: bool,
    #[prost(int32, tag = "30")]
    new_mix: i32,
    #[prost(int32, tag = "31")]
    interday_learning_mix: i32,
    #[prost(int32, tag = "32")]
    new_card_sort_order: i32,
    #[prost(int32, tag = "33")]
    review_order: i32,
    #[prost(int32, tag = "34")]
    new_card_gather_priority: i32,
    #[prost(uint32, tag = "35")]
    new_per_day_minimum: u32,
    #[prost(int32, tag = "36")]
    question_action: i32,
    #[prost(float, tag = "37")]
    desired_retention: f32,
    #[prost(bool, tag = "38")]
    stop_timer_on_answer: bool,
    #[prost(float, tag = "40")]
    historical_retention: f32,
    #[prost(float, tag = "41")]
    seconds_to_show_question: f32,
    #[prost(float, tag = "42")]
    seconds_to_show_answer: f32,
    #[prost(int32, tag = "43")]
    answer_action: i32,
    #[prost(bool, tag = "44")]
    wait_for_audio: bool,
    #[prost(string, tag = "45")]
    param_search: String,
    #[prost(string, tag = "46")]
    ignore_revlogs_before_date: String,
    #[prost(bytes = "vec", tag = "255")]
    other: Vec<u8>,
}

mirror!(Settings, DeckConfigSettings {
    learn_steps,
    relearn_steps,
    fsrs_params_4,
    easy_days_percentages,
    fsrs_params_5,
    fsrs_params_6,
    new_per_day,
    reviews_per_day,
    initial_ease,
    easy_multiplier,
    hard_multiplier,
    lapse_multiplier,
    interval_multiplier,
    maximum_review_interval_days,
    minimum_lapse_interval_days,
    graduating_interval_good_days,
    graduating_interval_easy_days,
    leech_threshold,
    disable_autoplay,
    cap_answer_time_to_secs,
    show_timer,
    skip_question_when_replaying_answer,
    bury_new,
    bury_reviews,
    bury_interday_learning,
    new_per_day_minimum,
    desired_retention,
    stop_timer_on_answer,
    historical_retention,
    seconds_to_show_question,
    seconds_to_show_answer,
    wait_for_audio,
    param_search,
    ignore_revlogs_before_date,
    other,
} coded {
    new_card_insert_order: NewCardInsertOrder,
    leech_action: LeechAction,
    new_mix: InterdayMix,
    interday_learning_mix: InterdayMix,
    new_card_sort_order: NewCardSortOrder,
    review_order: ReviewCardOrder,
    new_card_gather_priority: NewCardGatherPriority,
    question_action: QuestionAction,
    answer_action: AnswerAction,
});

impl Blob for DeckConfigSettings {
    type Message = Settings;

    fn message(&self) -> Settings {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use ankid_types::{DeckConfigSettings, LeechAction};

    use super::Blob;

    /// The default preset of a collection that Anki 26.9 made.
    const DEFAULT: &str = "0a080000803f00002041120400002041221c0000803f0000803f0000803f0000803f\
        0000803f0000803f0000803f481450c8015d00002040656666a63f6d9a99993f7d0000803f8001949d02880101\
        900101980104a80101b00108c0013cad026666663fc5026666663fe00201";

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
        digits
            .chunks(2)
            .map(|pair| (pair[0] * 16 + pair[1]) as u8)
            .collect()
    }

    #[test]
    fn the_default_preset_of_anki_reads_and_writes_the_same() {
        let settings = DeckConfigSettings::from_bytes(&bytes(DEFAULT)).unwrap();
        assert_eq!(settings.learn_steps, [1.0, 10.0]);
        assert_eq!((settings.new_per_day, settings.reviews_per_day), (20, 200));
        assert_eq!(settings.leech_action, LeechAction::TagOnly);
        assert_eq!(settings.to_bytes(), bytes(DEFAULT));
    }

    #[test]
    fn a_number_that_no_enum_has_is_an_error() {
        let problem = DeckConfigSettings::from_bytes(&[0xa8, 0x01, 0x09]).unwrap_err();
        assert_eq!(problem, "`leech_action` is unknown: 9");
    }
}
