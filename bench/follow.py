#!/usr/bin/env python3
"""Measures how soon `dataflint analyze --follow` shows what was appended to a large log.

    bench/follow.py [--bytes 10e9] [--appends 15] [--folder DIR]

A log of that size is made from bench/sources/joins.zstd, the last of it held back and appended one
megabyte at a time, each in one write, while dataflint follows the log on a terminal of 50 rows. The
time is from before the write until dataflint says that the report is drawn. Prints every time, with
the part of it that dataflint was on a core (the rest it waited for one: on a busy machine that says
more), and the median in a line `BAR follow-1mb <ms>`. Needs build/dataflint and build/gen_eventlog,
and the log's size on disk; the log is removed at the end.
"""

import argparse
import fcntl
import os
import pathlib
import pty
import re
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = pathlib.Path(os.environ.get("DATAFLINT_BUILD_DIR", ROOT / "build"))
MEGABYTE = 1_000_000


def make_log(folder: pathlib.Path, size: int) -> pathlib.Path:
    source = folder / "source"
    with open(source, "wb") as out:
        subprocess.run(["zstd", "-dcq", ROOT / "bench/sources/joins.zstd"], stdout=out, check=True)
    log = folder / "app-20260101000000-0001.inprogress"
    subprocess.run([BUILD / "gen_eventlog", source, "--bytes", str(size), "-o", log],
                   check=True, stderr=subprocess.DEVNULL)
    source.unlink()
    return log


def hold_back(log: pathlib.Path, pieces: int) -> list[bytes]:
    """Cuts the last megabytes off the log and gives them, each of whole lines."""
    with open(log, "r+b") as file:
        size = file.seek(0, os.SEEK_END)
        # The application's end stays away: following would end with it.
        file.seek(max(0, size - (pieces + 1) * MEGABYTE))
        file.readline()
        begin = file.tell()
        rest = file.read()
        file.truncate(begin)
    held = []
    at = 0
    for _ in range(pieces):
        end = rest.rfind(b"\n", at, at + MEGABYTE) + 1
        held.append(rest[at:end])
        at = end
    return held


class Follower:
    """dataflint on a terminal of its own; its standard error comes line by line."""

    def __init__(self, log: pathlib.Path):
        self.terminal, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 110, 0, 0))
        self.process = subprocess.Popen(
            [BUILD / "dataflint", "analyze", "--follow", "--timings", "--interval", "0.2", log],
            stdin=subprocess.DEVNULL, stdout=terminal, stderr=subprocess.PIPE, text=True)
        os.close(terminal)
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self) -> None:
        try:
            while os.read(self.terminal, 1 << 16):
                pass
        except OSError:
            pass  # the other end is closed

    def wait_for_update(self) -> str:
        for line in self.process.stderr:
            if line.startswith("timing  update"):
                return line.strip()
        sys.exit("dataflint ended: " + str(self.process.wait()))

    def core_ms(self) -> float:
        """How long it has been on a core so far."""
        with open(f"/proc/{self.process.pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[0]) / 1e6

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=60)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bytes", type=float, default=10e9)
    parser.add_argument("--appends", type=int, default=15)
    parser.add_argument("--folder", help="where the log is made (the system's temporary folder)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="dataflint-follow-") as folder:
        log = make_log(pathlib.Path(folder), int(options.bytes))
        pieces = hold_back(log, options.appends + 1)
        print(f"log of {log.stat().st_size / 1e9:.2f} GB")
        follower = Follower(log)
        print("first  " + follower.wait_for_update())
        times, on_core = [], []
        with open(log, "ab", buffering=0) as file:
            for number, piece in enumerate(pieces):
                time.sleep(0.5)  # longer than --interval: the log was quiet
                before = follower.core_ms()
                start = time.perf_counter()
                file.write(piece)
                line = follower.wait_for_update()
                times.append((time.perf_counter() - start) * 1e3)
                on_core.append(follower.core_ms() - before)
                read = int(re.search(r"(\d+) bytes$", line)[1])
                if read != len(piece):
                    sys.exit(f"update {number} read {read} bytes of {len(piece)}")
                print(f"append {number:2} {times[-1]:7.1f} ms, on a core {on_core[-1]:5.1f}   {line}")
        follower.end()
    # The first append finds caches cold that a following process has warm.
    median = statistics.median(times[1:])
    print(f"median {median:.1f} ms, worst {max(times[1:]):.1f} ms, first {times[0]:.1f} ms; "
          f"on a core {statistics.median(on_core[1:]):.1f} ms")
    print(f"BAR follow-1mb {median:.1f}")


if __name__ == "__main__":
    main()
