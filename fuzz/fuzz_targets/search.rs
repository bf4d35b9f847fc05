//! Searches: no text makes the parser panic, and what is printed reads as the same search.

#![no_main]

use ankid_search::{Like, Pattern, parse};
use libfuzzer_sys::fuzz_target;

/// Longer patterns only make larger regular expressions, which take long to compile.
const LONGEST_PATTERN: usize = 12;

fuzz_target!(|query: &str| {
    match parse(query) {
        Ok(expr) => {
            assert!(query.get(expr.span.start..expr.span.end).is_some());
            let printed = expr.to_string();
            let again = parse(&printed).expect("what is printed is a search");
            assert_eq!(again.to_string(), printed);
        }
        Err(error) => {
            assert!(query.get(error.span.start..error.span.end).is_some());
            assert!(error.to_string().starts_with("Invalid search: "));
        }
    }
    if query.len() <= LONGEST_PATTERN {
        let pattern = Pattern::new(query);
        let like = Like::whole(&pattern).anywhere();
        let by_bytes = regex::bytes::Regex::new(&like.to_byte_regex());
        by_bytes.expect("a pattern is a regular expression");
        regex::Regex::new(&pattern.to_regex()).expect("a pattern is a regular expression");
        let literal = Pattern::of_literal(query);
        assert_eq!(literal.literal(), query);
    }
});
