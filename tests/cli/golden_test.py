"""What commands print, compared with tests/golden/cli/<case>/: `command` is run by a shell, `expected` is its output.

    golden_test.py --rewrite     puts the outputs of today in; read the diff
"""

import os
import subprocess
import sys
import unittest
from pathlib import Path

from program import DATAFLINT, ROOT, environment

CASES = ROOT / "tests" / "golden" / "cli"


def output_of(case: Path) -> str:
    """Both streams, and the exit code when it is not zero."""
    command = (case / "command").read_text(encoding="utf-8")
    env = environment() | {"PATH": f"{Path(DATAFLINT).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, encoding="utf-8", timeout=120)
    return done.stdout + (f"# exit code {done.returncode}\n" if done.returncode else "")


def cases() -> list[Path]:
    return sorted(path.parent for path in CASES.glob("*/command"))


class Golden(unittest.TestCase):
    maxDiff = None

    def test_cases(self):
        self.assertGreater(len(cases()), 20)
        for case in cases():
            with self.subTest(case=case.name):
                self.assertEqual(output_of(case), (case / "expected").read_text(encoding="utf-8"))


if __name__ == "__main__":
    if "--rewrite" in sys.argv:
        for one in cases():
            (one / "expected").write_text(output_of(one), encoding="utf-8")
    else:
        unittest.main()
