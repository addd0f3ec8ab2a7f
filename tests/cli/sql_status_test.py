"""The state of a query is Spark's executionStatus, and the same wherever it is told."""

import json
import sys
import unittest

from program import ROOT, run

sys.path.insert(0, str(ROOT / "tests" / "bad_input"))

import event_lines as made


class SqlStatus(unittest.TestCase):
    def states_of(self, *events: str) -> set[str]:
        log = made.head() + made.sql_start(0, made.plan_node("Scan")) + "".join(events) + made.application_end()
        done = run("analyze", "-", "-o", "json", "--full", input=log)
        report = json.loads(done.stdout)
        return {report["sqlExecutions"][0]["status"], report["spark"]["sql"][0]["status"]}

    def test_is_told_alike(self):
        begun = made.job_start(0, [made.stage_info(0)], {"spark.sql.execution.id": "0"})
        self.assertEqual(self.states_of(begun, made.job_end(0), made.sql_end(0)), {"COMPLETED"})
        self.assertEqual(self.states_of(begun), {"RUNNING"})
        # Ended, without a word on errors, while its job did not.
        self.assertEqual(self.states_of(begun, made.sql_end(0)), {"RUNNING"})


if __name__ == "__main__":
    unittest.main()
