//! Card templates: what a note's fields become on the two sides of its cards.
//!
//! Owns the template language, cloze deletions, the stripping of HTML, card generation and rendering.
//! Pure functions: knows neither the database, nor the clock, nor files.

pub mod cloze;
mod side;
pub mod text;

pub use side::Side;
