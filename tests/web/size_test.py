#!/usr/bin/env python3
"""How large the HTML report gets.

    size_test.py          the test: 100,000 tasks, tens of thousands of stages, names that do not pack well
    size_test.py --bars   prints BAR html-100k-tasks, in MB (10^6 bytes)
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from program import DATAFLINT, LOGS, ROOT  # noqa: E402
from report_page import ReportPage, is_built_in  # noqa: E402

MOST = 1_500_000  # bytes
BUILD = Path(os.environ.get("DATAFLINT_BUILD_DIR", ROOT / "build"))


def page_of_copies(source: bytes, *size: str) -> ReportPage:
    """The report of a log made of copies of `source`, which is never on a disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "source"
        path.write_bytes(source)
        maker = subprocess.Popen([BUILD / "gen_eventlog", path, *size], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        done = subprocess.run([DATAFLINT, "analyze", "-", "-o", "html", "-q"], stdin=maker.stdout, capture_output=True,
                              check=False)
        maker.stdout.close()
        maker.wait()
    assert done.returncode in (0, 8), done.stderr
    return ReportPage(done.stdout.decode())


def unpacked(log: Path) -> bytes:
    return subprocess.run(["zstd", "-dcqf", log], capture_output=True, check=True).stdout


def page_of_100k_tasks() -> ReportPage:
    return page_of_copies(unpacked(LOGS / "4.3.0" / "tiny-tasks.zstd"), "--tasks", "100000")


@unittest.skipUnless(is_built_in() and (BUILD / "gen_eventlog").exists(), "built without the HTML report or gen_eventlog")
class Size(unittest.TestCase):
    def check(self, page: ReportPage) -> dict:
        self.assertLessEqual(len(page.html.encode()), MOST)
        return page.data

    def test_100k_tasks(self):
        data = self.check(page_of_100k_tasks())
        self.assertIn("100\u202f", data["headline"]["work"])

    def test_many_stages_and_queries(self):
        data = self.check(page_of_copies(unpacked(LOGS / "demo.zstd"), "--copies", "1000"))
        self.assertEqual(data["stages"]["total"], 23_000)
        self.assertEqual(data["queries"]["total"], 8_000)
        for rows in ("stages", "queries"):
            self.assertGreater(len(data[rows]["rows"]), 500)
            self.assertLess(len(data[rows]["rows"]), data[rows]["total"])
        path = data["timeline"]["path"]["rows"]  # in slices, but from end to end
        self.assertLessEqual(len(path), 400)
        self.assertEqual([path[0].get("begin", 0), path[-1]["end"]], [0, data["length"]])
        for one, next_one in zip(path, path[1:]):
            self.assertEqual(one["end"], next_one["begin"])

    def test_names_that_grow_when_escaped(self):
        log = unpacked(LOGS / "demo.zstd").decode()
        name = '"' + "<&>" * 400 + '"'
        for field in ("Stage Name", "description", "nodeName"):
            log = re.sub(rf'"{field}":"(?:[^"\\]|\\.)*"', lambda _, field=field: f'"{field}":{name}', log)
        self.check(page_of_copies(log.encode(), "--copies", "200"))


if __name__ == "__main__":
    if "--bars" in sys.argv:
        subprocess.run(["cmake", "--build", BUILD, "--target", "gen_eventlog"], stdout=subprocess.DEVNULL, check=True)
        print(f"BAR html-100k-tasks {len(page_of_100k_tasks().html.encode()) / 1e6:.3f}")
    else:
        unittest.main()
