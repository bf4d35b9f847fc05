//! Media files: their names, the folder that holds them, and where new ones come from.

mod changes;
mod error;
mod files;
mod folder;
pub mod names;
mod pattern;
mod plan;
mod replacing;
mod source;
mod staging;
mod sync;
#[cfg(test)]
mod tests;
mod trash;

pub use changes::MediaChanges;
pub use error::{Base64Error, MediaError};
pub use folder::{FolderFile, MediaFolder};
pub use plan::{MediaPlan, SameName};
pub use source::{MediaLimits, MediaSource};
pub use staging::{Settling, StagedFile};
pub use sync::{MAX_SYNCED_BYTES, MediaDecisions, ServerFile, UnsentFile, WantedFile};
pub use trash::TrashSize;
