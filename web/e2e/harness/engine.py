"""Answers cards with the official engine, and tells how its review log differs from another one.

engine.py FRESH REVIEWED DECK EASES: two collection files that were the same before REVIEWED was reviewed, the deck
that was studied, and the answers as a JSON list. Prints one JSON object with the rows of both and what the engine's own
check says of REVIEWED.
"""
import json
import sys

from anki.collection import Collection

LOG = "select cid, ease, ivl, lastIvl, factor, type from revlog order by id"
CARDS = "select id, type, queue, ivl, factor, reps, lapses, left from cards order by id"


def rows(col):
    return {"log": col.db.all(LOG), "cards": col.db.all(CARDS)}


def answered(path, deck, eases):
    col = Collection(path)
    col.decks.select(col.decks.id_for_name(deck))
    for ease in eases:
        card = col.sched.getCard()
        card.start_timer()
        col.sched.answerCard(card, ease)
    found = rows(col)
    col.close()
    return found


def checked(path):
    col = Collection(path)
    found = rows(col)
    _, is_fine = col.fix_integrity()
    col.close()
    return found, is_fine


def main():
    fresh, reviewed, deck, eases = sys.argv[1:]
    engine = answered(fresh, deck, json.loads(eases))
    page, is_fine = checked(reviewed)
    print(json.dumps({"engine": engine, "page": page, "isFine": is_fine}))


main()
