# Fills a new collection with the reviews of somebody who forgets by some curve, and lets Anki optimize for each variant.
import random
import time

from anki.collection import AddNoteRequest

DAY = 86400
rng = random.Random(args["seed"])
deck = col.decks.id("Words")
other = col.decks.id("Other")
preset = col.decks.add_config_returning_id("Words")
for name, conf in (("Words", preset), ("Other", 1)):
    dict_of_deck = col.decks.by_name(name)
    dict_of_deck["conf"] = conf
    col.decks.update(dict_of_deck, preserve_usn=False)
notes = []
for index in range(args["notes"]):
    note = col.new_note(col.models.by_name("Basic"))
    note.fields[0] = "word %d" % index
    notes.append(AddNoteRequest(note=note, deck_id=rng.choice((deck, deck, deck, other))))
col.add_notes(notes)

now = int(time.time())
rows = []
for card in col.db.list("select id from cards order by id"):
    moment = now - rng.randrange(30, 400) * DAY
    strength = rng.uniform(0.5, 4)
    last, kind = 0, 0
    for turn in range(rng.randrange(1, 12)):
        wait = max(1, last)
        # The longer the wait and the weaker the card, the likelier it is forgotten.
        forgets = turn > 0 and rng.random() > (1 + wait / (9 * strength)) ** -0.6
        button = 1 if forgets else rng.choice((2, 3, 3, 3, 4))
        strength = strength * 0.4 + 0.2 if forgets else strength * rng.uniform(1.3, 2.6)
        interval = max(1, round(strength))
        rows.append((moment * 1000 + turn, card, -1, button, interval, last, 2500, 5000, kind))
        last, kind = interval, 1
        if rng.random() < 0.03:
            rows.append((moment * 1000 + 500, card, -1, 0, 0, last, 0, 0, 4))  # reset
            last, kind = 0, 0
        if rng.random() < 0.03:
            rows.append((moment * 1000 + 600, card, -1, 3, 1, last, 0, 900, 3))  # cramming
        moment += interval * DAY + rng.randrange(-3600, 3600)
        if rng.random() < 0.1:
            moment -= interval * DAY - 600  # again on the same day
        if moment > now:
            break
col.db.executemany("insert or ignore into revlog values (?,?,?,?,?,?,?,?,?)", rows)
suspended = col.db.list("select id from cards where id % 17 = 0")
col.sched.suspend_cards(suspended)

result = []
for variant in args["variants"]:
    learned = col._backend.compute_fsrs_params(
        search=variant["search"] or 'preset:"Words" -is:suspended',
        ignore_revlogs_before_ms=variant["ignored_before_millis"],
        current_params=variant["present"],
        num_of_relearning_steps=variant["relearning_steps"],
        health_check=False,
    )
    result.append({"parameters": list(learned.params), "items": learned.fsrs_items})
