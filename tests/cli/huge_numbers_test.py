"""Sums over numbers as large as a log may hold stay what they are: never below zero."""

import re
import sys
import tempfile
import unittest
from pathlib import Path

from program import ROOT, run

sys.path.insert(0, str(ROOT / "tests" / "bad_input"))

import event_lines as made

LARGEST = 2**53  # that a figure of one task may be
TASKS = 1_200    # whose sum passes 64 bits


def log_of_large_tasks() -> str:
    metrics = made.task_metrics()
    metrics["Shuffle Read Metrics"]["Remote Bytes Read"] = LARGEST
    metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"] = LARGEST
    info = made.stage_info(0, TASKS)
    in_query = {"spark.sql.execution.id": "0"}
    return "".join([
        made.head(), made.sql_start(0, made.plan_node("Scan")), made.job_start(0, [info], in_query),
        made.stage_submitted(info, properties=in_query),
        *(made.task_end(0, i, i, metrics=metrics) for i in range(TASKS)),
        made.stage_completed(info), made.job_end(0), made.sql_end(0), made.application_end()])


class HugeNumbers(unittest.TestCase):
    def test_no_sum_is_below_zero(self):
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "app-1"
            log.write_text(log_of_large_tasks(), encoding="utf-8")
            for arguments in ((), ("-o", "md"), ("--stage", "0"), ("--sql", "0"), ("-o", "json", "--full"), ("-o", "csv")):
                with self.subTest(arguments=arguments):
                    done = run("analyze", str(log), *arguments)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertIn("8 EiB" if "json" not in arguments and "csv" not in arguments else str(2**63 - 1),
                                  done.stdout)
                    self.assertEqual(re.findall(r"(?<![\w.-])-\d[\d.]* [KMGTP]?i?B\b|-92233720368547758\d\d", done.stdout), [])


if __name__ == "__main__":
    unittest.main()
