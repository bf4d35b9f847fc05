//! What kind of file `import` and `export` are about; its name tells.

use std::path::Path;

use crate::error::{AnkidError, Result};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A package of decks, `.apkg`.
    Decks,
    /// A package of a whole collection, `.colpkg`.
    Collection,
    /// Everything else.
    Text,
}

impl Kind {
    /// The kind of the file at `path`.
    pub(crate) fn of(path: &Path) -> Self {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        match extension.to_ascii_lowercase().as_str() {
            "apkg" => Self::Decks,
            "colpkg" => Self::Collection,
            _ => Self::Text,
        }
    }

    /// Refuses a flag that means nothing to this kind of file.
    pub(crate) fn refuse(self, flag: Option<&'static str>) -> Result<()> {
        let what = match self {
            Self::Decks => "a package of decks",
            Self::Collection => "a package of a whole collection",
            Self::Text => "a text",
        };
        flag.map_or(Ok(()), |flag| {
            Err(AnkidError::FlagOfOtherFile { flag, what })
        })
    }
}
