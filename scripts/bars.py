#!/usr/bin/env python3
"""Measures every bar of bars.toml and prints target against measured.

    scripts/bars.py                  all bars
    scripts/bars.py clean-build ...  those bars (and what the same commands measure)
    scripts/bars.py --list           the bars, nothing is run
    scripts/bars.py --markdown ...   the table in Markdown, for a closing note

What the commands print is kept in build/bars/. Exit code 1 when a bar is missed or not measured, or when a
command failed.
"""

import math
import operator
import os
import re
import shlex
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOGS = ROOT / "build" / "bars"
COMPARISONS = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "==": operator.eq}
BAR_LINE = re.compile(r"^BAR (\S+) (\S+)\s*$", re.M)


@dataclass(frozen=True)
class Bar:
    id: str
    what: str
    target: str
    unit: str
    command: str
    pending: bool = False  # the command is still to be written

    def holds(self, value: float) -> bool:
        comparison, number = self.target.split()
        return math.isfinite(value) and COMPARISONS[comparison](value, float(number))

    def program(self) -> Path:
        """The file of this repository that `command` runs."""
        return ROOT / shlex.split(self.command)[0]


def load(path: Path) -> list[Bar]:
    bars = [Bar(**entry) for entry in tomllib.loads(path.read_text())["bar"]]
    ids = [bar.id for bar in bars]
    if len(set(ids)) != len(ids):
        raise ValueError(f"{path.name}: an id is used twice: {sorted(ids)}")
    for bar in bars:
        bar.holds(0.0)  # a malformed target is noticed now
    return bars


@dataclass(frozen=True)
class Measurement:
    """What one command said."""
    values: dict[str, float]
    exit_code: int
    seconds: float


def measure(command: str) -> Measurement:
    """Runs `command`; what it prints is kept in LOGS."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / (re.sub(r"\W+", "-", command).strip("-") + ".log")
    start = time.monotonic()
    with log.open("wb") as output:
        done = subprocess.run(["bash", "-c", command], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.STDOUT, check=False)
    printed = log.read_text(errors="replace")
    return Measurement({name: number(value) for name, value in BAR_LINE.findall(printed)}, done.returncode,
                       time.monotonic() - start)


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def verdict(bar: Bar, measured: Measurement | None) -> str:
    """Why the bar does not hold, or "ok". A value from a command that failed afterwards proves nothing."""
    if measured is None:
        return "not built yet"
    value = measured.values.get(bar.id)
    if value is not None and not bar.holds(value):
        return "MISSED"
    if measured.exit_code:
        return f"FAILED, exit code {measured.exit_code}"
    return "not measured" if value is None else "ok"


def row(bar: Bar, measured: Measurement | None) -> tuple[str, ...]:
    value = None if measured is None else measured.values.get(bar.id)
    shown = "-" if value is None else f"{value:.4g} {bar.unit}"
    return (bar.id, f"{bar.target} {bar.unit}", shown, verdict(bar, measured), bar.what)


def table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def markdown(rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def measure_all(bars: list[Bar]) -> dict[str, Measurement]:
    """Each command once, in the order of the bars; commands that are still to be written are left out."""
    measured = {}
    for command in dict.fromkeys(bar.command for bar in bars if not bar.pending):
        print(f"bars: {command} ...", file=sys.stderr, flush=True)
        measured[command] = done = measure(command)
        print(f"bars: {command}: {done.seconds:.0f} s" + (f", exit code {done.exit_code}" if done.exit_code else ""),
              file=sys.stderr, flush=True)
    return measured


def main(arguments: list[str]) -> int:
    bars = load(ROOT / "bars.toml")
    flags = {argument for argument in arguments if argument.startswith("-")}
    wanted = set(arguments) - flags
    if flags - {"--list", "--markdown"} or wanted - {bar.id for bar in bars}:
        wrong = flags - {"--list", "--markdown"} | wanted - {bar.id for bar in bars}
        print(f"bars: no such bar or option: {', '.join(sorted(wrong))} (--list shows all bars)", file=sys.stderr)
        return 2
    if wanted:
        commands = {bar.command for bar in bars if bar.id in wanted}
        bars = [bar for bar in bars if bar.command in commands]
    draw = markdown if "--markdown" in flags else table
    if "--list" in flags:
        print(draw([("BAR", "TARGET", "COMMAND", "WHAT"),
                    *((bar.id, f"{bar.target} {bar.unit}", bar.command, bar.what) for bar in bars)]))
        return 0

    measured = measure_all(bars)
    rows = [row(bar, measured.get(bar.command)) for bar in bars]
    held = sum(cells[3] == "ok" for cells in rows)
    print(draw([("BAR", "TARGET", "MEASURED", "VERDICT", "WHAT"), *rows]))
    print(f"\n{held} of {len(bars)} bars hold; measured on {os.cpu_count()} cores at {commit()}")
    return 0 if held == len(bars) else 1


def commit() -> str:
    done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True,
                          check=False)
    return done.stdout.strip() or "an unknown commit"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
