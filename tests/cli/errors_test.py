"""What is said when something goes wrong, in one file to be read by people: tests/golden/cli/errors.txt.

Its lines that begin with "$ " are run, each in a fresh folder that holds what PREPARATION makes; the lines behind one
are what it prints on standard error. `errors_test.py --rewrite` puts the messages of today in; read the diff.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from program import DATAFLINT, NOBODY, ROOT, environment

MESSAGES = ROOT / "tests" / "golden" / "cli" / "errors.txt"
PREPARATION = r"""
mkdir empty logs many closed links
cp "$LOGS/4.3.0/demo.zstd" app.zstd
cp "$LOGS/4.3.0/stage-retry.zstd" nosql.zstd
cp app.zstd logs/one.zstd; cp nosql.zstd logs/two.zstd; tar -cf logs.tar logs
head -c 3000 app.zstd > cut.zstd
printf 'hello\nworld\n' > notes.txt
printf '{"a":1}\n{"b":2}\n' > other.json
head -c 4000 /dev/urandom > random.bin
printf '%s\n' '{"Event":"SparkListenerLogStart","Spark Version":"3.5.9"}' > almost-empty.json
: > empty.json
ln -s nowhere links/gone
touch closed/log; cp app.zstd secret.zstd; chmod 0 secret.zstd closed/log; chmod 755 closed
printf '[insights.skwe]\nenabled = false\n' > insight.toml
printf '[insights.skew]\nmin_ration = 3\n' > threshold.toml
printf '[insights.skew]\nmin_share_of_run = 5\n' > share.toml
printf '[insights.skew]\nmin_tasks = -4\n' > negative.toml
printf '[insights.skew]\nmin_ratio = "3"\n' > type.toml
printf '[insights.skew]\nenabled = "no"\n' > enabled.toml
printf '[insight.skew]\nenabled = false\n' > section.toml
printf '\n[[job]]\n[job.insights.skew]\nenabled = false\n' > job.toml
printf '[insights.skew\nenabled = false\n' > broken.toml
cp broken.toml secret.toml; chmod 0 secret.toml
mkdir locked; chmod 0 locked; mkdir readonly; chmod 555 readonly
chmod 755 .
"""
# As somebody whom file modes bind.
BOUND = f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups " if os.geteuid() == 0 else ""


class Workplace:
    def __enter__(self):
        self.folder = tempfile.mkdtemp()
        tools = Path(self.folder) / "tools"
        tools.mkdir()
        os.chmod(self.folder, 0o755)
        shutil.copy(DATAFLINT, tools / "dataflint")  # where everybody may run it
        self.place = Path(self.folder) / "work"
        self.place.mkdir()
        self.env = environment() | {"LOGS": str(ROOT / "tests/data/logs"),
                                    "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(["bash", "-ec", PREPARATION], cwd=self.place, env=self.env, check=True)
        return self

    def __exit__(self, *_):
        subprocess.run(["chmod", "-R", "u+rwx", self.folder], check=True)
        shutil.rmtree(self.folder)

    def said(self, command: str) -> list[str]:
        script = f"as_nobody() {{ {BOUND}\"$@\"; }}\n{command}"
        done = subprocess.run(["bash", "-c", script], cwd=self.place, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=60)
        return [*done.stderr.splitlines(), f"# exit code {done.returncode}"]


def blocks() -> list[tuple[str, list[str]]]:
    """(command, what it says) in the file's order."""
    found: list[tuple[str, list[str]]] = []
    for line in MESSAGES.read_text(encoding="utf-8").splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and line:
            found[-1][1].append(line)
    return found


class Errors(unittest.TestCase):
    maxDiff = None

    def test_messages(self):
        with Workplace() as workplace:
            for command, expected in blocks():
                with self.subTest(command=command):
                    self.assertEqual("\n".join(workplace.said(command)), "\n".join(expected))

    def test_there_are_enough_and_all_of_one_form(self):
        self.assertGreaterEqual(len({tuple(said) for _, said in blocks()}), 40)
        for command, said in blocks():
            with self.subTest(command=command):
                text = "\n".join(said)
                code = int(re.fullmatch(r"# exit code (\d+)", said[-1])[1])
                self.assertRegex(said[0], r"^dataflint: [a-z]", "what failed, where, and why")
                self.assertRegex(text, r"\n  do:   \S", "what to do")
                self.assertIn(f"(this is {code})", text)
                self.assertTrue(all(len(line) < 220 for line in said), text)


if __name__ == "__main__":
    if "--rewrite" in sys.argv:
        with Workplace() as place:
            MESSAGES.write_text("\n".join(f"$ {command}\n" + "\n".join(place.said(command)) + "\n"
                                          for command, _ in blocks()), encoding="utf-8")
    else:
        unittest.main()
