"""How long syncs take, by ankid and by the official client, with the official server on loopback.

    target/oracle/bin/python crates/ankid/benches/sync.py target/release/ankid COLLECTION [ROUNDS [WORD]]

COLLECTION is only copied. The two clients take turns, each with an account of its own in the same state; what counts
is the best of the rounds. Both have their collection open already and are logged in: ankid in a running server, whose
actions `sync`, `fullSync` and `syncMedia` are called over HTTP; the official client in this process. Both make the
backup that comes before a full sync: ankid before either, the official client before a download, as Anki does.
With each time stands the processor time of the client. With WORD, only the syncs are measured whose name has it.
"""

import json
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path

from anki.collection import Collection

MEDIA_FILES = 2000
# Seconds that a server may be silent.
PATIENCE = 600
PASSWORD = "pass"
TABLES = ("notes", "cards", "revlog")
CLIENTS = ("official", "ankid")


class Server:
    """The official server, with one account for each client."""

    def __init__(self, folder: Path):
        self.port = free_port()
        self.folder = folder
        self.resets = 0
        self.endpoint = f"http://127.0.0.1:{self.port}/"
        self.settings = {
            "SYNC_BASE": str(folder),
            "SYNC_HOST": "127.0.0.1",
            "SYNC_PORT": str(self.port),
            "MAX_SYNC_PAYLOAD_MEGS": "1000",
            "RUST_LOG": "error",
        }
        for number, name in enumerate(CLIENTS, 1):
            self.settings[f"SYNC_USER{number}"] = f"{name}:{PASSWORD}"
        self.start()

    def start(self):
        command = [sys.executable, "-m", "anki.syncserver"]
        self.process = subprocess.Popen(command, env={**os.environ, **self.settings}, stdout=subprocess.DEVNULL)
        wait_for(self.port)

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def reset(self, state: Path):
        """Gives both accounts a copy of the same state."""
        self.stop()
        # Put aside, not removed: ext4 is slow to make files where many were just removed.
        self.resets += 1
        for name in CLIENTS:
            if (self.folder / name).exists():
                (self.folder / name).rename(self.folder.parent / f"{name} before {self.resets}")
            shutil.copytree(state, self.folder / name)
        os.sync()
        self.start()

    def keep(self, state: Path):
        """Keeps the state of the official client's account."""
        self.stop()
        shutil.copytree(self.folder / "official", state)
        self.start()


class Official:
    name = "official"

    def __init__(self, server: Server, source: Path | None, folder: Path):
        self.col = Collection(str(place(source, folder)))
        self.backups = folder / "backups"
        self.backups.mkdir()
        self.auth = self.col.sync_login(self.name, PASSWORD, server.endpoint)
        self.auth.endpoint = server.endpoint
        self.auth.io_timeout_secs = PATIENCE

    def full(self, upload: bool):
        if not upload:
            self.col.create_backup(backup_folder=str(self.backups), force=True, wait_for_completion=True)
        self.col.close_for_full_sync()
        self.col.full_upload_or_download(auth=self.auth, server_usn=None, upload=upload)
        self.col.reopen(after_full_sync=True)

    def normal(self):
        required = self.col.sync_collection(self.auth, False).required
        assert required == 0, f"the official client wants {required}"

    def media(self):
        self.col.sync_media(self.auth)
        while self.col.media_sync_status().active:
            time.sleep(0.01)

    def processor_seconds(self) -> float:
        return time.process_time()

    def close(self):
        self.col.close()


class Ankid:
    name = "ankid"
    binary = ""

    def __init__(self, server: Server, source: Path | None, folder: Path):
        place(source, folder)
        (folder.parent / "ankid.toml").write_text(f"sync.media = false\nsync.timeoutSeconds = {PATIENCE}\n")
        port = free_port()
        self.address = f"http://127.0.0.1:{port}/"
        command = [self.binary, "--base", str(folder.parent), "--port", str(port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_for(port)
        self.call("syncLogin", username=self.name, password=PASSWORD, endpoint=server.endpoint)

    def call(self, action: str, **params: str):
        body = json.dumps({"action": action, "version": 6, "params": params}).encode()
        with urllib.request.urlopen(self.address, body) as reply:
            error = json.load(reply)["error"]
        assert error is None, error

    def full(self, upload: bool):
        self.call("fullSync", mode="upload" if upload else "download")

    def normal(self):
        self.call("sync")

    def media(self):
        self.call("syncMedia")

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        self.process.terminate()
        self.process.wait()


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return free.getsockname()[1]


def wait_for(port: int):
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)


def place(source: Path | None, folder: Path) -> Path:
    """A collection in a folder of its own, with its media; a new one where there is no source."""
    folder.mkdir(parents=True)
    collection = folder / "collection.anki2"
    if source:
        shutil.copy(source, collection)
        media = source.with_suffix(".media")
        if media.is_dir():
            shutil.copytree(media, folder / "collection.media")
    else:
        Collection(str(collection)).close()
    return collection


class Bench:
    def __init__(self, collection: Path, rounds: int, word: str, work: Path):
        self.work = work
        self.rounds = rounds
        self.word = word
        self.runs = 0
        self.server = Server(work / "server")
        self.full_collection = self.copy(collection, "full")
        # Seconds that passed, and of the processor.
        self.best: dict[tuple[str, str], tuple[float, float]] = {}

    def copy(self, collection: Path, name: str) -> Path:
        """A copy in which no part waits in a log."""
        target = self.work / f"{name}.anki2"
        with closing(sqlite3.connect(collection)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("pragma journal_mode = delete")
        return target

    def folder(self) -> Path:
        self.runs += 1
        return self.work / f"client {self.runs}" / "User 1"

    def official(self, source: Path | None) -> Official:
        return Official(self.server, source, self.folder())

    def measure(self, what: str, state: Path, source: Path | None, sync):
        """Lets the clients do the same in turn, each from the same state of both sides."""
        if self.word not in what:
            return
        for _round in range(self.rounds):
            self.server.reset(state)
            for kind in (Official, Ankid):
                client = kind(self.server, source, self.folder())
                before = client.processor_seconds()
                start = time.perf_counter()
                sync(client)
                took = (time.perf_counter() - start, client.processor_seconds() - before)
                client.close()
                key = (what, client.name)
                self.best[key] = min(took, self.best.get(key, took))
        theirs, ours = (self.best[what, name] for name in CLIENTS)
        shown = [f"{seconds:.2f} s ({processor:.2f} s)" for seconds, processor in (theirs, ours)]
        print(f"| {what} | {shown[0]} | {shown[1]} | {ours[0] / theirs[0]:.2f} |", flush=True)

    def states(self) -> dict[str, Path]:
        """The states of the server that syncs start from, and files of clients in step with them."""
        states = {name: self.work / f"state {name}" for name in ("nothing", "empty", "full", "media")}
        states["nothing"].mkdir()
        empty = self.copy(self.full_collection, "empty")
        with closing(sqlite3.connect(empty)) as db:
            for table in TABLES:
                db.execute(f"delete from {table}")
            db.commit()
        client = self.official(empty)
        client.full(upload=True)
        client.close()
        self.server.keep(states["empty"])
        self.empty = self.copy(Path(client.col.path), "in step")
        self.new_rows = self.copy(self.empty, "with new rows")
        self.add_rows(self.new_rows, usn="-1")
        shutil.copytree(states["empty"], states["full"])
        self.add_rows(states["full"] / "collection.anki2", usn="(select usn from main.col)")
        return states

    def add_rows(self, collection: Path, usn: str):
        """Adds all notes, cards and reviews to a collection, as changes that are as old as `usn` says."""
        with closing(sqlite3.connect(collection)) as db:
            db.execute("attach ? as source", [str(self.full_collection)])
            for table in TABLES:
                db.execute(f"insert into {table} select * from source.{table}")
                db.execute(f"update {table} set usn = {usn}")
            db.execute("update main.col set mod = mod + 1000")
            db.commit()

    def media(self, state: Path) -> Path:
        """A collection in step with the server, with media files that the server lacks."""
        with_media = self.copy(self.empty, "with media")
        folder = with_media.with_suffix(".media")
        folder.mkdir()
        chance = random.Random(1)
        for number in range(MEDIA_FILES):
            (folder / f"picture {number}.jpg").write_bytes(chance.randbytes(chance.randrange(5_000, 40_000)))
        self.server.reset(self.work / "state empty")
        client = self.official(with_media)
        client.media()
        client.close()
        self.server.keep(state)
        return with_media

    def run(self):
        print("| sync | official client | ankid | ankid / official |\n|---|---|---|---|")
        states = self.states()
        self.measure("full upload", states["nothing"], self.full_collection, lambda client: client.full(upload=True))
        self.measure("full download into an empty collection", states["full"], None, lambda client: client.full(upload=False))
        self.measure("normal sync, all notes new here", states["empty"], self.new_rows, lambda client: client.normal())
        self.measure("normal sync, all notes new there", states["full"], self.empty, lambda client: client.normal())
        with_media = self.media(states["media"]) if self.word in f"{MEDIA_FILES} media files sent received" else None
        self.measure(f"{MEDIA_FILES} media files sent", states["empty"], with_media, lambda client: client.media())
        self.measure(f"{MEDIA_FILES} media files received", states["media"], self.empty, lambda client: client.media())


def main():
    Ankid.binary = str(Path(sys.argv[1]).resolve())
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    word = sys.argv[4] if len(sys.argv) > 4 else ""
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(Path(sys.argv[2]), rounds, word, Path(work))
        try:
            bench.run()
        finally:
            bench.server.stop()


if __name__ == "__main__":
    main()
