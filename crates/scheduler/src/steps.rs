//! The steps of learning and relearning, and how many of them a card has left.

const DAY_SECS: u32 = 86_400;

/// The steps of a preset, in minutes.
///
/// What a card stores is the number of steps left, of which only the last three digits count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Steps<'a>(pub(crate) &'a [f32]);

/// The steps that a card has left when the steps of its preset change, all in minutes.
#[must_use]
pub fn steps_left_instead(left: u32, before: &[f32], after: &[f32]) -> u32 {
    Steps(after).left_instead(Steps(before), left)
}

impl Steps<'_> {
    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The steps left after "again".
    pub(crate) fn all(self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// The steps left after "good".
    pub(crate) fn left_after_good(self, left: u32) -> u32 {
        let done = self.current(left).saturating_add(1);
        u32::try_from(self.0.len().saturating_sub(done)).unwrap_or(u32::MAX)
    }

    /// The delay of the step that a card is in; 0 where there are no steps.
    pub(crate) fn current_secs(self, left: u32) -> u32 {
        self.secs(self.current(left)).unwrap_or(0)
    }

    pub(crate) fn again_secs(self) -> Option<u32> {
        self.secs(0)
    }

    /// The delay after "good"; `None` where there is no further step.
    pub(crate) fn good_secs(self, left: u32) -> Option<u32> {
        self.secs(self.current(left) + 1)
    }

    /// The delay after "hard": between the first two steps, and later that of the step again.
    pub(crate) fn hard_secs(self, left: u32) -> Option<u32> {
        let current = self.current(left);
        let secs = self.secs(current)?;
        if current > 0 {
            return Some(secs);
        }
        let secs = match self.secs(1) {
            Some(next) => secs.saturating_add(next) / 2,
            None => (secs.saturating_mul(3) / 2).min(secs.saturating_add(DAY_SECS)),
        };
        Some(in_whole_days_if_long(secs))
    }

    /// The steps left of a card that had `left` of `before`: it goes on with the last step that is no longer than the
    /// one it had just done, or begins anew where each is longer.
    pub(crate) fn left_instead(self, before: Steps<'_>, left: u32) -> u32 {
        let left = left % 1000;
        if before.is_empty() {
            return left;
        }
        let done = before.0.len().checked_sub(left as usize + 1);
        let done = done.and_then(|done| before.0.get(done));
        let place = done.and_then(|done| self.0.iter().rev().position(|step| step <= done));
        let left = place.unwrap_or(self.0.len()).max(1);
        u32::try_from(left).unwrap_or(u32::MAX)
    }

    /// The position of the step that a card is in; a card with too many left is in the first.
    fn current(self, left: u32) -> usize {
        let total = self.0.len();
        let left = (left % 1000) as usize;
        total.saturating_sub(left).min(total.saturating_sub(1))
    }

    fn secs(self, position: usize) -> Option<u32> {
        self.0.get(position).map(|minutes| (minutes * 60.0) as u32)
    }
}

/// More than a day is rounded to days, so that it does not depend on the hour.
fn in_whole_days_if_long(secs: u32) -> u32 {
    if secs > DAY_SECS {
        ((secs as f32 / DAY_SECS as f32).round() as u32).saturating_mul(DAY_SECS)
    } else {
        secs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_of_a_card_follows_from_the_steps_left() {
        let steps = Steps(&[1.0, 10.0, 100.0]);
        for (left, current, hard, good, left_after) in [
            (3, 60, 330, Some(600), 2),
            (2, 600, 600, Some(6000), 1),
            (1, 6000, 6000, None, 0),
            (0, 6000, 6000, None, 0),
            (9, 60, 330, Some(600), 2),
            (2003, 60, 330, Some(600), 2),
        ] {
            assert_eq!(steps.current_secs(left), current, "{left}");
            assert_eq!(steps.hard_secs(left), Some(hard), "{left}");
            assert_eq!(steps.good_secs(left), good, "{left}");
            assert_eq!(steps.left_after_good(left), left_after, "{left}");
        }
        assert_eq!((steps.all(), steps.again_secs()), (3, Some(60)));
    }

    #[test]
    fn hard_on_the_first_step_lies_between_again_and_good() {
        const DAY: f32 = 1440.0;
        for (minutes, secs) in [
            (&[1.0][..], 90),
            (&[1.0, 2.0][..], 90),
            (&[3.0 * DAY][..], 4 * 86_400),
            (&[DAY][..], 2 * 86_400),
            (&[1.0, 1.5 * DAY][..], (60 + 129_600) / 2),
            (&[1.0, 3.0 * DAY][..], 2 * 86_400),
            (&[0.5][..], 45),
        ] {
            let left = u32::try_from(minutes.len()).unwrap();
            assert_eq!(Steps(minutes).hard_secs(left), Some(secs), "{minutes:?}");
        }
    }

    #[test]
    fn without_steps_there_are_no_delays() {
        let none = Steps(&[]);
        assert!(none.is_empty());
        assert_eq!(none.current_secs(2), 0);
        assert_eq!(none.hard_secs(2), None);
        assert_eq!(none.good_secs(0), None);
    }
}
