//! How far a sync has come, and how it is stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Result, SyncError};

/// What a sync is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// Asking what there is to do.
    #[default]
    Connecting,
    /// Exchanging changes.
    Syncing,
    /// Letting both sides count and store.
    Finishing,
    /// Making a backup before a full sync.
    BackingUp,
    /// Sending the whole collection.
    Uploading,
    /// Receiving the whole collection.
    Downloading,
    /// Looking for changed media files.
    ScanningMedia,
    /// Exchanging media files.
    SyncingMedia,
}

/// How far a sync has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// Changed rows, or media files, that were sent.
    pub sent: usize,
    /// Changed rows, or media files, that came.
    pub received: usize,
    /// Removals that were sent.
    pub removals_sent: usize,
    /// Removals that came.
    pub removals_received: usize,
}

/// Stops a sync from elsewhere; copies are the same switch.
#[derive(Debug, Clone, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Stops the sync at its next step.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was stopped.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Fails once it was stopped.
    pub(crate) fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            Err(SyncError::Cancelled)
        } else {
            Ok(())
        }
    }
}

/// What watches a sync.
pub struct Watch<'a> {
    report: &'a dyn Fn(Progress),
    progress: Progress,
}

impl<'a> Watch<'a> {
    /// Lets `report` know of every step.
    #[must_use]
    pub fn new(report: &'a dyn Fn(Progress)) -> Self {
        Self {
            report,
            progress: Progress::default(),
        }
    }

    pub(crate) fn stage(&mut self, stage: Stage) {
        self.update(|progress| progress.stage = stage);
    }

    pub(crate) fn update(&mut self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.progress);
        (self.report)(self.progress);
    }
}
