"""What `-o json --full` has beyond Spark's REST API: plan nodes by stage, replaced plans, the plugin's facts."""

import json
import unittest

from program import LOGS, run

PLUGIN = "org.apache.spark.dataflint.listener."


def full(log, **arguments):
    done = run("analyze", str(log), "-o", "json", "--full", **arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def plugin_events():
    yield "DataflintEnvironmentInfoEvent", "environmentInfo", {"driverXmxBytes": 1 << 30}
    yield "IcebergCommitEvent", "icebergCommit", {
        "executionId": 1, "tableName": "demo.db.trips", "commitId": 3, "operation": "overwrite",
        "metrics": {"durationMS": 412, "addedDataFiles": 10}}
    yield "DataflintDeltaLakeScanEvent", "scanInfo", {
        "minExecutionId": 0, "tablePath": "s3://bucket/orders", "tableName": None, "partitionColumns": ["ds"],
        "clusteringColumns": ["city"], "clusteringColumnsPhysicalNames": [], "zorderColumns": ["customer_id"]}
    yield "DatabricksAdditionalExecutionEvent", "databricksAdditionalExecutionInfo", {
        "executionId": 1, "version": 0, "nodeIdToRddScopeId": {"0": "25"}}


def report_with_plugin_events():
    lines = (LOGS / "4.3.0" / "codec-none.json").read_text(encoding="utf-8").splitlines()
    added = [json.dumps({"Event": PLUGIN + event, field: value}) for event, field, value in plugin_events()]
    return full("-", input="\n".join(lines[:-1] + added + lines[-1:]) + "\n")


class PlanNodes(unittest.TestCase):
    def setUp(self):
        self.report = full(LOGS / "4.3.0" / "sql-aqe.zstd")
        self.queries = self.report["spark"]["sql"]

    def test_are_joined_to_the_stages_whose_tasks_updated_their_metrics(self):
        stages_of = {}
        for stage in self.report["stages"]:
            stages_of.setdefault(stage.get("sqlExecutionId"), set()).add(stage["stage"])
        joined = set()
        for query in self.queries:
            for node in query["nodes"]:
                self.assertEqual(node["stages"], sorted(set(node["stages"])))
                self.assertLessEqual(set(node["stages"]), stages_of.get(query["id"], set()))
                joined |= set(node["stages"])
        self.assertEqual(joined, {stage["stage"] for stage in self.report["stages"] if "sqlExecutionId" in stage})

    def test_an_exchange_is_of_the_stage_that_writes_and_of_the_one_that_reads(self):
        exchanges = [node for query in self.queries for node in query["nodes"] if node["nodeName"] == "Exchange"]
        self.assertTrue(any(len(node["stages"]) == 2 for node in exchanges), exchanges)

    def test_the_stage_of_a_metrics_largest_value_is_among_them(self):
        # The text of a metric names the stage of its largest value: "... (stage 3.0: task 7)".
        named = 0
        for query in self.queries:
            for node in query["nodes"]:
                for metric in node["metrics"]:
                    if "(stage " in metric["value"].split("\n")[-1]:
                        stage = metric["value"].split("(stage ")[-1].split(":")[0]
                        self.assertIn(stage, node["stages"], metric)
                        named += 1
        self.assertGreater(named, 0)


class ReplacedPlans(unittest.TestCase):
    def test_are_told_where_adaptive_execution_changed_the_plan(self):
        report = full(LOGS / "4.3.0" / "sql-aqe.zstd")
        versions = {query["id"]: query["planVersions"] for query in report["sqlExecutions"]}
        replaced = 0
        for query in report["spark"]["sql"]:
            shapes = [[(node["nodeName"], node["desc"]) for node in plan["nodes"]] for plan in query["replacedPlans"]]
            shapes.append([(node["nodeName"], node["desc"]) for node in query["nodes"]])
            for before, after in zip(shapes, shapes[1:]):
                self.assertNotEqual(before, after, query["id"])
            numbers = [plan["version"] for plan in query["replacedPlans"]]
            self.assertEqual(numbers, sorted(set(numbers)))
            self.assertTrue(all(1 <= number < versions[query["id"]] for number in numbers), numbers)
            if numbers:
                self.assertEqual(numbers[0], 1)
                self.assertIn("isFinalPlan=false", query["replacedPlans"][0]["planDescription"])
            replaced += len(numbers)
        self.assertGreater(replaced, 0)

    def test_are_not_in_the_report_without_full(self):
        report = json.loads(run("analyze", str(LOGS / "4.3.0" / "sql-aqe.zstd"), "-o", "json").stdout)
        self.assertNotIn("spark", report)
        self.assertNotIn("plugin", report)


class PluginFacts(unittest.TestCase):
    def test_are_told(self):
        self.assertEqual(report_with_plugin_events()["plugin"], {
            "driverMaxHeapBytes": 1 << 30,
            "icebergCommits": [{
                "sqlExecutionId": 1, "tableName": "demo.db.trips", "sequenceNumber": 3, "operation": "overwrite",
                "metrics": {"durationMS": 412, "addedDataFiles": 10}}],
            "deltaScans": [{
                "firstSqlExecutionId": 0, "tableName": "s3://bucket/orders", "tablePath": "s3://bucket/orders",
                "partitionColumns": ["ds"], "clusteringColumns": ["city"], "zorderColumns": ["customer_id"]}],
            "nodeRddScopes": [{"sqlExecutionId": 1, "rddScopeIds": {"0": "25"}}]})

    def test_are_absent_without_the_plugin(self):
        self.assertNotIn("plugin", full(LOGS / "4.3.0" / "codec-none.json"))


if __name__ == "__main__":
    unittest.main()
