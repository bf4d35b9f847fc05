//! Both clients change whatever they like, sync in turn, and end equal.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::Outcome;
use crate::actors::{act_ours, act_theirs, next_second};
use crate::clients::{DONE, Pair};

/// How many rounds are played; `ANKID_SYNC_ROUNDS` asks for another number, such as 200.
const ROUNDS: u64 = 20;

#[test]
fn two_clients_that_change_everything_end_equal() -> Outcome {
    let rounds = match std::env::var("ANKID_SYNC_ROUNDS") {
        Ok(text) => text.parse()?,
        Err(_) => ROUNDS,
    };
    let mut pair = Pair::joined()?;
    for round in 0..rounds {
        let mut random = StdRng::seed_from_u64(round);
        act_ours(&pair, random.random(), random.random_range(0..8))?;
        next_second();
        act_theirs(
            &mut pair,
            random.random::<u32>().into(),
            random.random_range(0..8),
        )?;
        let ours_first: bool = random.random();
        if ours_first {
            pair.sync()?;
            assert_eq!(pair.sync_theirs()?, DONE, "round {round}");
            pair.sync()?;
        } else {
            assert_eq!(pair.sync_theirs()?, DONE, "round {round}");
            pair.sync()?;
            assert_eq!(pair.sync_theirs()?, DONE, "round {round}");
        }
        pair.require_equal(&format!("round {round}"))?;
    }
    // What two changes of one card make of it may want mending, but on both sides the same.
    assert_eq!(pair.check_ours()?, pair.theirs.check()?);
    Ok(())
}
