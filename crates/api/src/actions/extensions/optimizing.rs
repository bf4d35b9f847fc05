//! Optimizing the parameters of FSRS.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;

use ankid_collection::{LearningProgress, Lessons};
use ankid_types::DeckConfigSettings;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::deck_options::read_preset;
use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::events::Event;
use crate::packages::PAGE_INTERVAL;

/// Learns the parameters of FSRS that fit the reviews of a preset's cards, as "Optimize" does in Anki. Nothing is changed:
/// `saveDeckOptions` with the parameters in `fsrsParams6` puts them to use. The cards are those that the preset's own search
/// `weightSearch` finds or, where it is empty, all of its decks that are not suspended. Takes seconds, with many reviews a minute.
#[derive(Deserialize, JsonSchema)]
pub(super) struct OptimizeFsrs {
    /// The preset, in the form in which `getDeckConfig` answers it.
    config: Map<String, Value>,
}

/// The parameters that were learned.
#[derive(Serialize, JsonSchema)]
pub(super) struct Optimized {
    /// The parameters; those of the preset where no others fit better.
    parameters: Vec<f32>,
    /// How many reviews they were learned from.
    reviews: usize,
}

impl Action for OptimizeFsrs {
    const SPEC: Spec = Spec::new(
        "optimizeFsrs",
        &[example(
            r#"{"config": {
                "id": 1, "name": "Default", "maxTaken": 60, "autoplay": true, "timer": 0, "replayq": true,
                "new": {
                    "bury": false, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1,
                    "perDay": 20
                },
                "rev": {
                    "bury": false, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 200, "hardFactor": 1.2
                },
                "lapse": {"delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0}
            }}"#,
            r#"{"parameters": [], "reviews": 0}"#,
        )],
    )
    .errors(&["FSRS cannot learn from these reviews; try again after some more days of study"]);
    type Reply = Optimized;
}

impl HostAction for OptimizeFsrs {
    fn run(self, call: &Call<'_>) -> Result<Optimized, ApiError> {
        let preset = read_preset(self.config)?;
        let lessons = call.engine()?.read(|view| view.lessons(&preset))?;
        Ok(Optimized {
            reviews: lessons.answers(),
            parameters: learn(call, lessons, &preset.settings)?,
        })
    }
}

/// Lets FSRS learn, and tells the pages how far it is.
fn learn(
    call: &Call<'_>,
    lessons: Lessons,
    preset: &DeckConfigSettings,
) -> Result<Vec<f32>, ApiError> {
    let progress = LearningProgress::new();
    let (ends, end) = channel();
    let learned = thread::scope(|scope| {
        let progress = &progress;
        let learning = scope.spawn(move || {
            let learned = lessons.learn(preset, progress);
            drop(ends);
            learned
        });
        while end.recv_timeout(PAGE_INTERVAL) == Err::<(), _>(RecvTimeoutError::Timeout) {
            let (done, total) = progress.done_of();
            call.host().announce(&Event::Progress {
                job: "optimize",
                stage: "reviews",
                done: done as u64,
                total: total as u64,
                page: call.page().map(str::to_owned),
            });
        }
        learning.join()
    });
    match learned {
        Ok(learned) => Ok(learned.map_err(ankid_collection::CollectionError::from)?),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}
