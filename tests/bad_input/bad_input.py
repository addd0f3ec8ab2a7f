"""Bad inputs, and what is promised of each: a report of what is right plus named import issues, or a clear
error; no crash, no hang, bounded memory.

`Input` describes one; `run` gives it to the program and returns what was wrong with the answer. The inputs
themselves are declared in lines.py, containers.py, packings.py, volumes.py and surfaces.py.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000
MOST_MEGABYTES = 256
OK, INTERNAL, USAGE, PERMISSION, NOT_FOUND, UNAVAILABLE, NOTHING, PARTIAL, INTERRUPTED = 0, 1, 2, 4, 5, 6, 7, 8, 130


def program() -> Path:
    return Path(os.environ.get("DATAFLINT", ROOT / "build/dataflint"))


def is_sanitized() -> bool:
    """Whether the program carries sanitizers: they take memory and time of their own."""
    cache = Path(os.environ.get("DATAFLINT_BUILD_DIR", ROOT / "build")) / "CMakeCache.txt"
    return cache.exists() and "-fsanitize" in cache.read_text()


@dataclass
class Input:
    name: str
    # Makes files in the folder and returns the paths to name; or nothing, and `feed` is standard input.
    make: Callable[[Path], list[str]] | None = None
    feed: Callable[[], Iterable[bytes | str]] | None = None
    issues: frozenset[str] = frozenset()  # that must be named
    exits: frozenset[int] = frozenset({OK, PARTIAL})
    check: Callable[[dict], None] | None = None  # of the report; raises AssertionError
    error: str = ""                # words that the error has, where the answer is an error
    command: str = "analyze"
    arguments: tuple[str, ...] = ("-o", "json")
    slow: bool = False             # takes more than a few seconds
    seconds: float = 60            # more is a hang
    megabytes: float = MOST_MEGABYTES  # a higher bound is a debt: scripts/measure_bad_input.py shows it
    cpu_seconds: float = float("inf")  # more is not waiting, but turning round
    interrupt_after: float = 0     # seconds until Ctrl-C
    while_running: Callable[[Path], None] | None = None  # changes files while they are read
    output: str = ""               # where standard output goes; default: a pipe
    user: int | None = None        # as whom it runs, where this is run by root


@dataclass
class Outcome:
    name: str
    exit: int = 0
    seconds: float = 0
    megabytes: float = 0
    cpu_seconds: float = 0
    named: dict[str, int] = field(default_factory=dict)  # import issues and their counts
    problems: list[str] = field(default_factory=list)
    skipped: str = ""


def issues_of(document: dict) -> dict[str, int]:
    """Of one report, or of all in a document of many."""
    counts: dict[str, int] = {}
    for report in document.get("reports", [document]):
        for entry in report.get("notSeen", []):
            counts[entry["issue"]] = counts.get(entry["issue"], 0) + entry["count"]
    return counts


def feed_into(process: "Process", feed: Callable[[], Iterable[bytes | str]]) -> None:
    """Writes what `feed` gives until it ends or nobody reads it any more."""
    try:
        buffer = bytearray()
        for piece in feed():
            buffer += piece.encode() if isinstance(piece, str) else piece
            if len(buffer) >= MEGABYTE:
                process.stdin.write(buffer)
                buffer.clear()
        process.stdin.write(buffer)
        process.stdin.close()
    except (BrokenPipeError, OSError, ValueError):
        pass


# Runs the program as its child. The peak that wait4 tells of a process includes that of whoever started it,
# and this process may hold much; the child of a small one tells the truth.
LAUNCHER = """
import os, sys
report, user = int(sys.argv[1]), sys.argv[2]
child = os.fork()
if child == 0:
    if user:
        os.setuid(int(user))
    os.execv(sys.argv[3], sys.argv[3:])
os.write(report, b"%d\\n" % child)
os.close(0)
_, status, usage = os.wait4(child, 0)
cpu_milliseconds = 1000 * (usage.ru_utime + usage.ru_stime)
os.write(report, b"%d %d %d\\n" % (os.waitstatus_to_exitcode(status), usage.ru_maxrss, cpu_milliseconds))
"""


class Process:
    """The program at work, and what became of it."""

    def __init__(self, arguments: list[str], user: int | None, **how: object) -> None:
        read, write = os.pipe()
        self.launcher = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", LAUNCHER, str(write), "" if user is None else str(user),
             *arguments], pass_fds=(write,), env={**os.environ, "DATAFLINT_CONFIG": ""}, **how)
        os.close(write)
        self.told = os.fdopen(read, "rb")
        self.pid = int(self.told.readline() or 0)
        self.stdin = self.launcher.stdin

    def send(self, signal_number: int) -> None:
        if self.launcher.poll() is None:
            os.kill(self.pid, signal_number)

    def wait(self, seconds: float, outcome: Outcome) -> None:
        try:
            self.launcher.wait(seconds)
        except subprocess.TimeoutExpired:
            outcome.problems.append(f"still running after {seconds:.0f} s")
            self.send(signal.SIGKILL)
            self.launcher.wait()
        code, kilobytes, cpu_milliseconds = self.told.readline().split()
        self.told.close()
        outcome.exit = int(code)
        outcome.megabytes = int(kilobytes) * 1024 / MEGABYTE
        outcome.cpu_seconds = int(cpu_milliseconds) / 1000


def judge(given: Input, out: bytes, err: str, outcome: Outcome) -> None:
    problems = outcome.problems
    if outcome.exit < 0:
        problems.append(f"ended by {signal.Signals(-outcome.exit).name}")
    elif outcome.exit not in given.exits:
        problems.append(f"exit code {outcome.exit}: {err.strip()[:300]}")
    if outcome.megabytes > given.megabytes and not is_sanitized():
        problems.append(f"{outcome.megabytes:.0f} MB of memory")
    if outcome.cpu_seconds > given.cpu_seconds and not is_sanitized():
        problems.append(f"{outcome.cpu_seconds:.1f} s of CPU")
    if problems:
        return
    if outcome.exit not in (OK, PARTIAL):
        if not err.strip() or given.error not in err:
            problems.append(f"no clear error: {err.strip()[:300]!r}")
        return
    if given.command != "analyze" or given.arguments[:2] != ("-o", "json") or given.output:
        return
    report = json.loads(out)
    outcome.named = issues_of(report)
    for issue in sorted(given.issues - set(outcome.named)):
        problems.append(f"{issue} is not named, but {sorted(outcome.named)}")
    for entry in report.get("notSeen", []):
        if not entry["places"]:
            problems.append(f"{entry['issue']} has no place")
    if given.check is not None:
        try:
            given.check(report)
        except (AssertionError, KeyError, IndexError, StopIteration) as error:
            problems.append(f"wrong: {type(error).__name__} {error}")


def run(given: Input) -> Outcome:
    outcome = Outcome(given.name)
    folder = Path(tempfile.mkdtemp(prefix="dataflint-bad-input-"))
    folder.chmod(0o755)
    try:
        if given.user is not None and os.getuid() != 0:
            outcome.skipped = "needs root, to run as somebody else"
            return outcome
        paths = given.make(folder) if given.make else ["-"]
        out_path = folder.parent / (folder.name + ".out")
        with open(given.output or out_path, "w+b") as out, tempfile.TemporaryFile() as err:
            start = time.monotonic()
            process = Process(
                [str(program()), given.command, *given.arguments, *paths], given.user, stdout=out, stderr=err,
                stdin=subprocess.PIPE if given.feed else subprocess.DEVNULL)
            helpers = []
            if given.feed:
                helpers.append(threading.Thread(target=feed_into, args=(process, given.feed), daemon=True))
            if given.while_running:
                helpers.append(threading.Thread(target=given.while_running, args=(folder,), daemon=True))
            if given.interrupt_after:
                helpers.append(threading.Timer(given.interrupt_after, process.send, [signal.SIGINT]))
            for helper in helpers:
                helper.start()
            process.wait(given.seconds * (10 if is_sanitized() else 1), outcome)
            outcome.seconds = time.monotonic() - start
            if process.stdin:
                try:
                    process.stdin.close()
                except OSError:
                    pass
            for helper in helpers:
                helper.join(10)
            err.seek(0)
            text = err.read().decode(errors="replace")
            data = b"" if given.output else out_path.read_bytes()
        out_path.unlink(missing_ok=True)
        judge(given, data, text, outcome)
    finally:
        subprocess.run(["chmod", "-R", "u+rwX", folder], check=False)
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


def log_file(lines: Callable[[], Iterable[bytes | str]] | bytes | str, name: str = "log") -> Callable[[Path], list[str]]:
    """An Input.make of one file that holds these lines."""
    def make(folder: Path) -> list[str]:
        pieces: Iterator[bytes | str] = iter([lines]) if isinstance(lines, (bytes, str)) else iter(lines())
        with open(folder / name, "wb") as file:
            for piece in pieces:
                file.write(piece.encode() if isinstance(piece, str) else piece)
        return [str(folder / name)]
    return make
