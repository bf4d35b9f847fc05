//! The six note types that a new collection starts with, as Anki 26.9 makes them.

use ankid_types::{
    CardRequirement, CardTemplate, DeckId, Notetype, NotetypeField, NotetypeId, NotetypeKind,
    NotetypeSettings, RequirementKind, StockKind, TimestampSecs, Usn,
};

const CARD_CSS: &str = include_str!("stock/card.css");
const CLOZE_CSS: &str = include_str!("stock/cloze.css");
const OCCLUSION_CSS: &str = include_str!("stock/image_occlusion.css");
const OCCLUSION_FRONT: &str = include_str!("stock/image_occlusion_front.html");
const OCCLUSION_BACK: &str = include_str!("stock/image_occlusion_back.html");
const LATEX_HEADER: &str = include_str!("stock/latex_header.tex");
const LATEX_FOOTER: &str = "\\end{document}";

/// The stock note types in Anki's order, without ids of their own. `random_ids` is asked for an id of
/// each field and template.
#[must_use]
pub fn stock_notetypes(random_ids: &mut dyn FnMut() -> i64) -> Vec<Notetype> {
    vec![
        basic("Basic", random_ids),
        basic_and_reversed(random_ids),
        basic_optional_reversed(random_ids),
        basic_typing(random_ids),
        cloze(random_ids),
        image_occlusion(random_ids),
    ]
}

/// The note type "Basic", under another name where one is given.
#[must_use]
pub fn basic(name: &str, random_ids: &mut dyn FnMut() -> i64) -> Notetype {
    let mut notetype = notetype(name, NotetypeKind::Normal, StockKind::Basic);
    notetype.fields = fields(&["Front", "Back"], random_ids);
    notetype.templates = vec![template("Card 1", "{{Front}}", &answer("Back"), random_ids)];
    notetype.settings.requirements = vec![requirement(0, RequirementKind::Any, &[0])];
    notetype
}

fn basic_and_reversed(random_ids: &mut dyn FnMut() -> i64) -> Notetype {
    let mut notetype = basic("Basic (and reversed card)", random_ids);
    notetype.settings.stock_kind = StockKind::BasicAndReversed;
    notetype
        .templates
        .push(template("Card 2", "{{Back}}", &answer("Front"), random_ids));
    notetype
        .settings
        .requirements
        .push(requirement(1, RequirementKind::Any, &[1]));
    notetype
}

fn basic_optional_reversed(random_ids: &mut dyn FnMut() -> i64) -> Notetype {
    let mut notetype = basic("Basic (optional reversed card)", random_ids);
    notetype.settings.stock_kind = StockKind::BasicOptionalReversed;
    notetype.fields.extend(fields(&["Add Reverse"], random_ids));
    let front = "{{#Add Reverse}}{{Back}}{{/Add Reverse}}";
    notetype
        .templates
        .push(template("Card 2", front, &answer("Front"), random_ids));
    notetype
        .settings
        .requirements
        .push(requirement(1, RequirementKind::All, &[1, 2]));
    notetype
}

fn basic_typing(random_ids: &mut dyn FnMut() -> i64) -> Notetype {
    let mut notetype = notetype(
        "Basic (type in the answer)",
        NotetypeKind::Normal,
        StockKind::BasicTyping,
    );
    notetype.fields = fields(&["Front", "Back"], random_ids);
    let front = "{{Front}}\n\n{{type:Back}}";
    let back = "{{Front}}\n\n<hr id=answer>\n\n{{type:Back}}";
    notetype.templates = vec![template("Card 1", front, back, random_ids)];
    notetype.settings.requirements = vec![requirement(0, RequirementKind::Any, &[0, 1])];
    notetype
}

fn cloze(random_ids: &mut dyn FnMut() -> i64) -> Notetype {
    let mut notetype = notetype("Cloze", NotetypeKind::Cloze, StockKind::Cloze);
    notetype.settings.css.push_str(CLOZE_CSS);
    notetype.fields = tagged_fields(&["Text", "Back Extra"], 1, random_ids);
    let back = "{{cloze:Text}}<br>\n{{Back Extra}}";
    notetype.templates = vec![template("Cloze", "{{cloze:Text}}", back, random_ids)];
    notetype.settings.requirements = vec![requirement(0, RequirementKind::Any, &[0])];
    notetype
}

fn image_occlusion(random_ids: &mut dyn FnMut() -> i64) -> Notetype {
    let mut notetype = notetype(
        "Image Occlusion",
        NotetypeKind::Cloze,
        StockKind::ImageOcclusion,
    );
    OCCLUSION_CSS.clone_into(&mut notetype.settings.css);
    let names = ["Occlusion", "Image", "Header", "Back Extra", "Comments"];
    notetype.fields = tagged_fields(&names, 4, random_ids);
    let back = [OCCLUSION_FRONT, OCCLUSION_BACK].concat();
    notetype.templates = vec![template(
        "Image Occlusion",
        OCCLUSION_FRONT,
        &back,
        random_ids,
    )];
    notetype.settings.requirements = vec![requirement(0, RequirementKind::Any, &[0, 1, 2])];
    notetype
}

fn notetype(name: &str, kind: NotetypeKind, stock_kind: StockKind) -> Notetype {
    Notetype {
        id: NotetypeId(0),
        name: name.to_owned(),
        modified: TimestampSecs(0),
        usn: Usn(0),
        settings: NotetypeSettings {
            kind,
            sort_field_index: 0,
            css: CARD_CSS.to_owned(),
            legacy_deck_id: DeckId::NONE,
            latex_header: LATEX_HEADER.to_owned(),
            latex_footer: LATEX_FOOTER.to_owned(),
            latex_svg: false,
            requirements: Vec::new(),
            stock_kind,
            original_id: None,
            other: Vec::new(),
        },
        fields: Vec::new(),
        templates: Vec::new(),
    }
}

fn fields(names: &[&str], random_ids: &mut dyn FnMut() -> i64) -> Vec<NotetypeField> {
    names
        .iter()
        .map(|name| NotetypeField::new(*name, random_ids()))
        .collect()
}

/// Fields that are known by their tag; the first `protected` of them cannot be deleted.
fn tagged_fields(
    names: &[&str],
    protected: u32,
    random_ids: &mut dyn FnMut() -> i64,
) -> Vec<NotetypeField> {
    let mut fields = fields(names, random_ids);
    for (tag, field) in (0..).zip(&mut fields) {
        field.settings.tag = Some(tag);
        field.settings.prevent_deletion = tag < protected;
    }
    fields
}

fn template(
    name: &str,
    front: &str,
    back: &str,
    random_ids: &mut dyn FnMut() -> i64,
) -> CardTemplate {
    CardTemplate::new(name, front, back, random_ids())
}

/// A back that shows the front, a line, and a field.
fn answer(field: &str) -> String {
    format!("{{{{FrontSide}}}}\n\n<hr id=answer>\n\n{{{{{field}}}}}")
}

fn requirement(card_ordinal: u32, kind: RequirementKind, fields: &[u32]) -> CardRequirement {
    CardRequirement {
        card_ordinal,
        kind,
        field_ordinals: fields.to_vec(),
    }
}
