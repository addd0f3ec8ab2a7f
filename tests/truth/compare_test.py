#!/usr/bin/env python3
# ctest labels: native
"""The comparison itself: it finds every changed, missing and added cell, and nothing else."""

import copy
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from compare import Comparison  # noqa: E402
from history import at_quantiles  # noqa: E402

TREE = {
    "jobs": [{"jobId": 1, "status": "SUCCEEDED", "stageIds": [0, 1], "killed": {}},
             {"jobId": 0, "status": "FAILED", "stageIds": [], "submissionTime": "2026-11-24T04:10:41.123GMT"}],
    "properties": [["spark.app.id", "local-1"], ["spark.app.name", "x"]],
    "ratio": 0.5,
}


def differences(expected, actual) -> list:
    compare = Comparison()
    compare.tree("", expected, actual)
    return [difference.path for difference in compare.tally.differences]


class Compare(unittest.TestCase):
    def test_equal_trees_are_equal_in_any_order_of_rows(self):
        turned = copy.deepcopy(TREE)
        turned["jobs"].reverse()
        turned["properties"].reverse()
        self.assertEqual(differences(TREE, turned), [])

    def test_every_changed_leaf_is_found(self):
        for path, change in ((".jobs[0].status", lambda t: t["jobs"][1].update(status="SUCCEEDED")),
                             (".jobs[1].stageIds[1]", lambda t: t["jobs"][0].update(stageIds=[0, 2])),
                             (".jobs[0].submissionTime", lambda t: t["jobs"][1].update(submissionTime=1795493441124)),
                             (".properties[spark.app.id].value", lambda t: t["properties"][0].__setitem__(1, "y")),
                             (".ratio", lambda t: t.update(ratio=0.500001))):
            changed = copy.deepcopy(TREE)
            change(changed)
            self.assertEqual(differences(TREE, changed), [path])

    def test_missing_and_added_rows_are_found(self):
        less, more = copy.deepcopy(TREE), copy.deepcopy(TREE)
        del less["jobs"][0]
        more["jobs"].append({"jobId": 7, "status": "RUNNING"})
        self.assertIn(".jobs[1].status", differences(TREE, less))
        self.assertEqual(differences(TREE, more), [".jobs[7]"])
        self.assertEqual(differences({"a": []}, {}), [".a"])

    def test_dates_are_instants_and_types_count(self):
        self.assertEqual(differences({"t": "1970-01-01T00:00:01.000GMT"}, {"t": 1000}), [])
        self.assertEqual(differences({"t": True}, {"t": 1}), [".t"])
        self.assertEqual(differences({"t": "1"}, {"t": 1}), [".t"])

    def test_quantiles_are_matched_by_value(self):
        self.assertEqual(at_quantiles({"quantiles": [0, 0.5, 1], "duration": [1, 2, 3], "in": {"b": [4, 5, 6]}}, [0.5]),
                         {"quantiles": [0.5], "duration": [2], "in": {"b": [5]}})


if __name__ == "__main__":
    unittest.main()
