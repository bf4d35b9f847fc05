"""Writes the vectors beside this file with the official engine (PyPI package `anki`, 26.9.3).

Each dict goes into the `col` row of a schema 11 file, the engine upgrades the file, and what it then
stores and shows is noted down. A case is either whole (`input`) or one change of the case before it
that is called "base" (`path`, and `value` unless the key is taken out):
  output  the dict that the engine shows afterwards, for a change only the keys that differ from
          those of the base; null where the engine refuses the input
  blobs   the protobuf columns that it stored, as hex
  clean   true where the engine was given something equal but plain, because it drops or refuses
          what we read: numbers as text, whole floats, null for a missing key
"""

import copy
import json
import sqlite3
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection

HERE = Path(__file__).parent

LATEX_HEADER = "\\documentclass[12pt]{article}\n\\begin{document}\n"

FIELD = {
    "name": "Front", "ord": 0, "sticky": False, "rtl": False, "font": "Arial", "size": 20,
    "description": "", "plainText": False, "collapsed": False, "excludeFromSearch": False,
    "id": -6779267323697908056, "tag": None, "preventDeletion": False,
}
TEMPLATE = {
    "name": "Card 1", "ord": 0, "qfmt": "{{Front}}", "afmt": "{{FrontSide}}", "bqfmt": "",
    "bafmt": "", "did": None, "bfont": "", "bsize": 0, "id": 5006277242142363284,
}
NOTETYPE = {
    "id": 1, "name": "Vocabulary", "type": 0, "mod": 1700000000, "usn": -1, "sortf": 0, "did": None,
    "tmpls": [TEMPLATE], "flds": [FIELD], "css": ".card {}\n", "latexPre": LATEX_HEADER,
    "latexPost": "\\end{document}", "latexsvg": False, "req": [[0, "any", [0]]],
    "originalStockKind": 1,
}
DECK = {
    "id": 10, "mod": 1700000000, "name": "French", "usn": 3, "lrnToday": [4, 1],
    "revToday": [4, 2], "newToday": [4, 3], "timeToday": [4, 1234], "collapsed": True,
    "browserCollapsed": False, "desc": "words", "dyn": 0, "conf": 1, "extendNew": 5,
    "extendRev": 6, "reviewLimit": None, "newLimit": None, "reviewLimitToday": None,
    "newLimitToday": None, "desiredRetention": None,
}
FILTERED = {
    "id": 11, "mod": 1700000000, "name": "Cram", "usn": -1, "lrnToday": [0, 0],
    "revToday": [0, 0], "newToday": [0, 0], "timeToday": [0, 0], "collapsed": True,
    "browserCollapsed": True, "desc": "", "dyn": 1, "resched": True,
    "terms": [["deck:French", 100, 0]], "separate": True, "delays": None, "previewDelay": 10,
    "previewAgainSecs": 60, "previewHardSecs": 600, "previewGoodSecs": 0,
}
CONFIG = {
    "id": 20, "mod": 1700000000, "name": "Hard", "usn": -1, "maxTaken": 45, "autoplay": False,
    "timer": 1, "replayq": False,
    "new": {"bury": True, "delays": [1.0, 10.5], "initialFactor": 2300, "ints": [2, 5, 0],
            "order": 0, "perDay": 7},
    "rev": {"bury": True, "ease4": 1.4, "ivlFct": 0.95, "maxIvl": 3000, "perDay": 77,
            "hardFactor": 1.1},
    "lapse": {"delays": [12.5], "leechAction": 0, "leechFails": 6, "minInt": 2, "mult": 0.3},
    "dyn": False, "newMix": 1, "newPerDayMinimum": 2, "interdayLearningMix": 2, "reviewOrder": 12,
    "newSortOrder": 4, "newGatherPriority": 5, "buryInterdayLearning": True,
    "fsrsWeights": [0.4, 1.0], "fsrsParams5": [0.1], "fsrsParams6": [0.212, 1.2931],
    "desiredRetention": 0.87, "ignoreRevlogsBeforeDate": "2024-01-31",
    "easyDaysPercentages": [1.0, 0.5, 0.0, 1.0, 1.0, 1.0, 1.0], "stopTimerOnAnswer": True,
    "secondsToShowQuestion": 5.5, "secondsToShowAnswer": 2.0, "questionAction": 1,
    "answerAction": 4, "waitForAudio": False, "sm2Retention": 0.8, "weightSearch": "deck:x",
}


def changed(base, path, value):
    """A copy with the value at the path replaced, or taken out where the value is `...`."""
    result = copy.deepcopy(base)
    spot = result
    for step in path[:-1]:
        spot = spot[step]
    if value is ...:
        del spot[path[-1]]
    else:
        spot[path[-1]] = value
    return result


def label(path, value):
    where = ".".join(str(step) for step in path)
    return f"without {where}" if value is ... else f"{where} = {json.dumps(value)}"


def whole(name, dict_):
    return {"name": name, "given": dict_, "input": dict_}


def changes_of(base, prefix, changes, loose=()):
    """Cases of single changes; `loose` ones name what the engine is given in their place."""
    for path, value, *clean in [*changes, *loose]:
        case = {"name": prefix + label(path, value), "path": path}
        if value is not ...:
            case["value"] = value
        case["given"] = changed(base, path, clean[0] if clean else value)
        if clean:
            case["clean"] = True
        elif value is None:
            case["missing"] = changed(base, path, ...)
        yield case


def without_each(base, path=()):
    return [((*path, key), ...) for key in base]


def junk_for_each(base, path=()):
    return [((*path, key), junk) for key in base for junk in (None, "junk", -5, {"a": 1})]


def notetype_cases():
    rich_field = {**FIELD, "name": "Rich", "ord": 1, "sticky": True, "rtl": True, "font": "Noto",
                  "size": 33, "description": "hint", "plainText": True, "collapsed": True,
                  "excludeFromSearch": True, "tag": 4, "preventDeletion": True, "media": []}
    rich_template = {**TEMPLATE, "name": "Card 2", "ord": 1, "bqfmt": "q", "bafmt": "a",
                     "did": 1600000000000, "bfont": "Sans", "bsize": 12, "addon": {"b": [1.0]}}
    rich = {**NOTETYPE, "type": 1, "sortf": 1, "did": 7, "latexsvg": True,
            "tmpls": [TEMPLATE, rich_template], "flds": [FIELD, rich_field],
            "req": [[0, "all", [0, 1]], [1, "none", []]], "originalStockKind": 5,
            "originalId": 1500000000000, "vers": []}
    yield whole("rich", rich)
    old = {key: value for key, value in NOTETYPE.items()
           if key not in ("latexsvg", "originalStockKind", "req")}
    old["tags"] = ["a"]
    old["flds"] = [{key: FIELD[key] for key in ("name", "ord", "sticky", "rtl", "font", "size")}]
    old["tmpls"] = [{key: TEMPLATE[key] for key in ("name", "ord", "qfmt", "afmt", "bqfmt", "bafmt", "did")}]
    yield whole("as written in 2016", old)
    skipped = ("id", "name")
    top = {key: value for key, value in NOTETYPE.items() if key not in skipped}
    changes = without_each({**top, "id": 0, "name": 0})
    changes += [change for change in junk_for_each(top)]
    changes += without_each(FIELD, ("flds", 0)) + junk_for_each(FIELD, ("flds", 0))
    changes += without_each(TEMPLATE, ("tmpls", 0)) + junk_for_each(TEMPLATE, ("tmpls", 0))
    changes += [
        (("flds",), []), (("tmpls",), []), (("sortf",), 70000), (("type",), 2),
        (("flds", 0, "size"), 70000), (("tmpls", 0, "bsize"), 300), (("tmpls", 0, "bsize"), 255),
        (("flds", 0, "sticky"), 1), (("flds", 0, "sticky"), 0), (("flds", 0, "sticky"), 2),
        (("flds", 0, "sticky"), "true"), (("flds", 0, "rtl"), "1"), (("flds", 0, "rtl"), 1.0),
        (("req",), [[0, "some", [0]]]), (("req",), [[0, "all"]]), (("req",), [[0, "any", [-1]]]),
        (("originalStockKind",), 0), (("css",), "\r\n"),
        (("flds", 0), "x"), (("tmpls", 0), 5), (("usn",), 2147483648),
    ]
    loose = [
        (("sortf",), "0", 0), (("sortf",), 0.0, 0), (("mod",), "1700000001", 1700000001),
        (("usn",), "5", 5), (("type",), "1", 1), (("flds", 0, "size"), "12", 12),
        (("flds", 0, "size"), 12.0, 12), (("flds", 0, "ord"), "0", 0),
        (("tmpls", 0, "bsize"), "12", 12), (("tmpls", 0, "bsize"), 12.0, 12),
        (("tmpls", 0, "did"), "9", 9), (("flds", 0, "tag"), "3", 3),
        (("flds", 0, "description"), None, ""), (("latexPost",), None, ""),
        (("originalStockKind",), "2", 2), (("req",), [["0", "any", ["0"]]], [[0, "any", [0]]]),
    ]
    yield whole("base", NOTETYPE)
    yield from changes_of(NOTETYPE, "", changes, loose)


def deck_cases():
    yield whole("nested", {**DECK, "name": "A::B::C"})
    yield whole("limits", {
        **DECK, "md": True, "reviewLimit": 0, "newLimit": 9, "reviewLimitToday": {"limit": 1, "today": 2},
        "newLimitToday": {"limit": 3, "today": 4}, "desiredRetention": 87, "mid": 1400000000000})
    yield whole("filtered by an old client", {
        **{key: value for key, value in FILTERED.items()
           if key not in ("previewDelay", "previewAgainSecs", "previewHardSecs", "previewGoodSecs")},
        "return": True, "delays": [1, 2.5], "terms": [["a", "20", 3], ["b", -4, 10]], "dyn": True})
    yield whole("bool dyn", {**DECK, "dyn": False})
    yield whole("dyn 2", {**DECK, "dyn": 2})
    skipped = ("id", "name", "dyn")
    top = {key: value for key, value in DECK.items() if key not in skipped}
    changes = without_each(DECK) + junk_for_each(top)
    changes += [
        (("lrnToday",), []), (("lrnToday",), [9]), (("lrnToday",), [3, 8]), (("revToday",), [9, 1]),
        (("newToday",), [9, -7]), (("timeToday",), [9, 10]), (("timeToday",), [1, 2, 3]),
        (("timeToday",), ["4", 5.5]), (("newToday",), [-1, 2]), (("reviewLimit",), 3.5),
        (("reviewLimitToday",), {"limit": 1}), (("reviewLimitToday",), {"limit": -1, "today": 1}),
        (("desiredRetention",), 0), (("desiredRetention",), 100),
        (("extendNew",), -3), (("md",), False), (("md",), "x"), (("conf",), 99),
    ]
    loose = [
        (("conf",), "1", 1), (("conf",), 1.0, 1), (("mod",), "5", 5), (("usn",), "5", 5),
        (("collapsed",), 1, True), (("extendNew",), "4", 4), (("newLimit",), "4", 4),
        (("newLimit",), 4.0, 4), (("desc",), None, ""), (("dyn",), "0", 0), (("dyn",), 0.0, 0),
        (("reviewLimitToday",), {"limit": "1", "today": 2.0}, {"limit": 1, "today": 2}),
    ]
    yield whole("base", DECK)
    yield from changes_of(DECK, "", changes, loose)
    own = ("resched", "terms", "separate", "delays", "previewDelay", "previewAgainSecs",
           "previewHardSecs", "previewGoodSecs")
    top = {key: FILTERED[key] for key in own}
    changes = without_each(top) + junk_for_each(top)
    changes += [
        (("terms",), []), (("terms",), [["x"]]), (("terms",), [["x", 1, 0, 0]]),
        (("delays",), [1, "x"]), (("resched",), "0"), (("resched",), 1),
    ]
    loose = [
        (("terms",), [["x", 5.0, "1"]], [["x", 5, 1]]), (("previewDelay",), "3", 3),
        (("delays",), ["2"], [2]),
    ]
    yield whole("base", FILTERED)
    yield from changes_of(FILTERED, "", changes, loose)


def config_cases():
    yield whole("unknown keys", {
        **CONFIG, "minSpace": 1, "new": {**CONFIG["new"], "separate": True},
        "rev": {**CONFIG["rev"], "fuzz": 0.05}, "lapse": {**CONFIG["lapse"], "zz": None}})
    yield whole("unknown keys below only", {
        **CONFIG, "new": {**CONFIG["new"], "separate": True}})
    yield whole("one unknown key", {**CONFIG, "minSpace": 1})
    old = {key: CONFIG[key] for key in (
        "id", "mod", "name", "usn", "maxTaken", "autoplay", "timer", "replayq", "new", "rev", "lapse", "dyn")}
    yield whole("as written in 2016", {
        **old, "new": {**old["new"], "delays": [1, 10], "separate": True},
        "rev": {"bury": True, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500, "minSpace": 1, "perDay": 100}})
    skipped = ("id", "name")
    top = {key: value for key, value in CONFIG.items() if key not in skipped}
    changes = without_each(CONFIG) + junk_for_each(top)
    for section in ("new", "rev", "lapse"):
        changes += without_each(CONFIG[section], (section,))
        changes += [
            change for change in junk_for_each(CONFIG[section], (section,))
            if change[0][1] not in ("bury", "hardFactor") or change[1] is not None
        ]
    changes += [
        (("new", "ints"), [4]), (("new", "ints"), [3, 9]), (("new", "ints"), [2, 4, 6, 8]),
        (("new", "ints"), [-5, 4, 3]), (("new", "ints"), []), (("new", "order"), 2),
        (("new", "delays"), [1, "x"]), (("new", "delays"), []), (("new", "initialFactor"), 70000),
        (("lapse", "leechAction"), 2), (("timer",), 300), (("timer",), 2),
        (("questionAction",), 2), (("answerAction",), 5), (("dyn",), 0), (("dyn",), True),
        (("maxTaken",), 3000), (("fsrsWeights",), [1, "x"]), (("fsrsParams6",), [1, 2]),
        (("new", "initialFactor"), 1315), (("new", "initialFactor"), 1850),
        (("new", "initialFactor"), 4990),
    ]
    loose = [
        (("mod",), "5", 5), (("mod",), 5.0, 5), (("usn",), "5", 5), (("maxTaken",), "30", 30),
        (("maxTaken",), 30.0, 30), (("timer",), "1", 1), (("timer",), 1.0, 1), (("autoplay",), 1, True),
        (("replayq",), "true", True), (("new", "initialFactor"), 2500.0, 2500),
        (("new", "initialFactor"), "2500", 2500), (("new", "perDay"), "20", 20),
        (("new", "perDay"), 20.0, 20), (("new", "order"), "0", 0), (("new", "delays"), ["1", 2], [1, 2]),
        (("new", "ints"), ["2", 3.0, 0], [2, 3, 0]), (("new", "bury"), 0, False),
        (("rev", "ease4"), "1.5", 1.5), (("rev", "maxIvl"), 100.0, 100), (("rev", "perDay"), 9.0, 9),
        (("lapse", "leechFails"), "8", 8), (("lapse", "leechAction"), "1", 1),
        (("newMix",), "2", 2), (("newMix",), None, 0), (("desiredRetention",), "0.8", 0.8),
        (("desiredRetention",), None, ...), (("weightSearch",), None, ""), (("waitForAudio",), None, True),
        (("easyDaysPercentages",), None, []), (("questionAction",), 1.0, 1), (("dyn",), 0, False),
        (("fsrsParams6",), ["1", 2], [1, 2]), (("new", "bury"), None, ...), (("rev", "bury"), None, ...),
        (("rev", "hardFactor"), None, ...),
    ]
    yield whole("base", CONFIG)
    yield from changes_of(CONFIG, "", changes, loose)


def empty_file(folder):
    path = folder / "collection.anki2"
    Collection(str(path)).close(downgrade=True)
    return path


def run(column, key, dict_, show, blobs):
    """Upgrades a file holding the one dict; returns what the engine shows and stores."""
    with tempfile.TemporaryDirectory() as folder:
        path = empty_file(Path(folder))
        database = sqlite3.connect(path)
        (text,) = database.execute(f"select {column} from col").fetchone()
        database.execute(f"update col set {column} = ?", [json.dumps({**json.loads(text), str(key): dict_})])
        database.commit()
        database.close()
        try:
            collection = Collection(str(path))
        except Exception:
            return None, None
        stored = {
            name: [bytes(row[0]).hex() for row in collection.db.execute(query, key)]
            for name, query in blobs.items()
        }
        # Options out of range are shown as their defaults; the blobs hold them as they are.
        shown = json.loads(json.dumps(show(collection, key)))
        collection.close()
        return shown, stored


def write(name, cases, column, show, blobs):
    rows = []
    base = None
    for case in cases:
        given = case.pop("given")
        missing = case.pop("missing", None)
        shown, stored = run(column, given.get("id", 77), given, show, blobs)
        if shown is None and missing is not None:
            case["clean"] = True
            shown, stored = run(column, missing.get("id", 77), missing, show, blobs)
        if case["name"] == "base":
            base = shown
        if shown is not None and "path" in case:
            assert [key for key in base if key not in shown] in ([], ["originalStockKind"])
            shown = {key: value for key, value in shown.items() if base.get(key, ...) != value}
        rows.append({**case, "output": shown, "blobs": stored})
    text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (HERE / f"{name}.json").write_text(f"[\n{text}\n]\n")
    refused = sum(row["output"] is None for row in rows)
    print(name, len(rows), "refused", refused, file=sys.stderr)


def main():
    write("notetypes", notetype_cases(), "models", lambda col, key: col.models.get(key), {
        "notetype": "select config from notetypes where id = ?",
        "fields": "select config from fields where ntid = ? order by ord",
        "templates": "select config from templates where ntid = ? order by ord",
    })
    write("decks", deck_cases(), "decks", lambda col, key: col.decks.get(key), {
        "common": "select common from decks where id = ?",
        "kind": "select kind from decks where id = ?",
    })
    write("deck_configs", config_cases(), "dconf", lambda col, key: col.decks.get_config(key), {
        "config": "select config from deck_config where id = ?",
    })


main()
