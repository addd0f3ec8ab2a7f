# ctest labels: native
"""bench/follow.py on a small log: every append is seen, and the bar is printed."""

import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Follow(unittest.TestCase):
    def test_it_measures_every_append(self):
        run = subprocess.run([ROOT / "bench/follow.py", "--bytes", "3e7", "--appends", "2"],
                             capture_output=True, text=True, timeout=200)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(len(re.findall(r"^append +\d+ +[0-9.]+ ms", run.stdout, re.M)), 3)
        self.assertRegex(run.stdout.splitlines()[-1], r"^BAR follow-1mb [0-9.]+$")


if __name__ == "__main__":
    unittest.main()
