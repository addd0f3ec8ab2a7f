# ctest timeout: 900
"""docs/report.schema.json describes all that dataflint writes as JSON, and nothing else.

Every log of the repository (and every one beside it) is validated. The schema is closed, so a new field without a
description fails here; and each field it describes occurs in a log, or says when it is absent.
"""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import jsonschema
from full_json_test import report_with_plugin_events
from program import DEMO, ROOT, run, shared_logs, shipped_logs

SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
DEFINITION_OF = {"dataflint.report/1": "report", "dataflint.reports/1": "reports",
                 "dataflint.unreadable/1": "unreadable", "dataflint.inspection/1": "inspection"}
# No log of the repository comes from Databricks, has GPUs, names its accumulators or copies a task of Spark's own
# accord; those beside it do.
NOT_SHIPPED = ("/databricks", "/resources", "/sparkAccumulables", "/speculationSummary")


def validator(definition: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        {"$schema": SCHEMA["$schema"], "$ref": f"#/$defs/{definition}", "$defs": SCHEMA["$defs"]})


def described_objects(schema, place):
    """(place, schema) of each object that the schema describes."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield place, schema
        for name, part in schema.items():
            yield from described_objects(part, f"{place}/{name}")
    elif isinstance(schema, list):
        for number, part in enumerate(schema):
            yield from described_objects(part, f"{place}/{number}")


def collect_fields(value, schema, place, into):
    """Notes in `into` which described fields occur in `value`; follows the schema as a validator does."""
    while "$ref" in schema:
        place = schema["$ref"].removeprefix("#")
        schema = SCHEMA["$defs"][place.removeprefix("/$defs/")]
    if "oneOf" in schema:
        name = DEFINITION_OF[value["schema"]]
        return collect_fields(value, {"$ref": f"#/$defs/{name}"}, place, into)
    if isinstance(value, dict):
        others = schema["additionalProperties"]
        for name, part in value.items():
            if name in schema.get("properties", {}):
                into.add((place, name))
                collect_fields(part, schema["properties"][name], f"{place}/properties/{name}", into)
            elif others is not False:
                collect_fields(part, others, f"{place}/additionalProperties", into)
    elif isinstance(value, list):
        for part in value:
            collect_fields(part, schema["items"], f"{place}/items", into)


class TheSchema(unittest.TestCase):
    def test_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_is_closed(self):
        for place, schema in described_objects(SCHEMA, ""):
            with self.subTest(place=place):
                self.assertIn("additionalProperties", schema)
                if schema.get("properties"):
                    self.assertIs(schema["additionalProperties"], False)
                else:
                    self.assertIsInstance(schema["additionalProperties"], dict, "a map says what its values are")

    def test_optional_fields_say_when_they_are_absent(self):
        for place, schema in described_objects(SCHEMA, ""):
            for name, field in schema.get("properties", {}).items():
                if name not in schema.get("required", []):
                    self.assertIn("bsent", field.get("description", ""), f"{place}/{name}")


class Documents(unittest.TestCase):
    def check(self, document, definition):
        self.assertEqual(DEFINITION_OF[document["schema"]], definition)
        problems = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
                    for error in validator(definition).iter_errors(document)]
        self.assertEqual(problems[:5], [])

    def documents_of(self, log: Path):
        for command, definition in ((("analyze", "--full", "--stage", "0"), "report"), (("inspect",), "inspection")):
            done = run(command[0], str(log), *command[1:], "-o", "json")
            if done.returncode == 5:  # the log has no stage 0 (any more)
                done = run("analyze", str(log), "--full", "-o", "json")
            self.assertIn(done.returncode, (0, 7, 8), done.stderr)
            if done.stdout:
                yield json.loads(done.stdout), definition

    @staticmethod
    def report_of_log_without_some_task_ends():
        lines = (ROOT / "tests/data/logs/4.3.0/codec-none.json").read_text(encoding="utf-8").splitlines(keepends=True)
        ends = [line for line in lines if '"SparkListenerTaskEnd"' in line]
        log = "".join(line for line in lines if line not in ends[3:5])
        return json.loads(run("analyze", "-", "-o", "json", input=log).stdout)

    @staticmethod
    def report_with_other_insights():
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as config:
            config.write("[insights.skew]\nmin_ratio = 3\n[insights.spill]\nenabled = false\n")
            config.flush()
            return json.loads(run("analyze", DEMO, "-o", "json", "--config", config.name).stdout)

    def test_every_log_and_every_described_field(self):
        seen: set[tuple[str, str]] = set()
        for log in shipped_logs():
            with self.subTest(log=log.name):
                for document, definition in self.documents_of(log):
                    self.check(document, definition)
                    collect_fields(document, {"$ref": f"#/$defs/{definition}"}, "", seen)
        listing = json.loads(run("analyze", "tests/data/logs/3.3.4", "README.md", "-o", "json").stdout)
        self.check(listing, "reports")
        self.assertIn("dataflint.unreadable/1", [entry["schema"] for entry in listing["reports"]])
        collect_fields(listing, {"$ref": "#/$defs/reports"}, "", seen)
        damaged = self.report_of_log_without_some_task_ends()
        self.check(damaged, "report")
        collect_fields(damaged, {"$ref": "#/$defs/report"}, "", seen)
        with_plugin = report_with_plugin_events()
        self.check(with_plugin, "report")
        collect_fields(with_plugin, {"$ref": "#/$defs/report"}, "", seen)
        adjusted = self.report_with_other_insights()
        self.check(adjusted, "report")
        collect_fields(adjusted, {"$ref": "#/$defs/report"}, "", seen)
        for place, schema in described_objects(SCHEMA, ""):
            if any(step in place for step in NOT_SHIPPED):
                continue
            for name in schema.get("required", []):
                parent_occurs = any(where == place for where, _ in seen)
                self.assertTrue(parent_occurs, f"{place}: no log has it")
                self.assertIn((place, name), seen, "no log has it")

    def test_logs_beside_the_repository(self):
        for log in shared_logs():
            with self.subTest(log=log.name):
                done = run("analyze", str(log), "--full", "-o", "json")
                self.assertIn(done.returncode, (0, 7, 8), done.stderr)
                if done.stdout:
                    self.check(json.loads(done.stdout), "report")

    def test_lines(self):
        done = run("analyze", "tests/data/logs/3.3.4", "README.md", "-o", "jsonl")
        documents = [json.loads(line) for line in done.stdout.splitlines()]
        logs_there = [log for log in shipped_logs() if log.parent.name == "3.3.4"]
        self.assertEqual(len(documents), len(logs_there) + 1)
        self.assertEqual({document["schema"] for document in documents},
                         {"dataflint.report/1", "dataflint.unreadable/1"})
        for document in documents:
            self.check(document, DEFINITION_OF[document["schema"]])

    def test_archives_and_standard_input(self):
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "log.tar.gz"
            subprocess.run(["tar", "-czhf", archive, "-C", ROOT / "tests/data/logs", "demo.zstd"], check=True)
            self.check(json.loads(run("inspect", str(archive), "-o", "json").stdout), "inspection")
        with open(ROOT / DEMO, "rb") as log:
            self.check(json.loads(run("inspect", "-", "-o", "json", stdin=log).stdout), "inspection")

    def test_a_field_that_is_not_described_is_found(self):
        report = json.loads(run("analyze", DEMO, "-o", "json", "--full").stdout)
        for place in ((), ("application",), ("figures", "wallTime", "parts"), ("stages", 0), ("findings", 0, "impact"),
                      ("spark", "stages", 0), ("spark", "executors", 0, "memoryMetrics")):
            document = json.loads(json.dumps(report))
            inner = document
            for step in place:
                inner = inner[step]
            inner["surprise"] = 1
            self.assertFalse(validator("report").is_valid(document), place)


if __name__ == "__main__":
    unittest.main()
