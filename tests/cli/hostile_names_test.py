"""Texts out of a log cannot steer a terminal, break the layout, or end a table or a document."""

import csv
import io
import json
import re
import tempfile
import unittest
from pathlib import Path

from program import DEMO, ROOT, environment, run
from terminal_test import width_of

PLAIN_LOG = ROOT / "tests/data/logs/4.3.0/codec-none.json"
NAMES = {
    "escape": "\x1b[2J\x1b[31mred\x1b]0;title\x07",
    "c1": "\u009b31mred\u0085next",
    "line ends": "one\ntwo\r\nthree\u2028four",
    "marks of direction": "\u200eabc\u200f\u061cdef",
    "direction": "abc\u202etxt.exe\u2066",
    "wide": "売上集計" * 20,
    "emoji": "🚀🔥" * 30,
    "combining": "e\u0301" * 60,
    "long": "x" * 5000,
    "markdown": "|a|b|`code` *bold* <script>alert(1)</script> [x](javascript:1)",
    "csv": 'a,"b",\'c\'\n=1+1',
    "nothing": "",
}
STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def log_named(name: str) -> str:
    """A real log in which the application, its stages, queries and job groups have this name."""
    text = PLAIN_LOG.read_text(encoding="utf-8")
    quoted = json.dumps(name)
    for field in ("App Name", "Stage Name", "description", "spark.job.description", "spark.jobGroup.id"):
        text = re.sub(rf'"{re.escape(field)}":"(?:[^"\\]|\\.)*"', lambda _: f'"{field}":{quoted}', text)
    return text


class HostileNames(unittest.TestCase):
    def test_terminal(self):
        for what, name in NAMES.items():
            for view in ((), ("--stage", "0"), ("--sql", "0"), ("--spark-job", "0")):
                with self.subTest(name=what, view=view):
                    done = run("analyze", "-", *view, "--width", "80", input=log_named(name))
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertNotRegex(done.stdout, STEERING)
                    for line in done.stdout.splitlines():
                        self.assertLessEqual(width_of(line), 80, line)

    def test_markdown_keeps_its_shape(self):
        expected = run("analyze", "-", "-o", "md", input=log_named("name")).stdout
        shape = [line.count("|") for line in expected.splitlines()]
        for what, name in NAMES.items():
            with self.subTest(name=what):
                shown = run("analyze", "-", "-o", "md", input=log_named(name)).stdout
                self.assertNotRegex(shown, STEERING)
                unescaped = [re.sub(r"\\.", "", line).count("|") for line in shown.splitlines()]
                self.assertEqual(unescaped, shape)
                self.assertNotIn("<script", re.sub(r"\\.", "", shown))

    def test_markdown_links_nothing_that_the_log_says(self):
        for name in ("@octocat", "a@b.example", "https://evil.example/x", "www.evil.example", "#123", "octo/repo#1",
                     "!1", "[x](https://evil.example)", "![x](//evil.example/x.png)", "<img src=x>", "&commat;octocat"):
            for view in (("analyze", "-"), ("analyze", "-", DEMO), ("analyze", "-", "--stage", "0"),
                         ("compare", "-", DEMO)):
                with self.subTest(name=name, view=view):
                    done = run(*view, "-o", "md", input=log_named(name))
                    self.assertEqual(done.returncode, 0, done.stderr)
                    without_code = re.sub(r"(?s)^```+$.*?^```+$", "", done.stdout, flags=re.MULTILINE)
                    without_code = re.sub(r"(?<!\\)`[^`\n]*`", "", without_code)
                    self.assertNotIn(name, without_code)

    def test_csv_keeps_its_shape(self):
        for what, name in NAMES.items():
            with self.subTest(name=what):
                shown = run("analyze", "-", "-o", "csv", input=log_named(name)).stdout
                rows = list(csv.reader(io.StringIO(shown)))
                self.assertEqual({len(row) for row in rows}, {len(rows[0])})
                self.assertNotRegex(shown, STEERING)
                self.assertNotIn("\r", shown)

    def test_csv_holds_no_formula(self):
        for name in ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("x")'):
            with self.subTest(name=name):
                log = log_named(name)
                _, stage, *_ = csv.reader(io.StringIO(run("analyze", "-", "-o", "csv", input=log).stdout))
                _, *both = csv.reader(io.StringIO(run("analyze", "-", DEMO, "-o", "csv", input=log).stdout))
                self.assertEqual(stage[2], "'" + name)
                self.assertIn("'" + name, [row[2] for row in both])
        self.assertIn(",harmless=1,", run("analyze", "-", "-o", "csv", input=log_named("harmless=1")).stdout)

    def test_json_keeps_the_name(self):
        for what, name in NAMES.items():
            with self.subTest(name=what):
                done = run("analyze", "-", "-o", "json", input=log_named(name))
                self.assertEqual(json.loads(done.stdout)["application"]["name"], name)
                self.assertNotRegex(done.stdout, STEERING)
                for view in (("analyze", "-", "-o", "json", "--full"), ("inspect", "-", "-o", "json"),
                             ("analyze", DEMO, "-", "-o", "jsonl"), ("compare", DEMO, "-", "-o", "json")):
                    done = run(*view, input=log_named(name))
                    self.assertIn(done.returncode, (0, 8), done.stderr)
                    self.assertNotRegex(done.stdout, STEERING)

    def test_bytes_that_are_no_utf8(self):
        log = log_named("NAME").encode().replace(b'"NAME"', b'"a\xff\xfe\x9b31mb\xc3"')
        for form in ("table", "csv", "md", "json"):
            with self.subTest(form=form):
                done = run("analyze", "-", "-o", form, input=log, text=False)
                self.assertNotIn(b"\x9b", done.stdout.replace("\u2b1b".encode(), b""))
                self.assertIn("a\ufffd", done.stdout.decode())  # and all of it is UTF-8

    def test_a_name_of_megabytes_is_cut(self):
        log = log_named("NAME").replace('"NAME"', '"' + "x" * 20_000_000 + '"', 3)
        for view in ((), ("-o", "md"), ("--stage", "0"), ("--sql", "0"), ("--spark-job", "0")):
            with self.subTest(view=view):
                done = run("analyze", "-", *view, input=log)
                self.assertIn(done.returncode, (0, 8), done.stderr)
                self.assertLess(len(done.stdout), 200_000)

    def test_of_two_runs(self):
        for what, name in NAMES.items():
            with self.subTest(name=what):
                for form in ("table", "md"):
                    done = run("compare", DEMO, "-", "-o", form, input=log_named(name))
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertNotRegex(done.stdout, STEERING)

    def test_names_of_files(self):
        for what in ("escape", "line ends", "wide", "csv"):
            with self.subTest(name=what), tempfile.TemporaryDirectory() as folder:
                name = NAMES[what].replace("/", "")[:60]
                for i in ("a", "b"):
                    (Path(folder) / f"{name}{i}").write_text(log_named("name"), encoding="utf-8")
                one = run("analyze", str(Path(folder) / f"{name}a"))
                self.assertNotRegex(one.stdout, STEERING)
                for command in ("analyze", "inspect"):
                    many = run(command, folder)
                    self.assertEqual(many.returncode, 0, many.stderr)
                    self.assertNotRegex(many.stdout, STEERING)
                missing = run("analyze", str(Path(folder) / f"{name}c"))
                self.assertNotRegex(missing.stderr, STEERING)

    def test_hints_can_be_pasted(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("with space", "it's", "a\x1bb", "$HOME", "a;b"):
                path = Path(folder) / name
                path.write_text(log_named("name"), encoding="utf-8")
                hint = run("analyze", str(path)).stdout.split("\nmore\n")[1].splitlines()[0].strip()
                arguments = self.words_of_shell(hint)
                self.assertEqual(arguments[:3], ["dataflint", "analyze", str(path)])

    @staticmethod
    def words_of_shell(line: str) -> list[str]:
        import subprocess

        done = subprocess.run(["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True, env=environment(), check=True)
        return done.stdout.decode().split("\0")[:-1]


if __name__ == "__main__":
    unittest.main()
