//! Checks of the parser. The errors are, letter for letter, what the official engine says.

use ankid_types::{CardId, DeckId, NoteId, NotetypeId};
use proptest::prelude::*;

use crate::{
    AnswerButton, Comparison, Expr, ExprKind, MAX_DEPTH, MAX_QUERY_BYTES, MAX_TERMS, Match,
    Operator, ParseErrorKind, Pattern, Property, Span, State, TemplateName, Term, parse,
};

fn bare(kind: ExprKind) -> Expr {
    let span = Span::default();
    Expr { kind, span }
}

/// The expression with all places forgotten.
fn without_spans(expr: Expr) -> Expr {
    let all = |parts: Vec<Expr>| parts.into_iter().map(without_spans).collect();
    bare(match expr.kind {
        ExprKind::And(parts) => ExprKind::And(all(parts)),
        ExprKind::Or(parts) => ExprKind::Or(all(parts)),
        ExprKind::Not(inner) => ExprKind::Not(Box::new(without_spans(*inner))),
        ExprKind::Group(inner) => ExprKind::Group(Box::new(without_spans(*inner))),
        kind @ (ExprKind::All | ExprKind::Term(_)) => kind,
    })
}

fn parsed(query: &str) -> Expr {
    without_spans(parse(query).unwrap_or_else(|error| panic!("{query}: {error}")))
}

fn pattern(text: &str) -> Pattern {
    Pattern::new(text)
}

fn text(text: &str) -> Term {
    Term::Text(pattern(text))
}

fn field(name: &str, value: Match) -> Term {
    let name = pattern(name);
    Term::Field { name, value }
}

fn plain(text: &str) -> Match {
    Match::Plain(pattern(text))
}

#[track_caller]
fn check(query: &str, expect: Term) {
    assert_eq!(parsed(query), bare(ExprKind::Term(expect)), "{query}");
}

/// Checks the shape of a search: `&`, `|` and `!` before what they join or negate.
#[track_caller]
fn check_shape(query: &str, expect: &str) {
    fn shape(expr: &Expr) -> String {
        let all = |parts: &[Expr]| parts.iter().map(shape).collect::<Vec<_>>().join(" ");
        match &expr.kind {
            ExprKind::All => "all".to_owned(),
            ExprKind::And(parts) => format!("&[{}]", all(parts)),
            ExprKind::Or(parts) => format!("|[{}]", all(parts)),
            ExprKind::Not(inner) => format!("!{}", shape(inner)),
            ExprKind::Group(inner) => format!("({})", shape(inner)),
            ExprKind::Term(term) => term.to_string(),
        }
    }
    assert_eq!(shape(&parsed(query)), expect, "{query}");
}

#[track_caller]
fn check_property(clause: &str, operator: Operator, property: Property) {
    let comparison = Comparison { property, operator };
    check(&format!("prop:{clause}"), Term::Property(comparison));
}

/// Checks the sentence of an error, written with `<` and `>` for the isolating marks, and the
/// part of the query that it points at.
#[track_caller]
fn check_error(query: &str, expect: &str, place: &str) {
    let error = parse(query).expect_err(query);
    let sentence = error.kind.to_string();
    let whole = error.to_string();
    let tail = whole.strip_prefix(&error.sentence());
    assert!(
        tail.is_some_and(|tail| tail.starts_with(&format!(" ({}", error.place))),
        "{whole}"
    );
    assert_eq!(
        sentence,
        expect.replace('«', "\u{2068}").replace('»', "\u{2069}"),
        "{query}"
    );
    let Span { start, end } = error.span;
    assert_eq!(query.get(start..end), Some(place), "{query}");
}

#[test]
fn nothing_but_space_searches_everything() {
    for query in ["", " ", "\t\n", "\u{3000}\u{a0}"] {
        check_shape(query, "all");
    }
}

#[test]
fn terms_are_joined_negated_and_grouped() {
    check_shape("a b", "&[a b]");
    check_shape("a\u{3000}b\tc", "&[a b c]");
    check_shape("a and b AND c", "&[a b c]");
    check_shape("a or b Or c", "|[a b c]");
    check_shape("a b or c and d", "|[&[a b] &[c d]]");
    check_shape("(a or b) c", "&[(|[a b]) c]");
    check_shape("((a))", "((a))");
    check_shape("( a b )", "(&[a b])");
    check_shape("-a", "!a");
    check_shape("-(a b)", "!(&[a b])");
    check_shape("-\"a b\"", "!\"a b\"");
    check_shape("-a:\"b\"", "!a:b");
    check_shape("--a", "!\"-a\"");
    check_shape("- a", "&[\"-\" a]");
    check_shape("(-)", "(\"-\")");
    check_shape("a-b", "a-b");
    check_shape("a(b)c", "&[a (b) c]");
    check_shape("a\"b\"c", "&[a b c]");
    check_shape("a:b:\"c\"", "&[a:b: c]");
    check_shape("\"and\" \"or\"", "&[\"and\" \"or\"]");
    check_shape("android orb", "&[android orb]");
    check_shape("and:or", "and:or");
}

#[test]
fn texts_lose_the_backslashes_that_the_parser_needs() {
    check("abc", text("abc"));
    check("a*b_c", text("a*b_c"));
    check(r"a\*b\_c", text(r"a\*b\_c"));
    check(r"a\\b", text(r"a\\b"));
    check(r#"\"\:\(\)\-"#, text("\":()-"));
    check(r#""a (b) \"c\"\: -d""#, text("a (b) \"c\": -d"));
    check("\"a\tb\u{3000}c\"", text("a b c"));
    check("50%", text("50%"));
}

#[test]
fn fields_are_found_by_any_unknown_keyword() {
    check("front:a", field("front", plain("a")));
    check("front:", field("front", plain("")));
    check("Front:A:b", field("Front", plain("A:b")));
    check("\"a b:c d\"", field("a b", plain("c d")));
    check(r"a\:b\-c:d", field("a:b-c", plain("d")));
    check(r#"f*:"a b""#, field("f*", plain("a b")));
    check(
        r#"f:re:a\.b\"c"#,
        field("f", Match::Regex("a\\.b\"c".to_owned())),
    );
    let no_accents = Match::WithoutAccents(pattern(r"a\q"));
    check(r"f:nc:a\q", field("f", no_accents));
    check(r"f:re\:a", field("f", plain("re:a")));
    check(r"has\-cd:x", field("has-cd", plain("x")));
    check("field:Re:a", field("field", plain("Re:a")));
}

#[test]
fn keywords_of_notes_are_known_in_any_case() {
    check("RE:a\\b", Term::Regex("a\\b".to_owned()));
    check("nc:e*", Term::WithoutAccents(pattern("e*")));
    check("sc:a", Term::WithoutClozes(pattern("a")));
    check("w:a", Term::Word(pattern("a")));
    check("w:", Term::Word(pattern("")));
    check("tag:a::b", Term::Tag(plain("a::b")));
    check("tag:re:^a$", Term::Tag(Match::Regex("^a$".to_owned())));
    check("tag:nc:a", Term::Tag(Match::WithoutAccents(pattern("a"))));
    check("Note:b*", Term::Notetype(pattern("b*")));
    check("mid:-5", Term::NotetypeId(NotetypeId(-5)));
    check("mid:+5", Term::NotetypeId(NotetypeId(5)));
    check("nid:1", Term::NoteIds(vec![NoteId(1)]));
    check(
        "nid:2,1,007",
        Term::NoteIds(vec![NoteId(2), NoteId(1), NoteId(7)]),
    );
    check(
        "nid:99999999999999999999",
        Term::NoteIds(vec![NoteId(i64::MAX)]),
    );
    check("edited:3", Term::EditedInDays(3));
    check("edited:0", Term::EditedInDays(1));
    let duplicate = |text: &str| Term::Duplicate {
        notetype: NotetypeId(12),
        text: text.to_owned(),
    };
    check("dupe:12,a,b", duplicate("a,b"));
    check(r#""dupe:12,a \"b\" \\ \:""#, duplicate(r#"a "b" \ \:"#));
    check("dupe:12,", duplicate(""));
}

#[test]
fn keywords_of_cards_are_known_in_any_case() {
    check("deck:a::b", Term::Deck(pattern("a::b")));
    check("DECK:\"a b\"", Term::Deck(pattern("a b")));
    check("did:1,2", Term::DeckIds(vec![DeckId(1), DeckId(2)]));
    check("cid:1", Term::CardIds(vec![CardId(1)]));
    check(r#""preset:a \"b""#, Term::Preset(r#"a \"b"#.to_owned()));
    check("card:0", Term::Template(TemplateName::Ordinal(0)));
    check("card:1", Term::Template(TemplateName::Ordinal(0)));
    check("card:65535", Term::Template(TemplateName::Ordinal(65534)));
    let named = |name| Term::Template(TemplateName::Name(pattern(name)));
    check("card:65536", named("65536"));
    check("card:a*", named("a*"));
    check("flag:0", Term::Flag(0));
    check("flag:+7", Term::Flag(7));
    check("added:0", Term::AddedInDays(1));
    check("added:4294967295", Term::AddedInDays(u32::MAX));
    check("introduced:2", Term::IntroducedInDays(2));
    check("rated:0", Term::RatedInDays(1, AnswerButton::Any));
    check("rated:3:2", Term::RatedInDays(3, AnswerButton::Button(2)));
    check("resched:0", Term::RescheduledInDays(0));
    check("has-cd:v", Term::CustomData(pattern("v")));
    for state in State::ALL {
        check(&format!("is:{}", state.name()), Term::State(state));
    }
}

#[test]
fn properties_are_compared_with_values() {
    use Operator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    check_property("due=-1", Equal, Property::DueInDays(-1));
    check_property("ivl>=5", GreaterOrEqual, Property::IntervalDays(5));
    check_property("reps<=5", LessOrEqual, Property::Reviews(5));
    check_property("lapses!=5", NotEqual, Property::Lapses(5));
    check_property("ease<2.5", Less, Property::EaseFactor(2.5));
    check_property("ease=inf", Equal, Property::EaseFactor(f32::INFINITY));
    check_property("ease=nan", Equal, Property::EaseFactor(0.0));
    check_property("pos>+5", Greater, Property::Position(5));
    let button = |button| Property::RatedOnDay(-1, button);
    check_property("rated=-1", Equal, button(AnswerButton::Any));
    check_property("rated=-1:4", Equal, button(AnswerButton::Button(4)));
    check_property("resched=-0", Equal, Property::RescheduledOnDay(0));
    check_property("s>.5", Greater, Property::Stability(0.5));
    check_property("d>1e-1", Greater, Property::Difficulty(0.1));
    check_property("r<5.", Less, Property::Retrievability(5.0));
    let key = || "a1".to_owned();
    let number = Property::CustomNumber {
        key: key(),
        value: -2.0,
    };
    check_property("cdn:a1=-2", Equal, number);
    let custom_text = |value: &str| Property::CustomText {
        key: key(),
        value: value.to_owned(),
    };
    check_property("cds:a1!=", NotEqual, custom_text(""));
    check_property("cds:a1==b", Equal, custom_text("=b"));
}

#[test]
fn errors_of_structure_are_worded_as_in_anki() {
    let misplaced = |word: &str| {
        format!(
            "an `{word}` was found but it is not connecting two search terms. If you want to search \
             for the word itself, wrap it in double quotes: `\"{word}\"`."
        )
    };
    let (and, or) = (&misplaced("and"), &misplaced("or"));
    check_error("and", and, "and");
    check_error("a AND", and, "AND");
    check_error("(and a)", and, "and");
    check_error("a and and b", and, "and");
    check_error("a -and b", and, "and");
    check_error("or", or, "or");
    check_error("a Or", or, "Or");
    check_error("a and or b", or, "or");
    check_error("(or)", or, "or");
    check_error("-or", or, "or");
    let empty = "a group `(...)` was found, but there was nothing between the brackets to search \
                 for. If you want to search for literal brackets, wrap them in double quotes: `\"( )\"`.";
    check_error("a ( )", empty, "( )");
    check_error("-()", empty, "()");
    let unopened = "a closing bracket `)` was found, but there was no opening bracket `(` preceding \
                    it. If you want to search for a literal `)`, wrap it in double quotes or prepend \
                    a backslash: `\")\"` or `\\)`.";
    check_error(")", unopened, ")");
    check_error("(a) b) c", unopened, ")");
    let unclosed = "an opening bracket `(` was found, but there was no closing bracket `)` following \
                    it. If you want to search for a literal `(`, wrap it in double quotes or prepend \
                    a backslash: `\"(\"` or `\\(` .";
    check_error("invalid:(", unclosed, "(");
    check_error("(a (b)", unclosed, "(");
    let empty_quote = "a pair of double quotes `\"\"` was found, but there was nothing between them \
                       to search for. If you want to search for literal double quotes, prepend \
                       backslashes: `\\\"\\\"`.";
    check_error("a \"\"", empty_quote, "\"\"");
    check_error("a:\"\"", empty_quote, "\"\"");
    let unclosed_quote = "an opening double quote `\"` was found, but there was no second one to \
                          close it. If you want to search for a literal `\"`, prepend a backslash: \
                          `\\\"`.";
    check_error("\"", unclosed_quote, "\"");
    check_error("\"foo\\", unclosed_quote, "\"");
    check_error("foo:\"a\\\"", unclosed_quote, "\"");
    let missing_key = "a colon `:` was found, but there was no keyword preceding it. If you want to \
                       search for a literal `:`, prepend a backslash: `\\:`.";
    check_error(":x", missing_key, ":");
    check_error("\":x\"", missing_key, ":");
    check_error(":\"x\"", missing_key, ":");
}

#[test]
fn errors_of_escapes_are_worded_as_in_anki() {
    let unknown = |escape: &str| {
        format!(
            "the escape sequence `«{escape}»` is not defined. If you want to search for a literal \
             backslash `\\`, prepend another one: `\\\\`."
        )
    };
    check_error(r"a\q b", &unknown(r"\q"), r"\q");
    check_error(r#""a\q b""#, &unknown(r"\q"), r"\q");
    check_error(r"a\ b c", &unknown(r"\ b c"), r"\ b c");
    check_error("\"a\\\tb\"", &unknown(r"\ "), "\\\t");
    check_error(r"a\", &unknown(r"\"), r"\");
    check_error(r"a\ ", &unknown(r"\"), r"\");
    check_error(r"a\\\q", &unknown(r"\q"), r"\q");
    check_error(r"a\`", &unknown(r"\'"), r"\`");
    check_error(r"deck:a\b", &unknown(r"\b"), r"\b");
    check_error(r"a\b:c", &unknown(r"\b"), r"\b");
}

#[test]
fn errors_of_values_are_worded_as_in_anki() {
    let states = "`«is:»` was given an invalid argument '`«NEW»`'.";
    check_error("is:NEW", states, "NEW");
    let states = "`«is:»` was given an invalid argument '`«a'b»`'.";
    check_error("is:a`b", states, "a`b");
    let flag = "`flag:` must be followed by a valid flag number: `1` (red), `2` (orange), `3` \
                (green), `4` (blue), `5` (pink), `6` (turquoise), `7` (purple) or `0` (no flag).";
    check_error("flag:8", flag, "8");
    check_error("flag:", flag, "");
    let property = "`«prop:»` was given an invalid argument '`«cdn:ä=1»`'.";
    check_error("prop:cdn:ä=1", property, "cdn:ä=1");
    let operator = "`prop:«r»` must be followed by one of the following comparison operators: `=`, \
                    `!=`, `<`, `>`, `<=` or `>=`.";
    check_error("prop:rep=1", operator, "rep=1");
    let number = "expected a number in \"`«s=x»`\", but found \"`«x»`\".";
    check_error("prop:s=x", number, "x");
    let whole = "expected a whole number in \"`«due=--1»`\", but found \"`«--1»`\".";
    check_error("prop:due=--1", whole, "--1");
    let positive = "expected a positive whole number in \"`«ivl>»`\", but found \"`«»`\".";
    check_error("prop:ivl>", positive, "");
    let positive = "expected a positive whole number in \"`«added:»`\", but found \"`«-1»`\".";
    check_error("added:-1", positive, "-1");
    let negative = "expected a whole number less than or equal to 0 in \"`«rated=1:9»`\", but found \
                    \"`«1»`\".";
    check_error("prop:rated=1:9", negative, "1");
    let button = "expected an answer button between 1-4 in \"`«1:2:3»`\", but found \"`«2:3»`\".";
    check_error("rated:1:2:3", button, "2:3");
    let button = "expected an answer button between 1-4 in \"`«rated=-1:»`\", but found \"`«»`\".";
    check_error("prop:rated=-1:", button, "");
    check_error(
        "NID:1,,2",
        "expected only digits and commas in NID:",
        "1,,2",
    );
    check_error("did:1,", "expected only digits and commas in did:", "1,");
    check_error("cid:١", "expected only digits and commas in cid:", "١");
    check_error("dupe:1", "invalid 'dupe:' search", "1");
    let number = "expected a whole number in \"`«x,y»`\", but found \"`«x»`\".";
    check_error("dupe:x,y", number, "x");
    let number = "expected a whole number in \"`«mid:»`\", but found \"`«1 »`\".";
    check_error("\"mid:1 \"", number, "1 ");
}

#[test]
fn errors_name_the_place_what_was_expected_and_what_was_meant() {
    let check = |query: &str, expect: &str| {
        let error = parse(query).expect_err(query);
        let tail = error.to_string().replace(&error.sentence(), "");
        assert_eq!(tail, format!(" ({expect})"), "{query}");
    };
    check(
        "日本 is:dve",
        "character 7, `dve`; expected `new`, `review`, `learn`, `due`, `buried`, \
         `buried-manually`, `buried-sibling` or `suspended`; did you mean `is:due`?",
    );
    check(
        "prop:interval>1",
        "character 6, `interval>1`; expected `ivl`, `due`, `reps`, `lapses`, `ease`, `pos`, `rated`, \
         `resched`, `s`, `d`, `r`, `cdn:` or `cds:`; did you mean `prop:ivl>1`?",
    );
    check("a (b", "character 3, `(`");
    check("flag:", "character 6");
    check(
        "-dupe:1",
        "character 7, `1`; expected the id of a note type, a comma and the text of a first field",
    );
}

#[test]
fn numbers_without_bounds_are_refused() {
    for clause in ["s=nan", "d=inf", "r=1e40", "cdn:a=-infinity"] {
        let error = parse(&format!("prop:{clause}")).unwrap_err();
        assert!(
            matches!(error.kind, ParseErrorKind::InvalidNumber { .. }),
            "{clause}"
        );
    }
}

#[test]
fn places_are_bytes_of_the_query() {
    let expr = parse("  ä -(b or c:\"d\") ").unwrap();
    let place = |span: Span| "  ä -(b or c:\"d\") ".get(span.start..span.end).unwrap();
    assert_eq!(place(expr.span), "ä -(b or c:\"d\")");
    let ExprKind::And(parts) = expr.kind else {
        panic!("not joined")
    };
    assert_eq!(place(parts[0].span), "ä");
    assert_eq!(place(parts[1].span), "-(b or c:\"d\")");
}

#[test]
fn length_number_and_depth_are_limited() {
    let nested = |depth| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(MAX_DEPTH)).is_ok());
    let error = parse(&nested(MAX_DEPTH + 1)).unwrap_err();
    assert_eq!(error.kind, ParseErrorKind::TooDeep);
    let error = parse(&"-(".repeat(1_000_000)).unwrap_err();
    assert_eq!(error.kind, ParseErrorKind::TooDeep);
    assert!(parse(&"a ".repeat(MAX_TERMS)).is_ok());
    let error = parse(&"a ".repeat(MAX_TERMS + 1)).unwrap_err();
    assert_eq!(error.kind, ParseErrorKind::TooManyTerms);
    let long = "a".repeat(MAX_QUERY_BYTES + 1);
    let error = parse(&long).unwrap_err();
    assert_eq!(error.kind, ParseErrorKind::TooLong(long.len()));
}

/// Text in which all that means something to the parser is frequent.
fn dense_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ \\\\\"():*_%a-c-]{1,4}",
        proptest::sample::select(vec![
            "and",
            "or",
            "re:",
            "nc:",
            "sc:",
            "w:",
            "tag:",
            "deck:",
            "note:",
            "card:",
            "preset:",
            "is:due",
            "is:",
            "flag:1",
            "prop:",
            "ivl",
            "due",
            "ease",
            "rated",
            "s",
            "cdn:a",
            "cds:a",
            "=",
            "!=",
            "<",
            ">=",
            "1",
            "-2",
            "3.5",
            "4:1",
            "added:",
            "edited:",
            "rated:",
            "resched:",
            "introduced:",
            "nid:",
            "cid:",
            "mid:",
            "did:",
            "dupe:",
            ",",
            "has-cd:",
            "\u{3000}",
            "\t",
            "é",
            "\"a b\"",
            "\\:",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn check_places(expr: &Expr, within: Span) {
    assert!(within.start <= expr.span.start && expr.span.end <= within.end);
    match &expr.kind {
        ExprKind::And(parts) | ExprKind::Or(parts) => {
            parts.iter().for_each(|part| check_places(part, expr.span));
        }
        ExprKind::Not(inner) | ExprKind::Group(inner) => check_places(inner, expr.span),
        ExprKind::All | ExprKind::Term(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn any_text_is_a_search_or_an_error(query in any::<String>()) {
        drop(parse(&query));
    }

    #[test]
    fn what_is_printed_reads_as_the_same_search(query in dense_text()) {
        if let Ok(expr) = parse(&query) {
            let printed = expr.to_string();
            prop_assert_eq!(parsed(&printed), without_spans(expr), "{} -> {}", query, printed);
        }
    }

    #[test]
    fn places_lie_within_the_query(query in dense_text()) {
        match parse(&query) {
            Ok(expr) => check_places(&expr, Span { start: 0, end: query.len() }),
            Err(error) => prop_assert!(query.get(error.span.start..error.span.end).is_some()),
        }
    }
}
