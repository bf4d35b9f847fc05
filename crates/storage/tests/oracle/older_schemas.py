"""Writes collections of schema 11 and 14 to 17 into the folder `args["folder"]`.

Schema 11 is what the engine itself makes when it is told to downgrade, with changes as old or careless
programs leave them. The later ones no release of today writes: they are taken back, step by step, from
what the engine makes of schema 11.
"""

import json
import os
import shutil
import sqlite3

from anki.collection import Collection
from anki.deck_config_pb2 import DeckConfig


def path_of(schema):
    return os.path.join(args["folder"], "schema%d.anki2" % schema)


def connect(path):
    def unicase(left, right):
        left, right = left.casefold(), right.casefold()
        return (left > right) - (left < right)

    database = sqlite3.connect(path, isolation_level=None)
    database.create_collation("unicase", unicase)
    return database


def fill(col):
    """Notes, cards, decks and presets, through the engine's own methods."""
    for parent, child in (("French", "Verbs"), ("Latin", "Nouns")):
        col.decks.id(parent + "::" + child)
    low = col.decks.add_config("Low ease")
    col.decks.set_config_id_for_deck_dict(col.decks.by_name("French"), low["id"])
    limited = col.decks.by_name("Latin::Nouns")
    limited.update({
        "desc": "<b>nouns</b>", "md": True, "reviewLimit": 7, "newLimitToday": {"limit": 3, "today": 9},
        "desiredRetention": 85, "extendNew": 2, "newToday": [9, 4], "timeToday": [9, 1234],
    })
    col.decks.save(limited)
    ids = []
    for number, (kind, deck) in enumerate(
        (kind, deck) for kind in ("Basic (and reversed card)", "Cloze")
        for deck in ("French", "French::Verbs", "Latin::Nouns", "Default")
    ):
        note = col.new_note(col.models.by_name(kind))
        note.fields[0] = "{{c1::%d}}" % number
        note.fields[1] = "\u00e9 back"
        note.tags = ["Tag%d" % (number % 3), "parent::child"]
        col.add_note(note, col.decks.id(deck))
        ids.append(note.id)
    col.remove_notes(ids[-1:])
    filtered = col.decks.new_filtered("Cram")
    terms = col.decks.get(filtered)
    terms["terms"] = [["deck:French", 2, 1], ["is:new", 1, 6]]
    col.decks.save(terms)
    col.sched.rebuild_filtered_deck(filtered)
    # Low, high and no ease factor, at home and borrowed; the deck with the low preset comes first.
    french = col.decks.id("French")
    cards = col.db.list("select id from cards order by did != ? and odid != ?, id", french, french)
    for number, card in enumerate(cards):
        col.db.execute("update cards set factor = ? where id = ?", (2000, 1300, 2001, 0, 2500)[number % 5], card)
    col.set_config("add-on", {"key": [1, 2.5, None, "x"]})
    col.set_config("collapseTime", 1500)


def scratch(database):
    """What old and careless programs leave in a schema 11 file."""
    columns = ("models", "decks", "dconf", "tags", "conf")
    models, decks, presets, tags, conf = (
        json.loads(text) for text in
        database.execute("select models, decks, dconf, tags, conf from col").fetchone()
    )
    basic = next(model for model in models.values() if model["name"] == "Basic")
    basic.update({"vers": [], "did": 1, "name": "Bas\u0301ic"})
    basic["flds"][0].update({"media": [], "sticky": 1, "name": "Fro\u0301nt"})
    basic["flds"][1]["name"] = "fr\u00f3NT"
    basic["tmpls"][0].update({"did": 1, "add-on": {"x": 1.5}})
    cloze = next(model for model in models.values() if model["name"] == "Cloze")
    for key in ("latexsvg", "req", "originalStockKind"):
        del cloze[key]
    reversed_ = next(model for model in models.values() if model["name"].endswith("(and reversed card)"))
    reversed_["tmpls"][1]["name"] = "CARD 1"
    by_name = {deck["name"]: deck for deck in decks.values()}
    by_name["Latin"]["name"] = " La\u0301tin :: "
    by_name["French"].update({"mid": 5, "conf": str(by_name["French"]["conf"])})
    del by_name["Latin::Nouns"]["browserCollapsed"]
    by_name["Cram"].update({"return": True, "resched": 1, "delays": [1, 2.5]})
    preset = presets["1"]
    preset.update({"minSpace": 1, "timer": "junk", "id": 77})
    preset["new"]["delays"] = [1, 10]
    low = next(preset for preset in presets.values() if preset["name"] == "Low ease")
    low["new"].update({"initialFactor": 1300, "separate": True})
    for key in ("desiredRetention", "sm2Retention", "easyDaysPercentages", "waitForAudio"):
        del low[key]
    tags.update({"old": 5, "\u00c9t\u00e9": -1})
    values = [json.dumps(value) for value in (models, decks, presets, tags, conf)]
    database.execute(
        "update col set %s" % ", ".join("%s = ?" % column for column in columns), values)
    # Nothing kept a grave from being dug twice.
    database.execute("insert into graves (usn, oid, type) select 5, oid, type from graves")


def make_11():
    collection = Collection(path_of(11))
    fill(collection)
    collection.close(downgrade=True)
    database = connect(path_of(11))
    scratch(database)
    database.close()


def back_to(schema, undo):
    newer = 11 if schema == 17 else schema + 1
    shutil.copy(path_of(newer), path_of(schema))
    dicts = None
    if schema in (14, 17):
        copy = path_of(schema) + ".copy"
        shutil.copy(path_of(newer), copy)
        collection = Collection(copy)
        dicts = [collection.models.all(), collection.decks.all(), collection.decks.all_config()]
        collection.close()
        if schema == 17:
            shutil.copy(copy, path_of(schema))
        os.remove(copy)
    database = connect(path_of(schema))
    database.execute("pragma journal_mode = delete")
    undo(database, dicts)
    database.execute("update col set ver = ?", [schema])
    database.close()


def undo_18(database, _dicts):
    database.executescript("""
        alter table graves rename to new_graves;
        drop index idx_graves_pending;
        create table graves (usn integer not null, oid integer not null, type integer not null);
        insert into graves select usn, oid, type from new_graves;
        insert into graves select 9, oid, type from new_graves;
        drop table new_graves;
    """)


def undo_17(database, _dicts):
    database.executescript("""
        create temp table kept as select tag, usn from tags;
        drop table tags;
        create table tags (tag text not null primary key collate unicase, usn integer not null) without rowid;
        insert into tags select tag, usn from kept;
    """)


def undo_16(database, _dicts):
    for number, (row, blob) in enumerate(database.execute("select id, config from deck_config").fetchall()):
        config = DeckConfig.Config.FromString(blob)
        config.initial_ease = (config.initial_ease * 100, 130.0, 0.0)[number % 3]
        # A number of a later Anki.
        config.review_order = 99
        database.execute("update deck_config set config = ? where id = ?", [config.SerializeToString(), row])


def undo_15(database, dicts):
    models, decks, presets = dicts
    for preset in presets:
        preset["new"]["initialFactor"] = 1850 if preset["id"] == 1 else 1300
        preset["reviewOrder"] = 7
        database.execute(
            "update deck_config set config = ? where id = ?", [json.dumps(preset).encode(), preset["id"]])
    database.executescript("""
        drop table notetypes; drop table fields; drop table templates; drop table decks;
        drop index idx_notes_mid; drop index idx_cards_odid;
    """)
    database.execute("update col set models = ?, decks = ?", [
        json.dumps({str(row["id"]): row for row in rows}) for rows in (models, decks)])


make_11()
back_to(17, undo_18)
back_to(16, undo_17)
back_to(15, undo_16)
back_to(14, undo_15)
