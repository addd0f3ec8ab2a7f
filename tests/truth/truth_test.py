#!/usr/bin/env python3
# ctest timeout: 600
"""The truth test: every figure that others state about a log is compared with ours, cell by cell.

    tests/truth/truth_test.py [--binary build/dataflint] [--logs tests/data/logs] [--external ../shared/eventlogs]

Others are Spark's own History Server (its answers lie beside the committed logs), and, when the folder --external is
there, the expectations that Apache Spark, NVIDIA's tools, Sparklens and truth.json state for the logs in it.
Prints equal / compared cells for each log; fails when a cell differs that tests/truth/exceptions.py does not explain.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
import external  # noqa: E402
import history  # noqa: E402
from compare import Tally  # noqa: E402


class Binary:
    """The program under test."""

    def __init__(self, path: str):
        self.path = path

    def spark(self, log: pathlib.Path, *options: str) -> dict:
        """The member `spark` of the full analysis of this log."""
        return self.report(log, *options).get("spark", {})

    def report(self, log: pathlib.Path, *options: str) -> dict:
        run = subprocess.run([self.path, "analyze", str(log), "-o", "json", "--full", *options],
                             capture_output=True, timeout=300)
        try:
            report = json.loads(run.stdout)
        except ValueError as error:
            said = run.stderr.decode(errors="replace").strip()[:500]
            raise SystemExit(f"{log}: exit code {run.returncode}, no JSON ({error}): {said}") from error
        # Several applications come as a list; a single log holds one.
        return report

    def tasks_of(self, log: pathlib.Path):
        def tasks(stage: str, attempt: str) -> list:
            found = self.spark(log, "--stage", f"{stage}.{attempt}").get("tasks", {})
            if isinstance(found, dict):  # by stage attempt
                found = found.get(f"{stage}.{attempt}", [])
            return found
        return tasks


def history_tallies(binary: Binary, folder: pathlib.Path, only: str) -> list:
    def one(entry):
        name, log, answers = entry
        compared = history.compare_log(name, history.answers_of(answers), binary.spark(log), binary.tasks_of(log))
        return name, compared.tally
    entries = [entry for entry in history.logs_in(folder) if only in entry[0]]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, entries))


def show(name: str, tally: Tally, limit: int) -> None:
    print(f"{tally.equal:>9,} / {tally.compared:<9,} {name}")
    for reason, count in collections.Counter(cell.reason for cell in tally.excused).items():
        print(f"{'':>10} {count:,} not applicable: {reason}")
    for cell in tally.differences[:limit]:
        print(f"{'':>10} {cell.path}: expected {short(cell.expected)}, got {short(cell.actual)}")
    if len(tally.differences) > limit:
        print(f"{'':>10} ... and {len(tally.differences) - limit:,} more")


def short(value) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:157] + "..."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=os.environ.get("DATAFLINT", str(ROOT / "build" / "dataflint")))
    parser.add_argument("--logs", type=pathlib.Path, default=ROOT / "tests" / "data" / "logs")
    parser.add_argument("--external", type=pathlib.Path, default=pathlib.Path(
        os.environ.get("DATAFLINT_EVENTLOGS", ROOT.parent / "shared" / "eventlogs")))
    parser.add_argument("--only", default="", help="only logs whose name holds this")
    parser.add_argument("--limit", type=int, default=8, help="differing cells shown for each log")
    parser.add_argument("--bars", action="store_true", help="print the figure for make bars too")
    args = parser.parse_args()
    if not os.access(args.binary, os.X_OK):
        parser.error(f"no program at {args.binary}: run make build, or name it with --binary")
    binary = Binary(args.binary)

    tallies = history_tallies(binary, args.logs, args.only)
    if not tallies and not args.only:
        parser.error(f"no logs with answers in {args.logs}")
    if (args.external / "truth.json").exists():
        tallies += external.tallies(binary, args.external, args.only)
    else:
        print(f"skipped: the expectations of others, no folder {args.external}")

    total = Tally()
    for name, tally in tallies:
        show(name, tally, args.limit)
        total.add(tally)
    print(f"\ncells equal / compared: {total.equal:,} / {total.compared:,}; not applicable: {len(total.excused):,}")
    if args.bars:
        # Rounded down: 100 only when every cell is equal.
        print(f"BAR truth-cells {int(1e6 * total.equal / max(1, total.compared)) / 1e4}")
    failed = sum(1 for _, tally in tallies if tally.differences)
    print(f"{len(tallies) - failed} passed, {failed} failed")
    return 1 if failed or not total.compared else 0


if __name__ == "__main__":
    sys.exit(main())
