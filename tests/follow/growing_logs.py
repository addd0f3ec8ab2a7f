"""What the tests of this folder share: logs that grow as Spark and Databricks let them grow.

Each `Growth` writes a real log into a folder step by step; `steps()` does the next bit of writing each
time it is advanced. `path` is what a user names, `final_path` what the log is called when it is done.
"""

import gzip
import os
import pathlib
import random
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOGS = ROOT / "tests" / "data" / "logs" / "4.3.0"
DATAFLINT = os.environ.get("DATAFLINT", str(ROOT / "build" / "dataflint"))


def analyze(*arguments, **options) -> subprocess.CompletedProcess:
    return subprocess.run([DATAFLINT, "analyze", *map(str, arguments)], capture_output=True, **options)


def replace(path: pathlib.Path, content: bytes) -> None:
    """A new file under the name, as object stores do it."""
    new = path.with_name("." + path.name + ".new")
    new.write_bytes(content)
    new.rename(path)


def append_in_pieces(path: pathlib.Path, content: bytes, chance: random.Random, pieces: int):
    at = 0
    with open(path, "ab", buffering=0) as file:
        while at < len(content):
            size = chance.randint(1, max(1, 2 * len(content) // pieces))
            file.write(content[at:at + size])
            at += size
            yield


class SingleFile:
    """Appended to, packed or not, and renamed at the end."""

    def __init__(self, source: pathlib.Path, folder: pathlib.Path, seed: int, pieces: int = 12):
        self.content = source.read_bytes()
        self.final_path = folder / source.name
        self.path = folder / (source.name + ".inprogress")
        self.chance = random.Random(seed)
        self.pieces = pieces

    def steps(self):
        yield from append_in_pieces(self.path, self.content, self.chance, self.pieces)
        self.path.rename(self.final_path)
        yield


class Rolling:
    """Spark's rolling folder."""

    def __init__(self, source: pathlib.Path, folder: pathlib.Path, seed: int, pieces: int = 5):
        self.source = next(source.iterdir())
        self.path = self.final_path = folder / self.source.name
        self.chance = random.Random(seed)
        self.pieces = pieces

    def steps(self):
        self.path.mkdir()
        status = next(self.source.glob("appstatus_*"))
        in_progress = self.path / (status.name + ".inprogress")
        in_progress.touch()
        for number in range(1, len(list(self.source.glob("events_*"))) + 1):
            part = next(self.source.glob(f"events_{number}_*"))
            yield from append_in_pieces(self.path / part.name, part.read_bytes(), self.chance, self.pieces)
        in_progress.rename(self.path / status.name)
        yield


class Delivery:
    """Databricks: `eventlog` replaced by longer copies, rolled to .gz before or after it starts anew."""

    def __init__(self, source: pathlib.Path, folder: pathlib.Path, seed: int, pieces: int = 6):
        self.path = self.final_path = folder / "delivered"
        self.chance = random.Random(seed)
        self.pieces = pieces
        lines = source.read_bytes().splitlines(keepends=True)[1:]  # without SparkListenerLogStart
        third = len(lines) // 3
        self.parts = [self.part(0, lines[:third]), self.part(1, lines[third:2 * third]),
                      self.part(2, lines[2 * third:])]

    @staticmethod
    def part(rollover: int, lines: list[bytes]) -> bytes:
        return (b'{"Event":"DBCEventLoggingListenerMetadata","Spark Version":"4.3.0","Timestamp":'
                b'1795501262724,"Rollover Number":%d,"SparkContext Id":3987391921526261116}\n' % rollover
                ) + b"".join(lines)

    def finish(self, rollover: int) -> None:
        name = f"eventlog-2026-01-01--{10 + rollover}-00.gz"
        packed = gzip.compress(self.parts[rollover])
        if self.chance.random() < 0.5:
            (self.path / name).write_bytes(packed[:len(packed) // 2])  # copied just now
        replace(self.path / name, packed)

    def live(self, content: bytes) -> None:
        if self.chance.random() < 0.5:
            replace(self.path / "eventlog", content)
        else:
            (self.path / "eventlog").write_bytes(content)

    def steps(self):
        self.path.mkdir()
        for rollover, content in enumerate(self.parts):
            finished_first = self.chance.random() < 0.5
            if rollover > 0 and finished_first:
                self.finish(rollover - 1)
                yield
            at = 0
            while at < len(content):
                at += self.chance.randint(1, 2 * len(content) // self.pieces)
                self.live(content[:at])
                yield
                if rollover > 0 and not finished_first:
                    self.finish(rollover - 1)
                    finished_first = True
                    yield


def all_growths(folder: pathlib.Path, seed: int):
    """One of every layout and codec, each in a folder of its own."""
    sources = [*sorted(LOGS.glob("codec-*[!z]")), LOGS / "clean.zstd"]
    for source in sources:
        if ".api." in source.name:
            continue
        yield source.name, SingleFile(source, fresh(folder / source.name), seed)
    yield "rolling", Rolling(LOGS / "rolling", fresh(folder / "rolling"), seed)
    yield "delivery", Delivery(LOGS / "codec-none.json", fresh(folder / "delivery"), seed)


def fresh(folder: pathlib.Path) -> pathlib.Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
