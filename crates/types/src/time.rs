//! Points in time, with their unit in the type.

use serde::{Deserialize, Serialize};

/// Seconds since 1970 (UTC).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct TimestampSecs(pub i64);

/// Milliseconds since 1970 (UTC).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct TimestampMillis(pub i64);

impl TimestampMillis {
    /// The whole second that this moment lies in.
    #[must_use]
    pub const fn as_secs(self) -> TimestampSecs {
        TimestampSecs(self.0.div_euclid(1000))
    }
}

impl TimestampSecs {
    /// The first millisecond of this second.
    #[must_use]
    pub const fn as_millis(self) -> TimestampMillis {
        TimestampMillis(self.0 * 1000)
    }
}
