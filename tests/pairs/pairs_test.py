#!/usr/bin/env python3
"""What dataflint says of jobs with one planted problem, against what the same jobs without it took.

    tests/pairs/pairs_test.py [--bars] [-v]

A pair (scripts/pairs/planted.py) is a bad job, whose log is here, and the same job fixed; measured.json has what
runs of both took; what passes before the first query or Spark job is left out, since it is the same for both and
differs by seconds from run to run. For each pair: is the problem found, is it told first, do the changes name the fix, and is the
measured saving within the range that the finding states. What does not hold is listed below by name, with its reason.
"""

import json
import os
import re
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATAFLINT = os.environ.get("DATAFLINT", str(ROOT / "build" / "dataflint"))
DATA = ROOT / "tests" / "data" / "pairs"
sys.path.insert(0, str(ROOT / "scripts" / "pairs"))
import planted  # noqa: E402

CHECKS = ("found", "first", "advice", "inside")

# Pair: what of it does not hold, and why. An entry that begins to hold fails the test: delete it then. A pair that is
# not found misses all the rest as well.
MISSED: dict[str, tuple[set[str], str]] = {
    "autoscale-churn": ({"inside"}, "the fix saved 2 % more than the range allows, which runs of one job may differ by"),
}


@dataclass
class Outcome:
    pair: planted.Pair
    measured: float = 0  # s, or core-s: what the fix saved
    low: float = 0
    expected: float = 0
    high: float = 0
    of_run: float = 0  # what of the bad run was saved
    held: set = field(default_factory=set)
    told: list = field(default_factory=list)  # insights of all findings, in their order
    changes: list = field(default_factory=list)

    @property
    def demanded(self) -> set:
        return set(CHECKS) - (set() if self.pair.saves else {"inside"})

    @property
    def width(self) -> float:  # of the interval, % of its middle
        middle = (self.low + self.high) / 2
        return 100 * (self.high - self.low) / middle if middle > 0 else 0


def saved(measured: dict, kind: str) -> tuple[float, float]:
    """What the fix saved, by the medians of the runs, in s, and as a share of the bad run. `kind`: "wall" or "core"."""
    def median(variant: str) -> float:
        runs = measured[variant]
        return statistics.median(whole - start for whole, start in
                                 zip(runs[kind + "Ms"], runs[f"start{kind.capitalize()}Ms"], strict=True))
    saving = median("bad") - median("fixed")
    return saving / 1000, saving / statistics.median(measured["bad"][kind + "Ms"])


def judge(pair: planted.Pair) -> Outcome:
    folder = DATA / pair.id
    report = json.loads(subprocess.run([DATAFLINT, "analyze", "--quiet", "-o", "json", folder / "bad.zstd"],
                                       stdout=subprocess.PIPE, check=True).stdout)
    kind = pair.saves or "wall"
    outcome = Outcome(pair, told=[finding["insight"] for finding in report["findings"]])
    outcome.measured, outcome.of_run = saved(json.loads((folder / "measured.json").read_text()), kind)
    found = [finding for finding in report["findings"]
             if finding["insight"] == pair.insight and re.search(pair.subject, f"{finding['subject']} {finding['title']}")]
    if not found:
        return outcome
    finding = found[0]
    outcome.low, outcome.expected, outcome.high = (finding["impact"][kind + "Ms"][bound] / 1000
                                                   for bound in ("low", "expected", "high"))
    outcome.changes = [change["text"] for change in finding["changes"]]
    outcome.held.add("found")
    if report["findings"][0] == finding:
        outcome.held.add("first")
    if any(re.search(pair.advice, change) for change in outcome.changes):
        outcome.held.add("advice")
    if outcome.low <= outcome.measured <= outcome.high:
        outcome.held.add("inside")
    return outcome


def row(outcome: Outcome) -> tuple[str, ...]:
    def says(check: str) -> str:
        return "-" if check not in outcome.demanded else "yes" if check in outcome.held else "NO"

    unit = {"core": " core-s", "wall": " s", "": " s"}[outcome.pair.saves]
    found = "found" in outcome.held
    return (outcome.pair.id, outcome.pair.insight, says("found"), says("first"), says("advice"),
            f"{outcome.measured:.1f}{unit} ({outcome.of_run:.0%})",
            f"{outcome.low:.1f}–{outcome.expected:.1f}–{outcome.high:.1f}" if found else "", says("inside"),
            f"{outcome.width:.0f} %" if found and outcome.pair.saves else "")


def show(outcomes: list[Outcome], verbose: bool) -> None:
    rows = [("PAIR", "INSIGHT", "FOUND", "FIRST", "ADVICE", "MEASURED", "LOW–EXPECTED–HIGH", "INSIDE", "WIDTH")]
    rows += [row(outcome) for outcome in outcomes]
    widths = [max(len(cells[i]) for cells in rows) for i in range(len(rows[0]))]
    for cells, outcome in zip(rows, [None, *outcomes]):
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip())
        if verbose and outcome:
            print(f"    findings: {', '.join(outcome.told) or 'none'}")
            for change in outcome.changes:
                print(f"    change: {change}")


def bars(outcomes: list[Outcome]) -> dict[str, float]:
    def share(check: str) -> float:
        asked = [outcome for outcome in outcomes if check in outcome.demanded]
        return 100 * sum(check in outcome.held for outcome in asked) / len(asked)

    widths = [outcome.width for outcome in outcomes if "found" in outcome.held and outcome.pair.saves]
    return {"pairs-measured": len(outcomes), "pairs-found": share("found"), "pairs-first": share("first"),
            "pairs-advice": share("advice"), "pairs-inside": share("inside"),
            "pairs-width": statistics.median(widths) if widths else 0}


def problems(outcomes: list[Outcome]) -> list[str]:
    said = []
    for outcome in outcomes:
        listed, _ = MISSED.get(outcome.pair.id, (set(), ""))
        misses = outcome.demanded - outcome.held
        if "found" in listed and "found" in misses:
            continue
        said += [f"{outcome.pair.id}: {check} does not hold" for check in CHECKS if check in misses - listed]
        said += [f"{outcome.pair.id}: {check} holds now, delete it from MISSED" for check in CHECKS
                 if check in listed - misses]
    said += [f"{pair}: listed in MISSED, but no such pair" for pair in set(MISSED) - {o.pair.id for o in outcomes}]
    return said


def main() -> int:
    made = {path.parent.name for path in DATA.glob("*/measured.json")}
    declared = {pair.id for pair in planted.PAIRS}
    outcomes = [judge(pair) for pair in planted.PAIRS if pair.id in made]
    show(outcomes, "-v" in sys.argv[1:])
    for pair, (checks, why) in MISSED.items():
        print(f"not yet: {pair}: {', '.join(check for check in CHECKS if check in checks)}: {why}")
    print("\n".join(f"{'BAR ' if '--bars' in sys.argv[1:] else ''}{name} {value:.1f}"
                    for name, value in bars(outcomes).items()))
    if "--bars" in sys.argv[1:]:
        return 0
    for pair in sorted(declared - made):
        print(f"{pair}: not measured yet")
    said = problems(outcomes) + [f"{pair}: measured, but not in planted.py" for pair in made - declared]
    print("\n".join(sorted(said)))
    return int(bool(said))


if __name__ == "__main__":
    sys.exit(main())
