//! Rules of the house that the compiler cannot check. One violation is one line that names the
//! place and what to do.

mod edges;
mod sources;

use std::fmt;

use crate::codegen;
use crate::process::TaskError;

/// A place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
struct Violation {
    place: String,
    message: String,
}

impl Violation {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        let (place, message) = (place.into(), message.into());
        Self { place, message }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.message)
    }
}

/// Prints every violation and fails if there is one.
pub(crate) fn check() -> Result<(), TaskError> {
    let mut violations = edges::check()?;
    violations.extend(sources::check()?);
    for path in codegen::stale()? {
        let message = "is out of date: run `cargo xtask codegen` and commit the result";
        violations.push(Violation::new(path.display().to_string(), message));
    }
    for violation in &violations {
        println!("{violation}");
    }
    if violations.is_empty() {
        println!("tidy: nothing to complain about");
        return Ok(());
    }
    Err(TaskError::Untidy(violations.len()))
}
