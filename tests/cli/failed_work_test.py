"""What failed is named where a reader looks first: at the top, in a stage's failures, in the list of many logs."""

import csv
import io
import re
import unittest

from program import DEMO, run

SQL = "tests/data/logs/4.3.0/failing-sql.zstd"
TASKS = "tests/data/logs/4.3.0/failed-tasks.zstd"
RETRY = "tests/data/logs/4.3.0/stage-retry.zstd"


class Report(unittest.TestCase):
    def test_the_top_names_jobs_and_queries_with_their_causes(self):
        for form in ("table", "md", "html"):
            with self.subTest(form=form):
                shown = run("analyze", SQL, "-o", form).stdout.replace("\\_", "_")
                self.assertIn("2 Spark jobs failed, 4 queries failed, 2 tasks failed", shown)
                self.assertRegex(shown, r"Spark job 1, stage 1\.0, query 2: ValueError: value 77 is not allowed")
                self.assertRegex(shown, r"query 4: \S+")

    def test_more_points_to_what_failed(self):
        shown = run("analyze", SQL).stdout
        more = shown[shown.index("\nmore\n"):]
        self.assertRegex(more, r"--insight failed-tasks-\w+\n")
        self.assertIn("--stage 0.0\n", more)
        self.assertIn("--sql 1\n", more)

    def test_finished_is_no_tick_with_failed_jobs(self):
        self.assertIn("▲ finished", run("analyze", SQL).stdout)
        self.assertIn("✔ finished", run("analyze", DEMO).stdout)


class Stage(unittest.TestCase):
    def test_the_last_line_of_a_traceback_comes_first(self):
        shown = run("analyze", TASKS, "--stage", "0").stdout
        failures = shown[shown.index("why tasks failed"):shown.index("what to change")]
        self.assertRegex(failures, r"2× +ValueError: partner file 0 is not readable; at failed_tasks\.py:18, in flaky")
        entries = re.split(r"\n +\d+× +", failures)[1:]
        self.assertEqual(len(entries), len({" ".join(entry.split()) for entry in entries}))

    def test_attempts(self):
        self.assertIn("attempt 2 of 2; the other: --stage 1.0 (failed)", run("analyze", RETRY, "--stage", "1").stdout)
        done = run("analyze", RETRY, "--stage", "1.7")
        self.assertEqual(done.returncode, 5)
        self.assertIn("of stage 1 there is 1.0, 1.1", done.stderr)


class Listing(unittest.TestCase):
    def test_failed_jobs(self):
        self.assertRegex(run("analyze", SQL, DEMO).stdout, r"\n▲ +quality checks")
        rows = {row["log"]: row for row in csv.DictReader(io.StringIO(run("analyze", SQL, DEMO, "-o", "csv").stdout))}
        self.assertEqual([row["failed_spark_jobs"] for _, row in sorted(rows.items())], ["0", "2"])

    def test_top_goes_for_every_form(self):
        for form in ("csv", "md"):
            shown = run("analyze", SQL, DEMO, "-o", form, "--top", "1").stdout
            self.assertNotIn("quality checks", shown)
        self.assertEqual(len(run("analyze", DEMO, "-o", "csv", "--top", "2").stdout.splitlines()), 3)


if __name__ == "__main__":
    unittest.main()
