# ctest labels: native
"""Every command that README.md and docs/ show is run, and prints what is shown.

`shown_commands_test.py --rewrite` puts changed outputs into the documents; read the diff.
"""

import os
import re
import sys
import tempfile
import unittest
from pathlib import Path

import shown_commands

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("DATAFLINT_BUILD_DIR", ROOT / "build"))
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


class Documents(unittest.TestCase):
    def test_shown_commands(self):
        for document in shown_commands.documents(ROOT):
            with self.subTest(document=document.name):
                found = shown_commands.problems(ROOT, BUILD, document)
                self.assertEqual(found, [], "\n\n".join(found))

    def test_links_lead_somewhere(self):
        for document in shown_commands.documents(ROOT):
            for target in LINK.findall(document.read_text(encoding="utf-8")):
                if not re.match(r"[a-z]+:", target):
                    self.assertTrue((document.parent / target).exists(), f"{document.name}: {target}")


class TheMechanism(unittest.TestCase):
    def problems_of(self, text, rewrite=False):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "build").mkdir()
            (root / "Makefile").write_text("demo: ## x\n")
            document = root / "README.md"
            document.write_text(text)
            found = shown_commands.problems(root, root / "build", document, rewrite)
            return found, document.read_text()

    def test_right_output_passes(self):
        for shown in ("one\ntwo", "...\ntwo", "one\n...", "o...e\ntwo", "...", ""):
            found, _ = self.problems_of(f"```console\n$ printf 'one\\ntwo\\n'\n{shown}\n```\n")
            self.assertEqual(found, [], shown)

    def test_wrong_output_is_found(self):
        for shown in ("one", "two\none", "one\ntwo\nthree", "...\nthree", "o...x\ntwo"):
            found, _ = self.problems_of(f"```console\n$ printf 'one\\ntwo\\n'\n{shown}\n```\n")
            self.assertEqual(len(found), 1, shown)

    def test_exit_codes(self):
        self.assertEqual(len(self.problems_of("```console\n$ false\n```\n")[0]), 1)
        self.assertEqual(len(self.problems_of("```sh\nfalse\ntrue\n```\n")[0]), 1)
        self.assertEqual(self.problems_of("```console\n$ exit 3\n# exit code 3\n```\n")[0], [])

    def test_blocks_that_are_not_run_name_real_targets(self):
        note = "<!-- not run: takes long -->\n"
        self.assertEqual(self.problems_of(f"{note}```sh\nmake demo\n```\n")[0], [])
        self.assertEqual(len(self.problems_of(f"{note}```sh\nmake coffee\n```\n")[0]), 1)

    def test_rewrite(self):
        found, text = self.problems_of("a\n```console\n$ echo 1\n2\n$ echo 3\n3\n$ printf '4\\n5\\n'\n4\n```\nb\n", True)
        self.assertEqual(found, [])
        self.assertEqual(text, "a\n```console\n$ echo 1\n1\n$ echo 3\n3\n$ printf '4\\n5\\n'\n4\n5\n```\nb\n")


if __name__ == "__main__":
    if "--rewrite" in sys.argv:
        for path in shown_commands.documents(ROOT):
            for problem in shown_commands.problems(ROOT, BUILD, path, rewrite=True):
                print(problem)
    else:
        unittest.main()
