//! Shows how far long work is: bars on a terminal, a line for each stage elsewhere.

use std::io::{IsTerminal as _, stderr};
use std::sync::{Mutex, PoisonError};

use ankid_package::{Progress, Reporter, Stage};
use indicatif::{ProgressBar, ProgressStyle};

const BAR: &str = "{msg:11} {wide_bar} {percent:>3}%";
const SPINNER: &str = "{msg:11} {spinner} {human_pos}";

/// The stage that is shown.
struct Shown {
    stage: Stage,
    bar: Option<ProgressBar>,
}

impl Shown {
    fn start(stage: Stage, total: u64, on_terminal: bool) -> Self {
        let name = match stage {
            Stage::Collection => "collection",
            Stage::Media => "media files",
            Stage::Notes => "notes",
            Stage::Cards => "cards",
            Stage::Reviews => "reviews",
            Stage::Backup => "backup",
        };
        if !on_terminal {
            eprintln!("{name} ...");
            return Self { stage, bar: None };
        }
        let (bar, template) = match total {
            0 => (ProgressBar::new_spinner(), SPINNER),
            total => (ProgressBar::new(total), BAR),
        };
        // The templates are constants; one that cannot be read leaves the plain style.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(name);
        let bar = Some(bar);
        Self { stage, bar }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Shows progress on the standard error, until it is dropped.
pub(crate) fn on_standard_error() -> Reporter {
    let on_terminal = stderr().is_terminal();
    let shown: Mutex<Option<Shown>> = Mutex::default();
    Reporter::new(move |Progress { stage, done, total }| {
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.as_ref().is_none_or(|shown| shown.stage != stage) {
            // The old bar goes before the new one is drawn.
            drop(shown.take());
            *shown = Some(Shown::start(stage, total, on_terminal));
        }
        if let Some(bar) = shown.as_ref().and_then(|shown| shown.bar.as_ref()) {
            bar.set_position(done);
        }
    })
}
