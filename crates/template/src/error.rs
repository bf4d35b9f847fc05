//! What can be wrong with a template, in the words that Anki shows.
//!
//! Anki wraps inserted names in U+2068 and U+2069, which keep text of either direction in its place.

use std::fmt;

/// A template that cannot be read, or that names what its note type does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A section is never closed.
    #[error("Missing '\u{2068}{{{{/{0}}}}}\u{2069}'")]
    SectionNotClosed(String),
    /// A section is closed while another one, inside it, is open.
    #[error(
        "Found '\u{2068}{{{{/{closed}}}}}\u{2069}', but expected '\u{2068}{{{{/{open}}}}}\u{2069}'"
    )]
    WrongSectionClosed {
        /// The section that is closed.
        closed: String,
        /// The innermost section that is open.
        open: String,
    },
    /// A section is closed while none is open.
    #[error(
        "Found '\u{2068}{{{{/{0}}}}}\u{2069}', but missing '\u{2068}{{{{#{0}}}}}\u{2069}' or '\u{2068}{{{{^{0}}}}}\u{2069}'"
    )]
    SectionNotOpen(String),
    /// A replacement or section names no field.
    #[error(
        "Found '\u{2068}{{{{{prefix}{field}}}}}\u{2069}', but there is no field called '\u{2068}{field}\u{2069}'"
    )]
    NoSuchField {
        /// The filters with their colons, or the mark of the section.
        prefix: String,
        /// The name.
        field: String,
    },
    /// Sections are nested deeper than any card needs.
    #[error("Conditionals are nested more than {0} deep")]
    TooDeep(usize),
    /// A side would grow beyond all use.
    #[error("The rendered text is longer than {0} bytes")]
    TooLong(usize),
}

/// What keeps a note type from being saved. Its text is what Anki shows, with `<br>` before the details.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "Card template \u{2068}{number}\u{2069} in note type '\u{2068}{notetype}\u{2069}' has a problem.<br>{kind}",
    number = .ordinal + 1
)]
pub struct TemplateProblem {
    /// The note type's name.
    pub notetype: String,
    /// Position of the template.
    pub ordinal: usize,
    /// What is wrong with it.
    pub kind: TemplateProblemKind,
}

/// The ways in which a template keeps its note type from being saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateProblemKind {
    /// The front equals that of the earlier template at this position.
    SameFront(usize),
    /// A side cannot be read.
    Unreadable,
    /// The front names no field.
    NoFieldOnFront,
    /// A side names a field that the note type does not have.
    NoSuchField(String),
    /// A side of a cloze note type has no cloze filter.
    MissingCloze,
}

impl fmt::Display for TemplateProblemKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameFront(ordinal) => write!(
                out,
                "The front side is identical to card template \u{2068}{}\u{2069}.",
                ordinal + 1
            ),
            Self::Unreadable => out.write_str("See the preview for more information."),
            Self::NoFieldOnFront => out.write_str(
                "Expected to find a field replacement on the front of the card template.",
            ),
            Self::NoSuchField(field) => write!(out, "Field '\u{2068}{field}\u{2069}' not found."),
            Self::MissingCloze => out.write_str(
                "Expected to find '{{cloze:Text}}' or similar on the front and back of the card template.",
            ),
        }
    }
}
