"""The commands that README.md and docs/ show, and whether they still do what is shown.

Two kinds of fenced blocks are run, each in a fresh folder that looks like the repository, with build/ first in PATH:

    ```console     lines that begin with "$ " are commands, the lines behind one are what it prints (both
                   streams). "..." alone in a line stands for any lines, "..." within one for any text.
                   A command with nothing shown behind it must only succeed; "# exit code 3" as the last
                   line of an output says that it ends with 3.
    ```sh          a script; every command in it must succeed.

A block that cannot run here is preceded by a line `<!-- not run: why -->`; the `make` targets it names must exist.
"""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r"^(?P<indent> *)```(?P<kind>console|sh)\s*$")
NOT_RUN = re.compile(r"^\s*<!-- not run: (?P<why>.+) -->\s*$")
EXIT_CODE = re.compile(r"^# exit code (\d+)$")
TIMEOUT_SECONDS = 60


@dataclass
class Step:
    command: str
    expected: list[str] = field(default_factory=list)  # lines; empty: only the exit code counts
    exit_code: int = 0
    first_line: int = 0  # of the expected output in the document, counted from 0


@dataclass
class Block:
    document: Path
    line: int  # of the opening fence, counted from 1
    kind: str
    text: list[str]
    not_run: str | None


def blocks(document: Path) -> list[Block]:
    found, lines = [], document.read_text(encoding="utf-8").split("\n")
    i = 0
    while i < len(lines):
        if not (fence := FENCE.match(lines[i])):
            i += 1
            continue
        why = next((NOT_RUN.match(line) for line in reversed(lines[:i]) if line.strip()), None)
        indent, start = fence["indent"], i
        i += 1
        text = []
        while i < len(lines) and lines[i].strip() != "```":
            text.append(lines[i].removeprefix(indent))
            i += 1
        if i == len(lines):
            raise ValueError(f"{document}:{start + 1}: the block has no end")
        found.append(Block(document, start + 1, fence["kind"], text, why["why"] if why else None))
        i += 1
    return found


def steps(block: Block) -> list[Step]:
    if block.kind == "sh":
        return [Step("set -eu\n" + "\n".join(block.text))]
    found: list[Step] = []
    for offset, line in enumerate(block.text):
        if line.startswith("$ "):
            found.append(Step(line[2:], first_line=block.line + offset + 1))
        elif found and found[-1].command.endswith("\\") and not found[-1].expected:
            found[-1].command += "\n" + line
            found[-1].first_line += 1
        elif not found:
            raise ValueError(f"{block.document}:{block.line}: output before the first command")
        elif code := EXIT_CODE.match(line):
            found[-1].exit_code = int(code[1])
        else:
            found[-1].expected.append(line)
    for step in found:
        while step.expected and not step.expected[-1].strip():
            step.expected.pop()
    return found


def matches(expected: list[str], printed: list[str]) -> bool:
    pattern = []
    for line in expected:
        if line.strip() == "...":
            pattern.append(r"(?:[^\n]*\n)*?")
        else:
            pieces = (re.escape(piece) for piece in line.rstrip().split("..."))
            pattern.append(r"[^\n]*?".join(pieces) + r"\n")
    return re.fullmatch("".join(pattern), "".join(line.rstrip() + "\n" for line in printed)) is not None


def make_workplace(root: Path, build: Path, workplace: Path) -> dict[str, str]:
    """Fills `workplace` with links to what `root` holds and returns the environment for commands in it."""
    for entry in root.iterdir():
        if not entry.name.startswith((".git", "build")):
            (workplace / entry.name).symlink_to(entry)
    (workplace / "build").symlink_to(build)
    keep = {name: os.environ[name] for name in ("HOME", "LANG", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")
            if name in os.environ}
    return keep | {"PATH": f"{build}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "TZ": "UTC", "COLUMNS": "100",
                   "DATAFLINT_CONFIG": ""}


def run(step: Step, workplace: Path, environment: dict[str, str]) -> tuple[int, list[str]]:
    done = subprocess.run(["bash", "-o", "pipefail", "-c", step.command], cwd=workplace, env=environment,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=TIMEOUT_SECONDS, check=False)
    printed = done.stdout.decode("utf-8", errors="replace").split("\n")
    while printed and not printed[-1].strip():
        printed.pop()
    return done.returncode, printed


def problems(root: Path, build: Path, document: Path, rewrite: bool = False) -> list[str]:
    """What in `document` is not as shown. With `rewrite`, outputs without "..." are put right instead."""
    found: list[str] = []
    new_outputs: list[tuple[int, int, list[str]]] = []
    targets = set(re.findall(r"^([a-z][a-z-]*):", (root / "Makefile").read_text(), re.M)) \
        if (root / "Makefile").exists() else set()
    for block in blocks(document):
        place = f"{document.relative_to(root)}:{block.line}"
        if block.not_run:
            named = set(re.findall(r"\bmake ([a-z][a-z-]*)", "\n".join(block.text)))
            found += [f"{place}: there is no `make {name}`" for name in sorted(named - targets)]
            continue
        with tempfile.TemporaryDirectory() as folder:
            environment = make_workplace(root, build, Path(folder))
            for step in steps(block):
                code, printed = run(step, Path(folder), environment)
                shown = step.command.removeprefix("set -eu\n")
                if code != step.exit_code:
                    found.append(f"{place}: `{shown}` ended with {code}, not {step.exit_code}:\n"
                                 + "\n".join(printed[-20:]))
                elif step.expected and not matches(step.expected, printed):
                    if rewrite and not any("..." in line for line in step.expected):
                        new_outputs.append((step.first_line, len(step.expected), printed))
                    else:
                        found.append(f"{place}: `{shown}` printed\n" + "\n".join(printed) + "\ninstead of\n"
                                     + "\n".join(step.expected))
    if new_outputs:
        lines = document.read_text(encoding="utf-8").split("\n")
        for first, count, printed in sorted(new_outputs, reverse=True):
            lines[first:first + count] = printed
        document.write_text("\n".join(lines), encoding="utf-8")
    return found


def documents(root: Path) -> list[Path]:
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])
