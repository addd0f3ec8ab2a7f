"""docs/report.svg shows the report as it is today, and is small."""

import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import report_picture  # noqa: E402


class Picture(unittest.TestCase):
    def test_is_fresh(self):
        self.assertEqual(report_picture.PICTURE.read_text(encoding="utf-8"), report_picture.picture(),
                         "scripts/report_picture.py --write")

    def test_is_small_and_well_formed(self):
        text = report_picture.PICTURE.read_text(encoding="utf-8")
        self.assertLess(len(text.encode()), 60_000)
        ElementTree.fromstring(text)
        self.assertIn("docs/report.svg", (ROOT / "README.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
