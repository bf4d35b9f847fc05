//! What is said of searches that are wrong.

use ankid_collection::{CollectionError, SearchProblem, Severity};

use crate::support::Fixture;

fn fixture() -> Fixture {
    let fixture = Fixture::new();
    fixture.add("Basic", &["front", "back"], &["french::verbs"]);
    fixture.write(|transaction| transaction.find_or_create_deck("Langues::Été").map(drop));
    fixture
}

fn problems(fixture: &Fixture, search: &str) -> Vec<SearchProblem> {
    fixture.read(|view| view.check_search(search))
}

/// Checks the only problem of a search: its part, how bad it is, a part of the message and the
/// suggestion.
#[track_caller]
fn check(search: &str, part: &str, severity: Severity, message: &str, suggestion: Option<&str>) {
    let found = problems(&fixture(), search);
    assert_eq!(found.len(), 1, "{search}: {found:?}");
    let problem = &found[0];
    let span = problem.span;
    assert_eq!(search.get(span.start..span.end), Some(part), "{search}");
    assert_eq!(problem.severity, severity, "{search}");
    assert!(problem.message.contains(message), "{}", problem.message);
    assert_eq!(problem.suggestion.as_deref(), suggestion, "{search}");
}

#[test]
fn errors_name_their_part() {
    use Severity::Error;
    check("a is:dve", "dve", Error, "Invalid search: ", Some("due"));
    let unclosed = "unclosed character class (character 3, `front:re:[`)";
    check("a front:re:[ b", "front:re:[", Error, unclosed, None);
    let bracket = "Invalid search: a regular expression cannot be read: unclosed group";
    let quoted = "\"tag:re:(\"";
    check(&format!("-{quoted} a"), quoted, Error, bracket, None);
}

#[test]
fn names_that_do_not_exist_are_pointed_out() {
    use Severity::Warning;
    let deck = "no deck is called `langues::ete`";
    check(
        "deck:langues::ete",
        "deck:langues::ete",
        Warning,
        deck,
        Some("deck:Langues::Été"),
    );
    let field = "no field is called `fornt`";
    check("a fornt:x", "fornt:x", Warning, field, Some("Front:x"));
    check(
        "dekc:Default",
        "dekc:Default",
        Warning,
        "no field",
        Some("deck:Default"),
    );
    let quoted = "\"dekc:a b\"";
    check(quoted, quoted, Warning, "no field", Some("\"deck:a b\""));
    check(
        "tag:frnech::verbs",
        "tag:frnech::verbs",
        Warning,
        "no tag",
        Some("tag:french::verbs"),
    );
    check(
        "-note:basik",
        "-note:basik".trim_start_matches('-'),
        Warning,
        "note type",
        Some("note:Basic"),
    );
    check(
        "card:\"card 11\"",
        "card:\"card 11\"",
        Warning,
        "card template",
        Some("\"card:Card 1\""),
    );
    check(
        "preset:Defualt",
        "preset:Defualt",
        Warning,
        "preset",
        Some("preset:Default"),
    );
    check(
        "tag:xyz",
        "tag:xyz",
        Warning,
        "no tag is called `xyz`",
        None,
    );
}

#[test]
fn what_exists_or_may_exist_is_not_pointed_out() {
    let fixture = fixture();
    for search in [
        "",
        "a (b or -c)",
        "deck:default deck:langues deck:current deck:filtered deck:x*",
        "front:a FRONT:a fr*:a zz*:a *:a",
        "tag:french tag:FRENCH::verbs tag:none tag:zz* tag:re:zz",
        "note:basic card:1 card:9 \"card:card 1\" preset:default",
        "is:due prop:ivl>3 nid:1,2 re:a.b w:x has-cd:k",
    ] {
        assert_eq!(problems(&fixture, search), [], "{search}");
    }
}

#[test]
fn a_search_with_a_bad_regular_expression_fails_with_its_place() {
    let fixture = fixture();
    let expect = "Invalid search: a regular expression cannot be read: unclosed group \
                  (character 6, `\"back:re:(\"`)";
    for search in ["-zzz \"back:re:(\"", "-zzz \"back:re:(\" or w:x"] {
        let error = fixture
            .engine
            .read(|view| view.find_notes(search))
            .unwrap_err();
        assert!(matches!(error, CollectionError::Search(_)), "{error:?}");
        assert_eq!(error.to_string(), expect, "{search}");
    }
}
