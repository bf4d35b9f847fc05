//! What can go wrong with a page.

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The charting library refused the numbers.
    #[error("the graph `{graph}` cannot be drawn: {reason}")]
    Drawing {
        /// The title of the graph.
        graph: &'static str,
        /// What the library says.
        reason: String,
    },
}
