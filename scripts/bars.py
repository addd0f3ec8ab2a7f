#!/usr/bin/env python3
"""Measures every bar of bars.toml and prints target against measured.

    scripts/bars.py                  all bars
    scripts/bars.py clean-build ...  those bars (and what the same commands measure)
    scripts/bars.py --list           the bars, nothing is run

What the commands print is kept in build/bars/. Exit code 1 when a bar is missed or not measured.
"""

import operator
import os
import re
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

    def holds(self, value: float) -> bool:
        comparison, number = self.target.split()
        return COMPARISONS[comparison](value, float(number))


def load(path: Path) -> list[Bar]:
    bars = [Bar(**entry) for entry in tomllib.loads(path.read_text())["bar"]]
    ids = [bar.id for bar in bars]
    if len(set(ids)) != len(ids):
        raise ValueError(f"{path.name}: an id is used twice: {sorted(ids)}")
    for bar in bars:
        bar.holds(0.0)  # a malformed target is noticed now
    return bars


def measure(command: str) -> tuple[dict[str, float], int, float]:
    """Runs `command` and returns the values it printed, its exit code and how long it took."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / (re.sub(r"\W+", "-", command).strip("-") + ".log")
    start = time.monotonic()
    with log.open("wb") as output:
        done = subprocess.run(["bash", "-c", command], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.STDOUT, check=False)
    printed = log.read_text(errors="replace")
    return ({name: float(value) for name, value in BAR_LINE.findall(printed)}, done.returncode,
            time.monotonic() - start)


def table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def main(arguments: list[str]) -> int:
    bars = load(ROOT / "bars.toml")
    if "--list" in arguments:
        print(table([("BAR", "TARGET", "WHAT"), *((bar.id, f"{bar.target} {bar.unit}", bar.what) for bar in bars)]))
        return 0
    if unknown := set(arguments) - {bar.id for bar in bars}:
        print(f"bars: no such bar: {', '.join(sorted(unknown))} (--list shows all)", file=sys.stderr)
        return 2
    if arguments:
        commands = {bar.command for bar in bars if bar.id in arguments}
        bars = [bar for bar in bars if bar.command in commands]

    values: dict[str, float] = {}
    for command in dict.fromkeys(bar.command for bar in bars):
        print(f"bars: {command} ...", file=sys.stderr, flush=True)
        measured, code, seconds = measure(command)
        values |= measured
        print(f"bars: {command}: {seconds:.0f} s" + (f", exit code {code}" if code else ""), file=sys.stderr)

    rows, missed = [("BAR", "TARGET", "MEASURED", "", "WHAT")], 0
    for bar in bars:
        value = values.get(bar.id)
        verdict = "not measured" if value is None else "ok" if bar.holds(value) else "MISSED"
        missed += verdict != "ok"
        shown = "-" if value is None else f"{value:.4g} {bar.unit}"
        rows.append((bar.id, f"{bar.target} {bar.unit}", shown, verdict, bar.what))
    print(table(rows))
    print(f"{len(bars) - missed} of {len(bars)} bars hold, {missed} do not; "
          f"measured on {os.cpu_count()} cores at {commit()}")
    return 1 if missed else 0


def commit() -> str:
    done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True,
                          check=False)
    return done.stdout.strip() or "an unknown commit"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
