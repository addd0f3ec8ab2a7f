"""Of several paths and of a folder's files, those that cannot be read are named, and the others are reported."""

import csv
import io
import json
import os
import shutil
import tempfile
import unittest
from pathlib import Path

from program import DEMO, ROOT, environment, run, without_rights

OTHER = "tests/data/logs/4.3.0/stage-retry.zstd"
QUOTES = """# About this log
{"Event":"org.apache.spark.sql.execution.ui.SparkListenerDriverAccumUpdates","executionId":1,"accumUpdates":[]}
"""


class Named(unittest.TestCase):
    def test_beside_one_log_its_report_is_given(self):
        done = run("analyze", DEMO, "nothing-here")
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("nightly orders", done.stdout)
        self.assertIn("A file could not be opened or read", done.stdout)
        self.assertIn("nothing-here", done.stderr)

    def test_beside_two_logs_it_is_a_row(self):
        done = run("analyze", DEMO, "nothing-here", OTHER, "-o", "csv")
        self.assertEqual(done.returncode, 8, done.stderr)
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        self.assertEqual([row["log"] for row in rows if row["status"] == "unreadable"], ["nothing-here"])
        self.assertEqual(rows[-1]["duration_ms"], "")

    def test_alone_it_is_an_error(self):
        self.assertEqual(run("analyze", "nothing-here", "neither-here").returncode, 5)
        done = run("analyze", "s3://bucket/app.zstd")
        self.assertEqual(done.returncode, 5)
        self.assertIn("local files only", done.stderr)

    def test_an_empty_file_is_called_so(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "log"
            path.touch()
            done = run("analyze", str(path))
        self.assertEqual(done.returncode, 7)
        self.assertIn("the file is empty", done.stderr)


class InAFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.folder.chmod(0o755)
        for log in (DEMO, OTHER):
            shutil.copy(ROOT / log, self.folder / Path(log).name)

    def test_unreadable_files_have_a_row_in_every_form(self):
        (self.folder / "secret.zstd").write_bytes((ROOT / DEMO).read_bytes())
        (self.folder / "secret.zstd").chmod(0)
        for form in ("table", "csv", "md"):
            done = run("analyze", str(self.folder), "-o", form, **without_rights())
            self.assertEqual(done.returncode, 8, done.stderr)
            self.assertIn("unreadable", done.stdout)
            self.assertIn("secret.zstd", done.stdout)
        reports = json.loads(run("analyze", str(self.folder), "-o", "json", **without_rights()).stdout)["reports"]
        self.assertEqual([report["schema"] for report in reports],
                         ["dataflint.report/1", "dataflint.report/1", "dataflint.unreadable/1"])
        lines = run("analyze", str(self.folder), "-o", "jsonl", **without_rights()).stdout.splitlines()
        self.assertIn("Permission denied", json.loads(lines[-1])["error"]["why"])

    def test_a_text_that_quotes_events_is_no_application(self):
        (self.folder / "MANIFEST.md").write_text(QUOTES, encoding="utf-8")
        rows = list(csv.DictReader(io.StringIO(run("analyze", str(self.folder / "MANIFEST.md"), DEMO, "-o", "csv").stdout)))
        self.assertEqual([row["status"] for row in rows], ["finished", "unreadable"])


class Configuration(unittest.TestCase):
    def test_an_unreadable_one_says_whose_and_how_to_go_on(self):
        with tempfile.TemporaryDirectory() as home:
            os.chmod(home, 0o755)
            folder = Path(home) / ".config" / "dataflint"
            folder.mkdir(parents=True)
            (folder / "config.toml").touch(mode=0)
            done = run("analyze", DEMO, env=environment(DATAFLINT_CONFIG=None, HOME=home), **without_rights())
        self.assertEqual(done.returncode, 4)
        self.assertIn(home, done.stderr)
        self.assertIn("DATAFLINT_CONFIG=", done.stderr)


if __name__ == "__main__":
    unittest.main()
