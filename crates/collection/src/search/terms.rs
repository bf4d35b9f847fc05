//! Terms that search for one thing by its name.

use ankid_search::{Match, Pattern, TemplateName, Term};

/// The cards of a deck and those below it.
pub(crate) fn deck(name: &str) -> Term {
    Term::Deck(Pattern::of_literal(name))
}

/// The notes that have a tag, or one below it.
pub(crate) fn tag(name: &str) -> Term {
    Term::Tag(Match::Plain(Pattern::of_literal(name)))
}

/// The notes of a type.
pub(crate) fn notetype(name: &str) -> Term {
    Term::Notetype(Pattern::of_literal(name))
}

/// The cards of all templates of a name.
pub(crate) fn template(name: &str) -> Term {
    Term::Template(TemplateName::Name(Pattern::of_literal(name)))
}

/// The cards of all templates at a position.
pub(crate) fn template_at(ordinal: u16) -> Term {
    Term::Template(TemplateName::Ordinal(ordinal))
}

/// The notes that have something in a field.
pub(crate) fn filled_field(name: &str) -> Term {
    Term::Field {
        name: Pattern::of_literal(name),
        value: Match::Plain(Pattern::new("_*")),
    }
}
