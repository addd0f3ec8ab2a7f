"""A finding and the tables call a stage the same, and give it the same time."""

import json
import re
import unittest

from program import DEMO, LOGS, run


class StageNames(unittest.TestCase):
    def check(self, log):
        report = json.loads(run("analyze", str(log), "-o", "json").stdout)
        named = 0
        for finding in report["findings"]:
            if "stage" not in finding:
                continue
            header = run("analyze", str(log), "--stage", finding["stage"], "--width", "120").stdout.splitlines()
            name = re.sub(r"^stage \S+  ", "", header[0]).split(" · ")[0].split("  ")[0]
            called = re.search(r"(?:[Tt]he )?([^()]+?) \((?:query \d+, )?stage " + re.escape(finding["stage"]),
                               finding["title"].replace("One task of ", "").replace("The longest task of ", ""))
            if called is None:  # "Stage 2.0 (count at Daily.scala:7)"
                continue
            self.assertEqual(called.group(1).lower(), name.lower(), finding["title"])
            took = re.search(r"\) ran (.+) with \d+ tasks? on", finding["title"])
            if took:
                self.assertIn(f"   {took.group(1)}   ", header[1])
            named += 1
        return named

    def test_are_the_same_in_findings_and_tables(self):
        self.assertGreaterEqual(self.check(DEMO), 2)
        for log in ("skewed-join", "skewed-join-aqe", "spill", "too-few-tasks", "gc-pressure"):
            with self.subTest(log=log):
                self.check(LOGS / "4.3.0" / f"{log}.zstd")


if __name__ == "__main__":
    unittest.main()
