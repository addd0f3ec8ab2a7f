"""dataflint compare: its JSON and schema, its exit codes, what it says of runs that are hard to compare."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import jsonschema
from program import DEMO, LOGS, ROOT, run, shipped_logs

SCHEMA = json.loads((ROOT / "docs" / "comparison.schema.json").read_text(encoding="utf-8"))
SKEWED = "tests/data/logs/4.3.0/skewed-join.zstd"
SKEWED_AQE = "tests/data/logs/4.3.0/skewed-join-aqe.zstd"

SAME_RUN = "A and B are the same run, app-20261124041909-0000"


def comparison_of(a, b) -> dict:
    done = run("compare", str(a), str(b), "-o", "json")
    assert done.returncode in (0, 8), done.stderr
    return json.loads(done.stdout)


def described_objects(schema, place=""):
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield place, schema
        for name, part in schema.items():
            yield from described_objects(part, f"{place}/{name}")
    elif isinstance(schema, list):
        for number, part in enumerate(schema):
            yield from described_objects(part, f"{place}/{number}")


class TheSchema(unittest.TestCase):
    def test_is_a_closed_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        for place, schema in described_objects(SCHEMA):
            with self.subTest(place=place):
                self.assertIn("additionalProperties", schema)
                if "properties" in schema:
                    self.assertIs(schema["additionalProperties"], False)
                for name, field in schema.get("properties", {}).items():
                    if name not in schema.get("required", []):
                        self.assertIn("bsent", field.get("description", ""), f"{place}/{name}")

    def test_describes_every_comparison(self):
        validator = jsonschema.Draft202012Validator(SCHEMA)
        logs = [log for log in shipped_logs() if not log.name.endswith(".md")]
        fields = set()
        for a, b in zip(logs, logs[1:] + logs[:1]):
            with self.subTest(a=a.name, b=b.name):
                comparison = comparison_of(a, b)
                problems = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}"
                            for e in validator.iter_errors(comparison)]
                self.assertEqual(problems[:5], [])
                fields.update(self.optional_fields(comparison))
                self.check_sums(comparison)
        self.assertEqual(fields, {"sqlA", "sqlB", "volume", "reason", "setting"})

    @staticmethod
    def optional_fields(comparison):
        for query in comparison["queries"]:
            yield from query.keys() & {"sqlA", "sqlB"}
        yield from ("volume" for table in comparison["tables"] if "bytes" in table.get("a", {}))
        yield from ("reason" for part in comparison["attribution"]["contributions"] if part["reasons"])
        yield from ("setting" for setting in comparison["settings"] if "a" not in setting)

    def check_sums(self, comparison):
        attribution = comparison["attribution"]
        parts = attribution["contributions"]
        self.assertEqual(sum(part["difference"] for part in parts) + attribution["rest"], attribution["difference"])
        self.assertEqual(sum(part["a"] for part in parts), comparison["a"]["durationMs"])
        self.assertEqual(sum(part["b"] for part in parts), comparison["b"]["durationMs"])
        for split in (comparison["wallTime"], comparison["coreTime"]):
            for side in ("a", "b", "difference"):
                self.assertEqual(sum(part[side] for part in split["parts"].values()), split[side])

    def test_a_field_that_is_not_described_is_found(self):
        comparison = comparison_of(SKEWED, SKEWED_AQE)
        for place in ((), ("a",), ("wallTime",), ("attribution", "contributions", 0), ("stages", 0), ("queries", 0)):
            document = json.loads(json.dumps(comparison))
            inner = document
            for step in place:
                inner = inner[step]
            inner["surprise"] = 1
            self.assertFalse(jsonschema.Draft202012Validator(SCHEMA).is_valid(document), place)


class WhatItSays(unittest.TestCase):
    def test_the_figures_are_those_of_analyze(self):
        comparison = comparison_of(SKEWED, SKEWED_AQE)
        for side, log in (("a", SKEWED), ("b", SKEWED_AQE)):
            report = json.loads(run("analyze", log, "-o", "json").stdout)
            self.assertEqual(comparison[side]["durationMs"], report["application"]["durationMs"])
            self.assertEqual({name: part[side] for name, part in comparison["wallTime"]["parts"].items()},
                             report["figures"]["wallTime"]["parts"])
            self.assertEqual({name: part[side] for name, part in comparison["coreTime"]["parts"].items()},
                             report["figures"]["coreTime"]["parts"])
            on_path = {stage["stage"]: stage["criticalTimeMs"] for stage in report["stages"]}
            for stage in comparison["stages"]:
                attempts = stage["attemptsA" if side == "a" else "attemptsB"]
                if attempts:
                    self.assertEqual(stage[side]["criticalTimeMs"], sum(on_path[key] for key in attempts))

    def test_the_skewed_join_is_found_again_with_its_plan_and_settings(self):
        comparison = comparison_of(SKEWED, SKEWED_AQE)
        self.assertTrue(all("sqlA" in query and "sqlB" in query for query in comparison["queries"]))
        operators = {change["name"]: (change["a"], change["b"])
                     for query in comparison["queries"] for change in query["operators"]}
        self.assertEqual(operators["SortMergeJoin(skew=true)"], (0, 1))
        settings = {change["name"]: (change.get("a"), change.get("b")) for change in comparison["settings"]}
        self.assertEqual(settings["spark.sql.adaptive.enabled"], ("false", None))
        for noise in ("spark.app.id", "spark.driver.port", "spark.app.startTime"):
            self.assertNotIn(noise, settings)
        reasons = {reason["reason"] for part in comparison["attribution"]["contributions"]
                   for reason in part["reasons"]}
        self.assertLessEqual({"spill", "slowest-task", "wait"}, reasons)

    def test_turning_the_runs_round_turns_every_difference(self):
        there, back = comparison_of(SKEWED, SKEWED_AQE), comparison_of(SKEWED_AQE, SKEWED)
        self.assertEqual(there["wallTime"]["difference"], -back["wallTime"]["difference"])
        differences = [{(part["what"], part["difference"] * sign) for part in comparison["attribution"]["contributions"]}
                       for comparison, sign in ((there, 1), (back, -1))]
        self.assertEqual(*differences)

    def test_a_run_does_not_differ_from_itself(self):
        comparison = comparison_of(DEMO, DEMO)
        self.assertEqual({part["difference"] for part in comparison["attribution"]["contributions"]}, {0})
        self.assertEqual((comparison["settings"], comparison["tables"], comparison["cautions"]), ([], [], [SAME_RUN]))
        self.assertIn("exactly as long", comparison["verdict"])

    def test_secrets_stay_secret(self):
        secret = "AKIA" + "IOSFODNN7EXAMPLE"
        text = (LOGS / "4.3.0" / "codec-none.json").read_text(encoding="utf-8")
        marked = text.replace('"Spark Properties":{', '"Spark Properties":{"spark.hadoop.fs.s3a.secret.key":"%s",' % secret)
        self.assertNotEqual(marked, text)
        for form in ("table", "json", "md"):
            done = run("compare", "tests/data/logs/4.3.0/codec-none.json", "-", "-o", form, input=marked)
            self.assertNotIn(secret, done.stdout)
            self.assertIn("redacted", done.stdout)

    def test_hard_to_compare(self):
        unrelated = run("compare", SKEWED, DEMO).stdout
        self.assertIn("they may not be runs of one job", " ".join(unrelated.split()))
        text = (LOGS / "4.3.0" / "codec-none.json").read_text(encoding="utf-8")
        cut = run("compare", "-", "tests/data/logs/4.3.0/codec-none.json", input=text[:len(text) // 2])
        self.assertEqual(cut.returncode, 8)
        self.assertIn("A is unfinished", cut.stdout)
        self.assertIn("the log of A is incomplete", cut.stdout)


    def test_what_lies_beside_a_log_belongs_to_it(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "app-1.zstd").write_bytes((ROOT / DEMO).read_bytes())
            (Path(folder) / "app-2.zstd").write_bytes(b"no zstd data")
            for a, b, side in ((folder, DEMO, "A"), (DEMO, folder, "B")):
                done = run("compare", a, b)
                self.assertEqual(done.returncode, 8, done.stderr)
                self.assertIn(f"the log of {side} is incomplete", done.stdout)


class InsightsSwitchedOff(unittest.TestCase):
    """In one run only, by its own Spark property or by a configuration for some applications."""
    INSIGHT = "smj-to-broadcast"

    def setUp(self):
        self.text = subprocess.run(["zstd", "-dc", (ROOT / DEMO).resolve()], capture_output=True, check=True).stdout.decode()
        self.off = self.text.replace('"Spark Properties":{', '"Spark Properties":{"spark.dataflint.alert.disabled":"%s",'
                                     % self.INSIGHT, 1)
        self.assertNotEqual(self.off, self.text)

    def states(self, *arguments, **options):
        comparison = json.loads(run("compare", *arguments, "-o", "json", **options).stdout)
        jsonschema.validate(comparison, SCHEMA)
        states = [finding["state"] for finding in comparison["findings"] if finding["insight"] == self.INSIGHT]
        return states, comparison

    def test_the_other_runs_findings_are_neither_new_nor_gone(self):
        for arguments, side, state in ((("-", DEMO), "a", "not-asked-in-a"), ((DEMO, "-"), "b", "not-asked-in-b")):
            states, comparison = self.states(*arguments, input=self.off)
            self.assertEqual(states, [state])
            disabled = {"insight": self.INSIGHT, "by": "spark.dataflint.alert.disabled"}
            self.assertEqual(comparison[side]["disabledInsights"], [disabled])
            self.assertEqual(comparison["ab".replace(side, "")]["disabledInsights"], [])
            for form in ("table", "md"):
                shown = " ".join(run("compare", *arguments, "-o", form, "--width", "120", input=self.off).stdout.split())
                self.assertIn(f"Mind: in {side.upper()} only, these insights were switched off: {self.INSIGHT} by "
                              "spark.dataflint.alert.disabled", shown)
                self.assertIn(f"not asked in {side.upper()}", shown)

    def test_what_is_off_in_both_needs_no_word(self):
        states, comparison = self.states("-", DEMO, "--disable", self.INSIGHT, input=self.text)
        self.assertEqual((states, comparison["cautions"]), ([], [SAME_RUN]))
        self.assertEqual(comparison["a"]["disabledInsights"], comparison["b"]["disabledInsights"])
        self.assertEqual([off["by"] for off in comparison["a"]["disabledInsights"]], ["--disable"])

    def test_a_configuration_for_some_applications_counts_too(self):
        named = self.text.replace('"App Name":"nightly orders"', '"App Name":"nightly"')
        self.assertNotEqual(named, self.text)
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "dataflint.toml"
            config.write_text(f'[[job]]\nname = "nightly"\n[job.insights.{self.INSIGHT}]\nenabled = false\n')
            states, comparison = self.states("-", DEMO, "--config", str(config), input=named)
        self.assertEqual(states, ["not-asked-in-a"])
        self.assertIn("job \"nightly\"", comparison["a"]["disabledInsights"][0]["by"])


class ExitCodesAndFiles(unittest.TestCase):
    def test_fail_on_slower(self):
        longer = ("compare", SKEWED_AQE, SKEWED)  # by 32 %
        self.assertEqual(run(*longer).returncode, 0)
        self.assertEqual(run(*longer, "--fail-on-slower", "40").returncode, 0)
        done = run(*longer, "--fail-on-slower", "10.5", "-o", "md")
        self.assertEqual(done.returncode, 3)
        self.assertIn("B took", done.stdout)
        self.assertEqual(run("compare", SKEWED, SKEWED_AQE, "--fail-on-slower", "0").returncode, 0)
        self.assertEqual(run("compare", DEMO, DEMO, "--fail-on-slower", "0").returncode, 0)

    def test_the_output_replaces_no_log(self):
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "b.zstd"
            log.write_bytes((ROOT / SKEWED_AQE).read_bytes())
            done = run("compare", SKEWED, str(log), "--output", str(log))
            self.assertEqual(done.returncode, 2)
            self.assertEqual(log.read_bytes(), (ROOT / SKEWED_AQE).read_bytes())
            out = Path(folder) / "out.md"
            self.assertEqual(run("compare", SKEWED, str(log), "-o", "md", "--output", str(out)).returncode, 0)
            self.assertTrue(out.read_text(encoding="utf-8").startswith("# orders with customers"))

    def test_standard_input_is_either_run(self):
        for arguments in (("-", SKEWED_AQE), (SKEWED, "-")):
            log = SKEWED if arguments[0] == "-" else SKEWED_AQE
            with open(ROOT / log, "rb") as stream:
                done = run("compare", *arguments, "-o", "json", stdin=stream)
            ours, theirs = json.loads(done.stdout), comparison_of(SKEWED, SKEWED_AQE)
            self.assertEqual(ours["attribution"], theirs["attribution"])


if __name__ == "__main__":
    unittest.main()
