//! The figures of a graph as a table, for those who cannot see it or want the numbers.

use maud::{Markup, html};

/// A table with a heading for each column; the first cell of a row is its heading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// The headings of the columns.
    pub(crate) head: Vec<&'static str>,
    /// The rows.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn markup(&self) -> Markup {
        html! {
            table {
                thead { tr { @for name in &self.head { th scope="col" { (name) } } } }
                tbody {
                    @for row in &self.rows {
                        tr {
                            @for (place, cell) in row.iter().enumerate() {
                                @if place == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
