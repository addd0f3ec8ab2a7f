"""Golden cases of the insights: what each finds in a log, word for word.

    insights/<id>/<case>/input.py        makes the log, or names one of tests/data/logs; its first line says the case
    insights/<id>/job.py                 the log that several of them make, as a function of what differs between them
    insights/<id>/<case>/expected.json   the findings of this insight, and the ids of the others that fired

A case is called fires-..., quiet-... (just below a threshold: nothing) or unseen-... (fires, and says what the log does
not tell). `insights_test.py --rewrite` writes the expected.json, and docs/insights.md, again: read the diff.
"""

import json
import os
import re
import runpy
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CASES = sorted(path.parent for path in HERE.glob("insights/*/*/input.py"))
DATAFLINT = os.environ.get("DATAFLINT", str(ROOT / "build" / "dataflint"))
KINDS = ("fires", "quiet", "unseen")
sys.path.insert(0, str(HERE))


def run(*arguments: str) -> str:
    done = subprocess.run([DATAFLINT, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"dataflint {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def log_of(case: Path):
    """The log that a case makes, or its name. `job` is that of its own insight: each has another."""
    sys.path.insert(0, str(case.parent))
    try:
        return runpy.run_path(str(case / "input.py"))["log"]
    finally:
        sys.path.remove(str(case.parent))
        sys.modules.pop("job", None)


def report_of(case: Path) -> dict:
    """What dataflint says of the log of a case."""
    log = log_of(case)
    if isinstance(log, str):
        return json.loads(run("analyze", "-o", "json", str(ROOT / "tests" / "data" / "logs" / log)))
    return report_of_made(log)


def report_of_made(log) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        log.write(path)
        return json.loads(run("analyze", "-o", "json", str(path))) | {"isMade": True}


def figures_of(report: dict, cpus: int) -> dict:
    """What the findings reckon, where a task has `cpus` cores: core time is given for one of them.

    Not of idle cores: these are told from some core hours on, and more of them are more.
    """
    figures = {}
    for finding in report["findings"]:
        if finding["insight"] == "idle-cores":
            continue
        wall, core = finding["impact"]["wallMs"], finding["impact"]["coreMs"]
        reckoned = {f"wall {bound}": value for bound, value in wall.items()}
        reckoned |= {f"core {bound}": value / cpus for bound, value in core.items()}
        for entry in finding["evidence"]:
            value = entry["value"] / (cpus if entry["unit"] == "core-ms" else 1)
            reckoned[f"{entry['name']} of {entry.get('where')}"] = value
        figures[finding["insight"], finding["subject"]] = reckoned
    return figures


def outcome(case: Path) -> tuple[str, dict]:
    insight = case.parent.name
    report = report_of(case)
    findings = [finding for finding in report["findings"] if finding["insight"] == insight]
    others = [finding["insight"] for finding in report["findings"] if finding["insight"] != insight]
    text = json.dumps({"findings": findings, "others": sorted(others)}, indent=2, ensure_ascii=False) + "\n"
    return text, report


class Golden(unittest.TestCase):
    maxDiff = None

    def test_cases(self):
        for case in CASES:
            with self.subTest(case=f"{case.parent.name}/{case.name}"):
                text, report = outcome(case)
                if "isMade" in report:
                    unsound = [issue for issue in report["notSeen"] if issue["severity"] != "info"]
                    self.assertEqual(unsound, [], "Spark would not write such a log")
                findings = json.loads(text)["findings"]
                kind = case.name.split("-")[0]
                self.assertEqual(bool(findings), kind != "quiet")
                idle = [finding["title"] for finding in report["findings"] if not finding["changes"]]
                self.assertEqual(idle, [], "tells of it, and not what to do")
                if kind == "unseen":
                    self.assertTrue(any(finding["missing"] for finding in findings), "it does not say what is missing")
                self.assertEqual((case / "expected.json").read_text(encoding="utf-8"), text)

    def test_tasks_of_four_cores_are_reckoned_like_those_of_one(self):
        for case in CASES:
            log = log_of(case)
            if isinstance(log, str) or "spark.task.cpus" in log.settings or "local" in log.settings["spark.master"]:
                continue
            with self.subTest(case=f"{case.parent.name}/{case.name}"):
                of_one = figures_of(report_of_made(log), 1)
                wide = log_of(case)
                wide.widen(4)
                of_four = figures_of(report_of_made(wide), 4)
                self.assertEqual(of_four.keys(), of_one.keys())
                for key, figures in of_one.items():
                    for name, value in figures.items():
                        self.assertAlmostEqual(of_four[key][name], value, delta=1, msg=f"{key}: {name}")

    def test_a_report_names_one_value_for_what_an_application_starts_with(self):
        at_start = set(re.findall(r'"(spark\.[\w.]+)",\s*k\w+,\s*kStart',
                                  (ROOT / "src" / "insights" / "spark_settings.def").read_text(encoding="utf-8")))
        self.assertIn("spark.executor.memory", at_start)
        for log in sorted((ROOT / "tests" / "data" / "logs").glob("*/*.zstd")):
            with self.subTest(log=f"{log.parent.name}/{log.stem}"):
                values: dict[str, set[str]] = {}
                for finding in json.loads(run("analyze", "--quiet", "-o", "json", str(log)))["findings"]:
                    for change in finding["changes"]:
                        key, _, value = change["text"].partition("=")
                        if change["kind"] == "setting" and key in at_start:
                            values.setdefault(key, set()).add(value)
                self.assertEqual({key: all for key, all in values.items() if len(all) > 1}, {})

    def test_clean_logs_give_nothing(self):
        logs = sorted((ROOT / "tests" / "data" / "logs").glob("*/clean.zstd"))
        self.assertTrue(logs)
        for log in logs:
            with self.subTest(log=log.parent.name):
                report = json.loads(run("analyze", "-o", "json", str(log)))
                self.assertEqual([finding["title"] for finding in report["findings"]], [])


class Coverage(unittest.TestCase):
    specs: list[dict]

    @classmethod
    def setUpClass(cls):
        cls.specs = json.loads(run("insights", "-o", "json"))

    def test_every_insight_has_every_kind_of_case(self):
        for spec in self.specs:
            names = [case.name for case in CASES if case.parent.name == spec["id"]]
            for kind in KINDS:
                with self.subTest(insight=spec["id"], kind=kind):
                    self.assertTrue(any(re.fullmatch(rf"{kind}(-[a-z0-9-]+)?", name) for name in names))
            self.assertEqual([name for name in names if name.split("-")[0] not in KINDS], [])
        self.assertEqual({case.parent.name for case in CASES} - {spec["id"] for spec in self.specs}, set())

    def test_the_page_is_fresh(self):
        page = (ROOT / "docs" / "insights.md").read_text(encoding="utf-8")
        self.assertEqual(page, run("insights", "-o", "md"), "write it again: insights_test.py --rewrite")

    def test_every_insight_says_what_it_is(self):
        for spec in self.specs:
            for key in ("title", "sees", "why", "advice", "formula"):
                with self.subTest(insight=spec["id"], key=key):
                    self.assertGreater(len(spec[key]), 15)

    def test_every_threshold_is_declared_documented_and_used(self):
        for spec in self.specs:
            folder = ROOT / "src" / "insights"
            own = (folder / (spec["id"].replace("-", "_") + ".cc")).read_text(encoding="utf-8")
            includes = [folder / (name + ".cc") for name in re.findall(r'#include "insights/(\w+)\.h"', own)]
            parts = [path.read_text(encoding="utf-8") for path in includes if path.exists()]
            shared = (folder / "advice.cc").read_text(encoding="utf-8")  # asks SettingsOf("spill"), ...
            with self.subTest(insight=spec["id"]):
                self.assertTrue(all(len(threshold["meaning"]) > 10 for threshold in spec["thresholds"]))
                declared = {threshold["name"] for threshold in spec["thresholds"]}
                asked = set(re.findall(r'Get\("(\w+)"\)', own))
                for part in parts:  # a part that several insights share asks the one that runs: task_start.cc
                    if "context.settings" in part and "DATAFLINT_REGISTER_INSIGHT" not in part:
                        asked |= set(re.findall(r'settings\.Get\("(\w+)"\)', part))
                self.assertEqual(asked - declared, set(), "asked for, not declared")
                used = asked | set(re.findall(r'Get\("(\w+)"\)', shared) if f'"{spec["id"]}"' in shared else [])
                self.assertEqual(declared - used, set(), "declared, not asked for")
                named = set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", spec["sees"] + spec["formula"]))
                self.assertEqual(named - declared, set(), "named, not declared")


if __name__ == "__main__":
    if "--rewrite" in sys.argv:
        (ROOT / "docs" / "insights.md").write_text(run("insights", "-o", "md"), encoding="utf-8")
        for folder in CASES:
            (folder / "expected.json").write_text(outcome(folder)[0], encoding="utf-8")
            print(folder.relative_to(ROOT))
    else:
        unittest.main()
