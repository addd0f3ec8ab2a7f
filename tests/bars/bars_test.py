"""bars.toml is well-formed and its commands exist; scripts/bars.py judges what commands print."""

import contextlib
import io
import os
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import bars  # noqa: E402  (it lies in scripts/)


class TheFile(unittest.TestCase):
    def setUp(self):
        self.bars = bars.load(ROOT / "bars.toml")

    def test_commands_exist_unless_pending(self):
        for bar in self.bars:
            with self.subTest(bar.id):
                runs = os.access(bar.program(), os.X_OK)
                self.assertTrue(runs or bar.pending, f"{bar.program()} is no program and the bar is not pending")
                self.assertFalse(runs and bar.pending, f"{bar.program()} exists: delete `pending = true`")


class Judging(unittest.TestCase):
    """Runs commands of a bars.toml of its own, in a folder of its own."""

    def run_bars(self, entries, *arguments):
        text = "\n".join("[[bar]]\n" + "\n".join(f"{key} = {value}" for key, value in entry.items())
                         for entry in entries)
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "bars.toml").write_text(text)
            output, errors = io.StringIO(), io.StringIO()
            with mock.patch.multiple(bars, ROOT=root, LOGS=root / "logs"), contextlib.redirect_stdout(output), \
                    contextlib.redirect_stderr(errors):
                code = bars.main(list(arguments))
            ran = root / "ran"
            self.runs = ran.read_text().count("x") if ran.exists() else 0
        self.errors = errors.getvalue()
        return code, output.getvalue()

    @staticmethod
    def bar(name, command, target="<= 10", **more):
        return {"id": f'"{name}"', "what": f'"what {name} is"', "target": f'"{target}"', "unit": '"s"',
                "command": f"'{command}'"} | more

    def line(self, output, name):
        return next(line for line in output.split("\n") if line.startswith((name, f"| {name}")))

    def test_held_and_missed(self):
        code, output = self.run_bars([self.bar("a", "echo BAR a 9.5; echo BAR b 11"), self.bar("b", "echo BAR b 11")])
        self.assertEqual(code, 1)
        self.assertRegex(self.line(output, "a "), r"<= 10 s +9\.5 s +ok +what a is")
        self.assertRegex(self.line(output, "b "), r"11 s +MISSED")
        self.assertIn("1 of 2 bars hold", output)

    def test_all_held(self):
        code, output = self.run_bars([self.bar("a", "echo noise; echo BAR a 10")])
        self.assertEqual(code, 0, output)

    def test_a_command_runs_once(self):
        command = "echo -n x >> ran; echo BAR a 1; echo BAR b 2"
        code, _ = self.run_bars([self.bar("a", command), self.bar("b", command)])
        self.assertEqual((code, self.runs), (0, 1))

    def test_failing_command(self):
        code, output = self.run_bars([self.bar("a", "echo BAR a 1; exit 3"), self.bar("b", "exit 4"),
                                      self.bar("c", "true"), self.bar("d", "no-such-program")])
        self.assertEqual(code, 1)
        self.assertRegex(self.line(output, "a "), r"1 s +FAILED, exit code 3")
        self.assertRegex(self.line(output, "b "), r"- +FAILED, exit code 4")
        self.assertRegex(self.line(output, "c "), r"- +not measured")
        self.assertRegex(self.line(output, "d "), r"- +FAILED, exit code 127")
        self.assertIn("0 of 4 bars hold", output)

    def test_values_that_are_no_numbers(self):
        for value in ("nan", "inf", "-inf", "fast"):
            code, output = self.run_bars([self.bar("a", f"echo BAR a {value}")])
            self.assertEqual(code, 1)
            self.assertIn("MISSED", self.line(output, "a "))

    def test_pending_is_neither_run_nor_held(self):
        code, output = self.run_bars([self.bar("a", "echo -n x >> ran; echo BAR a 1", pending="true")])
        self.assertEqual((code, self.runs), (1, 0))
        self.assertIn("not built yet", self.line(output, "a "))

    def test_only_some(self):
        entries = [self.bar("a", "echo BAR a 1"), self.bar("b", "echo -n x >> ran; echo BAR b 1")]
        code, output = self.run_bars(entries, "a")
        self.assertEqual((code, self.runs), (0, 0))
        self.assertNotIn("what b is", output)

    def test_list_runs_nothing(self):
        code, output = self.run_bars([self.bar("a", "echo -n x >> ran")], "--list")
        self.assertEqual((code, self.runs), (0, 0))
        self.assertIn("what a is", output)

    def test_markdown(self):
        _, output = self.run_bars([self.bar("a", "echo BAR a 1 | cat")], "--markdown")
        self.assertIn("| BAR | TARGET | MEASURED | VERDICT | WHAT |\n|---|---|---|---|---|\n"
                      "| a | <= 10 s | 1 s | ok | what a is |\n", output)

    def test_unknown_names(self):
        for argument in ("b", "--quick"):
            code, _ = self.run_bars([self.bar("a", "true")], argument)
            self.assertEqual(code, 2)
            self.assertIn(argument, self.errors)

    def test_malformed_files(self):
        with self.assertRaises(ValueError):
            self.run_bars([self.bar("a", "true"), self.bar("a", "true")])
        with self.assertRaises(ValueError):
            self.run_bars([self.bar("a", "true", target="<= ten")])


if __name__ == "__main__":
    unittest.main()
