#!/usr/bin/env python3
"""How long it takes to build and test a fresh clone of this repository's HEAD, without compiler cache.

Prints BAR clean-build, rebuild-one-file and make-test, in seconds. `--no-test` leaves the last one out.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def seconds(clone: Path, *command: str) -> float:
    environment = os.environ | {"CCACHE_DISABLE": "1"}
    start = time.monotonic()
    subprocess.run(command, cwd=clone, env=environment, stdin=subprocess.DEVNULL, check=True)
    return time.monotonic() - start


def slowest_source(build: Path) -> str:
    """The source file whose compilation took longest, from ninja's log (start, end, mtime, output, hash)."""
    took: dict[str, int] = {}
    for line in (build / ".ninja_log").read_text().splitlines()[1:]:
        start, end, _, output, _ = line.split("\t")
        if output.endswith(".cc.o"):
            took[output] = int(end) - int(start)
    slowest = max(took, key=lambda output: took[output])
    return slowest.partition(".dir/")[2].removesuffix(".o")


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        os.chmod(folder, 0o755)  # some tests run the program as a user without rights
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        build = seconds(clone, "make", "build")
        print(f"BAR clean-build {build:.1f}", flush=True)
        source = slowest_source(clone / "build")
        if "--no-test" not in arguments:
            # The program is built already; in a fresh clone make test would build it.
            print(f"BAR make-test {build + seconds(clone, 'make', 'test'):.1f}", flush=True)
        (clone / source).touch()
        print(f"touched {source}")
        print(f"BAR rebuild-one-file {seconds(clone, 'make', 'build'):.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
