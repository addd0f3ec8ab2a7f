"""Writes docs/performance.md from what bench/run.py measured."""

import operator
import os
import re
import subprocess
import tomllib
from pathlib import Path

import peers
from inputs import ROOT

COMPARISONS = {"<=": operator.le, ">=": operator.ge}
QUIET = 0.5  # load average above which other work disturbs what is measured


def machine() -> dict:
    cpu = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.M)
    memory = re.search(r"^MemTotal:\s+(\d+) kB", Path("/proc/meminfo").read_text(), re.M)
    release = re.search(r'^PRETTY_NAME="(.+)"', Path("/etc/os-release").read_text(), re.M)
    return {"cpu": cpu[1] if cpu else "unknown", "cores": os.cpu_count(),
            "memory_gb": round(int(memory[1]) * 1024 / 1e9) if memory else 0,
            "system": release[1] if release else "unknown", "load": os.getloadavg()[0]}


def first_match(pattern: str, *command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(pattern, done.stdout + done.stderr)
    return found[1] if found else "unknown"


def versions(dataflint: Path) -> dict:
    return {"dataflint": first_match(r"(\d+\.\d+\S*)", dataflint, "--version"),
            "zstd": first_match(r"v(\d+\.\d+\.\d+)", "zstd", "--version"), "spark": peers.SPARK_VERSION,
            "rapids-tools": peers.RAPIDS_VERSION, "java": first_match(r'version "([^"]+)"', "java", "-version")}


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; the first column is text, the others are numbers and stand right."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def number(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"


def peers_table(found: dict, tools: dict) -> str:
    names = {"zstd": f"`zstd -dc FILE > /dev/null` {tools['zstd']}", "dataflint": "`dataflint analyze FILE`",
             "history-server": f"Spark's History Server {tools['spark']}, load",
             "rapids-tools": f"rapids-tools {tools['rapids-tools']}, profiling"}
    ours = found["contestants"]["dataflint"]["seconds"]
    rows = []
    for name, shown in names.items():
        row = found["contestants"][name]
        rows.append([shown, seconds(row["seconds"]), f"{seconds(row['least'])} – {seconds(row['most'])}",
                     seconds(row["cpu_seconds"]), f"{row['peak_mb']:,.0f} MB", str(row["rounds"]),
                     f"{number(row['seconds'] / ours)} ×"])
    return table(["", "time", "least – most", "CPU", "peak memory", "rounds", "of dataflint's time"], rows)


def codecs_table(found: dict) -> str:
    names = {"zstd": "zstd", "photon": "zstd, Photon-shaped", "plain": "plain", "gzip": "gzip",
             "lz4": "lz4, Spark's blocks"}
    rows = []
    for name, row in found.items():
        analysis, decoder, parser = (row[part]["seconds"] for part in ("analysis", "decoder", "parser"))
        rows.append([names[name], seconds(analysis), f"{row['log']['bytes'] / 1e9 / analysis:.2f} GB/s",
                     seconds(decoder), seconds(parser), f"{analysis / max(decoder, parser):.2f} ×"])
    return table(["log of 1 GB", "full analysis", "speed", "decoder alone", "parser alone", "of the slower"], rows)


def memory_table(found: dict) -> str:
    rows = [[f"{row['log']['tasks']:,} tasks, {row['log']['bytes'] / 1e9:.1f} GB", f"{row['peak_mb']:.0f} MB",
             seconds(row["seconds"])] for row in found.values()]
    return table(["log", "peak memory", "time"], rows)


def shape_table(found: dict) -> str:
    rows = [[version, str(row["logs"]), f"{row['successful']:,}", f"{row['left']:,}", f"{row['unsuccessful']:,}"]
            for version, row in sorted(found.items())]
    return table(["Spark", "logs", "successful task ends", "of them read as JSON", "unsuccessful task ends"], rows)


def bars_table(values: dict) -> tuple[str, list[str]]:
    """The promises of bars.toml that were measured here, and which of them do not hold."""
    rows, missed = [], []
    for bar in tomllib.loads((ROOT / "bars.toml").read_text())["bar"]:
        if bar["command"] != "bench/run.py bars":
            continue
        if bar["id"] not in values:
            rows.append([bar["what"], f"{bar['target']} {bar['unit']}", "not measured", ""])
            continue
        comparison, limit = bar["target"].split()
        holds = COMPARISONS[comparison](values[bar["id"]], float(limit))
        if not holds:
            missed.append(bar["id"])
        rows.append([bar["what"], f"{bar['target']} {bar['unit']}", f"{number(values[bar['id']])} {bar['unit']}",
                     "yes" if holds else "**no**"])
    return table(["promise", "bar", "measured", "holds"], rows), missed


def render(machine_: dict, tools: dict, parts: dict, values: dict) -> str:
    promises, missed = bars_table(values)
    verdict = f"Missed in this run: {', '.join(f'`{name}`' for name in missed)}." if missed else "All hold in this run."
    busy = (f"\nThe machine was busy with other work when this began (load average {machine_['load']:.1f}): times are too "
            "long, and ratios uncertain.\n" if machine_["load"] > QUIET else "")
    log, agree, many = parts["peers"]["log"], parts["peers"]["agree"], parts["many"]
    return f"""# Performance

Written by `make bench`. Measured on {machine_['cores']} cores of {machine_['cpu']} with {machine_['memory_gb']} GB, \
{machine_['system']}; dataflint {tools['dataflint']}, OpenJDK {tools['java']}.
{busy}
{promises}

{verdict} The same numbers come from `make bars`.

## Against other tools

One log of {log['bytes'] / 1e9:.2f} GB unpacked ({parts['peers']['stored'] / 1e6:.0f} MB zstd, {log['jobs']:,} jobs, \
{log['tasks']:,} tasks, {log['sql_executions']:,} SQL executions).

{peers_table(parts['peers'], tools)}

All three readers agree on the log, or the bench fails: dataflint and the History Server in \
{agree['history-server']:,} figures, dataflint and rapids-tools in {agree['rapids-tools']:,} (jobs, stages, tasks, and \
for each stage run time, CPU time, shuffle, spill, input and output).

## Full analysis against its parts

Decoding runs on a thread of its own beside parsing, so the whole should take little longer than the slower part.

{codecs_table(parts['codecs'])}

## Memory

{memory_table(parts['memory'])}

## Many logs

10,000 plain logs of {many['bytes'] / 1e10 * 1000:.0f} KB in one folder: {seconds(many['dataflint']['seconds'])} \
(median of {many['dataflint']['rounds']}), {many['bytes'] / 1e9 / many['dataflint']['seconds']:.2f} GB/s.

## Following a log

1 MB appended to a log of 10 GB that `dataflint analyze --follow` follows: the new report is drawn after
{parts['follow']['milliseconds']:.0f} ms (median; `bench/follow.py`).

## Task lines read by their shape

Task ends are read by Spark's fixed order of fields; what surprises is read as JSON, more slowly. Ends of tasks that
failed or were killed always are. Counted over `tests/data/logs` and `bench/sources`:

{shape_table(parts['shape'])}

## How it is measured

- Full analysis: reading, all figures, all findings, and the report as text. Every command is a fresh process; its
  time is by the clock from start to end. Logs are in the page cache.
- Contestants take turns within one run, and the median of the rounds counts; ratios are of medians of the same run.
- Logs: `bench/gen_eventlog.cc` repeats a real log of Spark {tools['spark']} (`bench/sources/`) as if the application
  had gone on: ids and times are continued, nothing is concatenated. The Photon-shaped log is such a log rewritten by
  `bench/photon_shape.py`: Photon's operators, metrics and fields, 223 accumulables in most task ends, 31 KB each.
  The memory and many-logs inputs come from `tests/data/logs/4.3.0` (`tiny-tasks`, `driver-bound`).
- History Server: a fresh server with a heap of {peers.HEAP}, in-memory store, limits of retained jobs, stages and
  tasks lifted. It has started and listed the log; the time is that of its first request for the application's jobs.
- rapids-tools: `ProfileMain --csv` in a fresh JVM with a heap of {peers.HEAP}; the time is what it says itself,
  without the start of the JVM. Its CPU time and memory are those of the whole process.
- Decoder alone and parser alone: `dataflint analyze --phase decode|parse`, by its own clock. The decoder throws away
  what it unpacks; the parser reads from memory.
- Peak memory is the kernel's count of resident pages, MB are 10^6 bytes.
"""


def write(path: Path, machine_: dict, tools: dict, parts: dict, values: dict) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(render(machine_, tools, parts, values))
