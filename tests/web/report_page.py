"""Reads a page that `dataflint analyze -o html` wrote, as far as no browser is needed."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from program import run  # noqa: E402


@dataclass(frozen=True)
class ReportPage:
    html: str

    def element(self, begin: str, end: str) -> str:
        return self.html.split(begin, 1)[1].split(end, 1)[0]

    @property
    def style(self) -> str:
        return self.element("<style>", "</style>")

    @property
    def script(self) -> str:
        return self.element("</script>\n<script>", "</script>")

    @property
    def json_text(self) -> str:
        return self.element('<script type="application/json" id="report">', "</script>")

    @property
    def data(self) -> dict:
        return json.loads(self.json_text)

    @property
    def policy(self) -> str:
        return re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', self.html)[1]


def page_of(path: str, **options) -> ReportPage:
    done = run("analyze", path, "-o", "html", "-q", **options)
    assert done.returncode in (0, 8), done.stderr
    return ReportPage(done.stdout)


def is_built_in() -> bool:
    """Whether the program under test can write HTML."""
    return "built without" not in run("analyze", "/dev/null", "-o", "html").stderr
