//! Card templates: what a note's fields become on the two sides of its cards.
//!
//! Owns the template language, cloze deletions, the stripping of HTML, card generation and rendering.
//! Pure functions: knows neither the database, nor the clock, nor files.

pub mod cloze;
pub mod media;
pub mod text;

mod av;
mod cards;
mod compiled;
mod delimiters;
mod error;
mod fields;
mod filters;
mod latex;
mod notetype;
mod parse;
mod render;
mod side;
mod special;

pub use av::AvTag;
pub use cards::FieldState;
pub use compiled::CompiledNotetype;
pub use error::{TemplateError, TemplateProblem, TemplateProblemKind};
pub use fields::{FieldChange, FieldChanges};
pub use notetype::{
    card_requirements, check_templates, template_problems, update_field_references,
};
pub use parse::ParsedTemplate;
pub use render::{CardToRender, RenderedCard, RenderedSide};
pub use side::Side;
