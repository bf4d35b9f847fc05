//! The statistics page.

use ankid_collection::View;
use ankid_report::{Scope, statistics_page};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::action::{Action, ReadAction, Spec, example};
use crate::error::ApiError;
use crate::wire::Truth;

/// The period that the page covers, besides today.
const DAYS: u32 = 365;

/// Answers a page with the statistics of the collection, as one HTML document with drawn graphs that
/// needs no scripts and no network, for light and for dark screens: today, future due, calendar,
/// reviews, card counts, intervals, ease or, with FSRS, stability, difficulty and retrievability, hours,
/// buttons, added cards and retention. The numbers are those of Anki's statistics window.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GetCollectionStatsHtml {
    /// False for the cards of the current deck and of those below it.
    #[serde(default = "yes", rename = "wholeCollection")]
    whole_collection: Truth,
}

fn yes() -> Truth {
    Truth(true)
}

impl Action for GetCollectionStatsHtml {
    const SPEC: Spec = Spec::new(
        "getCollectionStatsHTML",
        &[example(
            r#"{"wholeCollection": true}"#,
            r#""<!DOCTYPE html><html lang=\"en\">…""#,
        )],
    );
    type Reply = String;
}

impl ReadAction for GetCollectionStatsHtml {
    fn run(self, view: &View) -> Result<String, ApiError> {
        let (search, scope) = if self.whole_collection.0 {
            ("", Scope::Collection)
        } else {
            let name = view.current_deck()?.name.human();
            ("deck:current", Scope::Deck { name })
        };
        Ok(statistics_page(&view.statistics(search, DAYS)?, &scope)?)
    }
}
