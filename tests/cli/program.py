"""How the tests of this folder run dataflint: with pipes, on a terminal of its own, as a user without rights."""

import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import termios
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATAFLINT = os.environ.get("DATAFLINT", str(ROOT / "build" / "dataflint"))
LOGS = ROOT / "tests" / "data" / "logs"
DEMO = "tests/data/logs/demo.zstd"
SHARED = ROOT.parent / "shared" / "eventlogs"  # may be missing
NOBODY = 65534


def is_sanitized() -> bool:
    """Whether the program carries sanitizers, which take memory, stack and time of their own."""
    cache = Path(os.environ.get("DATAFLINT_BUILD_DIR", ROOT / "build")) / "CMakeCache.txt"
    return cache.exists() and "-fsanitize" in cache.read_text()


def environment(**changes: str | None) -> dict[str, str]:
    """Of a UTF-8 terminal with colours, whatever that of the tests is; None takes a variable out."""
    kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "HOME")
            if name in os.environ}
    wanted = kept | {"LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "DATAFLINT_CONFIG": ""} | changes
    return {name: value for name, value in wanted.items() if value is not None}


def run(*arguments: str, text: bool = True, env: dict[str, str] | None = None, **options):
    """The finished process, both streams captured."""
    settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": ROOT,
                "timeout": 120, "check": False} | options
    if "input" in settings:
        del settings["stdin"]
    return subprocess.run([DATAFLINT, *arguments], text=text, encoding="utf-8" if text else None,
                          env=env or environment(), **settings)


def without_rights() -> dict:
    """Options for run(): as somebody whom file modes bind, which root is not."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def shipped_logs() -> list[Path]:
    """Every log of the repository, each once."""
    return sorted(path for path in LOGS.glob("*/*") if not path.name.endswith(".api.json.xz"))


def shared_logs() -> list[Path]:
    """The logs that lie beside the repository, when they do."""
    sums = SHARED / "SHA256SUMS"
    if not sums.is_file():
        return []
    names = [line.split(maxsplit=1)[1].strip().removeprefix("*").removeprefix("./")
             for line in sums.read_text().splitlines() if line.strip()]
    return [SHARED / name for name in names
            if not name.endswith((".json", ".csv", ".md", ".txt", ".gz")) and "/appstatus_" not in name
            and (SHARED / name).is_file()]


@dataclass
class Session:
    exit_code: int
    screen: str  # all that came, escape sequences included
    seconds: float


class Terminal:
    """A terminal that a program runs on: its streams are the terminal's, unless they go elsewhere."""

    def __init__(self, *arguments: str, columns: int = 100, rows: int = 40,
                 env: dict[str, str] | None = None, **streams):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        wanted = {"stdin": slave, "stdout": slave, "stderr": slave} | streams
        self.process = subprocess.Popen([DATAFLINT, *arguments], cwd=ROOT, env=env or environment(),
                                        start_new_session=True, **wanted)
        os.close(slave)
        self.start = time.monotonic()
        self.screen = b""

    def read(self, seconds: float) -> None:
        """Takes what is printed, until the program ends or `seconds` have passed."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.master], [], [], min(left, 0.1))[0]:
                if self.process.poll() is not None:
                    return
                continue
            try:
                piece = os.read(self.master, 65536)
            except OSError:  # the last one has closed the other end
                return
            self.screen += piece

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def finish(self, seconds: float = 60) -> Session:
        self.read(seconds)
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        os.close(self.master)
        return Session(code, self.screen.decode("utf-8", errors="replace"), time.monotonic() - self.start)


def on_terminal(*arguments: str, **options) -> Session:
    return Terminal(*arguments, **options).finish()


def has(tool: str) -> bool:
    return shutil.which(tool) is not None
