//! Checks of the SQL functions; the numbers are what the official engine gives.

use rusqlite::Connection;
use rusqlite::types::Value;

/// What an SQL expression gives, or the text of its error.
fn value_of(expression: &str) -> Result<Value, String> {
    let connection = Connection::open_in_memory().unwrap();
    super::register(&connection).unwrap();
    connection
        .query_row(&format!("SELECT {expression}"), [], |row| row.get(0))
        .map_err(|error: rusqlite::Error| error.to_string())
}

#[track_caller]
fn check(expression: &str, expect: impl Into<Value>) {
    assert_eq!(value_of(expression), Ok(expect.into()), "{expression}");
}

#[track_caller]
fn check_near(expression: &str, expect: f64) {
    match value_of(expression) {
        Ok(Value::Real(value)) => {
            assert!((value - expect).abs() < 1e-5, "{expression} is {value}");
        }
        other => panic!("{expression} is {other:?}"),
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn field_at_index_splits_fields() {
    let fields = "'one' || char(31) || '' || char(31) || 'three'";
    check(&format!("field_at_index({fields}, 0)"), text("one"));
    check(&format!("field_at_index({fields}, 1)"), text(""));
    check(&format!("field_at_index({fields}, 2)"), text("three"));
    check(&format!("field_at_index({fields}, 3)"), text(""));
}

#[test]
fn regexp_searches_anywhere_and_reports_bad_patterns() {
    check("regexp('(?i)LO w', 'hello world')", true);
    check("'hello' REGEXP '^h.*o$'", true);
    check("regexp('x', 'hello')", false);
    assert!(value_of("regexp('(', 'hello')").is_err());
}

#[test]
fn regexp_fields_looks_at_the_listed_fields() {
    let fields = "'one' || char(31) || 'two'";
    check(&format!("regexp_fields('two', {fields})"), true);
    check(&format!("regexp_fields('two', {fields}, 0)"), false);
    check(&format!("regexp_fields('two', {fields}, 0, 1)"), true);
    check(&format!("regexp_fields('one.two', {fields})"), false);
}

#[test]
fn regexp_tags_looks_at_one_tag_at_a_time() {
    check("regexp_tags('^b$', ' a b ')", true);
    check("regexp_tags('a b', ' a b ')", false);
    check("regexp_tags('^$', ' a b ')", true);
}

#[test]
fn process_text_drops_accents_and_clozes() {
    check(
        "process_text('Ägypten größe Łódź ŒUVRE ①', 1)",
        text("Agypten grose Lodz OEUVRE 1"),
    );
    check(
        "process_text('The {{c1::moon::🌛}} {{c2::orbits::a \"::\" in it}} {{c3,4::🌏}}.', 2)",
        text("The moon orbits 🌏."),
    );
    check("process_text('{{c1::é::ö}}', 3)", text("e"));
    check(
        "process_text('{{c1::outer {{c2::inner}} x}}', 2)",
        text("outer {{c2 x}}"),
    );
    check("process_text('ﬁ ǆ Ǆ € ə Ə', 1)", text("fi dz DZ E ə E"));
    check("process_text('{{c1::é}}', 0)", text("{{c1::é}}"));
}

#[test]
fn fnvhash_runs_over_the_bytes_of_all_numbers() {
    check("fnvhash()", 0xcbf2_9ce4_8422_2325_u64.cast_signed());
    check("fnvhash(1)", -8_517_097_267_634_966_620_i64);
    check("fnvhash(1700000000000, 5)", -3_422_201_907_928_965_548_i64);
}

#[test]
fn members_of_card_data_are_found() {
    let data = r#"'{"pos":4,"s":12.5,"d":6.25,"dr":0.9,"cd":"{\"v\":\"x\",\"n\":7}"}'"#;
    check(&format!("extract_original_position({data})"), 4_i64);
    check(&format!("extract_fsrs_variable({data}, 's')"), 12.5);
    check(&format!("extract_fsrs_variable({data}, 'd')"), 6.25);
    check_near(&format!("extract_fsrs_variable({data}, 'dr')"), 0.9);
    check(&format!("extract_custom_data({data}, 'v')"), text("x"));
    check(&format!("extract_custom_data({data}, 'n')"), text("7"));
    check(&format!("extract_custom_data({data}, 'o')"), Value::Null);
    assert!(value_of(&format!("extract_fsrs_variable({data}, 'x')")).is_err());
}

#[test]
fn unreadable_card_data_counts_as_absent() {
    for data in ["''", "'{}'", "'{'", "NULL", "5", r#"'{"pos":"a","s":"b"}'"#] {
        check(&format!("extract_original_position({data})"), Value::Null);
        check(&format!("extract_fsrs_variable({data}, 's')"), Value::Null);
        check(&format!("extract_custom_data({data}, 'a')"), Value::Null);
        check(
            &format!("extract_fsrs_retrievability({data}, 1, 1, 1, 0, 1)"),
            Value::Null,
        );
    }
    check(r#"extract_original_position('{"pos":3,"s":"b"}')"#, 3_i64);
}

/// The arguments after the data: a review card, a learning card, one reviewed after today.
const REVIEW: &str = "30, 10, 40, 0, 1700500000";
const LEARNING: &str = "1700100000, 600, 40, 0, 1700500000";
const AHEAD: &str = "30, 10, 5, 0, 1700500000";

#[test]
fn retrievability_follows_the_time_since_the_last_review() {
    let check = |data: &str, arguments: &str, expect| {
        check_near(
            &format!("extract_fsrs_retrievability('{data}', {arguments})"),
            expect,
        );
    };
    let plain = r#"{"s":12.5,"d":6.25}"#;
    check(plain, REVIEW, 0.852_707_147_6);
    check(plain, LEARNING, 0.959_143_877_0);
    check(plain, AHEAD, 1.0);
    let with_decay = r#"{"s":12.5,"d":6.25,"decay":0.2}"#;
    check(with_decay, REVIEW, 0.861_309_766_8);
    check(with_decay, LEARNING, 0.955_248_415_5);
    let with_review_time = r#"{"s":12.5,"d":6.25,"decay":0.1,"lrt":1700000000}"#;
    check(with_review_time, REVIEW, 0.939_586_401_0);
    check(with_review_time, LEARNING, 0.939_586_401_0);
}

#[test]
fn relative_retrievability_is_measured_against_the_desired_retention() {
    let check = |data: &str, arguments: &str, expect| {
        check_near(
            &format!("extract_fsrs_relative_retrievability('{data}', {arguments})"),
            expect,
        );
    };
    let plain = r#"{"s":12.5,"d":6.25,"dr":0.9}"#;
    check(plain, REVIEW, -1.599_999_785_4);
    check(plain, LEARNING, -0.370_370_149_6);
    check(plain, AHEAD, 0.0);
    let all = r#"{"s":12.5,"d":6.25,"dr":0.8,"decay":0.1,"lrt":1700000000}"#;
    check(all, REVIEW, -0.104_027_286_2);
    for without_state in ["", "{}", r#"{"s":12.5,"dr":0.9}"#, r#"{"s":12.5,"d":6.25}"#] {
        check(without_state, REVIEW, -2.000_099_897_4);
        check(without_state, LEARNING, -0.006_668_333_4);
        check(without_state, AHEAD, -0.000_1);
    }
}
