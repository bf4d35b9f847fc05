//! Rules on the text of files: white space, length, module docs, and words that belong elsewhere.

use std::fs;
use std::sync::LazyLock;

use regex::Regex;

use super::Violation;
use crate::process::{Program, TaskError};

const MAX_LINES: usize = 800;
const TEXT_ENDINGS: &[&str] = &[
    "rs", "toml", "md", "sql", "py", "mjs", "js", "ts", "css", "html",
];

/// Text that may not stand in the product's Rust code, save below the folders named.
struct Forbidden {
    pattern: Regex,
    except_under: &'static [&'static str],
    message: &'static str,
}

static FORBIDDEN: LazyLock<Vec<Forbidden>> = LazyLock::new(|| {
    vec![
        forbid(
            r"(?i)\b(select\s.+\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|delete\s+from\s|update\s+\w+\s+set\s|create\s+(temp\s+)?(table|index|trigger)\s|pragma\s+\w)",
            // What plain SQLite takes is measured in the benchmarks.
            &["crates/storage/", "crates/ankid/benches/"],
            "SQL belongs in crates/storage",
        ),
        forbid(
            r"\b(SystemTime|Timestamp|Zoned)::now\b",
            // The dates of files in the media folder are those of the machine.
            &[
                "crates/types/src/clock.rs",
                "crates/collection/src/media/",
                "crates/ankid/",
            ],
            "ask the `Clock` for the time",
        ),
        forbid(r"\b(TODO|FIXME|XXX)\b", &[], "finish it, or open an issue"),
    ]
});

fn forbid(
    pattern: &str,
    except_under: &'static [&'static str],
    message: &'static str,
) -> Forbidden {
    Forbidden {
        pattern: Regex::new(pattern).expect("the patterns above are valid"),
        except_under,
        message,
    }
}

/// Every rule on every text file that git knows or would take.
pub(super) fn check() -> Result<Vec<Violation>, TaskError> {
    let files = Program::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .output()?
        .ok_or_else(|| TaskError::Failed("git ls-files".to_owned()))?;
    let mut violations = Vec::new();
    for path in files.lines() {
        let full_path = crate::root().join(path);
        let ending = path.rsplit('.').next().unwrap_or_default();
        if TEXT_ENDINGS.contains(&ending) && full_path.exists() {
            let text = fs::read_to_string(&full_path).map_err(|source| TaskError::File {
                path: full_path,
                source,
            })?;
            violations.extend(check_file(path, &text));
        }
    }
    Ok(violations)
}

fn check_file(path: &str, text: &str) -> Vec<Violation> {
    let mut violations = check_white_space(path, text);
    let length = product_part(text).lines().count();
    if length > MAX_LINES && !path.ends_with(".md") && !is_test(path) {
        let message = format!("has {length} lines without tests; split it ({MAX_LINES} at most)");
        violations.push(Violation::new(path, message));
    }
    if path.ends_with(".rs") {
        violations.extend(check_rust(path, text));
    }
    violations
}

fn check_white_space(path: &str, text: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        if line.ends_with([' ', '\t', '\r']) {
            violations.push(at_line(path, number, "white space at the end of the line"));
        }
    }
    if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
        violations.push(Violation::new(path, "must end with exactly one line feed"));
    }
    violations
}

fn check_rust(path: &str, text: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    if text
        .lines()
        .any(|line| line.trim_start().starts_with("#[ignore"))
    {
        violations.push(Violation::new(path, "an ignored test is no test"));
    }
    if is_test(path) || path.starts_with("crates/testkit/") || path.starts_with("crates/xtask/") {
        return violations;
    }
    if !text.starts_with("//! ") {
        violations.push(Violation::new(
            path,
            "lacks a module doc (`//!`) on its first line",
        ));
    }
    for rule in FORBIDDEN.iter() {
        if rule
            .except_under
            .iter()
            .any(|allowed| path.starts_with(allowed))
        {
            continue;
        }
        for (number, line) in product_part(text).lines().enumerate() {
            if rule.pattern.is_match(line) {
                violations.push(at_line(path, number, rule.message));
            }
        }
    }
    violations
}

/// The text up to the unit tests at its end.
fn product_part(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or(text)
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.starts_with("tests/") || path.ends_with("/tests.rs")
}

fn at_line(path: &str, zero_based: usize, message: &str) -> Violation {
    Violation::new(format!("{path}:{}", zero_based + 1), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(path: &str, text: &str) -> Vec<String> {
        check_file(path, text)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_file_in_good_order_is_left_alone() {
        let text = "//! Notes.\n\nfn select() {}\n\n#[cfg(test)]\nmod tests {\n    // delete from notes\n}\n";
        assert_eq!(complaints("crates/collection/src/notes.rs", text), [""; 0]);
    }

    #[test]
    fn sql_stands_only_in_storage() {
        let text = "//! Notes.\nconst ALL: &str = \"SELECT id FROM notes\";\n";
        assert_eq!(
            complaints("crates/collection/src/notes.rs", text),
            ["crates/collection/src/notes.rs:2: SQL belongs in crates/storage"]
        );
        assert_eq!(complaints("crates/storage/src/notes.rs", text), [""; 0]);
    }

    #[test]
    fn time_comes_from_the_clock() {
        let text = "//! Notes.\nlet now = SystemTime::now();\n";
        assert_eq!(complaints("crates/api/src/notes.rs", text).len(), 1);
        assert_eq!(complaints("crates/types/src/clock.rs", text), [""; 0]);
    }

    #[test]
    fn white_space_docs_length_and_unfinished_work_are_checked() {
        let text = format!(
            "fn main() {{}} \n// TODO\n{}#[ignore]\n\n",
            "\n".repeat(MAX_LINES)
        );
        assert_eq!(
            complaints("crates/api/src/lib.rs", &text),
            [
                "crates/api/src/lib.rs:1: white space at the end of the line",
                "crates/api/src/lib.rs: must end with exactly one line feed",
                "crates/api/src/lib.rs: has 804 lines without tests; split it (800 at most)",
                "crates/api/src/lib.rs: an ignored test is no test",
                "crates/api/src/lib.rs: lacks a module doc (`//!`) on its first line",
                "crates/api/src/lib.rs:2: finish it, or open an issue",
            ]
        );
    }
}
