# Fills a new collection with cards in all states, and a review log with all kinds of entries.
import json
import random
import time

from anki.collection import AddNoteRequest

rng = random.Random(args["seed"])
col.set_config("fsrs", args["fsrs"])
col.set_config("rollover", args["rollover"])
decks = [col.decks.id(name) for name in ("A", "A::B", "C")]
notes = []
for index in range(args["notes"]):
    note = col.new_note(col.models.by_name(rng.choice(("Basic", "Basic (and reversed card)"))))
    note.fields[0] = "word %d" % index
    notes.append(AddNoteRequest(note=note, deck_id=rng.choice(decks)))
col.add_notes(notes)
filtered = col.decks.new_filtered("Filtered")
col.decks.set_current(decks[0])

now = int(time.time())
today = col.sched.today
DAY = 86400


def data():
    fields = {"pos": rng.randrange(100)}
    if rng.random() < 0.8:
        fields["s"] = rng.choice((0.0, 0.3, 21.0, round(rng.uniform(0.1, 900), 4)))
    if rng.random() < 0.9:
        fields["d"] = rng.choice((1.0, 10.0, round(rng.uniform(1, 10), 3)))
    if rng.random() < 0.5:
        fields["decay"] = round(rng.uniform(0.1, 0.8), 3)
    if rng.random() < 0.6:
        fields["lrt"] = now - rng.randrange(400 * DAY)
    if rng.random() < 0.05:
        fields["s"] = "high"
    return json.dumps(fields)


def state(new_id):
    kind = rng.randrange(4)
    queue = rng.choice({0: (0, -1, -2, -3), 1: (1, 3, -1, -2), 2: (2, 2, 2, -1, -2, -3, 4), 3: (1, 3, -1, -3)}[kind])
    by_second = (kind in (1, 3) and queue != 3) or queue == 4
    due = now + rng.randrange(-3 * DAY, 3 * DAY) if by_second else today + rng.randrange(-40, 300)
    if kind == 0:
        due = rng.randrange(1000)
    interval = 0 if kind in (0, 1) else rng.choice((1, 20, 21, rng.randrange(1, 1500)))
    factor = 0 if kind in (0, 1) else rng.choice((1300, 2500, 2505, rng.randrange(1300, 4000)))
    home = rng.random() < 0.2
    text = rng.choice(("", "{}", "not json", data(), data(), data(), data())) if rng.random() < args["with_data"] else ""
    return (new_id, kind, queue, rng.randrange(5000) if home else due, due if home else 0, decks[2] if home else 0,
            interval, factor, text)


ids = col.db.list("select id from cards")
fresh = set()
while len(fresh) < len(ids):
    fresh.add((now - rng.choice((rng.randrange(DAY), rng.randrange(800 * DAY)))) * 1000 + rng.randrange(1000))
col.db.executemany("update cards set id = ?, type = ?, queue = ?, due = ?, odue = ?, odid = ?, ivl = ?, factor = ?, data = ? "
                   "where id = ?", [(*state(new), old) for old, new in zip(ids, fresh)])

cards = list(fresh) + [1, 2]  # two that were removed
log = []
for _ in range(args["reviews"]):
    moment = now - rng.choice((rng.randrange(2 * DAY), rng.randrange(100 * DAY), rng.randrange(900 * DAY)))
    kind = rng.randrange(6)
    interval = rng.choice((-600, -86400, -90000, 0, 1, 20, 21, 300))
    button = 0 if kind > 3 else rng.randrange(5)
    log.append((moment * 1000 + rng.randrange(1000), rng.choice(cards), button, interval, rng.choice((0, 2500, 550)),
                rng.randrange(60000), kind))
col.db.executemany("insert or ignore into revlog values (?, ?, -1, ?, 1, ?, ?, ?, ?)", log)
col.mod_schema(check=False)
