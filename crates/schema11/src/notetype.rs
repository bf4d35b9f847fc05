//! Dicts of note types.

use ankid_types::{
    CardRequirement, CardTemplate, CardTemplateSettings, DeckId, Notetype, NotetypeField,
    NotetypeFieldSettings, NotetypeId, NotetypeKind, NotetypeSettings, RequirementKind, StockKind,
    TimestampSecs, Usn,
};
use serde_json::{Map, Value, json};

use crate::loose::Loose;
use crate::reader::Reader;
use crate::{Result, other};

/// Keys of a note type that are not always printed.
const OPTIONAL_KEYS: [&str; 2] = ["originalStockKind", "originalId"];

/// A note type read from its dict, with the positions that fields and templates had before.
///
/// Whoever changes a dict moves or removes items of its lists and leaves their `ord` alone. So `ord`
/// tells where an item was when the dict was printed; a new item has none.
#[derive(Debug, Clone, PartialEq)]
pub struct NotetypeDict {
    /// The note type, its fields and templates in the order of the dict's lists.
    pub notetype: Notetype,
    /// The old position of each field.
    pub old_field_ordinals: Vec<Option<u32>>,
    /// The old position of each template.
    pub old_template_ordinals: Vec<Option<u32>>,
}

impl NotetypeDict {
    /// Reads a dict. Templates get no modification time and sync state: dicts have none.
    pub fn from_value(value: Value) -> Result<Self> {
        let mut reader = Reader::new(value)?;
        let id = NotetypeId(reader.required("id")?);
        let name = reader.required("name")?;
        let kind = reader.required_coded("type", NotetypeKind::from_code)?;
        let modified = TimestampSecs(reader.required("mod")?);
        let usn = Usn(reader.required("usn")?);
        let sort_field_index = reader.required::<u16>("sortf")?.into();
        let legacy_deck_id = reader.present::<Option<i64>>("did", None)?;
        let templates = reader.dicts("tmpls")?.into_iter().map(read_template);
        let (old_template_ordinals, templates) = templates.collect::<Result<_>>()?;
        let fields = reader.dicts("flds")?.into_iter().map(read_field);
        let (old_field_ordinals, fields) = fields.collect::<Result<_>>()?;
        let settings = NotetypeSettings {
            kind,
            sort_field_index,
            legacy_deck_id: deck_id(legacy_deck_id),
            css: reader.present("css", String::new())?,
            latex_header: reader.optional("latexPre", String::new())?,
            latex_footer: reader.optional("latexPost", String::new())?,
            latex_svg: reader.lenient("latexsvg", false),
            requirements: reader.lenient("req", Vec::new()),
            stock_kind: reader.coded("originalStockKind", StockKind::from_code)?,
            original_id: reader.optional("originalId", None)?,
            other: reader.rest(),
        };
        let notetype = Notetype {
            id,
            name,
            modified,
            usn,
            settings,
            fields,
            templates,
        };
        Ok(Self {
            notetype,
            old_field_ordinals,
            old_template_ordinals,
        })
    }
}

/// Prints the dict of a note type.
///
/// Fails if its unknown keys, or those of a field or template, are no JSON object.
pub fn notetype_to_dict(notetype: &Notetype) -> Result<Value> {
    let settings = &notetype.settings;
    let owner = || format!("note type `{}`", notetype.name);
    let templates = notetype.templates.iter().enumerate();
    let templates: Vec<Value> = templates
        .map(|(ordinal, template)| template_to_dict(ordinal, template, owner))
        .collect::<Result<_>>()?;
    let fields = notetype.fields.iter().enumerate();
    let fields: Vec<Value> = fields
        .map(|(ordinal, field)| field_to_dict(ordinal, field, owner))
        .collect::<Result<_>>()?;
    let mut dict = Map::new();
    put(&mut dict, "id", notetype.id.0);
    put(&mut dict, "name", notetype.name.as_str());
    put(&mut dict, "type", settings.kind.code());
    put(&mut dict, "mod", notetype.modified.0);
    put(&mut dict, "usn", notetype.usn.0);
    put(&mut dict, "sortf", small(settings.sort_field_index));
    put(&mut dict, "did", optional_deck_id(settings.legacy_deck_id));
    put(&mut dict, "tmpls", templates);
    put(&mut dict, "flds", fields);
    put(&mut dict, "css", settings.css.as_str());
    put(&mut dict, "latexPre", settings.latex_header.as_str());
    put(&mut dict, "latexPost", settings.latex_footer.as_str());
    put(&mut dict, "latexsvg", settings.latex_svg);
    let requirements: Vec<Value> = settings.requirements.iter().map(requirement).collect();
    put(&mut dict, "req", requirements);
    if settings.stock_kind != StockKind::Unknown {
        put(&mut dict, "originalStockKind", settings.stock_kind.code());
    }
    if let Some(id) = settings.original_id {
        put(&mut dict, "originalId", id);
    }
    let bag = other::from_bytes(&settings.other, owner)?;
    other::add_to(&mut dict, bag, &OPTIONAL_KEYS);
    Ok(Value::Object(dict))
}

fn read_field(mut reader: Reader) -> Result<(Option<u32>, NotetypeField)> {
    let name = reader.required("name")?;
    let old_ordinal = reader.optional::<Option<u16>>("ord", None)?;
    let settings = NotetypeFieldSettings {
        sticky: reader.required("sticky")?,
        right_to_left: reader.required("rtl")?,
        font_name: reader.required("font")?,
        font_size: reader.required::<u16>("size")?.into(),
        description: reader.lenient("description", String::new()),
        plain_text: reader.lenient("plainText", false),
        collapsed: reader.lenient("collapsed", false),
        exclude_from_search: reader.lenient("excludeFromSearch", false),
        id: reader.lenient("id", None),
        tag: reader.lenient("tag", None),
        prevent_deletion: reader.lenient("preventDeletion", false),
        other: reader.rest(),
    };
    let field = NotetypeField { name, settings };
    Ok((old_ordinal.map(u32::from), field))
}

fn read_template(mut reader: Reader) -> Result<(Option<u32>, CardTemplate)> {
    let name = reader.required("name")?;
    let old_ordinal = reader.optional::<Option<u16>>("ord", None)?;
    let settings = CardTemplateSettings {
        question_format: reader.required("qfmt")?,
        answer_format: reader.optional("afmt", String::new())?,
        browser_question_format: reader.optional("bqfmt", String::new())?,
        browser_answer_format: reader.optional("bafmt", String::new())?,
        target_deck_id: deck_id(reader.lenient("did", None)),
        browser_font_name: reader.lenient("bfont", String::new()),
        browser_font_size: reader.lenient::<u8>("bsize", 0).into(),
        id: reader.lenient("id", None),
        other: reader.rest(),
    };
    let template = CardTemplate {
        name,
        modified: TimestampSecs(0),
        usn: Usn(0),
        settings,
    };
    Ok((old_ordinal.map(u32::from), template))
}

fn field_to_dict(
    ordinal: usize,
    field: &NotetypeField,
    owner: impl FnOnce() -> String,
) -> Result<Value> {
    let settings = &field.settings;
    let mut dict = Map::new();
    put(&mut dict, "name", field.name.as_str());
    put(&mut dict, "ord", ordinal);
    put(&mut dict, "sticky", settings.sticky);
    put(&mut dict, "rtl", settings.right_to_left);
    put(&mut dict, "font", settings.font_name.as_str());
    put(&mut dict, "size", small(settings.font_size));
    put(&mut dict, "description", settings.description.as_str());
    put(&mut dict, "plainText", settings.plain_text);
    put(&mut dict, "collapsed", settings.collapsed);
    put(&mut dict, "excludeFromSearch", settings.exclude_from_search);
    put(&mut dict, "id", settings.id);
    put(&mut dict, "tag", settings.tag);
    put(&mut dict, "preventDeletion", settings.prevent_deletion);
    let bag = other::from_bytes(&settings.other, || {
        format!("field `{}` of {}", field.name, owner())
    })?;
    other::add_to(&mut dict, bag, &[]);
    Ok(Value::Object(dict))
}

fn template_to_dict(
    ordinal: usize,
    template: &CardTemplate,
    owner: impl FnOnce() -> String,
) -> Result<Value> {
    let settings = &template.settings;
    let mut dict = Map::new();
    put(&mut dict, "name", template.name.as_str());
    put(&mut dict, "ord", ordinal);
    put(&mut dict, "qfmt", settings.question_format.as_str());
    put(&mut dict, "afmt", settings.answer_format.as_str());
    put(
        &mut dict,
        "bqfmt",
        settings.browser_question_format.as_str(),
    );
    put(&mut dict, "bafmt", settings.browser_answer_format.as_str());
    let target = Some(settings.target_deck_id.0).filter(|id| *id > 0);
    put(&mut dict, "did", target);
    put(&mut dict, "bfont", settings.browser_font_name.as_str());
    put(
        &mut dict,
        "bsize",
        settings.browser_font_size.min(u8::MAX.into()),
    );
    put(&mut dict, "id", settings.id);
    let bag = other::from_bytes(&settings.other, || {
        format!("template `{}` of {}", template.name, owner())
    })?;
    other::add_to(&mut dict, bag, &[]);
    Ok(Value::Object(dict))
}

impl Loose for CardRequirement {
    const EXPECTED: &'static str = "a list of ordinal, kind and field ordinals";

    fn read(value: &Value) -> Option<Self> {
        let [ordinal, kind, field_ordinals] = value.as_array()?.as_slice() else {
            return None;
        };
        let kind = match kind.as_str()? {
            "none" => RequirementKind::None,
            "any" => RequirementKind::Any,
            "all" => RequirementKind::All,
            _ => return None,
        };
        let field_ordinals = Vec::<u16>::read(field_ordinals)?;
        Some(Self {
            card_ordinal: u16::read(ordinal)?.into(),
            kind,
            field_ordinals: field_ordinals.into_iter().map(u32::from).collect(),
        })
    }
}

fn requirement(requirement: &CardRequirement) -> Value {
    let kind = match requirement.kind {
        RequirementKind::None => "none",
        RequirementKind::Any => "any",
        RequirementKind::All => "all",
    };
    json!([requirement.card_ordinal, kind, requirement.field_ordinals])
}

fn put(dict: &mut Map<String, Value>, key: &str, value: impl Into<Value>) {
    dict.insert(key.to_owned(), value.into());
}

/// A number that Anki reads back as 16 bits.
fn small(number: u32) -> u32 {
    number.min(u16::MAX.into())
}

fn deck_id(stored: Option<i64>) -> DeckId {
    stored.map_or(DeckId::NONE, DeckId)
}

fn optional_deck_id(id: DeckId) -> Option<i64> {
    (id != DeckId::NONE).then_some(id.0)
}
