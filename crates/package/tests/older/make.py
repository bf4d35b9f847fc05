"""Makes this folder's packages with an older release of the package `anki`, and writes down what they hold.

    python3.11 -m venv VENV
    VENV/bin/pip install anki==RELEASE          # 2.1.49 also wants "protobuf<3.21"
    faketime "2023-06-01 12:00:00" VENV/bin/python make.py NAME [SCHEDULER]

What they hold is read from the old engine's own tables by the queries in queries.json, which the tests ask too.
SCHEDULER is 1 for that of Anki before 2.1, which the releases up to 2.1.49 still have.
"""
import hashlib
import json
import pathlib
import sys
import tempfile

from anki.collection import Collection

HERE = pathlib.Path(__file__).parent


def open_filled(path, scheduler):
    col = Collection(path)
    if scheduler:
        col.set_config("schedVer", int(scheduler))
        col._load_scheduler()
    fill = (HERE / "../oracle/fill.py").read_text()
    exec(compile(fill, "fill.py", "exec"), {"col": col, "args": {"seed": 49, "long": 3_000}})
    return col


def held_by(col):
    queries = json.loads((HERE / "queries.json").read_text())
    held = {name: col.db.all(sql) for name, sql in queries.items()}
    media = pathlib.Path(col.media.dir()).iterdir()
    held["media"] = sorted([file.name, hashlib.sha1(file.read_bytes()).hexdigest()] for file in media)
    return held


def export_decks(col, path):
    """Exports all decks, in the newest format that the release has."""
    if not hasattr(col, "export_anki_package"):
        from anki.exporting import AnkiPackageExporter
        exporter = AnkiPackageExporter(col)
        exporter.includeSched = exporter.includeMedia = True
        exporter.exportInto(path)
        return
    chosen = {"with_scheduling": True, "with_media": True}
    try:
        from anki.collection import ExportAnkiPackageOptions
        chosen = {"options": ExportAnkiPackageOptions(with_deck_configs=True, legacy=False, **chosen)}
    except ImportError:
        chosen["legacy_support"] = False
    col.export_anki_package(out_path=path, limit=None, **chosen)


def export_all(col, path):
    if hasattr(col, "export_collection_package"):
        col.export_collection_package(path, include_media=True, legacy=False)
        return
    from anki.exporting import AnkiCollectionPackageExporter
    exporter = AnkiCollectionPackageExporter(col)
    exporter.includeMedia = True
    exporter.exportInto(path)


def lines(held):
    """JSON with a line for each row."""
    tables = (
        '"%s": [\n%s\n]' % (name, ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
        for name, rows in held.items()
    )
    return "{\n%s\n}\n" % ",\n".join(tables)


name, *scheduler = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    col = open_filled(folder + "/collection.anki2", *(scheduler or [None]))
    (HERE / (name + ".json")).write_text(lines(held_by(col)))
    export_decks(col, str(HERE / (name + ".apkg")))
    export_all(col, str(HERE / (name + ".colpkg")))
