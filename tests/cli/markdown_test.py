"""What the report says in Markdown of its log is what it says on a terminal."""

import sys
import unittest

from program import ROOT, run

sys.path.insert(0, str(ROOT / "tests" / "bad_input"))

import event_lines as made


class Markdown(unittest.TestCase):
    def test_says_of_its_log_what_the_table_says(self):
        info = made.stage_info(0, 40)
        log = (made.head() + made.job_start(0, [info]) + made.stage_submitted(info) + made.task_start(0, 0)
               + made.task_end(0, 0) + made.stage_completed(info) + made.job_end(0).replace("JobSucceeded", "JobFailed")
               + "no event\n")
        table, markdown = (run("analyze", "-", "-o", form, input=log).stdout for form in ("table", "md"))
        for words in ("4 cores on 1 executor", "1 Spark job failed", "log incomplete", "Stages ended with fewer task ends",
                      "too low by up to 98 %", "at byte"):
            with self.subTest(words=words):
                self.assertIn(words, " ".join(table.split()))
                self.assertIn(words, markdown)


if __name__ == "__main__":
    unittest.main()
