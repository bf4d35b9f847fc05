//! Conditions on notes.

use ankid_search::{
    FieldsCondition, Like, NoteCondition, RegexCondition, SearchedFields, TextCondition, TextView,
};

use super::compile::Compiler;
use crate::functions::{WITHOUT_CLOZES, WITHOUT_COMBINING};

const FIELDS: &str = "n.flds";
const SORT_FIELD: &str = "n.sfld";
/// How long a pattern SQLite takes, in bytes.
const LONGEST_LIKE: usize = 50_000;

pub(super) fn write(to: &mut Compiler, condition: &NoteCondition) {
    match condition {
        NoteCondition::Text(condition) => text(to, condition),
        NoteCondition::Fields(condition) => fields(to, condition),
        NoteCondition::FieldsRegex { regex, fields } => {
            to.push("(");
            to.any(fields, |to, (notetype, fields)| {
                to.push(format_args!("(n.mid = {notetype} AND "));
                regex_in_fields(to, regex, FIELDS, fields);
                to.push(")");
            });
            to.push(")");
        }
        NoteCondition::AnyFieldRegex(regex) => call(to, "regexp_fields", regex, FIELDS),
        NoteCondition::Regex(condition) => regex(to, condition),
        NoteCondition::Untagged => to.push("n.tags = ''"),
        NoteCondition::AnyTags => to.push("true"),
        NoteCondition::NoSuchTag => to.never(),
        NoteCondition::Tags {
            regex,
            without_accents,
        } => call(to, "regexp", regex, &viewed("n.tags", *without_accents)),
        NoteCondition::AnyTagRegex(regex) => call(to, "regexp_tags", regex, "n.tags"),
        NoteCondition::Notetype(id) => to.push(format_args!("n.mid = {id}")),
        NoteCondition::Notetypes(ids) => {
            to.among_looked_up("n.mid", ids.iter().map(|id| id.0));
        }
        NoteCondition::Duplicates(ids) => {
            to.among("n.id", ids);
        }
        NoteCondition::EditedAfter(moment) => to.push(format_args!("n.mod > {}", moment.0)),
    }
}

fn text(to: &mut Compiler, condition: &TextCondition) {
    let TextCondition { like, view, fields } = condition;
    let Some(notetypes) = fields else {
        return text_like(to, like, *view, &[SORT_FIELD, FIELDS]);
    };
    to.push("(");
    to.any(notetypes, |to, fields| {
        of_notetype(to, fields, |to| {
            let mut places: Vec<Option<Like>> = ranges_of(like, fields).map(Some).collect();
            if fields.sort_field {
                places.push(None);
            }
            to.any(&places, |to, place| match place {
                Some(joined) => text_like(to, joined, *view, &[FIELDS]),
                None => text_like(to, like, *view, &[SORT_FIELD]),
            });
        });
    });
    to.push(")");
}

fn fields(to: &mut Compiler, condition: &FieldsCondition) {
    let view = TextView {
        without_accents: condition.without_accents,
        without_clozes: false,
    };
    to.push("(");
    to.any(&condition.fields, |to, fields| {
        of_notetype(to, fields, |to| {
            let places: Vec<Like> = ranges_of(&condition.like, fields).collect();
            to.any(&places, |to, place| text_like(to, place, view, &[FIELDS]));
        });
    });
    to.push(")");
}

fn of_notetype(to: &mut Compiler, fields: &SearchedFields, write: impl FnOnce(&mut Compiler)) {
    to.push(format_args!("(n.mid = {} AND (", fields.notetype));
    write(to);
    to.push("))");
}

/// What the joined fields must be like, for each range.
fn ranges_of(like: &Like, fields: &SearchedFields) -> impl Iterator<Item = Like> {
    let ranges = fields.ranges.iter();
    ranges.map(move |range| like.at_fields(range, fields.field_count))
}

fn regex(to: &mut Compiler, condition: &RegexCondition) {
    let text = viewed(FIELDS, condition.without_accents);
    let Some(notetypes) = &condition.fields else {
        return call(to, "regexp", &condition.regex, &text);
    };
    to.push("(");
    to.any(notetypes, |to, (notetype, fields)| {
        to.push(format_args!("(n.mid = {notetype} AND "));
        match fields {
            Some(fields) => regex_in_fields(to, &condition.regex, &text, fields),
            None => call(to, "regexp", &condition.regex, &text),
        }
        to.push(")");
    });
    to.push(")");
}

fn regex_in_fields(to: &mut Compiler, regex: &str, text: &str, fields: &[usize]) {
    if fields.is_empty() {
        return to.never();
    }
    to.push("regexp_fields(");
    to.text(regex);
    to.push(format_args!(", {text}, "));
    to.listed(fields, |to, field| to.push(field));
    to.push(")");
}

/// Writes that one of the columns is like this.
fn text_like(to: &mut Compiler, like: &Like, view: TextView, columns: &[&str]) {
    let mut bits = 0;
    if view.without_accents {
        bits |= WITHOUT_COMBINING;
    }
    if view.without_clozes {
        bits |= WITHOUT_CLOZES;
    }
    let is_simple = !like.has_inner_runs() && like.as_str().len() <= LONGEST_LIKE;
    if bits == 0 && is_simple {
        // What is as simple as this, SQLite does fastest.
        to.push("(");
        to.any(columns, |to, column| {
            to.push(format_args!("{column} LIKE "));
            to.text(like.as_str());
            to.push(r" ESCAPE '\'");
        });
        return to.push(")");
    }
    if bits == 0 {
        to.push("text_like(");
        to.text(like.as_str());
    } else {
        to.push("processed_text_like(");
        to.text(like.as_str());
        to.push(format_args!(", {bits}"));
    }
    for column in columns {
        let text = if *column == SORT_FIELD {
            // One that looks like a number is stored as a number.
            "CAST(n.sfld AS text)"
        } else {
            column
        };
        to.push(format_args!(", {text}"));
    }
    to.push(")");
}

fn viewed(text: &str, without_accents: bool) -> String {
    if without_accents {
        format!("process_text({text}, {WITHOUT_COMBINING})")
    } else {
        text.to_owned()
    }
}

/// Writes a call of a function with a regular expression and a text.
fn call(to: &mut Compiler, function: &str, regex: &str, text: &str) {
    to.push(format_args!("{function}("));
    to.text(regex);
    to.push(format_args!(", {text})"));
}
