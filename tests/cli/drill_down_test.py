"""--stage, --sql, --spark-job, --top and --full, and inspect: what they show, and ids that do not exist."""

import json
import re
import unittest

from program import DEMO, ROOT, run, shared_logs, shipped_logs

RETRY = "tests/data/logs/4.3.0/stage-retry.zstd"
AQE = "tests/data/logs/4.3.0/sql-aqe.zstd"


def report_of(log, *options):
    return json.loads(run("analyze", str(log), "-o", "json", *options).stdout)


class Stages(unittest.TestCase):
    def test_shows_its_tasks(self):
        shown = run("analyze", DEMO, "--stage", "11.0").stdout
        for part in ("stage 11.0", "where its cores went", "how the tasks spread", "tasks that took over 1.5 times",
                     "executors", "what to change"):
            self.assertIn(part, shown)

    def test_figures_are_those_of_the_report(self):
        stage = next(s for s in report_of(DEMO)["stages"] if s["stage"] == "11.0")
        counts = [int(count.replace("\u202f", "")) for count in
                  re.findall(r"^ +\S+ m?s – \S+ m?s +(\d+)", run("analyze", DEMO, "--stage", "11.0").stdout, re.M)]
        self.assertEqual(sum(counts), stage["successfulTasks"])

    def test_an_attempt_or_the_last_one(self):
        attempts = {s["stageId"]: s["attemptId"] for s in report_of(RETRY)["stages"]}
        retried = next(stage for stage, attempt in attempts.items() if attempt > 0)
        last = run("analyze", RETRY, "--stage", str(retried)).stdout
        self.assertIn(f"stage {retried}.{attempts[retried]} ", last)
        self.assertEqual(run("analyze", RETRY, "--stage", f"{retried}.{attempts[retried]}").stdout, last)
        self.assertIn(f"stage {retried}.0 ", run("analyze", RETRY, "--stage", f"{retried}.0").stdout)

    def test_ids_that_are_not_there(self):
        for stage in ("999", "999.0", "11.7", "99999999999999999999"):
            done = run("analyze", DEMO, "--stage", stage)
            self.assertEqual(done.returncode, 2 if len(stage) > 18 else 5, done.stderr)
        for stage in ("", "x", "-1", "1.", ".1", "1.0.0", "1 .0"):
            self.assertIn(run("analyze", DEMO, f"--stage={stage}").returncode, (0, 2), stage)

    def test_tasks_in_full_json(self):
        tasks = report_of(DEMO, "--full", "--stage", "11.0")["spark"]["tasks"]
        self.assertEqual(len(tasks), 8)
        self.assertNotIn("tasks", report_of(DEMO, "--full")["spark"])


class Findings(unittest.TestCase):
    def test_every_change_is_shown_and_what_is_left_out_is_said(self):
        flat = lambda text: " ".join(text.split())
        brief = 0
        for log in [*shipped_logs(), *shared_logs()]:
            findings = report_of(log).get("findings", [])
            shown = flat(run("analyze", str(log), "--top", "1000").stdout)
            missing = [text for finding in findings for change in finding["changes"] for text in [flat(change["text"])]
                       if text.replace(" ", "") not in shown.replace(" ", "")]
            self.assertEqual(missing, [], log)
            for finding in findings:
                for other in findings:  # called by its number
                    finding["why"] = re.sub(rf"{other['id']}(?![-\w])", "finding", finding["why"])
            shown = re.sub(r"finding \d+", "finding", shown)
            left_out = any(flat(finding["why"]).replace(" ", "") not in shown.replace(" ", "") for finding in findings)
            self.assertEqual("are told in brief" in shown, left_out, log)
            brief += left_out
        self.assertGreater(brief, 0)


class Queries(unittest.TestCase):
    def test_shows_plan_and_stages(self):
        shown = run("analyze", DEMO, "--sql", "3").stdout
        for part in ("sql 3  enrich: orders with customers", "SortMergeJoin", "number of output rows 2\u202f969\u202f795",
                     "its stages", "plan versions", "what to change"):
            self.assertIn(part, shown)

    def test_every_query_of_every_log(self):
        for log in shipped_logs():
            for query in report_of(log)["sqlExecutions"][:6]:
                done = run("analyze", str(log), "--sql", str(query["id"]))
                self.assertIn(done.returncode, (0, 8), done.stderr)
                self.assertTrue(done.stdout.startswith(f"sql {query['id']}  "))

    def test_tree_names_every_join(self):
        for query in report_of(AQE, "--full")["spark"]["sql"]:
            shown = run("analyze", AQE, "--sql", str(query["id"])).stdout
            for node in query["nodes"]:
                if "Join" in node["nodeName"]:
                    self.assertIn(node["nodeName"], shown)

    def test_ids_that_are_not_there(self):
        done = run("analyze", DEMO, "--sql", "999")
        self.assertEqual(done.returncode, 5)
        self.assertIn("its SQL executions are 0 to 7", done.stderr)
        done = run("analyze", RETRY, "--sql", "0")
        self.assertEqual(done.returncode, 5)
        self.assertIn("it has no SQL executions", done.stderr)


class SparkJobs(unittest.TestCase):
    def test_shows_its_stages(self):
        job = report_of(DEMO, "--full")["spark"]["jobs"][0]
        shown = run("analyze", DEMO, "--spark-job", str(job["jobId"])).stdout
        self.assertTrue(shown.startswith(f"Spark job {job['jobId']}  "))
        self.assertIn(job["status"], shown)

    def test_ids_that_are_not_there(self):
        done = run("analyze", DEMO, "--spark-job", "999")
        self.assertEqual(done.returncode, 5)
        self.assertIn("its Spark jobs are 0 to ", done.stderr)

    def test_one_at_a_time(self):
        for options in (("--stage", "1", "--sql", "1"), ("--sql", "1", "--spark-job", "1"), ("--sql", "1", "-o", "json"),
                        ("--stage", "1", "-o", "csv"), ("--stage", "1", "-o", "json"), ("--spark-job", "1", "-o", "json")):
            self.assertEqual(run("analyze", DEMO, *options).returncode, 2, options)


class Insights(unittest.TestCase):
    def test_thresholds_are_told_whole(self):
        self.assertNotIn("…", run("insights", "skew").stdout)

    def test_shows_evidence_and_saving(self):
        for finding in report_of(DEMO)["findings"]:
            shown = run("analyze", DEMO, "--insight", finding["id"]).stdout
            self.assertTrue(shown.startswith(finding["insight"] + " "))
            self.assertIn(finding["id"], shown)
            self.assertIn("how the saving was computed", shown)
            for evidence in finding["evidence"]:
                self.assertIn("  " + evidence["name"], shown)
            if finding["scope"] == "stage":
                self.assertIn("how the tasks spread", shown)

    def test_all_of_one_insight(self):
        findings = [f for f in report_of(DEMO)["findings"] if f["insight"] == "skew"]
        self.assertTrue(findings)
        shown = run("analyze", DEMO, "--insight", "skew", "--top", "99").stdout
        for finding in findings:
            self.assertIn(finding["id"], shown)

    def test_nothing_found(self):
        done = run("analyze", DEMO, "--insight", "gc-pressure")
        self.assertEqual(done.returncode, 0)
        self.assertIn("no finding in this run", done.stdout)

    def test_ids_that_are_not_there(self):
        for typed, says in (("skwe", "did you mean skew"), ("skew-00000000", "there is no insight or finding")):
            done = run("analyze", DEMO, "--insight", typed)
            self.assertEqual(done.returncode, 5)
            self.assertIn(says, done.stderr)

    def test_table_or_markdown(self):
        self.assertEqual(run("analyze", DEMO, "--insight", "skew", "-o", "md").returncode, 0)
        for options in (("-o", "json"), ("-o", "csv"), ("--stage", "1")):
            self.assertEqual(run("analyze", DEMO, "--insight", "skew", *options).returncode, 2, options)


class Top(unittest.TestCase):
    def test_limits_every_list(self):
        shown = run("analyze", AQE, "--top", "2").stdout
        sections = re.split(r"\n\n(?=\S)", shown)
        for section in sections:
            if section.startswith(("stages that matter", "queries that matter")):
                self.assertEqual(len(section.splitlines()), 4)
        self.assertEqual(len(re.findall(r"^  \d  ", next(s for s in sections if s.startswith("what to")), re.M)), 2)

    def test_more_than_there_is(self):
        self.assertEqual(run("analyze", DEMO, "--top", "1000000").returncode, 0)
        for wrong in ("0", "-1", "x", "1.5"):
            self.assertEqual(run("analyze", DEMO, "--top", wrong).returncode, 2, wrong)


class Full(unittest.TestCase):
    def test_adds_and_changes_nothing_else(self):
        full = report_of(DEMO, "--full")
        spark = full.pop("spark")
        self.assertEqual(full, report_of(DEMO))
        self.assertEqual(list(spark), ["application", "jobs", "stages", "executors", "rdds", "environment", "sql",
                                       "streaming"])

    def test_is_for_json(self):
        self.assertEqual(run("analyze", DEMO, "--full").returncode, 2)


class Inspect(unittest.TestCase):
    def test_shows_what_is_there(self):
        shown = run("inspect", "tests/data/logs/3.3.4/rolling").stdout
        for part in ("spark-rolling", "events_5_local-1795501679059.zstd", "zstd", "SparkListenerTaskEnd", "completeness"):
            self.assertIn(part, shown)

    def test_says_the_same_as_json(self):
        inspection = json.loads(run("inspect", DEMO, "-o", "json").stdout)
        shown = run("inspect", DEMO).stdout
        for event, count in inspection["statistics"]["events"].items():
            self.assertRegex(shown, rf"\b{count} +{re.escape(event)}\b")

    def test_damage_with_its_place(self):
        log = (ROOT / "tests/data/logs/4.3.0/codec-none.json").read_text(encoding="utf-8").splitlines(keepends=True)
        at = len("".join(log[:20]).encode())
        done = run("inspect", "-", "-o", "json", input="".join([*log[:20], "garbage\n", *log[20:]]))
        self.assertEqual(done.returncode, 8)
        issue = next(i for i in json.loads(done.stdout)["notSeen"] if i["issue"] == "bad-json")
        self.assertEqual((issue["count"], issue["places"][0]["byteOffset"]), (1, at))


class Markdown(unittest.TestCase):
    def test_is_the_same_text_below_a_heading(self):
        for which in (("--stage", "11.0"), ("--sql", "3"), ("--spark-job", "3")):
            with self.subTest(which=which):
                shown = run("analyze", DEMO, *which).stdout
                text = run("analyze", DEMO, *which, "-o", "md").stdout
                self.assertTrue(text.startswith("# " + " ".join(shown.split()[:2])), text[:80])
                self.assertIn("\n```\n" + shown.split("\n", 1)[1].strip("\n") + "\n```\n", text)


if __name__ == "__main__":
    unittest.main()
