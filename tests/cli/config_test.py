"""The configuration file: which one is read, what it changes, for which applications, and what the report says of it."""

import json
import re
import subprocess
import tempfile
import tomllib
import unittest
from pathlib import Path

from program import DATAFLINT, DEMO, ROOT, environment, run

OFF = "[insights.skew]\nenabled = false\n"


class WithFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, text: str, name: str = "c.toml") -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    def report(self, *arguments: str, log: str = DEMO, **changes):
        done = run("analyze", log, "-o", "json", *arguments, env=environment(**changes))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout.splitlines()[-1] if "--follow" in arguments else done.stdout)

    def with_config(self, text: str, *arguments: str):
        return self.report("--config", self.file(text), *arguments)


def found(report) -> set[str]:
    return {finding["insight"] for finding in report["findings"]}


def disabled(report) -> set[str]:
    return {one["insight"] for one in report["insights"]["disabled"]}


class WhichFile(WithFolder):
    def by(self, *arguments, **changes):
        return [one["by"] for one in self.report(*arguments, **changes)["insights"]["disabled"]]

    def test_option_then_variable_then_usual_place(self):
        named, of_variable = self.file(OFF, "named.toml"), self.file(OFF, "variable.toml")
        self.file(OFF, "xdg/dataflint/config.toml")
        self.file(OFF, "home/.config/dataflint/config.toml")
        xdg, home = str(self.folder / "xdg"), str(self.folder / "home")
        every = {"DATAFLINT_CONFIG": of_variable, "XDG_CONFIG_HOME": xdg, "HOME": home}
        self.assertEqual(self.by("--config", named, **every), [named])
        self.assertEqual(self.by(**every), [of_variable])
        every["DATAFLINT_CONFIG"] = None
        self.assertEqual(self.by(**every), ["$XDG_CONFIG_HOME/dataflint/config.toml"])
        every["XDG_CONFIG_HOME"] = "relative"
        self.assertEqual(self.by(**every), ["~/.config/dataflint/config.toml"])
        every["HOME"] = str(self.folder)
        self.assertEqual(self.by(**every), [])
        self.assertEqual(self.by(DATAFLINT_CONFIG=None, HOME=None), [])

    def test_an_empty_variable_means_no_file(self):
        self.file("not toml", "home/.config/dataflint/config.toml")
        home = str(self.folder / "home")
        self.assertEqual(self.by(DATAFLINT_CONFIG="", HOME=home), [])
        done = run("analyze", DEMO, env=environment(DATAFLINT_CONFIG=None, HOME=home))
        self.assertEqual((done.returncode, done.stdout), (2, ""))

    def test_a_pipe(self):
        done = subprocess.run(["bash", "-c", f'"$0" analyze {DEMO} -o json --config <(printf "{OFF}")', DATAFLINT],
                              cwd=ROOT, env=environment(), capture_output=True, check=True, timeout=60)
        self.assertEqual(disabled(json.loads(done.stdout)), {"skew"})

    def test_too_large(self):
        done = run("analyze", DEMO, "--config", self.file("#" * (1 << 20) + "\n"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("larger than", done.stderr)


class WhatItChanges(WithFolder):
    def test_without_one_nothing(self):
        report = self.report()
        self.assertIn("skew", found(report))
        self.assertEqual(report["insights"], {"disabled": [], "thresholds": []})
        self.assertEqual(self.with_config("")["findings"], report["findings"])

    def test_switched_off(self):
        report = self.with_config(OFF)
        self.assertNotIn("skew", found(report))
        self.assertEqual(disabled(report), {"skew"})

    def test_a_threshold(self):
        report = self.with_config("[insights.skew]\nmin_ratio = 1000\n")
        self.assertNotIn("skew", found(report))
        changed = report["insights"]["thresholds"]
        self.assertEqual([one | {"by": ""} for one in changed],
                         [{"insight": "skew", "name": "min_ratio", "value": 1000, "declared": 2, "unit": "ratio", "by": ""}])

    def test_the_options_go_before_the_file(self):
        self.assertIn("skew", found(self.with_config(OFF, "--only", "skew,spill")))
        report = self.with_config("[insights.spill]\nenabled = false", "--disable", "skew")
        self.assertEqual(disabled(report), {"skew", "spill"})
        self.assertLessEqual(found(self.report("--only", "skew")), {"skew"})

    def test_for_applications_whose_name_matches(self):
        job = '[[job]]\nname = "{}"\n[job.insights.skew]\nenabled = false\n'
        self.assertEqual(disabled(self.with_config(job.format("nightly *"))), {"skew"})
        self.assertEqual(disabled(self.with_config(job.format("nightly"))), set())
        both = OFF + job.format("nightly*").replace("false", "true")
        self.assertEqual(disabled(self.with_config(both)), set())
        config = self.file(job.format("*orders*"))
        done = run("analyze", "tests/data/logs/3.5.9", "-o", "jsonl", "--config", config)
        reports = [json.loads(line) for line in done.stdout.splitlines()]
        by_name = {one["application"]["name"]: disabled(one) for one in reports if "application" in one}
        self.assertGreater(len(by_name), 3)
        for name, off in by_name.items():
            self.assertEqual(off, {"skew"} if "orders" in name else set(), name)

    def test_of_a_log_that_is_followed_and_with_a_state(self):
        config, state = self.file(OFF), str(self.folder / "state")
        for more in (["--state", state], ["--state", state], ["--follow", "-q"]):
            self.assertEqual(disabled(self.report("--config", config, *more)), {"skew"}, more)
        self.assertEqual(disabled(self.report("--state", state)), set())

    def test_a_bad_file_changes_nothing_and_says_where(self):
        config = self.file(OFF + "[insights.spill]\nmin_disk_bytes = -1\n")
        done = run("analyze", DEMO, "--config", config)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn(f"{config} at line 4: min_disk_bytes of spill", done.stderr)

    def test_the_gate_sees_what_is_asked(self):
        self.assertEqual(run("analyze", DEMO, "--only", "skew", "--fail-on", "low").returncode, 3)
        self.assertEqual(run("analyze", DEMO, "--config", self.file(OFF), "--only", "failed-tasks",
                             "--fail-on", "low").returncode, 0)


class WhatTheReportSays(WithFolder):
    def test_in_every_form(self):
        config = self.file(OFF + "[insights.tiny-tasks]\nmin_tasks = 500\n")
        for form in ("table", "md", "html"):
            done = run("analyze", DEMO, "-o", form, "--config", config, "--disable", "spill")
            if form == "html" and done.returncode == 2:
                continue  # built without it
            text = re.sub(r"\s+", " ", done.stdout)
            self.assertIn("Insights switched off by --disable: spill.", text, form)
            self.assertIn("c.toml: skew.", text, form)
            self.assertIn("c.toml: min\\_tasks of tiny-tasks 500 instead of 100." if "min\\_tasks" in text else
                          "c.toml: min_tasks of tiny-tasks 500 instead of 100.", text, form)

    def test_nothing_without_a_change(self):
        self.assertNotIn("Insights switched off", run("analyze", DEMO).stdout)

    def test_no_findings_are_no_praise_when_little_was_asked(self):
        for form, asked, little in (("table", "Nothing that dataflint looks for stands out", "to those insights that were asked"),
                                    ("md", "Nothing that dataflint looks for stands out", "to those insights that were asked")):
            done = run("analyze", DEMO, "--only", "cross-join", "-o", form)
            self.assertIn(little, done.stdout)
            self.assertNotIn(asked, done.stdout)
            self.assertNotIn("switched off", done.stdout)  # dozens, by who typed --only


class Template(WithFolder):
    def test_it_is_toml_that_changes_nothing(self):
        text = run("insights", "-o", "toml").stdout
        self.assertEqual(self.with_config(text)["insights"], {"disabled": [], "thresholds": []})

    def test_every_threshold_is_there(self):
        text = run("insights", "-o", "toml").stdout
        whole = re.sub(r"^#(?! |$)", "", text, flags=re.M)
        parsed = tomllib.loads(whole)
        for insight in json.loads(run("insights", "-o", "json").stdout):
            expected = {one["name"]: one["value"] for one in insight["thresholds"]} | {"enabled": True}
            self.assertEqual(parsed["insights"][insight["id"]], expected)
        self.assertEqual([job["name"] for job in parsed["job"]], ["nightly_*"])
        self.assertEqual(self.with_config(whole)["insights"], {"disabled": [], "thresholds": []})

    def test_of_one_insight(self):
        self.assertEqual(list(tomllib.loads(run("insights", "skew", "-o", "toml").stdout)["insights"]), ["skew"])


if __name__ == "__main__":
    unittest.main()
