"""Imports a package of 50,000 notes and 5,000 media files by ankid and by the official engine, in turn, and exports
them again as `exportPackage` does.

    target/oracle/bin/python crates/ankid/benches/import.py target/release/ankid

Prints, for each of three rounds, how long it took, and the most memory and the processor time of the process that did it
and nothing else.
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

NOTES, FILES, ROUNDS = 50_000, 5_000, 3
WORDS = ["alpha", "beta", "gamma", "le chat", "日本", "the quick brown fox"]


def make(folder):
    """The package: notes in twenty decks, each with a picture, a review and some tags."""
    from anki.collection import AddNoteRequest, Collection, ExportAnkiPackageOptions
    draw = random.Random(5)
    col = Collection(folder + "/source.anki2")
    for number in range(FILES):
        with open(os.path.join(col.media.dir(), f"file {number}.jpg"), "wb") as file:
            file.write(draw.randbytes(draw.randrange(2_000, 40_000)))
    decks = [col.decks.id(f"Big::{number}") for number in range(20)]
    requests = []
    for number in range(NOTES):
        note = col.new_note(col.models.by_name("Basic"))
        front, back = (" ".join(draw.choices(WORDS, k=count)) for count in (8, 20))
        note.fields = [f"{number} {front}", f'<img src="file {number % FILES}.jpg"> {back}']
        note.tags = [f"tag{number % 100}"]
        requests.append(AddNoteRequest(note=note, deck_id=decks[number % 20]))
    col.add_notes(requests)
    col.db.execute("insert into revlog select id, id, -1, 3, 1, 0, 2500, 900, 0 from cards")
    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=True, legacy=False)
    col.export_anki_package(out_path=folder + "/big.apkg", options=options, limit=None)


def by_the_engine(work, folder, package):
    from anki.collection import Collection, DeckIdLimit, ExportAnkiPackageOptions
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
    col = Collection(folder + "/collection.anki2")
    watch = Watch("engine", work, os.getpid())
    if work == "import":
        options = ImportAnkiPackageOptions(merge_notetypes=True, with_scheduling=True, with_deck_configs=True)
        log = col.import_anki_package(ImportAnkiPackageRequest(package_path=package, options=options)).log
        assert len(log.new) == NOTES
    else:
        options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=True, legacy=True)
        limit = DeckIdLimit(col.decks.id_for_name("Big"))
        exported = col.export_anki_package(out_path=folder + "/out.apkg", options=options, limit=limit)
        assert exported == NOTES
    watch.report()
    col.close()


def by_ankid(work, folder, package, binary):
    command = [binary, "--base", folder, "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    port = re.search(r":(\d+)", server.stdout.readline())[1]

    def call(action, **params):
        body = json.dumps({"action": action, "version": 6, "params": params}).encode()
        reply = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}", body))
        assert reply["error"] is None, reply
        return reply["result"]

    call("version")
    watch = Watch("ankid", work, server.pid)
    if work == "import":
        assert call("importPackage", path=package)
    else:
        assert call("exportPackage", deck="Big", path=folder + "/out.apkg", includeSched=True)
    watch.report()
    assert len(call("findNotes", query="")) == NOTES
    server.terminate()
    server.wait()


class Watch:
    """Measures what a process does from now on."""

    def __init__(self, who, work, process):
        self.who, self.work, self.process = who, work, process
        self.processor, self.start = self.processor_seconds(), time.time()

    def processor_seconds(self):
        fields = open(f"/proc/{self.process}/stat").read().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")

    def report(self):
        seconds, processor = time.time() - self.start, self.processor_seconds() - self.processor
        status = open(f"/proc/{self.process}/status").read()
        memory = int(re.search(r"VmHWM:\s*(\d+)", status)[1]) // 1024
        print(f"{self.who:8} {self.work} {seconds:6.2f} s {processor:6.2f} s of processor {memory:5} MB", flush=True)


def start(who, work, folder, package, binary):
    if who == "ankid":
        by_ankid(work, folder, package, binary)
    else:
        # A process of its own, whose memory nothing else has filled.
        words = [sys.executable, __file__, "engine", work, folder, package]
        subprocess.run(words, check=True, stderr=subprocess.DEVNULL)


if sys.argv[1] == "engine":
    by_the_engine(*sys.argv[2:])
else:
    with tempfile.TemporaryDirectory(dir=".") as place:
        place = os.path.abspath(place)
        make(place)
        for number in range(ROUNDS):
            for work in ("import", "export"):
                for who in ("engine", "ankid"):
                    folder = f"{place}/{who}{number}"
                    os.makedirs(folder, exist_ok=True)
                    start(who, work, folder, place + "/big.apkg", os.path.abspath(sys.argv[1]))
