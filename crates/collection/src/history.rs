//! Undo and redo: which stretches of the undo log are whole steps.

use std::collections::VecDeque;

use ankid_storage::UndoPosition;

use crate::error::Result;
use crate::transaction::Transaction;

/// How many steps can be taken back.
const STEPS_KEPT: usize = 30;

/// One change that can be taken back, or made again.
#[derive(Debug, Clone)]
struct Step {
    label: &'static str,
    changes: Stretch,
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
}

/// The direction that the current job moves in, where it is an undo or a redo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Travel {
    Back,
    Forth,
}

impl History {
    /// Files what a job has just done.
    pub(crate) fn record(&mut self, label: &'static str, changes: Stretch) {
        let travelling = self.travelling.take();
        if changes.after == changes.up_to {
            return;
        }
        let step = Step { label, changes };
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
            .min()
    }
}

impl Transaction<'_> {
    /// Takes the newest change back; its label, or `None` when there is nothing to take back.
    ///
    /// Every row is as it was before the change, modification times and sync marks included.
    ///
    /// # Errors
    /// An error of the file.
    pub fn undo(&mut self) -> Result<Option<&'static str>> {
        let Some(step) = self.history.undo.pop_back() else {
            return Ok(None);
        };
        self.travel(&step, Travel::Back)?;
        Ok(Some(step.label))
    }

    /// Makes the change again that was last taken back; its label, or `None`.
    ///
    /// # Errors
    /// An error of the file.
    pub fn redo(&mut self) -> Result<Option<&'static str>> {
        let Some(step) = self.history.redo.pop() else {
            return Ok(None);
        };
        self.travel(&step, Travel::Forth)?;
        Ok(Some(step.label))
    }

    fn travel(&mut self, step: &Step, direction: Travel) -> Result<()> {
        self.storage()
            .undo_log()
            .undo_range(step.changes.after, step.changes.up_to)?;
        self.history.travelling = Some(direction);
        self.set_label(step.label);
        self.reload_catalog()
    }

    /// Whether this job restores earlier rows, so that nothing may be stamped anew.
    pub(crate) fn is_travelling(&self) -> bool {
        self.history.travelling.is_some()
    }
}
