//! From [`Expr`] back to text that [`parse`](crate::parse) reads as the same search.

use std::fmt::{self, Display, Formatter};

use crate::{
    AnswerButton, Comparison, Expr, ExprKind, Match, Pattern, Property, TemplateName, Term,
};

impl Display for Expr {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::All => Ok(()),
            ExprKind::And(parts) => join(formatter, parts, " "),
            ExprKind::Or(parts) => join(formatter, parts, " OR "),
            ExprKind::Not(inner) => write!(formatter, "-{inner}"),
            ExprKind::Group(inner) => write!(formatter, "({inner})"),
            ExprKind::Term(term) => term.fmt(formatter),
        }
    }
}

impl Display for Term {
    /// The term, in quotes where it needs them.
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let text = written(self);
        let is_bare = !text.is_empty()
            && !text.starts_with('-')
            && !text.contains(|letter: char| letter.is_whitespace() || "\"()".contains(letter))
            && !["and", "or"]
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word));
        if is_bare {
            formatter.write_str(&text)
        } else {
            write!(formatter, "\"{text}\"")
        }
    }
}

fn join(formatter: &mut Formatter<'_>, parts: &[Expr], between: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            formatter.write_str(between)?;
        }
        part.fmt(formatter)?;
    }
    Ok(())
}

/// The term as it may stand in quotes.
fn written(term: &Term) -> String {
    match term {
        Term::Text(text) => escaped(text, &['"', ':']),
        Term::Field { name, value } => {
            // A dash is escaped so that no name turns into the keyword `has-cd`.
            format!("{}:{}", escaped(name, &['"', ':', '-']), field_value(value))
        }
        Term::Regex(source) => format!("re:{}", quotes_escaped(source)),
        Term::WithoutAccents(text) => format!("nc:{}", escaped(text, &['"'])),
        Term::WithoutClozes(text) => format!("sc:{}", escaped(text, &['"'])),
        Term::Word(text) => format!("w:{}", escaped(text, &['"'])),
        Term::Tag(tag) => format!("tag:{}", tag_value(tag)),
        Term::Notetype(name) => format!("note:{}", escaped(name, &['"'])),
        Term::NotetypeId(id) => format!("mid:{id}"),
        Term::NoteIds(ids) => format!("nid:{}", listed(ids)),
        Term::Duplicate { notetype, text } => {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"");
            format!("dupe:{notetype},{text}")
        }
        Term::EditedInDays(days) => format!("edited:{days}"),
        Term::Template(TemplateName::Ordinal(ordinal)) => {
            format!("card:{}", u32::from(*ordinal) + 1)
        }
        Term::Template(TemplateName::Name(name)) => format!("card:{}", escaped(name, &['"'])),
        Term::Deck(name) => format!("deck:{}", escaped(name, &['"'])),
        Term::DeckIds(ids) => format!("did:{}", listed(ids)),
        Term::Preset(name) => format!("preset:{name}"),
        Term::CardIds(ids) => format!("cid:{}", listed(ids)),
        Term::State(state) => format!("is:{}", state.name()),
        Term::Flag(flag) => format!("flag:{flag}"),
        Term::AddedInDays(days) => format!("added:{days}"),
        Term::IntroducedInDays(days) => format!("introduced:{days}"),
        Term::RatedInDays(days, button) => format!("rated:{days}{}", after_days(*button)),
        Term::RescheduledInDays(days) => format!("resched:{days}"),
        Term::Property(comparison) => format!("prop:{}", compared(comparison)),
        Term::CustomData(key) => format!("has-cd:{}", escaped(key, &['"'])),
    }
}

fn compared(comparison: &Comparison) -> String {
    let operator = comparison.operator.symbol();
    match &comparison.property {
        Property::DueInDays(days) => format!("due{operator}{days}"),
        Property::IntervalDays(days) => format!("ivl{operator}{days}"),
        Property::Reviews(count) => format!("reps{operator}{count}"),
        Property::Lapses(count) => format!("lapses{operator}{count}"),
        Property::EaseFactor(factor) => format!("ease{operator}{factor}"),
        Property::Position(position) => format!("pos{operator}{position}"),
        Property::RatedOnDay(days, button) => {
            format!("rated{operator}{days}{}", after_days(*button))
        }
        Property::RescheduledOnDay(days) => format!("resched{operator}{days}"),
        Property::Stability(days) => format!("s{operator}{days}"),
        Property::Difficulty(share) => format!("d{operator}{share}"),
        Property::Retrievability(share) => format!("r{operator}{share}"),
        Property::CustomNumber { key, value } => format!("cdn:{key}{operator}{value}"),
        Property::CustomText { key, value } => format!("cds:{key}{operator}{value}"),
    }
}

fn after_days(button: AnswerButton) -> String {
    match button {
        AnswerButton::Any => String::new(),
        AnswerButton::Button(button) => format!(":{button}"),
    }
}

fn field_value(value: &Match) -> String {
    match value {
        Match::Plain(text) => unmarked(text),
        Match::Regex(source) => format!("re:{}", quotes_escaped(source)),
        Match::WithoutAccents(text) => format!("nc:{}", quotes_escaped(text.as_str())),
    }
}

fn tag_value(value: &Match) -> String {
    match value {
        Match::Plain(text) => unmarked(text),
        Match::Regex(source) => format!("re:{}", quotes_escaped(source)),
        Match::WithoutAccents(text) => format!("nc:{}", escaped(text, &['"'])),
    }
}

/// A plain value that is not taken for a marked one.
fn unmarked(text: &Pattern) -> String {
    let value = escaped(text, &['"']);
    let marked = ["re", "nc"].iter().find_map(|mark| {
        let rest = value.strip_prefix(mark)?.strip_prefix(':')?;
        Some(format!("{mark}\\:{rest}"))
    });
    marked.unwrap_or(value)
}

/// A text whose backslashes are those of wildcards and backslashes only.
fn escaped(text: &Pattern, special: &[char]) -> String {
    let mut written = String::with_capacity(text.as_str().len());
    for letter in text.as_str().chars() {
        if special.contains(&letter) {
            written.push('\\');
        }
        written.push(letter);
    }
    written
}

fn quotes_escaped(text: &str) -> String {
    text.replace('"', "\\\"")
}

fn listed<T: Display>(ids: &[T]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ids.join(",")
}
