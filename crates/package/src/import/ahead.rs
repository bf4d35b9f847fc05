//! Rows of the package, read and judged on a thread of their own while the writer stores those before them.

use std::mem;
use std::panic::resume_unwind;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use crate::Result;

/// So many rows change hands at a time.
const BATCH_ROWS: usize = 256;
/// So many batches wait at most: a writer that is slower than the reader keeps few rows in memory.
const WAITING_BATCHES: usize = 4;

/// Where a reader puts its rows.
pub(super) struct Hands<T> {
    sender: SyncSender<Vec<T>>,
    batch: Vec<T>,
}

impl<T> Hands<T> {
    /// Hands over a row. Nobody takes it any more where taking an earlier one has failed.
    pub(super) fn over(&mut self, row: T) {
        self.batch.push(row);
        if self.batch.len() == BATCH_ROWS {
            let batch = mem::replace(&mut self.batch, Vec::with_capacity(BATCH_ROWS));
            drop(self.sender.send(batch));
        }
    }

    fn end(self) {
        drop(self.sender.send(self.batch));
    }
}

/// Lets `read` hand over rows on a thread of its own, and gives them to `take` on this one, in their order.
///
/// # Errors
/// That of `take`, or else that of `read`.
pub(super) fn read_ahead<T: Send>(
    read: impl FnOnce(&mut Hands<T>) -> Result<()> + Send,
    take: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    thread::scope(|scope| {
        let (sender, batches) = mpsc::sync_channel(WAITING_BATCHES);
        let reading = scope.spawn(move || {
            let mut hands = Hands {
                sender,
                batch: Vec::with_capacity(BATCH_ROWS),
            };
            read(&mut hands)?;
            hands.end();
            Ok(())
        });
        let taken = batches.into_iter().flatten().try_for_each(take);
        let read = reading.join().unwrap_or_else(|panic| resume_unwind(panic));
        taken.and(read)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PackageError;

    fn failure() -> PackageError {
        PackageError::OldScheduler
    }

    #[test]
    fn rows_come_in_their_order_and_whole() {
        let mut taken = Vec::new();
        let read = |hands: &mut Hands<usize>| {
            (0..10 * BATCH_ROWS + 1).for_each(|row| hands.over(row));
            Ok(())
        };
        let take = |row| {
            taken.push(row);
            Ok(())
        };
        read_ahead(read, take).unwrap();
        assert_eq!(taken, (0..10 * BATCH_ROWS + 1).collect::<Vec<_>>());
    }

    #[test]
    fn a_failure_on_either_side_ends_both() {
        let many = |hands: &mut Hands<usize>| {
            (0..100 * BATCH_ROWS).for_each(|row| hands.over(row));
            Ok(())
        };
        let refused = read_ahead(many, |row| match row {
            3 => Err(failure()),
            _ => Ok(()),
        });
        assert!(matches!(refused, Err(PackageError::OldScheduler)));
        let broken = read_ahead(|_hands: &mut Hands<usize>| Err(failure()), |_row| Ok(()));
        assert!(matches!(broken, Err(PackageError::OldScheduler)));
    }
}
