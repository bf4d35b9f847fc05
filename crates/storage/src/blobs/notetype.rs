//! A note type with its fields and templates, column `config` of their three tables.

use prost::Message;

use ankid_types::{
    CardRequirement, CardTemplateSettings, DeckId, NotetypeFieldSettings, NotetypeKind,
    NotetypeSettings, RequirementKind, StockKind,
};

use super::{Blob, Problem, mirror};

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Settings {
    #[prost(int32, tag = "1")]
    kind: i32,
    #[prost(uint32, tag = "2")]
    sort_field_index: u32,
    #[prost(string, tag = "3")]
    css: String,
    #[prost(int64, tag = "4")]
    legacy_deck_id: i64,
    #[prost(string, tag = "5")]
    latex_header: String,
    #[prost(string, tag = "6")]
    latex_footer: String,
    #[prost(bool, tag = "7")]
    latex_svg: bool,
    #[prost(message, repeated, tag = "8")]
    requirements: Vec<Requirement>,
    #[prost(int32, tag = "9")]
    stock_kind: i32,
    #[prost(int64, optional, tag = "10")]
    original_id: Option<i64>,
    #[prost(bytes = "vec", tag = "255")]
    other: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct Requirement {
    #[prost(uint32, tag = "1")]
    card_ordinal: u32,
    #[prost(int32, tag = "2")]
    kind: i32,
    #[prost(uint32, repeated, tag = "3")]
    field_ordinals: Vec<u32>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct FieldSettings {
    #[prost(bool, tag = "1")]
    sticky: bool,
    #[prost(bool, tag = "2")]
    right_to_left: bool,
    #[prost(string, tag = "3")]
    font_name: String,
    #[prost(uint32, tag = "4")]
    font_size: u32,
    #[prost(string, tag = "5")]
    description: String,
    #[prost(bool, tag = "6")]
    plain_text: bool,
    #[prost(bool, tag = "7")]
    collapsed: bool,
    #[prost(bool, tag = "8")]
    exclude_from_search: bool,
    #[prost(int64, optional, tag = "9")]
    id: Option<i64>,
    #[prost(uint32, optional, tag = "10")]
    tag: Option<u32>,
    #[prost(bool, tag = "11")]
    prevent_deletion: bool,
    #[prost(bytes = "vec", tag = "255")]
    other: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct TemplateSettings {
    #[prost(string, tag = "1")]
    question_format: String,
    #[prost(string, tag = "2")]
    answer_format: String,
    #[prost(string, tag = "3")]
    browser_question_format: String,
    #[prost(string, tag = "4")]
    browser_answer_format: String,
    #[prost(int64, tag = "5")]
    target_deck_id: i64,
    #[prost(string, tag = "6")]
    browser_font_name: String,
    #[prost(uint32, tag = "7")]
    browser_font_size: u32,
    #[prost(int64, optional, tag = "8")]
    id: Option<i64>,
    #[prost(bytes = "vec", tag = "255")]
    other: Vec<u8>,
}

mirror!(Requirement, CardRequirement { card_ordinal, field_ordinals } coded { kind: RequirementKind });
mirror!(FieldSettings, NotetypeFieldSettings {
    sticky,
    right_to_left,
    font_name,
    font_size,
    description,
    plain_text,
    collapsed,
    exclude_from_search,
    id,
    tag,
    prevent_deletion,
    other,
} coded {});

impl Blob for NotetypeSettings {
    type Message = Settings;

    fn message(&self) -> Settings {
        Settings {
            kind: self.kind.code(),
            sort_field_index: self.sort_field_index,
            css: self.css.clone(),
            legacy_deck_id: self.legacy_deck_id.0,
            latex_header: self.latex_header.clone(),
            latex_footer: self.latex_footer.clone(),
            latex_svg: self.latex_svg,
            requirements: self.requirements.iter().map(Into::into).collect(),
            stock_kind: self.stock_kind.code(),
            original_id: self.original_id,
            other: self.other.clone(),
        }
    }
}

impl TryFrom<Settings> for NotetypeSettings {
    type Error = Problem;

    fn try_from(settings: Settings) -> Result<Self, Problem> {
        let unknown = |name: &str, code: i32| format!("`{name}` is unknown: {code}");
        let requirements = settings.requirements.into_iter().map(TryInto::try_into);
        Ok(Self {
            kind: NotetypeKind::from_code(settings.kind)
                .ok_or_else(|| unknown("kind", settings.kind))?,
            sort_field_index: settings.sort_field_index,
            css: settings.css,
            legacy_deck_id: DeckId(settings.legacy_deck_id),
            latex_header: settings.latex_header,
            latex_footer: settings.latex_footer,
            latex_svg: settings.latex_svg,
            requirements: requirements.collect::<Result<_, _>>()?,
            stock_kind: StockKind::from_code(settings.stock_kind)
                .ok_or_else(|| unknown("stock_kind", settings.stock_kind))?,
            original_id: settings.original_id,
            other: settings.other,
        })
    }
}

impl Blob for NotetypeFieldSettings {
    type Message = FieldSettings;

    fn message(&self) -> FieldSettings {
        self.into()
    }
}

impl Blob for CardTemplateSettings {
    type Message = TemplateSettings;

    fn message(&self) -> TemplateSettings {
        TemplateSettings {
            question_format: self.question_format.clone(),
            answer_format: self.answer_format.clone(),
            browser_question_format: self.browser_question_format.clone(),
            browser_answer_format: self.browser_answer_format.clone(),
            target_deck_id: self.target_deck_id.0,
            browser_font_name: self.browser_font_name.clone(),
            browser_font_size: self.browser_font_size,
            id: self.id,
            other: self.other.clone(),
        }
    }
}

impl TryFrom<TemplateSettings> for CardTemplateSettings {
    type Error = Problem;

    fn try_from(settings: TemplateSettings) -> Result<Self, Problem> {
        Ok(Self {
            question_format: settings.question_format,
            answer_format: settings.answer_format,
            browser_question_format: settings.browser_question_format,
            browser_answer_format: settings.browser_answer_format,
            target_deck_id: DeckId(settings.target_deck_id),
            browser_font_name: settings.browser_font_name,
            browser_font_size: settings.browser_font_size,
            id: settings.id,
            other: settings.other,
        })
    }
}
