"""Drives the official Anki engine for ankid's tests.

Reads one request a line, {"op": name, "args": object}, and answers each with one line, {"result": value} or
{"error": text}. Only crates/testkit/src/oracle.rs talks to it.
"""
import json
import os
import sys

from anki import deck_config_pb2, decks_pb2, notetypes_pb2
from anki.collection import Collection
from google.protobuf.json_format import MessageToDict

BLOBS = {
    ("decks", "common"): decks_pb2.Deck.Common,
    ("decks", "kind"): decks_pb2.Deck.KindContainer,
    ("deck_config", "config"): deck_config_pb2.DeckConfig.Config,
    ("notetypes", "config"): notetypes_pb2.Notetype.Config,
    ("fields", "config"): notetypes_pb2.Notetype.Field.Config,
    ("templates", "config"): notetypes_pb2.Notetype.Template.Config,
}
OWNERS = {
    "cid": "cards", "nid": "notes", "mid": "notetypes", "ntid": "notetypes", "did": "decks", "odid": "decks",
    "configId": "deck_config", "targetDeckId": "decks", "originalId": "notetypes",
}
CONFIG_OWNERS = {"curDeck": "decks", "lastDeck": "decks", "curModel": "notetypes", "lastNotetype": "notetypes"}
SMALL_ID = 10**11  # smaller ids are fixed ones, such as that of the default deck
TIMES = ("mod", "scm", "crt", "ls", "mtime_secs", "lastUnburied")


class Oracle:
    """One request is one method; at most one collection is open."""

    def __init__(self):
        self.col = None

    def open(self, path):
        if self.col is not None:
            raise ValueError("a collection is open already")
        self.col = Collection(path)

    def close(self):
        col, self.col = self.col, None
        col.close()

    def run(self, code, args):
        """Runs Python with `col` and `args` in sight; the answer is what it leaves in `result`."""
        names = {"col": self.col, "args": args, "result": None}
        exec(compile(code, "<test>", "exec"), names)  # the code comes from our own tests
        return names["result"]

    def rows(self, sql, values):
        return [[hexed(value) for value in row] for row in self.col.db.all(sql, *values)]

    def check(self):
        """What SQLite and the engine's own check find wrong with the open collection."""
        problems = [row[0] for row in self.col.db.all("pragma integrity_check") if row[0] != "ok"]
        return problems + list(self.col._backend.check_database())

    def contents(self):
        """Everything that a user can see, in the engine's own JSON shapes, in the order of ids."""
        col = self.col
        notes = [col.get_note(nid) for nid in col.db.list("select id from notes order by id")]
        cards = col.db.all("select id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags "
                           "from cards order by id")
        return {
            "notes": [{"id": n.id, "guid": n.guid, "notetype": n.mid, "mod": n.mod, "tags": n.tags, "fields": n.fields}
                      for n in notes],
            "cards": cards,
            "decks": by_id(col.decks.all()),
            "presets": by_id(col.decks.all_config()),
            "presets_of_decks": {deck.name: col.decks.config_dict_for_deck_id(deck.id) for deck in col.decks.all_names_and_ids()},
            "notetypes": by_id(col.models.all()),
            "tags": sorted(col.tags.all()),
            "media": sorted(os.listdir(col.media.dir())),
        }

    def dump(self):
        """All tables, comparable between two collections: ids named by what they belong to, times and guids hidden."""
        names = self.id_names()
        tables = self.col.db.list("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name")
        return {table: self.masked_table(table, names) for table in tables}

    def id_names(self):
        """Ids that follow the clock, by table: {"notes": {1700000000000: "notes 1"}, ...}."""
        tables = ("notes", "revlog", "notetypes", "decks", "deck_config")
        names = {table: {row_id: "%s %d" % (table, place + 1)
                         for place, row_id in enumerate(self.col.db.list("select id from %s order by id" % table))
                         if row_id > SMALL_ID} for table in tables}
        # The engine makes the cards of one note in no certain order.
        names["cards"] = {card: "card %d of %s" % (ordinal, names["notes"].get(note, note))
                          for card, note, ordinal in self.col.db.all("select id, nid, ord from cards")}
        return names

    def masked_table(self, table, names):
        columns = [row[1] for row in self.col.db.all("pragma table_info(%s)" % table)]
        rows = []
        order = {"cards": "nid, ord", "graves": "type, usn"}.get(table, "1, 2")
        for row in self.col.db.all("select * from %s order by %s" % (table, order)):
            record = {column: decoded(table, column, value) for column, value in zip(columns, row)}
            if table == "graves":
                record["oid"] = "gone"
            elif table == "config":
                record = masked_config(record, names)
            elif table == "templates":
                record["mtime_secs"] = record["usn"] = "unused"  # the engine keeps what its caller happened to give
            rows.append(mask(record, table, names))
        return rows


def by_id(dicts):
    return sorted(dicts, key=lambda d: d["id"])


def hexed(value):
    return "hex:" + bytes(value).hex() if isinstance(value, list) else value


def decoded(table, column, value):
    if not isinstance(value, list):
        return value
    if (table, column) in BLOBS:
        return MessageToDict(BLOBS[table, column].FromString(bytes(value)))
    return json.loads(bytes(value)) if table == "config" else hexed(value)


def masked_config(record, names):
    """Ids stand in keys (`_deck_1700000000000_lastNotetype`) and in the values of some keys."""
    prefix, _, rest = record["KEY"].partition("_1")
    owner = {"_deck": "decks", "_nt": "notetypes"}.get(prefix)
    row_id, _, suffix = ("1" + rest).partition("_")
    if owner and row_id.isdigit():
        record["KEY"] = "%s_%s_%s" % (prefix, mask_id(row_id, owner, names), suffix)
    value_owner = CONFIG_OWNERS.get(suffix if owner else record["KEY"])
    record["val"] = mask_id(record["val"], value_owner, names)
    return record


def mask(value, table, names, key=None):
    """Hides what differs from run to run; numbers other than ids and times stay."""
    if isinstance(value, dict):
        return {k: mask(v, table, names, k) for k, v in value.items()}
    if isinstance(value, list):
        return [mask(v, table, names, key) for v in value]
    if key == "guid":
        return "guid"
    if key in TIMES:
        return "time" if value else value
    if key == "id" or key in OWNERS:
        return mask_id(value, OWNERS.get(key, table), names)
    return value


def mask_id(value, owner, names):
    known = names.get(owner, {})
    if owner in ("fields", "templates"):
        return "random"
    if not str(value).isdigit() or int(value) <= SMALL_ID:
        return value
    return known.get(int(value), "gone")


def main():
    oracle = Oracle()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"result": getattr(oracle, request["op"])(**request["args"])}
        except Exception as problem:  # the test decides what a failure means
            answer = {"error": "%s: %s" % (type(problem).__name__, problem)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
