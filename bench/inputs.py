"""The logs that are measured: made once from the committed real logs, kept in build/bench/."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import photon_shape
from measuring import say

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
FOLDER = BUILD / "bench"
GENERATOR = BUILD / "gen_eventlog"
LZ4_PACKER = BUILD / "pack_lz4_blocks"
JOINS = ROOT / "bench" / "sources" / "joins.zstd"
WIDE = ROOT / "bench" / "sources" / "wide.zstd"
TINY_TASKS = ROOT / "tests" / "data" / "logs" / "4.3.0" / "tiny-tasks.zstd"
SMALL = ROOT / "tests" / "data" / "logs" / "4.3.0" / "driver-bound.zstd"  # 231 KB unpacked


@dataclass(frozen=True)
class Input:
    path: Path
    facts: dict  # what gen_eventlog said of it: bytes (unpacked), jobs, tasks, ...

    @property
    def gigabytes(self) -> float:
        return self.facts["bytes"] / 1e9


def unpacked(source: Path) -> bytes:
    return subprocess.run(["zstd", "-dcq", source], capture_output=True, check=True).stdout


def make(name: str, source: bytes, *size: str) -> Input:
    """build/bench/NAME (zstd when the name says so), `source` repeated to `size`; made only if it is not there."""
    path, facts = FOLDER / name, FOLDER / (name + ".facts.json")
    if not facts.exists():  # written last
        say(f"making {path.relative_to(ROOT)}")
        FOLDER.mkdir(parents=True, exist_ok=True)
        pack = ["--zstd"] if name.endswith(".zstd") else []
        done = subprocess.run([GENERATOR, "-", *size, *pack, "-o", path], input=source, capture_output=True, check=True)
        facts.write_bytes(done.stderr)
    return Input(path, json.loads(facts.read_text()))


def packed(plain: Input, name: str, *command: str | Path) -> Input:
    """The same log through a packer that reads standard input."""
    path, facts = FOLDER / name, FOLDER / (name + ".facts.json")
    if not facts.exists():
        say(f"making {path.relative_to(ROOT)}")
        with plain.path.open("rb") as source, path.open("wb") as target:
            subprocess.run(list(command), stdin=source, stdout=target, check=True)
        facts.write_text(json.dumps(plain.facts))
    return Input(path, plain.facts)


def remove(log: Input) -> None:
    log.path.unlink(missing_ok=True)
    log.path.with_name(log.path.name + ".facts.json").unlink(missing_ok=True)


def joins_1gb() -> Input:
    return make("joins-1gb.zstd", unpacked(JOINS), "--bytes", "1000000000")


def photon_1gb() -> Input:
    return make("photon-1gb.zstd", photon_shape.rewritten(unpacked(WIDE)), "--bytes", "1000000000")


def plain_1gb() -> Input:
    return make("joins-1gb.json", unpacked(JOINS), "--bytes", "1000000000")


def gzip_1gb() -> Input:
    return packed(plain_1gb(), "joins-1gb.gz", "gzip", "-c")


def lz4_1gb() -> Input:
    return packed(plain_1gb(), "joins-1gb.lz4", LZ4_PACKER)


def many_tasks(millions: int) -> Input:
    return make(f"tasks-{millions}m.zstd", unpacked(TINY_TASKS), "--tasks", str(millions * 1_000_000))


def joins_10gb() -> Input:
    return make("joins-10gb.zstd", unpacked(JOINS), "--tasks", "1000000")


def ten_thousand_logs() -> tuple[Path, int]:
    """A folder of plain logs of different applications, and their number of bytes."""
    folder, count = FOLDER / "10000-logs", 10_000
    source = unpacked(SMALL)
    first = source[source.index(b'"App ID":"') + 10:]
    app = first[:first.index(b'"')]
    if not (folder / f"log-{count - 1:05}").exists():
        say(f"making {folder.relative_to(ROOT)}")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for number in range(count):
            own = app[:-5] + b"%05d" % number
            (folder / f"log-{number:05}").write_bytes(source.replace(app, own))
    return folder, count * len(source)
