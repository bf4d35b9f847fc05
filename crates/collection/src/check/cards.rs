//! Checks cards without looking at their notes.

use ankid_scheduler::CardData;

use super::report::{DatabaseReport, Finding};
use crate::error::Result;
use crate::transaction::Transaction;

impl Transaction<'_> {
    /// Mends the numbers of cards, and removes cards without a note.
    pub(super) fn check_cards(&mut self, report: &mut DatabaseReport) -> Result<()> {
        let rules = self.card_rules()?;
        let lowered = self.storage().lower_high_positions(rules.stamp)?;
        report.add(Finding::HighPositions, lowered);
        let mended = self.storage().mend_card_numbers(rules)?;
        report.add(Finding::CardProperties, mended);
        self.check_last_answers(report)?;
        let orphans = self.storage().remove_cards_without_note()?;
        report.add(Finding::CardsWithoutNote, orphans);
        self.mark_schema_changed_if(orphans > 0)
    }

    /// Brings the moment of the last answer, which cards keep for FSRS, in step with the review log.
    fn check_last_answers(&mut self, report: &mut DatabaseReport) -> Result<()> {
        let mut corrected = Vec::new();
        self.storage()
            .for_each_last_answer(|card, text, answered| {
                let mut data = CardData::parse(text);
                if data.last_review != answered {
                    data.last_review = answered;
                    corrected.push((card, data));
                }
            })?;
        for (card, data) in &corrected {
            self.storage().set_card_data(*card, &data.to_text())?;
        }
        report.add(Finding::LastAnswers, corrected.len());
        self.mark_schema_changed_if(!corrected.is_empty())
    }
}
