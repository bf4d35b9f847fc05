//! What a reading request sees: one consistent state of the collection.

use std::sync::Arc;

use ankid_storage::Storage;
use ankid_types::Clock;

use crate::catalog::Catalog;
use crate::media::MediaFolder;

/// How many rows are looked up together.
pub(crate) const CHUNK: usize = 500;

/// What surrounds the rows, the same for every request.
pub(crate) struct Surroundings {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) media: Arc<MediaFolder>,
}

/// One consistent state of the collection.
///
/// The domain modules add what can be asked of it; a write job sees it through its transaction.
pub struct View<'a> {
    pub(crate) storage: &'a Storage,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) surroundings: &'a Surroundings,
}

impl<'a> View<'a> {
    /// The connection that this state is read through.
    #[must_use]
    pub fn storage(&self) -> &'a Storage {
        self.storage
    }

    /// The note types, decks and presets.
    #[must_use]
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// The media folder.
    #[must_use]
    pub fn media(&self) -> &'a Arc<MediaFolder> {
        &self.surroundings.media
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &'a dyn Clock {
        self.surroundings.clock.as_ref()
    }
}
