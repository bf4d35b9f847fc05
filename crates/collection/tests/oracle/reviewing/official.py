"""Plays review plans on the official engine. Run by the test with `col` in sight and `args` = {"clock": path, "plan": [ops]};
leaves what was to be seen after each operation in `result`.
"""
from struct import pack, unpack

from anki.collection import Collection
from anki.decks import FilteredDeckConfig, UpdateDeckConfigs
from anki.scheduler.v3 import CardAnswer
from google.protobuf.json_format import MessageToDict
from anki import scheduler_pb2

SEEN = 60
CARD_COLUMNS = "id, nid, did, ord, mod, usn, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data"


class Player:
    def __init__(self):
        self.now = args["start"]
        self.top = None
        self.deck = None
        self.answered = False  # by the operation before

    def cards(self, places):
        ids = col.db.list("select id from cards order by id")
        return list(dict.fromkeys(ids[place % len(ids)] for place in places))

    def decks(self):
        return col.db.list("select id from decks order by id")

    def play(self, op):
        name = op.pop("op")
        if name not in ("answer", "undo"):
            self.answered = False
        return getattr(self, name)(**op)

    def wait(self, secs):
        self.now += secs
        with open(args["clock"], "w") as clock:
            clock.write("%d\n" % self.now)

    def study_deck(self, place):
        decks = self.decks()
        self.deck = decks[place % len(decks)]
        col.decks.set_current(self.deck)

    def answer(self, rating, taken):
        self.answered = self.top is not None
        if not self.answered:
            return
        answer = CardAnswer(card_id=self.top.card.id, current_state=self.top.states.current,
                            new_state=getattr(self.top.states, ("again", "hard", "good", "easy")[rating - 1]),
                            rating=rating - 1, answered_at_millis=self.now * 1000, milliseconds_taken=taken)
        col.sched.answer_card(answer)

    def answer_past_queue(self, card, rating):
        """As the add-on answers while nobody studies: there is no queue."""
        self.drop_queue()
        card = col.get_card(self.cards([card])[0])
        card.start_timer()
        col.sched.answerCard(card, rating)
        self.drop_queue()

    def drop_queue(self):
        other = next(deck for deck in self.decks() if deck != self.deck)
        col.decks.set_current(other)
        col.decks.set_current(self.deck)

    def undo(self):
        answered, self.answered = self.answered, False
        return col.undo().operation if answered else None

    def bury(self, cards):
        return col.sched.bury_cards(self.cards(cards)).count

    def bury_note(self, card):
        return col.sched.bury_notes([col.get_card(self.cards([card])[0]).nid]).count

    def unbury_deck(self, by):
        col.sched.unbury_deck(self.deck, by)

    def suspend(self, cards):
        return col.sched.suspend_cards(self.cards(cards)).count

    def take_back(self, cards):
        col.sched.unsuspend_cards(self.cards(cards))

    def due_date(self, cards, days):
        col.sched.set_due_date(self.cards(cards), days)

    def forget(self, cards, restore, reset):
        col.sched.schedule_cards_as_new(self.cards(cards), restore_position=restore, reset_counts=reset)

    def reposition(self, cards, start, step, shift):
        return col.sched.reposition_new_cards(self.cards(cards), start, step, False, shift).count

    def flag(self, cards, flag):
        return col.set_user_flag_for_cards(flag, self.cards(cards)).count

    def filter(self, name, terms, reschedule, secs):
        deck = col.sched.get_or_create_filtered_deck(0)
        deck.name = name
        config = deck.config
        config.reschedule = reschedule
        config.preview_again_secs, config.preview_hard_secs, config.preview_good_secs = secs
        del config.search_terms[:]
        for search, limit, order in terms:
            config.search_terms.append(FilteredDeckConfig.SearchTerm(search=search, limit=limit, order=order))
        self.deck = col.sched.add_or_update_filtered_deck(deck).id
        return self.deck

    def filtered(self, place):
        decks = [deck for deck in self.decks() if col.decks.is_filtered(deck)]
        return decks[place % len(decks)] if decks else None

    def rebuild(self, place):
        deck = self.filtered(place)
        return deck and col.sched.rebuild_filtered_deck(deck).count

    def empty(self, place):
        deck = self.filtered(place)
        if deck:
            col.sched.empty_filtered_deck(deck)

    def options(self, place, options):
        decks = self.decks()
        deck = decks[place % len(decks)]
        shown = col.decks.get_deck_configs_for_update(deck)
        preset = next(extra.config for extra in shown.all_config if extra.config.id == shown.current_deck.config_id)
        for name, values in (("fsrs_params_6", options["parameters"]), ("learn_steps", options["learn"]),
                             ("relearn_steps", options["relearn"]), ("easy_days_percentages", options["easy_days"])):
            getattr(preset.config, name)[:] = values
        preset.config.desired_retention = options["retention"]
        preset.config.ignore_revlogs_before_date = options["ignore_before"]
        limits = shown.current_deck.limits
        own = (options["own_retention"], *options["limits"])
        for name, value in zip(("desired_retention", "new", "review", "new_today", "review_today"), own):
            limits.ClearField(name)
            if value is not None:
                setattr(limits, name, value)
        col.decks.update_deck_configs(UpdateDeckConfigs(
            target_deck_id=deck, configs=[preset], limits=limits, fsrs=options["fsrs"],
            fsrs_reschedule=options["reschedule"] and shown.fsrs == options["fsrs"], apply_all_parent_limits=shown.apply_all_parent_limits,
            new_cards_ignore_review_limit=shown.new_cards_ignore_review_limit))

    def tree(self):
        found = []

        def visit(node):
            found.append([node.deck_id, node.new_count, node.learn_count, node.review_count, node.total_in_deck, node.total_including_children])
            for child in node.children:
                visit(child)
        for child in col.sched.deck_due_tree().children:
            visit(child)
        return found

    def see(self, done):
        col.sched.deck_due_tree()  # takes buried cards back on a new day, as showing the decks does
        queued = col.sched.get_queued_cards(fetch_limit=SEEN)
        self.top = queued.cards[0] if queued.cards else None
        return {
            "done": done,
            "counts": [queued.new_count, queued.learning_count, queued.review_count],
            "queue": [[queued_card.card.id, queued_card.queue] for queued_card in queued.cards],
            "texts": [list(col.sched.describe_next_states(queued_card.states)) for queued_card in queued.cards[:3]],
            "states": [without_clock(MessageToDict(queued_card.states)) for queued_card in queued.cards[:3]],
            "cards": col.db.all("select %s from cards order by id" % CARD_COLUMNS),
            "decks": col.db.all("select id, mtime_secs, usn from decks order by id"),
            "reviews": col.db.all("select id, cid, usn, ease, ivl, lastIvl, factor, time, type from revlog order by id desc limit 3"),
        }


def without_clock(states):
    """Leaves out how many seconds have passed of a step: no later state depends on it. Floats of 32 bits become texts, not rounded."""
    if isinstance(states, dict):
        return {key: without_clock(value) for key, value in states.items() if key not in ("elapsedSecs", "customData")}
    if isinstance(states, float):
        return "%.30f" % unpack("f", pack("f", states))
    return states


def play(plan):
    player = Player()
    seen = []
    for op in plan:
        try:
            done = player.play(dict(op))
        except Exception as problem:
            done = "refused"
            player.drop_queue()
            if not args["quiet"]:
                done = "refused: %r" % problem
        seen.append(player.see(done))
    return seen


result = play(args["plan"])
