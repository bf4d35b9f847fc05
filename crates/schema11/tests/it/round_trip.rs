//! What is printed reads back as it was.

use ankid_schema11::{
    NotetypeDict, Schema11Error, deck_config_from_dict, deck_config_to_dict, deck_from_dict,
    deck_to_dict, notetype_to_dict,
};
use ankid_types::{
    AnswerAction, CardRequirement, CardTemplate, CardTemplateSettings, DayLimit, Deck, DeckCommon,
    DeckConfig, DeckConfigId, DeckConfigSettings, DeckId, DeckKind, DeckName, FilteredDeck,
    FilteredSearchOrder, FilteredSearchTerm, InterdayMix, LeechAction, NewCardGatherPriority,
    NewCardInsertOrder, NewCardSortOrder, NormalDeck, Notetype, NotetypeField,
    NotetypeFieldSettings, NotetypeId, NotetypeKind, NotetypeSettings, QuestionAction,
    RequirementKind, ReviewCardOrder, StockKind, TimestampSecs, Usn,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::json;

/// One of the values that the numbers stand for.
fn coded<T: std::fmt::Debug + Clone + 'static>(
    from_code: fn(i32) -> Option<T>,
) -> impl Strategy<Value = T> {
    let values: Vec<T> = (0..20).filter_map(from_code).collect();
    proptest::sample::select(values)
}

fn finite() -> impl Strategy<Value = f32> {
    proptest::num::f32::NORMAL | proptest::num::f32::ZERO
}

/// Unknown keys, as they are stored.
fn other() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(Vec::new()),
        (any::<i64>(), any::<bool>(), ".*").prop_map(|(number, truth, text)| {
            json!({ "zz": number, "add-on": { "a": truth, "b": [text, null, 1.0] } })
                .to_string()
                .into_bytes()
        }),
    ]
}

prop_compose! {
    fn field()(
        name in ".*",
        flags in any::<[bool; 6]>(),
        font_name in ".*",
        font_size in any::<u16>(),
        description in ".*",
        id in any::<Option<i64>>(),
        tag in any::<Option<u32>>(),
        other in other(),
    ) -> NotetypeField {
        let [sticky, right_to_left, plain_text, collapsed, exclude_from_search, prevent_deletion] = flags;
        let settings = NotetypeFieldSettings {
            sticky, right_to_left, font_name, font_size: font_size.into(), description, plain_text,
            collapsed, exclude_from_search, id, tag, prevent_deletion, other,
        };
        NotetypeField { name, settings }
    }
}

prop_compose! {
    fn template()(
        name in ".*",
        formats in any::<[String; 4]>(),
        target_deck_id in 0..i64::MAX,
        browser_font_name in ".*",
        browser_font_size in any::<u8>(),
        id in any::<Option<i64>>(),
        other in other(),
    ) -> CardTemplate {
        let [question_format, answer_format, browser_question_format, browser_answer_format] = formats;
        let settings = CardTemplateSettings {
            question_format, answer_format, browser_question_format, browser_answer_format,
            target_deck_id: DeckId(target_deck_id), browser_font_name,
            browser_font_size: browser_font_size.into(), id, other,
        };
        CardTemplate { name, modified: TimestampSecs(0), usn: Usn(0), settings }
    }
}

prop_compose! {
    fn requirement()(
        card_ordinal in any::<u16>(),
        kind in coded(RequirementKind::from_code),
        field_ordinals in vec(any::<u16>(), 0..4),
    ) -> CardRequirement {
        let field_ordinals = field_ordinals.into_iter().map(u32::from).collect();
        CardRequirement { card_ordinal: card_ordinal.into(), kind, field_ordinals }
    }
}

prop_compose! {
    fn notetype()(
        (id, modified, usn, sort_field_index) in any::<(i64, i64, i32, u16)>(),
        texts in any::<[String; 4]>(),
        latex_svg in any::<bool>(),
        kind in coded(NotetypeKind::from_code),
        stock_kind in coded(StockKind::from_code),
        (legacy_deck_id, original_id) in any::<(i64, Option<i64>)>(),
        requirements in vec(requirement(), 0..3),
        fields in vec(field(), 0..4),
        templates in vec(template(), 0..4),
        other in other(),
    ) -> Notetype {
        let [name, css, latex_header, latex_footer] = texts;
        let settings = NotetypeSettings {
            kind, sort_field_index: sort_field_index.into(), css, legacy_deck_id: DeckId(legacy_deck_id),
            latex_header, latex_footer, latex_svg, requirements, stock_kind, original_id, other,
        };
        Notetype {
            id: NotetypeId(id), name, modified: TimestampSecs(modified), usn: Usn(usn), settings, fields,
            templates,
        }
    }
}

prop_compose! {
    fn day_limit()((limit, today) in any::<(u32, u32)>()) -> DayLimit {
        DayLimit { limit, today }
    }
}

prop_compose! {
    fn normal()(
        config_id in any::<i64>(),
        (extend_new, extend_review) in (0..=i32::MAX as u32, 0..=i32::MAX as u32),
        description in ".*",
        markdown_description in any::<bool>(),
        (review_limit, new_limit) in any::<(Option<u32>, Option<u32>)>(),
        review_limit_today in option::of(day_limit()),
        new_limit_today in option::of(day_limit()),
        percent in option::of(0..=100u8),
    ) -> DeckKind {
        DeckKind::Normal(NormalDeck {
            config_id: DeckConfigId(config_id), extend_new, extend_review, description,
            markdown_description, review_limit, new_limit, review_limit_today, new_limit_today,
            desired_retention: percent.map(|percent| f32::from(percent) / 100.0),
        })
    }
}

prop_compose! {
    fn term()(
        search in ".*",
        limit in 0..=i32::MAX as u32,
        order in coded(FilteredSearchOrder::from_code),
    ) -> FilteredSearchTerm {
        FilteredSearchTerm { search, limit, order }
    }
}

prop_compose! {
    fn filtered()(
        reschedule in any::<bool>(),
        search_terms in vec(term(), 0..3),
        delays in vec(finite(), 0..3),
        [preview_delay, preview_again_secs, preview_hard_secs, preview_good_secs] in any::<[u32; 4]>(),
    ) -> DeckKind {
        DeckKind::Filtered(FilteredDeck {
            reschedule, search_terms, delays, preview_delay, preview_again_secs, preview_hard_secs,
            preview_good_secs,
        })
    }
}

prop_compose! {
    fn deck()(
        (id, modified, usn) in any::<(i64, i64, i32)>(),
        name in "[^\u{1f}]*",
        (study_collapsed, browser_collapsed, last_day_studied) in any::<(bool, bool, u32)>(),
        [new_studied, review_studied, learning_studied, milliseconds_studied] in any::<[i32; 4]>(),
        kind in prop_oneof![normal(), filtered()],
        other in other(),
    ) -> Deck {
        let common = DeckCommon {
            study_collapsed, browser_collapsed, last_day_studied, new_studied, review_studied,
            learning_studied, milliseconds_studied, other,
        };
        Deck {
            id: DeckId(id), name: DeckName::from_human(&name), modified: TimestampSecs(modified),
            usn: Usn(usn), common, kind,
        }
    }
}

prop_compose! {
    fn limits()(
        learn_steps in vec(finite(), 0..3),
        relearn_steps in vec(finite(), 0..3),
        ease_thousandths in any::<u16>(),
        [new_per_day, reviews_per_day, maximum, minimum, leech_threshold, new_minimum] in any::<[u32; 6]>(),
        [good, easy] in any::<[u16; 2]>(),
        [easy_multiplier, hard_multiplier, lapse_multiplier, interval_multiplier]
            in [finite(), finite(), finite(), finite()],
        cap_answer_time_to_secs in 0..=i32::MAX as u32,
        leech_action in coded(LeechAction::from_code),
        new_card_insert_order in coded(NewCardInsertOrder::from_code),
    ) -> DeckConfigSettings {
        DeckConfigSettings {
            learn_steps, relearn_steps, initial_ease: f32::from(ease_thousandths) / 1000.0, new_per_day,
            reviews_per_day, maximum_review_interval_days: maximum, minimum_lapse_interval_days: minimum,
            leech_threshold, new_per_day_minimum: new_minimum, graduating_interval_good_days: good.into(),
            graduating_interval_easy_days: easy.into(), easy_multiplier, hard_multiplier,
            lapse_multiplier, interval_multiplier, cap_answer_time_to_secs, leech_action,
            new_card_insert_order, ..DeckConfigSettings::default()
        }
    }
}

prop_compose! {
    fn settings()(
        limits in limits(),
        [fsrs_params_4, fsrs_params_5, fsrs_params_6, easy_days_percentages] in [
            vec(finite(), 0..3), vec(finite(), 0..3), vec(finite(), 0..3), vec(finite(), 0..8),
        ],
        orders in (
            coded(NewCardGatherPriority::from_code), coded(NewCardSortOrder::from_code),
            coded(InterdayMix::from_code), coded(ReviewCardOrder::from_code),
            coded(InterdayMix::from_code), coded(QuestionAction::from_code),
            coded(AnswerAction::from_code),
        ),
        flags in any::<[bool; 8]>(),
        [desired_retention, historical_retention, question, answer]
            in [finite(), finite(), finite(), finite()],
        [ignore_revlogs_before_date, param_search] in any::<[String; 2]>(),
        other in prop_oneof![
            other(),
            Just(br#"{"minSpace":1,"new":{"separate":true},"rev":{"fuzz":0.05},"lapse":{"x":null}}"#.to_vec()),
        ],
    ) -> DeckConfigSettings {
        let [disable_autoplay, show_timer, stop_timer_on_answer, wait_for_audio,
            skip_question_when_replaying_answer, bury_new, bury_reviews, bury_interday_learning] = flags;
        DeckConfigSettings {
            fsrs_params_4, fsrs_params_5, fsrs_params_6, easy_days_percentages,
            new_card_gather_priority: orders.0, new_card_sort_order: orders.1, new_mix: orders.2,
            review_order: orders.3, interday_learning_mix: orders.4, question_action: orders.5,
            answer_action: orders.6, disable_autoplay, show_timer, stop_timer_on_answer,
            wait_for_audio, skip_question_when_replaying_answer, bury_new, bury_reviews,
            bury_interday_learning, desired_retention, historical_retention,
            seconds_to_show_question: question, seconds_to_show_answer: answer,
            ignore_revlogs_before_date, param_search, other, ..limits
        }
    }
}

prop_compose! {
    fn deck_config()(
        (id, modified, usn) in any::<(i64, i64, i32)>(),
        name in ".*",
        settings in settings(),
    ) -> DeckConfig {
        DeckConfig { id: DeckConfigId(id), name, modified: TimestampSecs(modified), usn: Usn(usn), settings }
    }
}

/// What a client sees: the dict as text, parsed again.
fn over_the_wire(dict: &serde_json::Value) -> serde_json::Value {
    serde_json::from_str(&dict.to_string()).unwrap()
}

proptest! {
    #[test]
    fn notetypes_survive(notetype in notetype()) {
        let dict = notetype_to_dict(&notetype).unwrap();
        let read = NotetypeDict::from_value(over_the_wire(&dict)).unwrap();
        let count = |len: usize| (0..len as u32).map(Some).collect::<Vec<_>>();
        prop_assert_eq!(read.old_field_ordinals, count(notetype.fields.len()));
        prop_assert_eq!(read.old_template_ordinals, count(notetype.templates.len()));
        prop_assert_eq!(read.notetype, notetype);
    }

    #[test]
    fn decks_survive(deck in deck()) {
        let dict = deck_to_dict(&deck).unwrap();
        prop_assert_eq!(deck_from_dict(over_the_wire(&dict)).unwrap(), deck);
    }

    #[test]
    fn presets_survive(config in deck_config()) {
        let dict = deck_config_to_dict(&config).unwrap();
        prop_assert_eq!(deck_config_from_dict(over_the_wire(&dict)).unwrap(), config);
    }
}

#[test]
fn ordinals_tell_where_moved_items_were() {
    let mut notetype = json!({
        "id": 1, "name": "Basic", "type": 0, "mod": 0, "usn": 0, "sortf": 0, "did": null, "css": "",
        "tmpls": [{ "name": "new", "qfmt": "", "ord": null }, { "name": "old", "qfmt": "", "ord": 3 }],
        "flds": [],
    });
    for (name, ord) in [("B", json!(1)), ("C", json!("2")), ("new", json!(null))] {
        let field =
            json!({ "name": name, "ord": ord, "sticky": 0, "rtl": 0, "font": "", "size": 9 });
        notetype["flds"].as_array_mut().unwrap().push(field);
    }
    let read = NotetypeDict::from_value(notetype).unwrap();
    assert_eq!(read.old_field_ordinals, [Some(1), Some(2), None]);
    assert_eq!(read.old_template_ordinals, [None, Some(3)]);
}

#[test]
fn errors_name_the_key() {
    let check = |dict, expected: &str| {
        assert_eq!(
            deck_config_from_dict(dict).unwrap_err().to_string(),
            expected
        );
    };
    check(json!([]), "`dict` must be an object, not []");
    check(json!({}), "`id` is missing");
    check(
        json!({ "id": "x" }),
        r#"`id` must be a whole number, not "x""#,
    );
    check(
        json!({ "id": 1, "mod": 0, "name": null }),
        "`name` is missing",
    );
    let notetype = json!({
        "id": 1, "name": "x", "type": 7, "mod": 0, "usn": 0, "sortf": 0, "did": null, "tmpls": [],
        "flds": [],
    });
    let error = NotetypeDict::from_value(notetype.clone()).unwrap_err();
    assert_eq!(error.to_string(), "`type` has the unknown value 7");
    let mut notetype = notetype;
    notetype["type"] = json!(0);
    notetype["flds"] = json!([{ "name": "Front" }]);
    let error = NotetypeDict::from_value(notetype).unwrap_err();
    assert_eq!(error.to_string(), "`flds.0.sticky` is missing");
}

#[test]
fn a_bag_that_is_no_object_is_an_error() {
    let mut deck = Deck::new_normal(DeckId(1), DeckName::from_human("A::B"));
    deck.common.other = b"[1]".to_vec();
    let error = deck_to_dict(&deck).unwrap_err();
    assert!(matches!(&error, Schema11Error::OtherKeys { owner, .. } if owner == "deck `A::B`"));
}

#[test]
fn own_keys_in_a_bag_do_not_replace_values() {
    let mut deck = Deck::new_normal(DeckId(1), DeckName::from_human("A"));
    deck.common.other = br#"{"name":"B","md":true,"desc":"x","mid":5}"#.to_vec();
    let dict = deck_to_dict(&deck).unwrap();
    assert_eq!(dict["name"], "A");
    assert_eq!(dict["desc"], "");
    assert_eq!(dict.get("md"), None);
    assert_eq!(dict["mid"], 5);
}
