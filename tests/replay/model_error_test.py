#!/usr/bin/env python3
"""How far the replay of an unchanged run is off that run's wall time, over all logs with 10 s of work or more.

    tests/replay/model_error_test.py [--bars]

Reads tests/data/logs and, when it is there, ../shared/eventlogs; prints the error of each log, the worst last.
Fails when the median or the 95th percentile is above its bar.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATAFLINT = os.environ.get("DATAFLINT", str(ROOT / "build" / "dataflint"))
FOLDERS = [ROOT / "tests" / "data" / "logs", ROOT.parent / "shared" / "eventlogs"]
LEAST_WORK = 10_000  # ms of time in tasks
MEDIAN_BAR, P95_BAR = 1.0, 5.0  # %


@dataclass(frozen=True, order=True)
class Row:
    error: float  # %, without its sign
    log: str
    recorded: int  # ms
    replayed: int


def rows() -> list[Row]:
    folders = [folder for folder in FOLDERS if folder.is_dir()]
    listing = subprocess.run([DATAFLINT, "analyze", "--quiet", "-o", "jsonl", *folders], stdout=subprocess.PIPE,
                             check=False).stdout  # some of the logs are damaged, and that is its exit code
    found = []
    for line in listing.splitlines():
        report = json.loads(line)
        if "figures" not in report:
            continue  # not readable
        figures = report["figures"]
        work = sum(time for part, time in figures["coreTime"]["parts"].items() if not part.startswith("idle-"))
        if work >= LEAST_WORK:
            found.append(Row(100 * abs(figures["replay"]["error"]), report["log"], figures["wallTime"]["total"],
                             figures["replay"]["unchanged"]))
    return sorted(found)


def main() -> int:
    found = rows()
    assert len(found) >= 10, f"only {len(found)} logs with work"
    for row in found:
        print(f"{row.error:6.2f} %  recorded {row.recorded:8d} ms  replayed {row.replayed:8d} ms  {row.log}")
    median, p95 = found[len(found) // 2].error, found[min(len(found) - 1, int(0.95 * len(found)))].error
    print(f"{len(found)} logs, median {median:.2f} %, 95th percentile {p95:.2f} %")
    if "--bars" in sys.argv[1:]:
        print(f"BAR replay-error-median {median:.3f}\nBAR replay-error-p95 {p95:.3f}")
        return 0
    return int(median > MEDIAN_BAR or p95 > P95_BAR)


if __name__ == "__main__":
    sys.exit(main())
