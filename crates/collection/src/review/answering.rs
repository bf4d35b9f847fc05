//! Answering cards, with all that follows: the log, counts of decks, buried siblings, leeches.

use ankid_scheduler::{Answer, Answered, LoadBalancer, Rating};
use ankid_types::{
    Card, CardId, CardQueue, Deck, DeckConfigId, DeckConfigSettings, DeckId, TimestampMillis,
};

use super::session::Session;
use crate::error::Result;
use crate::transaction::Transaction;

const LEECH_TAG: &str = "leech";

/// An answer that somebody gives.
#[derive(Debug, Clone, Copy)]
pub(super) struct GivenAnswer {
    pub(super) card: CardId,
    pub(super) rating: Rating,
    pub(super) taken_millis: u32,
}

/// An answer that was given.
pub(super) struct Given {
    pub(super) answered: Answered,
    /// The preset of the deck that the card belongs to.
    pub(super) preset: DeckConfigId,
    /// The interval of a card that has become, or stayed, a review.
    pub(super) review_days: Option<u32>,
}

/// What an answer adds to the counts of a deck.
#[derive(Debug, Clone, Copy)]
struct Studied {
    today: u32,
    new: i32,
    reviews: i32,
    millis: i32,
}

impl Transaction<'_> {
    /// Answers a card that was looked at for so many milliseconds.
    ///
    /// # Errors
    /// The card or its deck is missing, the preset's FSRS parameters are not valid, or an error of
    /// the file.
    pub fn answer_card(&mut self, id: CardId, rating: Rating, taken_millis: u32) -> Result<()> {
        let mut session = self.start_session()?;
        let answer = GivenAnswer {
            card: id,
            rating,
            taken_millis,
        };
        self.answer_in(&mut session, answer, None)?;
        Ok(())
    }

    /// Answers cards one after the other, in one step.
    ///
    /// # Errors
    /// A card or its deck is missing, FSRS parameters are not valid, or an error of the file; then no
    /// card is answered.
    pub fn answer_cards(&mut self, answers: &[(CardId, Rating)]) -> Result<()> {
        let mut session = self.start_session()?;
        for (id, rating) in answers {
            let answer = GivenAnswer {
                card: *id,
                rating: *rating,
                taken_millis: 0,
            };
            self.answer_in(&mut session, answer, None)?;
        }
        Ok(())
    }

    /// Reads what scheduling needs to know, after the things that a new day brings.
    pub(super) fn start_session(&mut self) -> Result<Session> {
        self.note_day_settings()?;
        let session = Session::new(self, self.now_secs())?;
        self.unbury_if_day_changed(session.timing.today)?;
        Ok(session)
    }

    pub(super) fn answer_in(
        &mut self,
        session: &mut Session,
        given: GivenAnswer,
        balancer: Option<&LoadBalancer>,
    ) -> Result<Given> {
        self.set_label("Answer Card");
        let before = self.require_card(given.card)?;
        // Answers of one millisecond are logged later and later. The card keeps the moment of the log: Anki's check of
        // the database asks for that, and for a full sync where it is not so.
        let logged_at = self.storage().free_review_id(self.now())?;
        let answer = Answer {
            rating: given.rating,
            answered_at: TimestampMillis(logged_at.0),
            taken_millis: given.taken_millis,
        };
        let after = session
            .schedule_balanced(self, before.clone(), balancer, |card| card.answer(answer))?;
        self.storage().add_review(&after.review)?;
        self.count_answer(session.timing.today, &before, &after)?;
        let (preset, settings) = session.preset(self, &before)?;
        self.bury_siblings(&before, settings)?;
        self.save_card(after.card.clone())?;
        if after.is_leech {
            self.add_tags(&[before.note_id], LEECH_TAG)?;
            self.set_label("Answer Card");
        }
        let is_review = after.card.queue == CardQueue::Review;
        Ok(Given {
            review_days: is_review.then_some(after.card.interval_days),
            preset,
            answered: after,
        })
    }

    fn count_answer(&mut self, today: u32, before: &Card, after: &Answered) -> Result<()> {
        let is_new = before.queue == CardQueue::New;
        let is_review = matches!(before.queue, CardQueue::Review | CardQueue::DayLearning);
        let studied = Studied {
            today,
            new: i32::from(is_new),
            reviews: i32::from(is_review),
            millis: after.review.taken_millis.cast_signed(),
        };
        for mut deck in self.deck_and_parents(before.deck_id) {
            studied.add_to(&mut deck);
            self.stamp_deck(deck)?;
        }
        Ok(())
    }

    /// A deck and those above it, up to the first that is missing.
    fn deck_and_parents(&self, id: DeckId) -> Vec<Deck> {
        let catalog = self.catalog();
        let deck = catalog.deck(id);
        let chain = std::iter::successors(deck, |deck| catalog.deck_by_name(&deck.name.parent()?));
        chain.map(|deck| Deck::clone(deck)).collect()
    }

    /// Buries the siblings that the preset wants not to be seen on the same day, save those that
    /// would have been gathered before the card.
    fn bury_siblings(&self, card: &Card, settings: &DeckConfigSettings) -> Result<()> {
        let place = gathering_place(card.queue);
        let buries = |queue| match queue {
            CardQueue::New => settings.bury_new,
            CardQueue::Review => settings.bury_reviews && place <= gathering_place(queue),
            CardQueue::DayLearning => {
                settings.bury_interday_learning && place <= gathering_place(queue)
            }
            _ => false,
        };
        if !(settings.bury_new || settings.bury_reviews || settings.bury_interday_learning) {
            return Ok(());
        }
        for mut sibling in self.storage().cards_of_note(card.note_id)? {
            if sibling.id != card.id && buries(sibling.queue) {
                sibling.queue = CardQueue::SchedulerBuried;
                self.save_card(sibling)?;
            }
        }
        Ok(())
    }
}

impl Studied {
    /// Counts begin anew every day.
    fn add_to(self, deck: &mut Deck) {
        let common = &mut deck.common;
        if common.last_day_studied != self.today {
            common.last_day_studied = self.today;
            common.new_studied = 0;
            common.review_studied = 0;
            common.learning_studied = 0;
            common.milliseconds_studied = 0;
        }
        common.new_studied = common.new_studied.saturating_add(self.new);
        common.review_studied = common.review_studied.saturating_add(self.reviews);
        common.milliseconds_studied = common.milliseconds_studied.saturating_add(self.millis);
    }
}

/// In which order queues are gathered for study; those that are not come last.
fn gathering_place(queue: CardQueue) -> u8 {
    match queue {
        CardQueue::Learning | CardQueue::PreviewRepeat => 0,
        CardQueue::DayLearning => 1,
        CardQueue::Review => 2,
        CardQueue::New => 3,
        CardQueue::Suspended | CardQueue::SchedulerBuried | CardQueue::UserBuried => u8::MAX,
    }
}
