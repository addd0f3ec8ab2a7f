"""dataflint inspect: what lies beside the logs it was to look at."""

import json
import tempfile
import unittest
from pathlib import Path

from program import DEMO, ROOT, run


class BesideTheLogs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.put("app-1.zstd")
        (self.folder / "app-2.zstd").write_bytes(b"no zstd data")

    def put(self, name: str) -> None:
        (self.folder / name).write_bytes((ROOT / DEMO).read_bytes())

    def test_is_an_issue_of_the_only_one(self):
        done = run("inspect", str(self.folder))
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("app-2.zstd", done.stdout)
        report = json.loads(run("inspect", str(self.folder), "-o", "json").stdout)
        self.assertEqual(report["completeness"]["figures"]["wall-time"], "low")

    def test_is_a_warning_with_many(self):
        self.put("app-3.zstd")
        done = run("inspect", str(self.folder))
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("warning: 1 x Compressed data is damaged", done.stderr)
        self.assertIn("app-2.zstd", done.stderr)
        self.assertEqual(run("inspect", str(self.folder), "-q").stderr, "")


class NoLog(unittest.TestCase):
    def test_no_figure_of_it_is_exact(self):
        report = json.loads(run("inspect", "README.md", "-o", "json").stdout)
        self.assertEqual(set(report["completeness"]["figures"].values()), {"unknown"})


if __name__ == "__main__":
    unittest.main()
