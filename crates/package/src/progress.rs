//! How far a long job is.

use std::fmt;
use std::sync::Arc;

/// What a job is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The collection file: copied, packed, unpacked or checked, in bytes.
    Collection,
    /// Media files, each packed, compared or unpacked.
    Media,
    /// Notes.
    Notes,
    /// Cards.
    Cards,
    /// The review log.
    Reviews,
    /// The backup that is made before, in bytes.
    Backup,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is busy with.
    pub stage: Stage,
    /// How much of the stage is done.
    pub done: u64,
    /// How much there is to do in the stage; 0 where that is not known.
    pub total: u64,
}

/// Is told how far a job is, often.
#[derive(Clone, Default)]
pub struct Reporter(Option<Arc<dyn Fn(Progress) + Send + Sync>>);

impl Reporter {
    /// Tells `listener`, which must be quick.
    #[must_use]
    pub fn new(listener: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(listener)))
    }

    /// Tells nobody.
    #[must_use]
    pub fn silent() -> Self {
        Self::default()
    }

    /// Tells the same listener, but calls all that is told `stage`.
    pub(crate) fn all_as(&self, stage: Stage) -> Self {
        let inner = self.clone();
        Self::new(move |Progress { done, total, .. }| inner.tell(stage, done, total))
    }

    pub(crate) fn tell(&self, stage: Stage, done: u64, total: u64) {
        if let Some(listener) = &self.0 {
            listener(Progress { stage, done, total });
        }
    }
}

impl fmt::Debug for Reporter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reporter")
    }
}
