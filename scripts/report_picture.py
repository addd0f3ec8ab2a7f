#!/usr/bin/env python3
"""docs/report.svg, the picture in README.md: the report of the log that `make demo` analyses, as a terminal shows it.

    report_picture.py            prints the picture
    report_picture.py --write    writes docs/report.svg

Made of the program's real output with its colours; a test proves that it is fresh.
"""

import os
import re
import subprocess
import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATAFLINT = os.environ.get("DATAFLINT", str(ROOT / "build" / "dataflint"))
PICTURE = ROOT / "docs" / "report.svg"
COMMAND = ["analyze", "tests/data/logs/demo.zstd", "--width", "100", "--top", "5"]
SHOWN_UP_TO = "queries that matter"  # the rest is more of the same kind

CELL, LINE, SIZE, MARGIN = 8.4, 19, 14, 20
TEXT, DIM, BACKGROUND = "#d4d8de", "#8b929c", "#16191e"
CODE = re.compile(r"\x1b\[([0-9;]*)m")


def rgb(code: int) -> str:
    """Of xterm's 256 colours."""
    if code >= 232:
        return "#" + f"{8 + 10 * (code - 232):02x}" * 3
    steps = (0, 95, 135, 175, 215, 255)
    code -= 16
    return "#" + "".join(f"{steps[part]:02x}" for part in (code // 36, code // 6 % 6, code % 6))


def lightened(colour: str) -> str:
    """Texts are a little lighter in the picture, as terminals with a dark theme show them."""
    return "#" + "".join(f"{int(int(colour[i:i + 2], 16) * 0.75 + 64):02x}" for i in (1, 3, 5))


def style_of(codes: str) -> dict[str, str]:
    style: dict[str, str] = {}
    numbers = [int(code) for code in codes.split(";") if code]
    while numbers:
        code = numbers.pop(0)
        if code == 1:
            style["weight"] = "bold"
        elif code == 2:
            style["fill"] = DIM
        elif code in (38, 48):
            numbers.pop(0)
            style["fill" if code == 38 else "back"] = rgb(numbers.pop(0))
    if "fill" in style and "back" not in style and style["fill"] != DIM:
        style["fill"] = lightened(style["fill"])
    return style


def runs(line: str):
    """(column, text, style) of each piece of a line."""
    column, style = 0, {}
    for i, piece in enumerate(CODE.split(line)):
        if i % 2:
            style = style_of(piece)
        elif piece:
            yield column, piece, style
            column += len(piece)


def text_elements(column: int, row: int, text: str, style: dict[str, str]):
    """An element for each stretch without two spaces in a row, which viewers would draw as one."""
    attributes = "".join(f' {name}="{value}"' for name, value in
                         (("fill", style.get("fill")), ("font-weight", style.get("weight"))) if value)
    for stretch in re.finditer(r"\S+(?: \S+)*", text):
        x, width = MARGIN + (column + stretch.start()) * CELL, len(stretch[0]) * CELL
        yield (f'<text x="{x:.1f}" y="{MARGIN + 30 + row * LINE}" textLength="{width:.1f}"{attributes}>'
               f"{escape(stretch[0])}</text>")


def svg(lines: list[str]) -> str:
    height = MARGIN * 2 + 30 + len(lines) * LINE
    width = round(MARGIN * 2 + 100 * CELL)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
             f'font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="{SIZE}" '
             f'fill="{TEXT}" role="img" aria-label="A report of dataflint in a terminal">',
             f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>']
    for i, colour in enumerate(("#ff5f57", "#febc2e", "#28c840")):
        parts.append(f'<circle cx="{MARGIN + 4 + i * 18}" cy="18" r="5.5" fill="{colour}"/>')
    for row, line in enumerate(lines):
        for column, text, style in runs(line):
            if "back" in style:
                parts.append(f'<rect x="{MARGIN + column * CELL:.1f}" y="{MARGIN + 30 + row * LINE - 14}" '
                             f'width="{len(text) * CELL:.1f}" height="{LINE - 1}" fill="{style["back"]}"/>')
            parts += text_elements(column, row, text, style)
    return "\n".join([*parts, "</svg>", ""])


def picture() -> str:
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "CLICOLOR_FORCE": "1"}
    done = subprocess.run([DATAFLINT, *COMMAND], cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8",
                          check=True)
    lines = done.stdout.splitlines()
    end = next((i for i, line in enumerate(lines) if SHOWN_UP_TO in line), len(lines))
    shown = lines[:end]
    while shown and not shown[-1].strip():
        shown.pop()
    prompt = f"\x1b[2m$\x1b[0m dataflint analyze {COMMAND[1]}"
    return svg([prompt, "", *shown])


if __name__ == "__main__":
    if "--write" in sys.argv:
        PICTURE.write_text(picture(), encoding="utf-8")
    else:
        sys.stdout.write(picture())
