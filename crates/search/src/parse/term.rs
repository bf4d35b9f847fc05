//! From the text of a term to its meaning.

use ankid_types::{CardId, DeckId, NoteId, NotetypeId};

use crate::{Match, ParseErrorKind, Pattern, TemplateName, Term};

use super::Result;
use super::piece::Piece;
use super::value;

/// A term that is written as one piece: a text, or a keyword with a value.
pub(super) fn from_text(piece: Piece<'_>) -> Result<Term> {
    match piece.split_key() {
        None => value::unescaped(piece).map(Term::Text),
        Some((key, value)) if key.text.is_empty() => {
            Err(piece.before(value).error(ParseErrorKind::MissingKey))
        }
        Some((key, value)) => from_pair(key, value),
    }
}

/// A keyword, or the name of a field, with its value.
pub(super) fn from_pair(key: Piece<'_>, value: Piece<'_>) -> Result<Term> {
    let days = |context| value::positive_number(value, context);
    Ok(match key.text.to_ascii_lowercase().as_str() {
        "deck" => Term::Deck(value::unescaped(value)?),
        "note" => Term::Notetype(value::unescaped(value)?),
        "tag" => Term::Tag(marked(value, value::unescaped)?),
        "card" => Term::Template(template(value)?),
        "flag" => Term::Flag(value::flag(value)?),
        "resched" => Term::RescheduledInDays(days("resched:")?),
        "prop" => Term::Property(value::comparison(value)?),
        "added" => Term::AddedInDays(days("added:")?.max(1)),
        "edited" => Term::EditedInDays(days("edited:")?.max(1)),
        "introduced" => Term::IntroducedInDays(days("introduced:")?.max(1)),
        "rated" => {
            let (days, button) = value::rated(value)?;
            Term::RatedInDays(days, button)
        }
        "is" => Term::State(value::state(value)?),
        "did" => Term::DeckIds(ids(key, value, DeckId)?),
        "mid" => Term::NotetypeId(NotetypeId(value::whole_number(value, "mid:")?)),
        "nid" => Term::NoteIds(ids(key, value, NoteId)?),
        "cid" => Term::CardIds(ids(key, value, CardId)?),
        "re" => Term::Regex(value::unquoted(value)),
        "nc" => Term::WithoutAccents(value::unescaped(value)?),
        "sc" => Term::WithoutClozes(value::unescaped(value)?),
        "w" => Term::Word(value::unescaped(value)?),
        "dupe" => duplicate(value)?,
        "has-cd" => Term::CustomData(value::unescaped(value)?),
        "preset" => Term::Preset(value.spaced()),
        _ => Term::Field {
            name: value::unescaped(key)?,
            value: marked(value, |value| Ok(Pattern::new(value::unquoted(value))))?,
        },
    })
}

fn ids<T>(key: Piece<'_>, value: Piece<'_>, newtype: fn(i64) -> T) -> Result<Vec<T>> {
    let ids = value::ids(value, key)?;
    Ok(ids.into_iter().map(newtype).collect())
}

/// A value with `re:`, `nc:` or nothing before it; `without_accents` reads what follows `nc:`.
fn marked(value: Piece<'_>, without_accents: fn(Piece<'_>) -> Result<Pattern>) -> Result<Match> {
    if let Some(source) = value.strip_word("re:") {
        Ok(Match::Regex(value::unquoted(source)))
    } else if let Some(text) = value.strip_word("nc:") {
        without_accents(text).map(Match::WithoutAccents)
    } else {
        value::unescaped(value).map(Match::Plain)
    }
}

fn template(value: Piece<'_>) -> Result<TemplateName> {
    match value.text.parse::<u16>() {
        Ok(place) => Ok(TemplateName::Ordinal(place.saturating_sub(1))),
        Err(_) => value::unescaped(value).map(TemplateName::Name),
    }
}

fn duplicate(value: Piece<'_>) -> Result<Term> {
    let (notetype, text) = match value.split_once(',') {
        Some((notetype, text)) => (notetype, Some(text)),
        None => (value, None),
    };
    let notetype = NotetypeId(value::whole_number(notetype, &value.spaced())?);
    match text {
        Some(text) => Ok(Term::Duplicate {
            notetype,
            text: value::literal(text),
        }),
        None => Err(value.error(ParseErrorKind::InvalidDuplicate)),
    }
}
