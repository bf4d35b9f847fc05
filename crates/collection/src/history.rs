//! Undo and redo: which stretches of the undo log are whole steps.

use std::collections::VecDeque;
use std::sync::Arc;

use ankid_storage::UndoPosition;

use crate::changes::Direction;
use crate::review::QueueMark;

/// How many steps can be taken back.
const STEPS_KEPT: usize = 30;

/// One change that can be taken back, or made again.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) label: &'static str,
    /// Who asked for it.
    pub(crate) author: Option<Arc<str>>,
    pub(crate) changes: Stretch,
    /// What the step did to the study queue, where that can be taken back.
    pub(crate) queue: Option<QueueMark>,
}

/// The steps that can be undone and redone next, by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UndoStatus {
    /// The newest step; `None` where nothing can be undone.
    pub undo: Option<&'static str>,
    /// Where the newest step ends, by which it can be told from any other.
    pub step: Option<UndoPosition>,
    /// The step that was undone last; `None` where nothing can be redone.
    pub redo: Option<&'static str>,
}

/// A stretch of the undo log: what comes after one position, up to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    pub(crate) after: UndoPosition,
    pub(crate) up_to: UndoPosition,
}

/// The steps that can be undone and redone, newest last.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    undo: VecDeque<Step>,
    redo: Vec<Step>,
    travelling: Option<Travel>,
    /// Whether the current job is to be the last of which anything is remembered.
    forgetting: bool,
    /// Whether the current job sets the collection's stamps itself.
    stamping: bool,
    /// From where on the log is needed by a sync that runs.
    pinned: Option<UndoPosition>,
}

/// The direction that the current job moves in, where it is an undo or a redo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Travel {
    Back,
    Forth,
}

impl History {
    /// The newest step, to be taken back by the current job.
    pub(crate) fn pop_undo(&mut self) -> Option<Step> {
        let step = self.undo.pop_back()?;
        self.travelling = Some(Travel::Back);
        Some(step)
    }

    /// The step last taken back, to be made again by the current job.
    pub(crate) fn pop_redo(&mut self) -> Option<Step> {
        let step = self.redo.pop()?;
        self.travelling = Some(Travel::Forth);
        Some(step)
    }

    /// Whether the current job makes a new change, which is stamped, or restores earlier rows as they were.
    pub(crate) fn direction(&self) -> Direction {
        match self.travelling {
            None => Direction::Made,
            Some(Travel::Back) => Direction::Undone,
            Some(Travel::Forth) => Direction::Redone,
        }
    }

    /// Who asked for the newest step.
    pub(crate) fn newest_author(&self) -> Option<&str> {
        self.undo.back()?.author.as_deref()
    }

    /// What can be undone and redone.
    pub(crate) fn status(&self) -> UndoStatus {
        UndoStatus {
            undo: self.undo.back().map(|step| step.label),
            step: self.undo.back().map(|step| step.changes.up_to),
            redo: self.redo.last().map(|step| step.label),
        }
    }

    /// What can be undone and redone once the current job, which travels along the step `label`, is done.
    pub(crate) fn status_after(&self, label: &'static str) -> UndoStatus {
        let now = self.status();
        match self.travelling {
            None => now,
            Some(Travel::Back) => UndoStatus {
                redo: Some(label),
                ..now
            },
            Some(Travel::Forth) => UndoStatus {
                undo: Some(label),
                ..now
            },
        }
    }

    /// Whether the current job restores earlier rows or sets the stamps, so that nothing may be
    /// stamped anew.
    pub(crate) fn keeps_stamps(&self) -> bool {
        self.stamping || self.travelling.is_some()
    }

    /// Lets the current job set the collection's stamps itself.
    pub(crate) fn set_stamping(&mut self) {
        self.stamping = true;
    }

    /// Keeps the log from a position on, or no longer.
    pub(crate) fn pin(&mut self, position: Option<UndoPosition>) {
        self.pinned = position;
    }

    /// Lets the current job be no step, and wipes all steps before it.
    pub(crate) fn forget(&mut self) {
        self.undo.clear();
        self.redo.clear();
        self.forgetting = true;
    }

    /// Files what a job has just done.
    pub(crate) fn record(&mut self, step: Step) {
        self.stamping = false;
        if std::mem::take(&mut self.forgetting) {
            return;
        }
        let travelling = self.travelling.take();
        if step.changes.after == step.changes.up_to {
            return;
        }
        match travelling {
            None => {
                self.redo.clear();
                self.undo.push_back(step);
            }
            Some(Travel::Back) => self.redo.push(step),
            Some(Travel::Forth) => self.undo.push_back(step),
        }
        if self.undo.len() > STEPS_KEPT {
            self.undo.pop_front();
        }
    }

    /// Where the part of the undo log that is still needed begins.
    pub(crate) fn oldest_needed(&self) -> Option<UndoPosition> {
        self.undo
            .iter()
            .chain(&self.redo)
            .map(|step| step.changes.after)
            .chain(self.pinned)
            .min()
    }
}
