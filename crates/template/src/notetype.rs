//! What saving a note type asks of its templates.

use std::collections::HashMap;
use std::sync::LazyLock;

use ankid_types::{CardRequirement, Notetype, RequirementKind};
use regex::Regex;

use crate::fields::FieldChanges;
use crate::special::is_special_field;
use crate::text::pattern;
use crate::{ParsedTemplate, TemplateProblem, TemplateProblemKind};

/// The card's name on a front, which lets fronts be equal.
static CARD_NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{\{\s*Card\s*\}\}"));

/// Which fields must be filled for each template to make a card; none at all if a front cannot be read.
#[must_use]
pub fn card_requirements(notetype: &Notetype) -> Vec<CardRequirement> {
    let fields: Vec<&str> = notetype
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    let requirement = |(card_ordinal, front): (u32, &str)| {
        let (kind, field_ordinals) = ParsedTemplate::parse(front)
            .map_or((RequirementKind::None, Vec::new()), |front| {
                front.requirement(&fields)
            });
        CardRequirement {
            card_ordinal,
            kind,
            field_ordinals,
        }
    };
    let fronts = notetype
        .templates
        .iter()
        .map(|it| it.settings.question_format.as_str());
    (0..).zip(fronts).map(requirement).collect()
}

/// Rewrites all templates after fields were renamed or removed. `notetype` has the fields as they are now.
///
/// What cannot be read stays as it is. A front left without any field gets the first one, and so does
/// a side of a cloze note type that is left without a cloze filter.
pub fn update_field_references(notetype: &mut Notetype, changes: &FieldChanges) {
    let Some(first_field) = notetype.fields.first().map(|field| field.name.clone()) else {
        return;
    };
    let is_cloze = notetype.is_cloze();
    let lacks_cloze = |side: &ParsedTemplate| is_cloze && side.cloze_fields().is_empty();
    let filters: &[&str] = if is_cloze { &["cloze"] } else { &[] };
    let rewrite = |format: &mut String, is_lacking: &dyn Fn(&ParsedTemplate) -> bool| {
        if let Ok(mut side) = ParsedTemplate::parse(format) {
            side.change_fields(changes);
            if is_lacking(&side) {
                side.push_replacement(&first_field, filters);
            }
            *format = side.to_string();
        }
    };
    for template in &mut notetype.templates {
        let settings = &mut template.settings;
        for front in [
            &mut settings.question_format,
            &mut settings.browser_question_format,
        ] {
            rewrite(front, &|side| !side.has_replacement() || lacks_cloze(side));
        }
        for back in [
            &mut settings.answer_format,
            &mut settings.browser_answer_format,
        ] {
            rewrite(back, &lacks_cloze);
        }
    }
}

/// Checks that a note type's templates make sense.
///
/// # Errors
/// The first of their problems.
pub fn check_templates(notetype: &Notetype) -> Result<(), TemplateProblem> {
    match template_problems(notetype).next() {
        Some(problem) => Err(problem),
        None => Ok(()),
    }
}

/// What is wrong with a note type's templates: equal fronts without the card's name, then for each template
/// a side that cannot be read, a front without fields, or a field that does not exist; then a cloze note type
/// without cloze filters.
pub fn template_problems(notetype: &Notetype) -> impl Iterator<Item = TemplateProblem> {
    let problem = |(ordinal, kind)| TemplateProblem {
        notetype: notetype.name.clone(),
        ordinal,
        kind,
    };
    let sides = notetype.templates.iter().enumerate();
    let sides = sides.filter_map(|(ordinal, template)| {
        let settings = &template.settings;
        let checked = check_sides(notetype, &settings.question_format, &settings.answer_format);
        Some((ordinal, checked.err()?))
    });
    let lacks_cloze = notetype.is_cloze() && !first_template_has_cloze(notetype);
    let cloze = lacks_cloze.then_some((0, TemplateProblemKind::MissingCloze));
    same_fronts(notetype)
        .into_iter()
        .chain(sides)
        .chain(cloze)
        .map(problem)
}

fn same_fronts(notetype: &Notetype) -> Vec<(usize, TemplateProblemKind)> {
    let mut fronts = HashMap::new();
    let mut problems = Vec::new();
    for (ordinal, template) in notetype.templates.iter().enumerate() {
        let front = &template.settings.question_format;
        if let Some(earlier) = fronts.insert(front, ordinal)
            && !CARD_NAME.is_match(front)
        {
            problems.push((ordinal, TemplateProblemKind::SameFront(earlier)));
        }
    }
    problems
}

fn check_sides(notetype: &Notetype, front: &str, back: &str) -> Result<(), TemplateProblemKind> {
    let (Ok(front), Ok(back)) = (ParsedTemplate::parse(front), ParsedTemplate::parse(back)) else {
        return Err(TemplateProblemKind::Unreadable);
    };
    let (front, back) = (front.referenced_fields(), back.referenced_fields());
    if front.is_empty() {
        return Err(TemplateProblemKind::NoFieldOnFront);
    }
    let is_known = |name: &str| {
        name.is_empty() || is_special_field(name) || notetype.field_ordinal(name).is_some()
    };
    // Anki reports a field of the side that names more of them.
    let (first, second) = if back.len() > front.len() {
        (back, front)
    } else {
        (front, back)
    };
    match first.into_iter().chain(second).find(|name| !is_known(name)) {
        Some(unknown) => Err(TemplateProblemKind::NoSuchField(unknown.to_owned())),
        None => Ok(()),
    }
}

fn first_template_has_cloze(notetype: &Notetype) -> bool {
    notetype.templates.first().is_some_and(|template| {
        [
            &template.settings.question_format,
            &template.settings.answer_format,
        ]
        .into_iter()
        .all(|side| ParsedTemplate::parse(side).is_ok_and(|side| !side.cloze_fields().is_empty()))
    })
}
