#!/usr/bin/env python3
"""How quickly the command answers. Prints BAR help-first-byte (ms) and interrupt (s)."""

import os
import signal
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATAFLINT = os.environ.get("DATAFLINT", str(ROOT / "build" / "dataflint"))


def first_byte_of_help() -> float:
    start = time.perf_counter()
    with subprocess.Popen([DATAFLINT, "--help"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.read(1), "--help printed nothing"
        took = time.perf_counter() - start
        process.stdout.read()
    assert process.returncode == 0
    return took


def interrupt(delay: float) -> float:
    """Seconds between Ctrl-C, `delay` after the start of an endless analysis, and the end of the process."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        os.mkfifo(log)
        line = b'{"Event":"SparkListenerTaskStart","Stage ID":0,"Stage Attempt ID":0,"Task Info":{"Task ID":%d}}\n'
        with subprocess.Popen(["bash", "-c", f'exec "{DATAFLINT}" analyze - < "{log}"'],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            with open(log, "wb", buffering=0) as writer:
                os.set_blocking(writer.fileno(), False)
                end = time.monotonic() + delay
                number = 0
                while time.monotonic() < end:
                    try:
                        writer.write(b"".join(line % (number + i) for i in range(100)))
                        number += 100
                    except BlockingIOError:
                        pass
                assert process.poll() is None, f"ended before the interrupt, with {process.returncode}"
                start = time.perf_counter()
                process.send_signal(signal.SIGINT)
                process.wait(timeout=10)
                took = time.perf_counter() - start
        assert process.returncode in (130, -signal.SIGINT), f"exit code {process.returncode}"
        return took


def main() -> None:
    print(f"BAR help-first-byte {statistics.median(first_byte_of_help() for _ in range(30)) * 1000:.1f}")
    print(f"BAR interrupt {max(interrupt(0.3 + 0.2 * i) for i in range(5)):.3f}")


if __name__ == "__main__":
    main()
