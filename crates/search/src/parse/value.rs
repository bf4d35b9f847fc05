//! From the value after a keyword to what it means there.

use std::num::ParseIntError;
use std::str::FromStr;

use crate::{AnswerButton, Comparison, Operator, ParseErrorKind, Pattern, Property, State};

use super::piece::{Piece, spaced};
use super::{Fault, Result};

/// The text with its backslashes taken off, but for those of wildcards and backslashes.
pub(super) fn unescaped(piece: Piece<'_>) -> Result<Pattern> {
    let mut text = String::with_capacity(piece.text.len());
    let mut rest = piece;
    while let Some(letter) = rest.text.chars().next() {
        let after = rest.skip_char();
        if letter == '\\' {
            let end = after.skip_char();
            match after.text.chars().next() {
                Some(plain @ ('"' | ':' | '(' | ')' | '-')) => text.push(plain),
                Some(kept @ ('\\' | '*' | '_')) => text.extend(['\\', kept]),
                Some(_) | None => return Err(rest.before(end).unknown_escape()),
            }
            rest = end;
        } else {
            text.extend(spaced(rest.before(after).text));
            rest = after;
        }
    }
    Ok(Pattern::new(text))
}

/// The text with only the backslashes before quotes taken off.
pub(super) fn unquoted(piece: Piece<'_>) -> String {
    piece.spaced().replace("\\\"", "\"")
}

/// The text with the backslashes before quotes and backslashes taken off.
pub(super) fn literal(piece: Piece<'_>) -> String {
    unquoted(piece).replace("\\\\", "\\")
}

/// Numbers with commas between them. A number too great for an id becomes the greatest one.
pub(super) fn ids(piece: Piece<'_>, key: Piece<'_>) -> Result<Vec<i64>> {
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().unwrap_or(i64::MAX))
    };
    let ids: Option<Vec<i64>> = piece.text.split(',').map(number).collect();
    ids.ok_or_else(|| piece.error(ParseErrorKind::InvalidIds(key.spaced())))
}

/// A whole number; `context` is what the error says it was expected in.
pub(super) fn whole_number<T>(piece: Piece<'_>, context: &str) -> Result<T>
where
    T: FromStr<Err = ParseIntError>,
{
    piece.text.parse().map_err(|_error| {
        piece.error(ParseErrorKind::InvalidWholeNumber {
            context: context.to_owned(),
            provided: piece.spaced(),
        })
    })
}

/// A whole number from 0 up; `context` is what the error says it was expected in.
pub(super) fn positive_number(piece: Piece<'_>, context: &str) -> Result<u32> {
    piece.text.parse().map_err(|_error| {
        piece.error(ParseErrorKind::InvalidPositiveNumber {
            context: context.to_owned(),
            provided: piece.spaced(),
        })
    })
}

/// A number of days, and maybe a colon and an answer button.
pub(super) fn rated(piece: Piece<'_>) -> Result<(u32, AnswerButton)> {
    let (days, button) = days_and_button(piece);
    let days = positive_number(days, "rated:")?.max(1);
    Ok((days, answer_button(button, piece)?))
}

pub(super) fn state(piece: Piece<'_>) -> Result<State> {
    let found = State::ALL.iter().find(|state| state.name() == piece.text);
    found
        .copied()
        .ok_or_else(|| piece.error(ParseErrorKind::InvalidState(piece.spaced())))
}

pub(super) fn flag(piece: Piece<'_>) -> Result<u8> {
    match piece.text.parse() {
        Ok(flag @ 0..=7) => Ok(flag),
        _ => Err(piece.error(ParseErrorKind::InvalidFlag)),
    }
}

/// A property, an operator and a number.
pub(super) fn comparison(clause: Piece<'_>) -> Result<Comparison> {
    let after_name = property_name(clause)
        .ok_or_else(|| clause.error(ParseErrorKind::InvalidProperty(clause.spaced())))?;
    let name = clause.before(after_name);
    let found = Operator::ALL.iter().find_map(|operator| {
        let value = after_name.strip_word(operator.symbol())?;
        Some((*operator, value))
    });
    let Some((operator, value)) = found else {
        return Err(clause.error(ParseErrorKind::InvalidOperator(name.spaced())));
    };
    let property = match name.text {
        "ivl" => Property::IntervalDays(positive_number(value, &clause.spaced())?),
        "due" => Property::DueInDays(whole_number(value, &clause.spaced())?),
        "reps" => Property::Reviews(positive_number(value, &clause.spaced())?),
        "lapses" => Property::Lapses(positive_number(value, &clause.spaced())?),
        "ease" => Property::EaseFactor(ease_factor(value, clause)?),
        "pos" => Property::Position(positive_number(value, &clause.spaced())?),
        "rated" => {
            let (days, button) = days_and_button(value);
            let days = negative_number(days, clause)?;
            Property::RatedOnDay(days, answer_button(button, clause)?)
        }
        "resched" => Property::RescheduledOnDay(negative_number(value, clause)?),
        "s" => Property::Stability(finite_number(value, clause)?),
        "d" => Property::Difficulty(finite_number(value, clause)?),
        "r" => Property::Retrievability(finite_number(value, clause)?),
        custom => custom_property(custom, value, clause)?,
    };
    Ok(Comparison { property, operator })
}

/// What follows the name of a property.
fn property_name(clause: Piece<'_>) -> Option<Piece<'_>> {
    if let Some(after) = Property::NAMES
        .iter()
        .find_map(|name| clause.strip_word(name))
    {
        return Some(after);
    }
    let key = Property::CUSTOM
        .iter()
        .find_map(|kind| clause.strip_word(kind))?;
    let mut after = key;
    while after
        .text
        .starts_with(|letter: char| letter.is_ascii_alphanumeric())
    {
        after = after.skip_char();
    }
    (!key.before(after).text.is_empty()).then_some(after)
}

fn custom_property(name: &str, value: Piece<'_>, clause: Piece<'_>) -> Result<Property> {
    let key = |kind| name.strip_prefix(kind).map(ToOwned::to_owned);
    if let Some(key) = key("cdn:") {
        let value = finite_number(value, clause)?;
        return Ok(Property::CustomNumber { key, value });
    }
    match key("cds:") {
        Some(key) => Ok(Property::CustomText {
            key,
            value: value.spaced(),
        }),
        None => Err(clause.error(ParseErrorKind::InvalidProperty(clause.spaced()))),
    }
}

fn number(piece: Piece<'_>, clause: Piece<'_>) -> Result<f32> {
    piece
        .text
        .parse()
        .map_err(|_error| invalid_number(piece, clause))
}

fn finite_number(piece: Piece<'_>, clause: Piece<'_>) -> Result<f32> {
    let number = number(piece, clause)?;
    if number.is_finite() {
        Ok(number)
    } else {
        Err(invalid_number(piece, clause))
    }
}

/// An ease factor, which may be without bounds; what is not a number counts as 0.
fn ease_factor(piece: Piece<'_>, clause: Piece<'_>) -> Result<f32> {
    let number = number(piece, clause)?;
    Ok(if number.is_nan() { 0.0 } else { number })
}

fn invalid_number(piece: Piece<'_>, clause: Piece<'_>) -> Fault {
    piece.error(ParseErrorKind::InvalidNumber {
        context: clause.spaced(),
        provided: piece.spaced(),
    })
}

fn negative_number(piece: Piece<'_>, clause: Piece<'_>) -> Result<i32> {
    match piece.text.parse() {
        Ok(number @ ..=0) => Ok(number),
        _ => Err(piece.error(ParseErrorKind::InvalidNegativeNumber {
            context: clause.spaced(),
            provided: piece.spaced(),
        })),
    }
}

fn days_and_button(piece: Piece<'_>) -> (Piece<'_>, Option<Piece<'_>>) {
    match piece.split_once(':') {
        Some((days, button)) => (days, Some(button)),
        None => (piece, None),
    }
}

fn answer_button(piece: Option<Piece<'_>>, context: Piece<'_>) -> Result<AnswerButton> {
    let Some(piece) = piece else {
        return Ok(AnswerButton::Any);
    };
    match piece.text.parse() {
        Ok(button @ 1..=4) => Ok(AnswerButton::Button(button)),
        _ => Err(piece.error(ParseErrorKind::InvalidAnswerButton {
            context: context.spaced(),
            provided: piece.spaced(),
        })),
    }
}
