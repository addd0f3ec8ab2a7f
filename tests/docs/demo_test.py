"""What `make demo` runs must show a report: it is the first thing a newcomer tries."""
import os
import shlex
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Demo(unittest.TestCase):
    def test_shows_findings_of_the_log_that_is_shipped(self):
        shown = subprocess.run(["make", "--dry-run", "demo"], cwd=ROOT, capture_output=True, text=True, check=True)
        commands = [line for line in shown.stdout.splitlines() if line.startswith("build/dataflint ")]
        self.assertEqual(len(commands), 1, shown.stdout)
        command = [os.environ["DATAFLINT"], *shlex.split(commands[0])[1:]]
        report = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(report.returncode, 0, report.stderr)
        for part in ("where the time went", "where the cores went", "skew", "proof:"):
            self.assertIn(part, report.stdout)


if __name__ == "__main__":
    unittest.main()
