"""Help, suggestions for what was mistyped, docs/commands.md and shell completion."""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from program import DATAFLINT, DEMO, ROOT, environment, has, run

COMMANDS = ("analyze", "compare", "inspect", "insights", "completion", "help", "version")


def options_of(command: str) -> list[str]:
    return re.findall(r"^  (?:-\w, )?(--[a-z-]+)", run("help", command).stdout, re.M)


class Help(unittest.TestCase):
    def test_examples_come_first(self):
        for command in COMMANDS:
            shown = run(command, "--help").stdout
            self.assertEqual(shown, run("help", command).stdout)
            self.assertEqual(shown, run(command, "-h").stdout)
            self.assertLess(shown.index("Examples:\n"), shown.index("Options:\n"))
            self.assertTrue(shown.startswith(f"Usage: dataflint {command}"))
        self.assertLess(run("--help").stdout.index("Examples:"), run("--help").stdout.index("Commands:"))

    def test_alone_says_what_to_do_next(self):
        done = run()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertLessEqual(len(done.stdout.splitlines()), 15)
        self.assertIn("dataflint analyze LOG", done.stdout)

    def test_topics(self):
        for topic in ("exit-codes", "output", "report"):
            done = run("help", topic)
            self.assertEqual(done.returncode, 0)
            self.assertIn(f"dataflint help {topic}", run("help").stdout)
        self.assertIn("NO_COLOR", run("help", "output").stdout)

    def test_the_words_of_the_report_are_explained(self):
        shown = run("help", "report").stdout
        words = set(re.findall(r"^  (\S+(?: \S+)*?)(?:  |$)", shown, re.M))
        report = run("analyze", DEMO).stdout
        bars = report[report.index("where the time went"):report.index("what to change")]
        told = {label for label in re.findall(r"\b[a-z] ([a-z][A-Za-z/, -]*?) +\d", bars)}
        self.assertGreaterEqual(len(told), 8)
        self.assertEqual(told - words, set())
        self.assertLessEqual({"start-up", "closing", "user code", "stage tails", "too few tasks", "nothing to do",
                              "of path", "up to", "plugin yes", "info"}, words)
        self.assertIn("dataflint help report", report)

    def test_fits_a_terminal_of_100_columns(self):
        for arguments in ((), ("help",), ("help", "exit-codes"), ("help", "output"), ("help", "report"), *(("help", c) for c in COMMANDS)):
            for line in run(*arguments).stdout.splitlines():
                self.assertLessEqual(len(line), 100, line)

    def test_version(self):
        self.assertRegex(run("version").stdout, r"^dataflint \d+\.\d+\.\d+\n$")
        self.assertEqual(run("--version").stdout, run("version").stdout)

    def test_the_reference_is_fresh(self):
        self.assertEqual((ROOT / "docs" / "commands.md").read_text(encoding="utf-8"), run("help", "--markdown").stdout,
                         "build/dataflint help --markdown > docs/commands.md")

    def test_examples_are_of_options_that_exist(self):
        for command in COMMANDS:
            examples = run("help", command).stdout.split("Options:")[0]
            for option in re.findall(r" (--[a-z-]+)", examples.split("\n\n")[1]):
                self.assertIn(option, [*options_of(command), "--help"])


class Mistyped(unittest.TestCase):
    def said(self, *arguments):
        done = run(*arguments)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("  use:  dataflint ", done.stderr)
        return done.stderr

    def test_commands(self):
        for typed, meant in (("analyse", "analyze"), ("anlyze", "analyze"), ("inpsect", "inspect"), ("insight", "insights"),
                             ("completon", "completion"), ("hlep", "help"), ("versoin", "version")):
            self.assertIn(f"did you mean dataflint {meant}?", self.said(typed))

    def test_a_log_without_a_command(self):
        self.assertIn(f"did you mean dataflint analyze {DEMO}?", self.said(DEMO))

    def test_an_option_before_the_command(self):
        self.assertIn("options come after the command", self.said("--top"))

    def test_options(self):
        for command in ("analyze", "compare", "inspect"):
            for option in options_of(command):
                if len(option) < 6:
                    continue
                swapped = option[:-2] + option[-1] + option[-2]
                if option[-2] != option[-1]:
                    self.assertIn("did you mean", self.said(command, DEMO, swapped), swapped)
        self.assertIn("did you mean --stage?", self.said("analyze", DEMO, "--stgae=1.0"))

    def test_values(self):
        self.assertIn("did you mean jsonl?", self.said("analyze", DEMO, "-o", "jsnol"))
        self.assertIn("is none of time, savings, name", self.said("analyze", DEMO, "--sort", "zzz"))
        self.assertIn("is not a whole number", self.said("analyze", DEMO, "--top", "many"))
        self.assertIn("needs a value", self.said("analyze", DEMO, "--top"))

    def test_nothing_near_suggests_nothing(self):
        self.assertNotIn("did you mean", self.said("xyzzy-plugh"))

    def test_usage_is_for_usage_errors_alone(self):
        for arguments in (("analyze", "nothing-here"), ("analyze", DEMO, "--stage", "999"), ("analyze", "README.md")):
            self.assertNotIn("  use:", run(*arguments).stderr)


class Completion(unittest.TestCase):
    """The scripts are loaded into the real shells, and asked."""

    def in_bash(self, *words):
        line = " ".join(words)
        script = f"""
            PATH={Path(DATAFLINT).parent}:$PATH
            source <(dataflint completion bash) || exit 9
            COMP_WORDS=({line} {"''" if not words or words[-1] == "" else ""}); COMP_CWORD={len(words) - 1}
            COMP_LINE="{line}"; COMP_POINT=${{#COMP_LINE}}
            compopt() {{ :; }}
            _dataflint
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        done = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True, cwd=ROOT,
                              env=environment(), check=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_bash(self):
        self.assertEqual(set(self.in_bash("dataflint", "an")), {"analyze"})
        self.assertEqual(set(self.in_bash("dataflint", "")), set(COMMANDS))
        self.assertEqual(self.in_bash("dataflint", "analyze", "--sp"), ["--spark-job"])
        self.assertEqual(set(self.in_bash("dataflint", "analyze", "-o", "js")), {"json", "jsonl"})
        self.assertIn("skew", self.in_bash("dataflint", "insights", "sk"))
        self.assertIn("skew", self.in_bash("dataflint", "analyze", "--disable", "sk"))
        self.assertIn("exit-codes", self.in_bash("dataflint", "help", "ex"))
        self.assertEqual(set(self.in_bash("dataflint", "completion", "")) & {"bash", "zsh", "fish"}, {"bash", "zsh", "fish"})
        for option in options_of("analyze"):
            self.assertIn(option, self.in_bash("dataflint", "analyze", option))

    def test_hidden_options_stay_hidden(self):
        for shell in ("bash", "zsh", "fish"):
            script = run("completion", shell).stdout
            self.assertNotIn("phase", script)
            self.assertNotIn("markdown", script)

    @unittest.skipUnless(has("zsh"), "there is no zsh here")
    def test_zsh(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "_dataflint").write_text(run("completion", "zsh").stdout)
            script = f"""
                fpath=({folder} $fpath)
                autoload -Uz compinit && compinit -u -d {folder}/dump || exit 9
                [[ ${{_comps[dataflint]}} == _dataflint ]] || exit 8
                autoload +X _dataflint || exit 7
                _describe() {{ print -l -- "${{(@P)2}}"; }}
                _arguments() {{ print -l -- "$@"; }}
                words=(dataflint ''); CURRENT=2; _dataflint
                words=(dataflint analyze ''); CURRENT=3; _dataflint
            """
            done = subprocess.run(["zsh", "-f", "-c", script], capture_output=True, text=True, env=environment())
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for expected in ("analyze:Say where", "--stage[", "-o[", "(table json jsonl csv md)"):
            self.assertIn(expected, done.stdout)

    @unittest.skipUnless(has("fish"), "there is no fish here")
    def test_fish(self):
        def ask(line):
            done = subprocess.run(["fish", "--no-config", "-c",
                                   f"dataflint completion fish | source; complete -C '{line}'"],
                                  capture_output=True, text=True,
                                  env=environment() | {"PATH": f"{Path(DATAFLINT).parent}:{environment()['PATH']}"})
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            return [row.split("\t")[0] for row in done.stdout.splitlines()]

        self.assertEqual(set(ask("dataflint ")) & set(COMMANDS), set(COMMANDS))
        self.assertEqual(ask("dataflint analyze --sp"), ["--spark-job"])
        self.assertEqual(set(ask("dataflint analyze -o js")), {"json", "jsonl"})
        self.assertIn("skew", ask("dataflint insights sk"))


if __name__ == "__main__":
    unittest.main()
