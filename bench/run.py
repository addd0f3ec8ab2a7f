#!/usr/bin/env python3
"""Measures dataflint's speed and memory, against other tools and against its own parts.

    bench/run.py [--json FILE]      everything; writes docs/performance.md
    bench/run.py bars               everything; prints `BAR <id> <value>` for each bar of bars.toml
    bench/run.py bars codecs shape  only those parts (shape, memory, codecs, many, follow, replay, findings, peers)

Needs make setup-all and the built tools (make bench builds them). Inputs are made in build/bench/ and kept for the
next run, except those of 10 GB (--keep keeps the packed one). Takes some 15 minutes and 15 GB of disk; on a machine
that does other work too the figures are worse, and the document says so.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import agreement  # noqa: E402
import document  # noqa: E402
import inputs  # noqa: E402
import peers  # noqa: E402
from inputs import BUILD, FOLDER, ROOT, Input  # noqa: E402
from measuring import MB, Sample, interleaved, run, say, summary  # noqa: E402

DATAFLINT = Path(os.environ.get("DATAFLINT", BUILD / "dataflint"))
QUICK_ROUNDS = 7
JVM_ROUNDS = 3


def analysis(log: Path, *options: str, output: Path | None = None) -> Sample:
    return run([DATAFLINT, "analyze", "--quiet", *options, log], output)


def reading(log: Path, *options: str) -> dict:
    """The JSON report of a log, which may be damaged."""
    command = [DATAFLINT, "analyze", "--quiet", "-o", "json", *options, log]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    return json.loads(done.stdout)


def part_alone(log: Path, part: str) -> Sample:
    """The decoder or the parser alone, by its own clock."""
    printed = FOLDER / "part-alone.json"
    whole = run([DATAFLINT, "analyze", "--phase", part, log], printed)
    return Sample(json.loads(printed.read_text())["seconds"], whole.cpu_seconds, whole.peak_mb)


def measure_peers(_) -> dict:
    """dataflint, zstd, the History Server and rapids-tools on one log, and that they agree on it."""
    log = inputs.joins_1gb()
    history, rapids = peers.HistoryServerLoad(log.path), peers.RapidsProfiling(log.path)
    quick = {"zstd": lambda: run(["zstd", "-dcq", log.path]), "dataflint": lambda: analysis(log.path)}
    slow = {"history-server": history, "rapids-tools": rapids}
    for contestant in quick.values():
        contestant()  # the log is in the page cache from now on
    samples: dict[str, list[Sample]] = {}
    for i in range(JVM_ROUNDS):
        say(f"peers, round {i + 1} of {JVM_ROUNDS}")
        for contestants, rounds in ((quick, QUICK_ROUNDS), (slow, 1)):
            for name, taken in interleaved(rounds, contestants).items():
                samples.setdefault(name, []).extend(taken)
    spark = reading(log.path, "--full")["spark"]
    ours = agreement.of_rest(spark["jobs"], spark["stages"], spark["sql"])
    theirs = agreement.of_rest(**history.answers)
    rows = {table: rapids.table(name) for table, name in {
        "jobs": "job_information", "stages": "stage_level_aggregated_task_metrics",
        "sql": "sql_duration_and_executor_cpu_time_percent"}.items()}
    result = {name: summary(taken).as_json() for name, taken in samples.items()}
    return {"log": log.facts, "stored": log.path.stat().st_size, "contestants": result,
            "agree": {"history-server": agreement.check(ours, "the History Server", theirs),
                      "rapids-tools": agreement.check(ours, "rapids-tools", agreement.of_rapids(**rows))}}


CODECS = {"zstd": inputs.joins_1gb, "photon": inputs.photon_1gb, "plain": inputs.plain_1gb, "gzip": inputs.gzip_1gb,
          "lz4": inputs.lz4_1gb}


def measure_codecs(_) -> dict:
    """The full analysis against the decoder alone and the parser alone, for each codec and for Photon's shape."""
    results = {}
    for name, make in CODECS.items():
        log: Input = make()
        say(f"codecs, {name}")
        analysis(log.path)
        samples = interleaved(QUICK_ROUNDS, {
            "analysis": lambda log=log: analysis(log.path), "decoder": lambda log=log: part_alone(log.path, "decode"),
            "parser": lambda log=log: part_alone(log.path, "parse")})
        results[name] = {"log": log.facts, **{part: summary(taken).as_json() for part, taken in samples.items()}}
    return results


def measure_memory(arguments) -> dict:
    """Peak memory with 1 and 3 million tasks, and with 1 million in 10 GB."""
    results = {}
    for name, log in (("1m", inputs.many_tasks(1)), ("3m", inputs.many_tasks(3)), ("10gb", inputs.joins_10gb())):
        say(f"memory, {name}")
        sample = analysis(log.path)
        results[name] = {"log": log.facts, "seconds": sample.seconds, "peak_mb": sample.peak_mb}
        if name == "10gb" and not arguments.keep:
            inputs.remove(log)
    return results


def timings(log: Path) -> dict[str, float]:
    """Seconds of each step of an analysis, by the program's own clock."""
    said = subprocess.run([DATAFLINT, "analyze", "--quiet", "--timings", log], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, check=True).stderr
    return {step: float(seconds) for step, seconds in re.findall(r"^timing +(\w+) +(\S+) s\b", said, re.M)}


def measure_replay(_) -> dict:
    """How long the replay of a million tasks takes."""
    log = inputs.many_tasks(1)
    say("replay")
    seconds = [timings(log.path)["replay"] for _ in range(QUICK_ROUNDS)]
    return {"tasks": log.facts["tasks"], "milliseconds": 1000 * statistics.median(seconds)}


def measure_findings(_) -> dict:
    """What of the analysis of a 1 GB log its findings take: recording the run, all insights, their replays."""
    log = inputs.joins_1gb()
    say("findings")
    rounds = [timings(log.path) for _ in range(QUICK_ROUNDS)]
    shares = [(steps["replay"] + steps["insights"]) / steps["total"] for steps in rounds]
    return {"log": log.facts, "percent": 100 * statistics.median(shares)}


def measure_many(_) -> dict:
    """A folder of 10,000 logs."""
    folder, size = inputs.ten_thousand_logs()
    say("10,000 logs")
    listing = FOLDER / "10000-logs.jsonl"
    analysis(folder, "-o", "jsonl", output=listing)
    with listing.open() as lines:
        applications = {json.loads(line)["application"]["id"] for line in lines}
    if len(applications) != 10_000:
        raise agreement.Disagreement(f"10,000 logs, {len(applications)} applications")
    samples = interleaved(3, {"dataflint": lambda: analysis(folder)})
    return {"bytes": size, "dataflint": summary(samples["dataflint"]).as_json()}


def measure_follow(_) -> dict:
    """How soon `analyze --follow` shows a megabyte that was appended to 10 GB."""
    say("follow")
    done = subprocess.run([HERE / "follow.py", "--folder", FOLDER], stdout=subprocess.PIPE, text=True, check=True)
    found = re.search(r"^BAR follow-1mb (\S+)$", done.stdout, re.M)
    assert found, done.stdout
    return {"milliseconds": float(found[1])}


def measure_shape(_) -> dict:
    """Which task ends the shape reader leaves to the general JSON reader, by Spark version.

    Ends of tasks that failed or were killed carry texts and always go there, so the others are what it left over.
    """
    versions: dict[str, dict[str, int]] = {}
    logs = [log for log in sorted((ROOT / "tests" / "data" / "logs").glob("*.*.*/*"))
            if not log.name.endswith(".api.json.xz")]
    for log in [*logs, inputs.JOINS, inputs.WIDE]:
        report = reading(log, "--full")
        unsuccessful = sum(stage["numFailedTasks"] + stage["numKilledTasks"] for stage in report["spark"]["stages"])
        ends = report["statistics"]["events"].get("SparkListenerTaskEnd", 0)
        row = versions.setdefault(report["application"]["sparkVersion"],
                                  {"logs": 0, "unsuccessful": 0, "successful": 0, "left": 0})
        row["logs"] += 1
        row["unsuccessful"] += unsuccessful
        row["successful"] += ends - unsuccessful
        row["left"] += max(report["statistics"]["fallbackLines"] - unsuccessful, 0)
    return versions


PARTS = {"shape": measure_shape, "memory": measure_memory, "codecs": measure_codecs, "many": measure_many,
         "follow": measure_follow, "replay": measure_replay, "findings": measure_findings, "peers": measure_peers}


def bars(results: dict) -> dict[str, float]:
    """The values of the bars in bars.toml, as far as their parts were measured."""
    values: dict[str, float] = {}
    if found := results.get("peers"):
        seconds = {name: taken["seconds"] for name, taken in found["contestants"].items()}
        values["zstd-vs-decoder"] = seconds["dataflint"] / seconds["zstd"]
        values["faster-than-history-server"] = seconds["history-server"] / seconds["dataflint"]
        values["faster-than-rapids-profiling"] = seconds["rapids-tools"] / seconds["dataflint"]
    for name, row in results.get("codecs", {}).items():
        if name != "zstd":  # its bar is the one against zstd -dc
            slower = max(row["decoder"]["seconds"], row["parser"]["seconds"])
            values[f"{name}-vs-slower-part"] = row["analysis"]["seconds"] / slower
    if found := results.get("memory"):
        one, three = found["1m"], found["3m"]
        values["peak-memory-1m-tasks"] = one["peak_mb"]
        further = three["log"]["tasks"] - one["log"]["tasks"]
        values["memory-per-further-task"] = (three["peak_mb"] - one["peak_mb"]) * MB / further
        values["peak-memory-10gb"] = found["10gb"]["peak_mb"]
    if found := results.get("many"):
        values["ten-thousand-logs"] = found["dataflint"]["seconds"]
    if found := results.get("follow"):
        values["follow-1mb"] = found["milliseconds"]
    if found := results.get("replay"):
        values["replay-1m-tasks"] = found["milliseconds"]
    if found := results.get("findings"):
        values["findings-share"] = found["percent"]
    if found := results.get("shape"):
        values["fallback-lines"] = max(100 * row["left"] / max(row["successful"], 1) for row in found.values())
    return values


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", nargs="?", choices=["bars"], help="print bars instead of writing the document")
    parser.add_argument("parts", nargs="*", metavar="PART", help="measure only these parts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write everything that was measured")
    parser.add_argument("--keep", action="store_true", help="keep the largest log")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))} (there are {', '.join(PARTS)})")
    machine = document.machine()
    if machine["load"] > document.QUIET:
        say(f"this machine is busy (load {machine['load']:.1f}): times will be too long")
    FOLDER.mkdir(parents=True, exist_ok=True)
    results = {}
    for name in arguments.parts or PARTS:
        results[name] = PARTS[name](arguments)
        for bar, value in bars({name: results[name]}).items():
            print(f"BAR {bar} {value:.4g}", flush=True)
    if arguments.json:
        measured = {"machine": machine, "versions": document.versions(DATAFLINT), "parts": results,
                    "bars": bars(results)}
        arguments.json.write_text(json.dumps(measured, indent=1) + "\n")
    if not arguments.command:
        document.write(ROOT / "docs" / "performance.md", machine, document.versions(DATAFLINT), results,
                       bars(results))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (agreement.Disagreement, subprocess.CalledProcessError, RuntimeError) as failure:
        print(f"bench: {failure}", file=sys.stderr)
        sys.exit(1)
