//! Conditions on cards.

use ankid_search::{
    AnswerButton, CardCondition, CardProperty, CardState, Operator, ReviewWindow, ReviewedKind,
};
use ankid_types::{CardKind, CardQueue};

use super::compile::Compiler;

/// When a card is due, also while a filtered deck has it.
const DUE: &str = "CASE WHEN c.odue != 0 THEN c.odue ELSE c.due END";

pub(super) fn write(to: &mut Compiler, condition: &CardCondition) {
    match condition {
        CardCondition::Ids(ids) => {
            to.among("c.id", ids);
        }
        CardCondition::AnyDeck => to.push("true"),
        CardCondition::Filtered => to.push("c.odid != 0"),
        CardCondition::Decks(ids) => {
            to.push("(");
            to.among_looked_up("c.did", ids.iter().map(|id| id.0));
            to.push(" OR (c.odid != 0 AND ");
            to.among_looked_up("c.odid", ids.iter().map(|id| id.0));
            to.push("))");
        }
        CardCondition::DeckIds(ids) => {
            to.push("(");
            to.among("c.did", ids);
            to.push(" OR (c.odid != 0 AND ");
            to.among("c.odid", ids);
            to.push("))");
        }
        CardCondition::DecksOfPreset(ids) => {
            to.push("(");
            to.among("c.did", ids);
            to.push(" OR ");
            to.among("c.odid", ids);
            to.push(")");
        }
        CardCondition::NoSuchPreset => to.never(),
        CardCondition::State(card_state) => state(to, *card_state),
        CardCondition::Flag(flag) => to.push(format_args!("(c.flags & 7) == {flag}")),
        CardCondition::AddedAfter(moment) => to.push(format_args!("c.id > {}", moment.0)),
        // The second half changes nothing, but is what makes this fast.
        CardCondition::IntroducedAfter(moment) => to.push(format_args!(
            "((SELECT coalesce(min(id) > {0}, false) FROM revlog WHERE cid = c.id AND ease != 0) \
             AND c.id IN (SELECT cid FROM revlog WHERE id > {0}))",
            moment.0
        )),
        CardCondition::Reviewed { kind, window } => reviewed(to, *kind, *window),
        CardCondition::Property {
            property: value,
            operator,
        } => property(to, value, *operator),
        CardCondition::CustomData(key) => {
            custom_data(to, key);
            to.push(" IS NOT NULL");
        }
    }
}

fn state(to: &mut Compiler, state: CardState) {
    let kinds = |kinds: [CardKind; 2]| kinds.map(CardKind::code);
    match state {
        CardState::New => to.push(format_args!("c.type = {}", CardKind::New.code())),
        CardState::Review => {
            to.among("c.type", &kinds([CardKind::Review, CardKind::Relearning]));
        }
        CardState::Learning => {
            to.among("c.type", &kinds([CardKind::Learning, CardKind::Relearning]));
        }
        CardState::Due {
            today,
            learn_cutoff,
        } => to.push(format_args!(
            "((c.queue IN ({review}, {day_learning}) AND c.due <= {today}) \
             OR (c.queue IN ({learning}, {preview}) AND c.due <= {cutoff}))",
            review = CardQueue::Review.code(),
            day_learning = CardQueue::DayLearning.code(),
            learning = CardQueue::Learning.code(),
            preview = CardQueue::PreviewRepeat.code(),
            cutoff = learn_cutoff.0,
        )),
        CardState::Buried => {
            let queues = [CardQueue::SchedulerBuried, CardQueue::UserBuried];
            to.among("c.queue", &queues.map(CardQueue::code));
        }
        CardState::BuriedByUser => in_queue(to, CardQueue::UserBuried),
        CardState::BuriedByScheduler => in_queue(to, CardQueue::SchedulerBuried),
        CardState::Suspended => in_queue(to, CardQueue::Suspended),
    }
}

fn in_queue(to: &mut Compiler, queue: CardQueue) {
    to.push(format_args!("c.queue = {}", queue.code()));
}

fn reviewed(to: &mut Compiler, kind: ReviewedKind, window: ReviewWindow) {
    to.push("c.id IN (SELECT cid FROM revlog WHERE id");
    match window {
        ReviewWindow::From(start) => to.push(format_args!(" >= {}", start.0)),
        ReviewWindow::Before(end) => to.push(format_args!(" < {}", end.0)),
        ReviewWindow::Within(start, end) => {
            to.push(format_args!(" BETWEEN {} AND {}", start.0, end.0 - 1));
        }
        ReviewWindow::Outside(start, end) => {
            to.push(format_args!(" NOT BETWEEN {} AND {}", start.0, end.0 - 1));
        }
    }
    match kind {
        ReviewedKind::Answered(AnswerButton::Any) => to.push(" AND ease > 0)"),
        ReviewedKind::Answered(AnswerButton::Button(button)) => {
            to.push(format_args!(" AND ease = {button})"));
        }
        ReviewedKind::Rescheduled => to.push(" AND ease = 0)"),
    }
}

fn property(to: &mut Compiler, property: &CardProperty, operator: Operator) {
    let operator = operator.symbol();
    let new = CardKind::New.code();
    match property {
        CardProperty::Due {
            day,
            days_from_today,
            next_day_at,
        } => to.push(format_args!(
            "((c.queue IN ({review}, {day_learning}) AND ({DUE}) {operator} {day}) \
             OR (c.queue IN ({learning}, {preview}) \
             AND ((({DUE}) - {end}) / 86400) {operator} {days_from_today}))",
            review = CardQueue::Review.code(),
            day_learning = CardQueue::DayLearning.code(),
            learning = CardQueue::Learning.code(),
            preview = CardQueue::PreviewRepeat.code(),
            end = next_day_at.0,
        )),
        CardProperty::IntervalDays(days) => to.push(format_args!("c.ivl {operator} {days}")),
        CardProperty::Reviews(count) => to.push(format_args!("c.reps {operator} {count}")),
        CardProperty::Lapses(count) => to.push(format_args!("c.lapses {operator} {count}")),
        CardProperty::EaseFactor(thousandths) => {
            to.push(format_args!("c.factor {operator} {thousandths}"));
        }
        CardProperty::Position(position) => to.push(format_args!(
            "(c.type = {new} AND ({DUE}) {operator} {position})"
        )),
        CardProperty::Stability(days) => to.push(format_args!(
            "extract_fsrs_variable(c.data, 's') {operator} {days}"
        )),
        CardProperty::Difficulty(difficulty) => to.push(format_args!(
            "extract_fsrs_variable(c.data, 'd') {operator} {difficulty}"
        )),
        CardProperty::Retrievability {
            value,
            today,
            next_day_at,
            now,
        } => to.push(format_args!(
            "CASE WHEN c.type = {new} THEN false ELSE (extract_fsrs_retrievability(c.data, {DUE}, \
             c.ivl, {today}, {}, {}) {operator} {value}) END",
            next_day_at.0, now.0
        )),
        CardProperty::CustomNumber { key, value } => {
            to.push("CAST(");
            custom_data(to, key);
            to.push(format_args!(" AS float) {operator} {value}"));
        }
        CardProperty::CustomText { key, value } => {
            custom_data(to, key);
            to.push(format_args!(" {operator} "));
            to.text(value);
        }
    }
}

fn custom_data(to: &mut Compiler, key: &str) {
    to.push("extract_custom_data(c.data, ");
    to.text(key);
    to.push(")");
}
