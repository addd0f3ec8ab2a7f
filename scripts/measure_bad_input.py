#!/usr/bin/env python3
"""Gives the program every bad input of tests/bad_input and prints what became of it: a table, and the bars
bad-input-memory (highest peak of resident memory, MB) and bad-input-unhandled (answers not as promised).

    scripts/measure_bad_input.py [WORD]     only inputs whose name has the word
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/bad_input"))

from bad_input import Outcome, run
from bad_input_test import ALL


def row(outcome: Outcome) -> str:
    said = outcome.skipped or "; ".join(outcome.problems) or " ".join(
        f"{issue}:{count}" for issue, count in outcome.named.items()) or f"exit code {outcome.exit}"
    mark = "-" if outcome.skipped else "BAD" if outcome.problems else "ok"
    return f"{mark:3}  {outcome.megabytes:5.0f} MB  {outcome.seconds:5.1f} s  {outcome.name:48.48}  {said[:300]}"


def main() -> int:
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    outcomes = []
    for given in ALL:
        if word not in given.name:
            continue
        outcomes.append(run(given))
        print(row(outcomes[-1]), flush=True)
    measured = [outcome for outcome in outcomes if not outcome.skipped]
    unhandled = sum(bool(outcome.problems) for outcome in measured)
    print(f"{len(measured)} inputs, {len(outcomes) - len(measured)} skipped")
    print(f"BAR bad-input-memory {max((outcome.megabytes for outcome in measured), default=0):.1f}")
    print(f"BAR bad-input-unhandled {unhandled}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
