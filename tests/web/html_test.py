"""The document that -o html writes: one file, its policy, its data, and what cannot be written so."""

import base64
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from hostile_names_test import NAMES, log_named  # noqa: E402
from program import DEMO, ROOT, on_terminal, run, shared_logs, shipped_logs  # noqa: E402
from report_page import ReportPage, is_built_in, page_of  # noqa: E402

HOSTILE = NAMES | {
    "end of script": "</script><script>window.hit = 1</script><img src=x onerror='window.hit = 1'>",
    "comment": "<!--<script>",
    "policy": "\"'> <meta http-equiv=refresh content='0;url=x'>",
    "separators": "a\u2028b\u2029c\x00d\x7fe",
}


def hash_of(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@unittest.skipUnless(is_built_in(), "built without the HTML report")
class Document(unittest.TestCase):
    def test_policy_names_what_is_there_and_forbids_the_rest(self):
        page = page_of(DEMO)
        self.assertIn("default-src 'none'", page.policy)
        self.assertIn(f"script-src '{hash_of(page.script)}'", page.policy)
        self.assertIn(f"style-src '{hash_of(page.style)}'", page.policy)
        self.assertNotIn("unsafe", page.policy)

    def test_no_address_of_anywhere(self):
        page = page_of(DEMO)
        for text in (page.script, page.style, page.html.replace(page.script, "").replace(page.json_text, "")):
            # The names of SVG and MathML elements are written so, and never fetched.
            self.assertNotRegex(text.replace("http://www.w3.org/", ""), r"https?://|//[a-z]+\.[a-z]+/")

    def test_same_log_gives_same_bytes(self):
        self.assertEqual(page_of(DEMO).html, page_of(DEMO).html)

    def test_hostile_names_stay_data(self):
        shape = self.shape(page_of("-", input=log_named("name")))
        for what, name in HOSTILE.items():
            with self.subTest(name=what):
                page = page_of("-", input=log_named(name))
                self.assertEqual(self.shape(page), shape)
                self.assertNotRegex(page.json_text, "[<>&\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
                page.data  # is JSON

    @staticmethod
    def shape(page: ReportPage) -> list[str]:
        return re.findall(r"</?[a-zA-Z!][a-z-]*", page.html.replace(page.script, ""))

    def test_says_what_the_other_forms_say(self):
        for log in (DEMO, *map(str, shipped_logs())):
            with self.subTest(log=log):
                headline = page_of(log).data["headline"]
                text = run("analyze", log, "--width", "120").stdout
                shown = text[:text.index("\n\n")]
                for fact in ("duration", "cores", "work", "failures", "logState"):
                    self.assertIn(headline.get(fact, ""), shown)
                for failed in headline["failedWork"]:
                    self.assertIn(failed, re.sub(r"\s*\n\s+", " ", shown))

    def test_findings_save_what_the_text_says(self):
        data = page_of(DEMO).data
        text = run("analyze", DEMO, "--width", "120").stdout
        for finding in data["findings"]["rows"]:
            self.assertIn(finding["title"], re.sub(r"\s*\n\s+", " ", text))
            self.assertIn(f"saves  {finding['savings']} · {finding['severity']}", re.sub(r"\s*\n\s+", " ", text))

    def test_every_log_has_a_page_whose_parts_add_up(self):
        for log in (*shipped_logs(), *shared_logs()):
            with self.subTest(log=log.name):
                done = run("analyze", str(log), "-o", "html", "-q")
                if done.returncode not in (0, 8):
                    continue  # nothing in it, or several logs
                data = ReportPage(done.stdout).data
                for split in (data["wallTime"], data["coreTime"]):
                    parts = [part["value"] for group in split["groups"] for part in group["parts"]]
                    self.assertEqual(sum(parts), split["total"])
                timeline = data["timeline"]
                self.assertEqual(len(timeline["cores"]), len(timeline["running"]))
                for rows in ("path", "gaps", "executors"):
                    for span in timeline[rows]["rows"]:
                        self.assertLessEqual(0, span.get("begin", 0))
                        self.assertLessEqual(span.get("begin", 0), span.get("end", 0))
                        self.assertLessEqual(span.get("end", 0), data["length"])

    def test_timeline_holds_the_tasks_time(self):
        data = page_of(DEMO).data
        bucket = data["length"] / len(data["timeline"]["running"])
        busy = sum(data["timeline"]["running"]) * bucket
        idle = ("idle-driver", "idle-tail", "idle-narrow", "idle-kept")
        taken = sum(part["value"] for group in data["coreTime"]["groups"] for part in group["parts"]
                    if part["id"] not in idle)
        self.assertAlmostEqual(busy / taken, 1, delta=0.03)
        offered = sum(data["timeline"]["cores"]) * bucket
        self.assertAlmostEqual(offered / data["coreTime"]["total"], 1, delta=0.01)

    def test_to_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "report.html"
            done = run("analyze", DEMO, "-o", "html", "--output", str(path))
            self.assertEqual((done.returncode, done.stdout), (0, ""))
            self.assertEqual(path.read_text(encoding="utf-8"), page_of(DEMO).html)


class Refusals(unittest.TestCase):
    def refused(self, done, *words: str) -> None:
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        for word in words:
            self.assertIn(word, done.stderr)

    @unittest.skipUnless(is_built_in(), "built without the HTML report")
    def test_what_is_no_report_of_one_log(self):
        self.refused(run("analyze", DEMO, "-o", "html", "--stage", "1"), "as html", "-o md")
        self.refused(run("analyze", "tests/data/logs/4.3.0", "-o", "html"), "one log only")

    @unittest.skipUnless(is_built_in(), "built without the HTML report")
    def test_a_terminal_shows_no_html(self):
        done = on_terminal("analyze", DEMO, "-o", "html")
        self.assertEqual(done.exit_code, 2)
        self.assertIn("--output report.html", done.screen)
        self.assertNotIn("<html", done.screen)

    def test_a_program_without_it_says_so(self):
        program = Path(os.environ.get("DATAFLINT_BUILD_DIR", ROOT / "build")) / "dataflint_without_web"
        done = subprocess.run([program, "analyze", DEMO, "-o", "html"], cwd=ROOT, text=True, capture_output=True, check=False)
        self.refused(done, "built without the HTML report", "DATAFLINT_WEB=ON")
        whole = subprocess.run([program, "analyze", DEMO, "-o", "md"], cwd=ROOT, text=True, capture_output=True, check=False)
        self.assertEqual(whole.returncode, 0, whole.stderr)


if __name__ == "__main__":
    unittest.main()
