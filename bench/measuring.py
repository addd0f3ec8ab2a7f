"""Runs commands and says how long they took, how much processor time and how much memory."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

MB = 1_000_000  # as in bars.toml


@dataclass(frozen=True)
class Sample:
    seconds: float  # by the clock
    cpu_seconds: float = 0.0  # user and system, all threads
    peak_mb: float = 0.0  # resident memory


class CommandFailed(RuntimeError):
    pass


def run(command: list, output: Path | None = None, environment: dict | None = None) -> Sample:
    """Runs a command to its end; what it prints goes to `output` or nowhere.

    The kernel counts the pages of this process, until it becomes the command, to the command's peak: a peak below
    this interpreter's own size (some 20 MB) cannot be seen.
    """
    words = [str(word) for word in command]
    with open(output or os.devnull, "wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE, env=environment)
        assert process.stderr
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stderr.close()
    if process.returncode != 0:
        last = said.decode(errors="replace").strip().splitlines()[-5:]
        raise CommandFailed(f"exit code {process.returncode}: {' '.join(words)}\n" + "\n".join(last))
    return Sample(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / MB)


def interleaved(rounds: int, contestants: dict[str, Callable[[], Sample]]) -> dict[str, list[Sample]]:
    """Every contestant once, then every one again, ...: what disturbs the machine for a while disturbs all."""
    samples: dict[str, list[Sample]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, contestant in contestants.items():
            samples[name].append(contestant())
    return samples


@dataclass(frozen=True)
class Summary:
    """Of the rounds of one contestant: the median, and how far the rounds lie apart."""
    seconds: float
    least: float
    most: float
    cpu_seconds: float
    peak_mb: float
    rounds: int

    def as_json(self) -> dict:
        return asdict(self)


def summary(samples: list[Sample]) -> Summary:
    seconds = [sample.seconds for sample in samples]
    return Summary(statistics.median(seconds), min(seconds), max(seconds),
                   statistics.median(sample.cpu_seconds for sample in samples),
                   max(sample.peak_mb for sample in samples), len(samples))


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)
