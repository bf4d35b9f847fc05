//! When a card is shown again: Anki's scheduler v3, with SM-2 and with FSRS.
//!
//! Pure functions over cards, presets and a day. Knows neither the database nor the clock. Custom
//! scheduling scripts of the collection are not run.

mod answer;
mod balance;
mod card_data;
mod current;
mod due_date;
mod error;
mod filtered;
mod fuzz;
mod history;
mod interval;
mod learning;
mod memory;
mod optimizing;
mod queue;
mod relearning;
mod rescheduling;
mod review;
mod rules;
mod state;
mod steps;
mod timing;

pub use answer::{Answer, Answered, Rating};
pub use balance::{Balance, DueLoad, LoadBalancer};
pub use card_data::{CardData, rewrite_data};
pub use current::{Circumstances, MemoryCircumstances, ScheduledCard};
pub use due_date::{DueDate, DueDays, Reset, manual_review};
pub use error::SchedulerError;
pub use filtered::{lend_card, restore_queue, return_home};
pub use history::{LastAnswer, LoggedMemory, ignored_until_today, logged_memory};
pub use interval::{Interval, button_text, time_span};
pub use memory::{MemoryModel, MemoryState, NextMemory, NextMemoryStates, fsrs_parameters};
pub use optimizing::{LearningProgress, Lessons};
pub use queue::{
    Burying, DueKind, Gathering, LimitTree, Limits, QueueKind, QueueOrder, QueueUpdate,
    StudyCounts, StudyQueue,
};
pub use rescheduling::{DueCounts, PresetLoad, Rescheduling};
pub use state::{
    CardState, LearningState, NewState, NextStates, NormalState, PreviewState, RelearningState,
    ReviewState,
};
pub use steps::steps_left_instead;
pub use timing::{DayCounting, DayRules, DayTiming};
