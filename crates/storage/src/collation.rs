//! The order of names, regardless of case, that the indexes of a collection are built on.

use std::cmp::Ordering;

use rusqlite::Connection;
use unicase::UniCase;

use crate::Result;

/// Orders two names the way the collation `unicase` of a collection does: regardless of case.
#[must_use]
pub fn unicase_order(left: &str, right: &str) -> Ordering {
    UniCase::new(left).cmp(&UniCase::new(right))
}

pub(crate) fn register(connection: &Connection) -> Result<()> {
    connection.create_collation("unicase", unicase_order)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(left: &str, right: &str, expect: Ordering) {
        assert_eq!(unicase_order(left, right), expect, "{left:?} {right:?}");
    }

    #[test]
    fn names_are_ordered_regardless_of_case() {
        check("Default", "dEFAULT", Ordering::Equal);
        check("ÄPFEL", "äpfel", Ordering::Equal);
        check("straße", "STRASSE", Ordering::Equal);
        check("a", "B", Ordering::Less);
        check("a_", "a", Ordering::Greater);
    }

    #[test]
    fn composed_and_decomposed_letters_differ() {
        check("\u{e9}", "e\u{301}", Ordering::Greater);
    }
}
