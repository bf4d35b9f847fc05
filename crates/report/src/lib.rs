//! The statistics page: the figures of the engine as drawn graphs, in one HTML document that needs
//! nothing else, neither scripts nor the network.
//!
//! Knows the figures and how they look; neither SQL nor HTTP.

mod chart;
mod error;
mod graphs;
mod numbers;
mod page;
mod palette;
mod table;
mod texts;

pub use error::ReportError;
pub use page::{Scope, statistics_page};
