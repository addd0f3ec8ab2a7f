#!/usr/bin/env python3
"""`analyze --quantiles`: the distributions of a full report at any quantiles, by Spark's rule."""

import json
import os
import subprocess
import unittest
from pathlib import Path

DEMO = Path(__file__).resolve().parents[1] / "data" / "logs" / "demo.zstd"


def analyze(*options: str) -> subprocess.CompletedProcess:
    return subprocess.run([os.environ["DATAFLINT"], "analyze", str(DEMO), *options], capture_output=True, text=True,
                          check=False)


class Quantiles(unittest.TestCase):
    def test_spark_takes_index_floor_q_n(self):
        quantiles = [0, 0.1, 0.5, 0.99, 1]
        report = json.loads(analyze("-o", "json", "--full", "--stage", "11.0", "--quantiles",
                                    ",".join(map(str, quantiles))).stdout)
        stage = next(row for row in report["spark"]["stages"] if row["stageId"] == 11)
        times = sorted(task["taskMetrics"]["executorRunTime"] for task in report["spark"]["tasks"])
        expected = [times[min(int(q * len(times)), len(times) - 1)] for q in quantiles]
        shown = stage["taskMetricsDistributions"]
        self.assertEqual(shown["quantiles"], quantiles)
        self.assertEqual(shown["executorRunTime"], expected)

    def test_what_is_no_quantile_is_refused(self):
        for text in ("0.5,x", "1.5", "-0.1", "0.5,,1", "nan"):
            with self.subTest(text):
                run = analyze("-o", "json", "--full", "--quantiles=" + text)
                self.assertEqual(run.returncode, 2)
                self.assertIn("is no list of numbers between 0 and 1", run.stderr)

    def test_only_a_full_report_has_distributions(self):
        run = analyze("--quantiles", "0.5")
        self.assertEqual(run.returncode, 2)
        self.assertIn("--full", run.stderr)


if __name__ == "__main__":
    unittest.main()
