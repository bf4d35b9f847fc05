//! Dicts of presets of deck options.

use ankid_types::{
    AnswerAction, DeckConfig, DeckConfigId, DeckConfigSettings, InterdayMix, LeechAction,
    NewCardGatherPriority, NewCardInsertOrder, NewCardSortOrder, QuestionAction, ReviewCardOrder,
    TimestampSecs, Usn,
};
use serde_json::{Map, Value, json};

use crate::loose::{decimal, decimals};
use crate::reader::Reader;
use crate::{Result, other};

/// Inner objects with unknown keys of their own. In the bag these keys stand below the same name.
const SECTIONS: [&str; 3] = ["new", "rev", "lapse"];

/// Reads the dict of a preset.
///
/// As in Anki, a section that lacks a key or holds a wrong kind of value counts as a new preset's.
pub fn deck_config_from_dict(value: Value) -> Result<DeckConfig> {
    let mut reader = Reader::new(value)?;
    let id = DeckConfigId(reader.required("id")?);
    let modified = TimestampSecs(reader.required("mod")?);
    let name = reader.required("name")?;
    let usn = Usn(reader.required("usn")?);
    let mut settings = DeckConfigSettings::default();
    read_answering(&mut reader, &mut settings)?;
    let bags = [
        read_section(&mut reader, "new", read_new, &mut settings)?,
        read_section(&mut reader, "rev", read_review, &mut settings)?,
        read_section(&mut reader, "lapse", read_lapse, &mut settings)?,
    ];
    read_scheduling(&mut reader, &mut settings)?;
    // Nothing has been made of it since decks know their kind.
    reader.lenient("dyn", false);
    let mut bag = reader.into_dict();
    for (section, keys) in SECTIONS.into_iter().zip(bags) {
        if !keys.is_empty() {
            bag.insert(section.to_owned(), Value::Object(keys));
        }
    }
    settings.other = other::to_bytes(bag);
    Ok(DeckConfig {
        id,
        name,
        modified,
        usn,
        settings,
    })
}

/// Prints the dict of a preset.
///
/// Fails if its unknown keys are no JSON object.
pub fn deck_config_to_dict(config: &DeckConfig) -> Result<Value> {
    let settings = &config.settings;
    let owner = || format!("preset `{}`", config.name);
    let mut bag = other::from_bytes(&settings.other, owner)?;
    let [new, review, lapse] = SECTIONS.map(|section| bag.shift_remove(section));
    let mut dict = Map::new();
    let mut put = |key: &str, value: Value| dict.insert(key.to_owned(), value);
    put("id", config.id.0.into());
    put("mod", config.modified.0.into());
    put("name", config.name.as_str().into());
    put("usn", config.usn.0.into());
    put("maxTaken", settings.cap_answer_time_to_secs.into());
    put("autoplay", (!settings.disable_autoplay).into());
    put("timer", i32::from(settings.show_timer).into());
    let replay = !settings.skip_question_when_replaying_answer;
    put("replayq", replay.into());
    put("new", section(new_to_dict(settings), new));
    put("rev", section(review_to_dict(settings), review));
    put("lapse", section(lapse_to_dict(settings), lapse));
    if let Value::Object(scheduling) = scheduling_to_dict(settings) {
        dict.extend(scheduling);
    }
    other::add_to(&mut dict, bag, &[]);
    Ok(Value::Object(dict))
}

fn read_answering(reader: &mut Reader, settings: &mut DeckConfigSettings) -> Result<()> {
    let seconds: i32 = reader.required("maxTaken")?;
    settings.cap_answer_time_to_secs = seconds.max(0).unsigned_abs();
    settings.disable_autoplay = !reader.required("autoplay")?;
    settings.show_timer = reader.present("timer", 0u8)? != 0;
    settings.skip_question_when_replaying_answer = !reader.optional("replayq", false)?;
    Ok(())
}

/// Reads a section into the settings and returns its unknown keys; leaves the settings alone where
/// Anki would not take the section.
fn read_section(
    reader: &mut Reader,
    key: &str,
    read: fn(&mut Reader, &mut DeckConfigSettings) -> Result<()>,
    settings: &mut DeckConfigSettings,
) -> Result<Map<String, Value>> {
    let section = reader.take_any(key)?;
    let Ok(mut section) = reader.inner(key, section) else {
        return Ok(Map::new());
    };
    let mut changed = settings.clone();
    match read(&mut section, &mut changed) {
        Ok(()) => {
            *settings = changed;
            Ok(section.into_dict())
        }
        Err(_invalid) => Ok(Map::new()),
    }
}

fn read_new(reader: &mut Reader, settings: &mut DeckConfigSettings) -> Result<()> {
    settings.bury_new = reader.optional("bury", false)?;
    settings.learn_steps = reader.present("delays", Vec::new())?;
    let thousandths: u16 = reader.required("initialFactor")?;
    settings.initial_ease = f32::from(thousandths) / 1000.0;
    let intervals: Vec<u16> = reader.present("ints", Vec::new())?;
    if let [good, easy, ..] = intervals.as_slice() {
        settings.graduating_interval_good_days = (*good).into();
        settings.graduating_interval_easy_days = (*easy).into();
    }
    settings.new_card_insert_order = match reader.present("order", 1)? {
        0 => NewCardInsertOrder::Random,
        _ => NewCardInsertOrder::Due,
    };
    settings.new_per_day = reader.present("perDay", 0)?;
    Ok(())
}

fn read_review(reader: &mut Reader, settings: &mut DeckConfigSettings) -> Result<()> {
    settings.bury_reviews = reader.optional("bury", false)?;
    settings.easy_multiplier = reader.required("ease4")?;
    settings.interval_multiplier = reader.required("ivlFct")?;
    settings.maximum_review_interval_days = reader.required("maxIvl")?;
    settings.reviews_per_day = reader.present("perDay", 0)?;
    settings.hard_multiplier = reader.optional("hardFactor", settings.hard_multiplier)?;
    Ok(())
}

fn read_lapse(reader: &mut Reader, settings: &mut DeckConfigSettings) -> Result<()> {
    settings.relearn_steps = reader.present("delays", Vec::new())?;
    settings.leech_action = match reader.present("leechAction", 1)? {
        0 => LeechAction::Suspend,
        _ => LeechAction::TagOnly,
    };
    settings.leech_threshold = reader.required("leechFails")?;
    settings.minimum_lapse_interval_days = reader.required("minInt")?;
    settings.lapse_multiplier = reader.required("mult")?;
    Ok(())
}

fn read_scheduling(reader: &mut Reader, settings: &mut DeckConfigSettings) -> Result<()> {
    settings.new_mix = reader.coded("newMix", InterdayMix::from_code)?;
    settings.new_per_day_minimum = reader.optional("newPerDayMinimum", 0)?;
    settings.interday_learning_mix = reader.coded("interdayLearningMix", InterdayMix::from_code)?;
    settings.review_order = reader.coded("reviewOrder", ReviewCardOrder::from_code)?;
    settings.new_card_sort_order = reader.coded("newSortOrder", NewCardSortOrder::from_code)?;
    settings.new_card_gather_priority =
        reader.coded("newGatherPriority", NewCardGatherPriority::from_code)?;
    settings.bury_interday_learning = reader.optional("buryInterdayLearning", false)?;
    settings.fsrs_params_4 = reader.optional("fsrsWeights", Vec::new())?;
    settings.fsrs_params_5 = reader.optional("fsrsParams5", Vec::new())?;
    settings.fsrs_params_6 = reader.optional("fsrsParams6", Vec::new())?;
    settings.desired_retention = reader.optional("desiredRetention", 0.0)?;
    settings.ignore_revlogs_before_date =
        reader.optional("ignoreRevlogsBeforeDate", String::new())?;
    settings.easy_days_percentages = reader.optional("easyDaysPercentages", Vec::new())?;
    settings.stop_timer_on_answer = reader.optional("stopTimerOnAnswer", false)?;
    settings.seconds_to_show_question = reader.optional("secondsToShowQuestion", 0.0)?;
    settings.seconds_to_show_answer = reader.optional("secondsToShowAnswer", 0.0)?;
    settings.question_action = reader.coded("questionAction", QuestionAction::from_code)?;
    settings.answer_action = reader.coded("answerAction", AnswerAction::from_code)?;
    settings.wait_for_audio = reader.optional("waitForAudio", true)?;
    settings.historical_retention = reader.optional("sm2Retention", 0.0)?;
    settings.param_search = reader.optional("weightSearch", String::new())?;
    Ok(())
}

fn new_to_dict(settings: &DeckConfigSettings) -> Value {
    let order = match settings.new_card_insert_order {
        NewCardInsertOrder::Random => 0,
        NewCardInsertOrder::Due => 1,
    };
    json!({
        "bury": settings.bury_new,
        "delays": decimals(&settings.learn_steps),
        "initialFactor": (settings.initial_ease * 1000.0).round() as u16,
        "ints": [
            settings.graduating_interval_good_days,
            settings.graduating_interval_easy_days,
            0,
        ],
        "order": order,
        "perDay": settings.new_per_day,
    })
}

fn review_to_dict(settings: &DeckConfigSettings) -> Value {
    json!({
        "bury": settings.bury_reviews,
        "ease4": decimal(settings.easy_multiplier),
        "ivlFct": decimal(settings.interval_multiplier),
        "maxIvl": settings.maximum_review_interval_days,
        "perDay": settings.reviews_per_day,
        "hardFactor": decimal(settings.hard_multiplier),
    })
}

fn lapse_to_dict(settings: &DeckConfigSettings) -> Value {
    json!({
        "delays": decimals(&settings.relearn_steps),
        "leechAction": settings.leech_action.code(),
        "leechFails": settings.leech_threshold,
        "minInt": settings.minimum_lapse_interval_days,
        "mult": decimal(settings.lapse_multiplier),
    })
}

fn scheduling_to_dict(settings: &DeckConfigSettings) -> Value {
    json!({
        "dyn": false,
        "newMix": settings.new_mix.code(),
        "newPerDayMinimum": settings.new_per_day_minimum,
        "interdayLearningMix": settings.interday_learning_mix.code(),
        "reviewOrder": settings.review_order.code(),
        "newSortOrder": settings.new_card_sort_order.code(),
        "newGatherPriority": settings.new_card_gather_priority.code(),
        "buryInterdayLearning": settings.bury_interday_learning,
        "fsrsWeights": decimals(&settings.fsrs_params_4),
        "fsrsParams5": decimals(&settings.fsrs_params_5),
        "fsrsParams6": decimals(&settings.fsrs_params_6),
        "desiredRetention": decimal(settings.desired_retention),
        "ignoreRevlogsBeforeDate": settings.ignore_revlogs_before_date,
        "easyDaysPercentages": decimals(&settings.easy_days_percentages),
        "stopTimerOnAnswer": settings.stop_timer_on_answer,
        "secondsToShowQuestion": decimal(settings.seconds_to_show_question),
        "secondsToShowAnswer": decimal(settings.seconds_to_show_answer),
        "questionAction": settings.question_action.code(),
        "answerAction": settings.answer_action.code(),
        "waitForAudio": settings.wait_for_audio,
        "sm2Retention": decimal(settings.historical_retention),
        "weightSearch": settings.param_search,
    })
}

/// The dict of a section with its unknown keys.
fn section(own: Value, bag: Option<Value>) -> Value {
    match (own, bag) {
        (Value::Object(mut dict), Some(Value::Object(bag))) => {
            other::add_to(&mut dict, bag, &[]);
            Value::Object(dict)
        }
        (own, _) => own,
    }
}
