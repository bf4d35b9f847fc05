//! Checks cards without looking at their notes.

use ankid_scheduler::CardData;
use ankid_types::{CardId, TimestampSecs};

use super::report::{DatabaseReport, Finding};
use crate::error::Result;
use crate::transaction::Transaction;

/// Cards that keep another moment of their last answer than the review log.
#[derive(Default)]
struct LastAnswers(Vec<(CardId, CardData)>);

impl LastAnswers {
    fn look(&mut self, card: CardId, text: &str, answered: Option<TimestampSecs>) {
        let mut data = CardData::parse(text);
        if data.last_review != answered {
            data.last_review = answered;
            self.0.push((card, data));
        }
    }

    /// Corrects them, without a stamp of change; how many.
    fn store(self, transaction: &Transaction<'_>) -> Result<usize> {
        for (card, data) in &self.0 {
            transaction
                .storage()
                .set_card_data(*card, &data.to_text())?;
        }
        Ok(self.0.len())
    }
}

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
        let mut corrections = LastAnswers::default();
        self.storage()
            .for_each_last_answer(|card, text, answered| corrections.look(card, text, answered))?;
        let corrected = corrections.store(self)?;
        report.add(Finding::LastAnswers, corrected);
        self.mark_schema_changed_if(corrected > 0)
    }

    /// The same for some cards, whose entries in the log have just changed.
    pub(crate) fn follow_review_log(&self, cards: &[CardId]) -> Result<()> {
        let mut corrections = LastAnswers::default();
        self.storage()
            .for_each_last_answer_of(cards, |card, text, answered| {
                corrections.look(card, text, answered);
            })?;
        corrections.store(self)?;
        Ok(())
    }
}
