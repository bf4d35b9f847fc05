//! Bounds on what a package may make of itself when it is unpacked.

use std::io::{self, Read};

/// The bounds. A package beyond one is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many entries the archive may have.
    pub entries: usize,
    /// The length of one media file.
    pub media_file_bytes: u64,
    /// The length of all that is unpacked.
    pub total_bytes: u64,
    /// How many times longer all that is unpacked may be than the package. It counts only beyond
    /// [`Limits::FREE_BYTES`]: small packages of little text shrink more than that.
    pub ratio: u64,
}

impl Limits {
    /// What every package may unpack to, whatever its own length.
    pub const FREE_BYTES: u64 = 256 * 1024 * 1024;

    /// How many bytes a package of this length may unpack to.
    pub(crate) fn budget(&self, package_bytes: u64) -> u64 {
        let by_ratio = package_bytes.saturating_mul(self.ratio);
        by_ratio.max(Self::FREE_BYTES).min(self.total_bytes)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 250_000,
            media_file_bytes: 4 * 1024 * 1024 * 1024,
            total_bytes: 256 * 1024 * 1024 * 1024,
            ratio: 100,
        }
    }
}

/// The error of a [`Metered`] reader whose budget is used up.
#[derive(Debug, thiserror::Error)]
#[error("it unpacks to more than the limit of {limit} bytes")]
pub(crate) struct Excess {
    /// The limit.
    pub(crate) limit: u64,
}

/// Reads on as long as the budget lasts.
pub(crate) struct Metered<'a, R> {
    reader: R,
    left: &'a mut u64,
    limit: u64,
}

impl<'a, R: Read> Metered<'a, R> {
    pub(crate) fn new(reader: R, left: &'a mut u64, limit: u64) -> Self {
        Self {
            reader,
            left,
            limit,
        }
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => *self.left = left,
            None => return Err(io::Error::other(Excess { limit: self.limit })),
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_stops_where_the_budget_ends() {
        let mut left = 5;
        let mut read = Vec::new();
        Metered::new(&b"abc"[..], &mut left, 5)
            .read_to_end(&mut read)
            .unwrap();
        let refused = Metered::new(&b"def"[..], &mut left, 5).read_to_end(&mut read);
        let refused = refused.unwrap_err().to_string();
        assert_eq!(refused, "it unpacks to more than the limit of 5 bytes");
        assert_eq!((read.as_slice(), left), (&b"abc"[..], 2));
    }

    #[test]
    fn small_packages_may_grow_more_than_large_ones() {
        let limits = Limits::default();
        assert_eq!(limits.budget(10), Limits::FREE_BYTES);
        assert_eq!(limits.budget(1 << 30), 100 << 30);
        assert_eq!(limits.budget(1 << 40), limits.total_bytes);
    }
}
