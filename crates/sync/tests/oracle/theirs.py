import random
import time

from anki.errors import NotFoundError

chance = random.Random(args["seed"])
# A sync below the Python classes does not tell them.
col.models._clear_cache()


def some_note():
    notes = col.db.list("select id from notes order by id")
    return col.get_note(chance.choice(notes)) if notes else None


def some_cards():
    cards = col.db.list("select id from cards order by id")
    return [chance.choice(cards)] if cards else []


def add(label):
    name = chance.choice(["Basic", "Basic (optional reversed card)", "Cloze"])
    note = col.new_note(col.models.by_name(name))
    note.fields[0] = "{{c1::%s}} {{c3::x}}" % label if name == "Cloze" else label
    note.fields[1] = "<i>hinten</i> ß"
    note.tags = ["tag%d" % chance.randrange(6), "their::" + label.replace(" ", "_")]
    deck = chance.choice([deck.id for deck in col.decks.all_names_and_ids(include_filtered=False)])
    col.add_note(note, deck)


def edit(label):
    note = some_note()
    if note:
        note.fields[-1] = label
        col.update_note(note)


def remove(_label):
    note = some_note()
    if note:
        col.remove_notes([note.id])


def move(label):
    cards = some_cards()
    if cards:
        col.set_deck(cards, col.decks.id("Theirs::" + label))


def options(label):
    conf = col.decks.add_config(label)
    conf["new"]["perDay"] = 7
    col.decks.update_config(conf)
    deck = col.decks.get(1)
    deck["conf"] = conf["id"]
    col.decks.save(deck)


def suspend(_label):
    col.sched.suspend_cards(some_cards())


def due(_label):
    cards = some_cards()
    if cards:
        col.sched.set_due_date(cards, "2-5!")


def answer(_label):
    queued = col.sched.get_queued_cards()
    if not queued.cards:
        return
    card = col.get_card(queued.cards[0].card.id)
    card.start_timer()
    # Reviews of one millisecond are logged in later ones, and so maybe in another second than the card keeps.
    time.sleep(0.002)
    col.sched.answerCard(card, chance.choice([1, 2, 3, 4]))


def remove_deck(_label):
    decks = [deck.id for deck in col.decks.all_names_and_ids()]
    if len(decks) > 5:
        col.decks.remove([chance.choice(decks)])


def notetype(label):
    model = col.models.by_name("Basic")
    model["css"] = "/* %s */" % label
    col.models.update_dict(model)


def config(label):
    col.set_config("their key %d" % chance.randrange(3), label)


actions = [add, add, add, edit, edit, remove, move, options, suspend, due, answer, answer, remove_deck, notetype, config]
for step in range(args["count"]):
    try:
        chance.choice(actions)("theirs %x %d" % (args["seed"], step))
    except NotFoundError:
        pass  # one side removed a deck into which the other had put a card
