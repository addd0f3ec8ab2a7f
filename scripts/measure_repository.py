#!/usr/bin/env python3
"""How much the event logs in the repository weigh. Prints BAR committed-logs, in MB (10^6 bytes).

Everything tracked below examples/ and tests/ that is not source text or documentation counts.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = {".cc", ".h", ".py", ".mjs", ".sh", ".md", ".txt", ".cmake"}


def main() -> None:
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z", "examples", "tests"], capture_output=True,
                            check=True).stdout.decode().split("\0")
    data = [ROOT / name for name in listed if name and Path(name).suffix not in SOURCE]
    print(f"BAR committed-logs {sum(path.stat().st_size for path in data if path.is_file()) / 1e6:.3f}")


if __name__ == "__main__":
    main()
