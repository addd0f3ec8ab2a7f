"""Every import issue is produced, and its name checked, by some test."""

import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bad_input import ROOT
from bad_input_test import ALL

DECLARED = re.findall(r"^ISSUE\((\w+),", (ROOT / "src/base/import_issue.def").read_text(), re.MULTILINE)


class ImportIssuesTest(unittest.TestCase):
    def test_every_issue_is_produced_by_a_test(self) -> None:
        # An Input fails unless its issues are named in the report; a Case of import_issues_test.cc likewise.
        produced = {issue.replace("-", "_") for given in ALL for issue in given.issues}
        for path in ROOT.glob("src/**/*_test.cc"):
            text = path.read_text()
            produced.update(re.findall(r"CountOf\(ImportIssue::(\w+)\)", text))
            produced.update(re.findall(r"^ *\{ImportIssue::(\w+),\s", text, re.MULTILINE))
        self.assertTrue(DECLARED)
        self.assertEqual([issue for issue in DECLARED if issue not in produced], [])

    def test_inputs_name_only_issues_that_exist(self) -> None:
        named = {issue.replace("-", "_") for given in ALL for issue in given.issues}
        self.assertEqual(named - set(DECLARED), set())


if __name__ == "__main__":
    unittest.main()
