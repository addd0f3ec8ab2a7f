#!/usr/bin/env python3
"""Runs the planted pairs with real Spark: each a job with one problem on purpose, and the same job without it.

    python3 scripts/pairs/make_pairs.py [--only hot-key,one-gzip-file] [--waiting | --busy] [--runs 3]

Needs what scripts/logs/make_logs.py needs. Pairs are listed in planted.py; their jobs are jobs/*.py. The bad and the fixed
job run in turn, so that a machine that slows down slows both. What is kept of a pair, in tests/data/pairs/ID/: the
log of the bad run with the median wall time, packed again as small as zstd can (bad.zstd), and the times of all runs
(measured.json), from their logs. tests/pairs compares them with what dataflint says of the bad log.

Jobs that mostly wait (for a service, in sleep) take as long on a busy machine: --waiting runs them only, --at-once
several at a time. --busy runs the others, which need the machine for themselves.
"""

import argparse
import concurrent.futures
import contextlib
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "logs")]
import make_logs  # noqa: E402
import planted  # noqa: E402

LONGEST_RUN = 600  # s


class Site(make_logs.Site):
    """A folder for one pair: its jobs see only its own data."""

    def __init__(self, root: pathlib.Path, version: str, env: pathlib.Path):
        super().__init__(root, version, env)
        shutil.copytree(HERE / "jobs", root / "jobs", dirs_exist_ok=True)

    def run(self, pair: planted.Pair, variant: str) -> pathlib.Path:
        """Runs the job as `variant`: "prepare", "bad" or "fixed"; returns its log."""
        command = [str(self.spark / "bin" / "spark-submit"), "--master", pair.master_of(variant)]
        for key, value in pair.conf_of(variant).items():
            command += ["--conf", f"{key}={value.format(root=self.root)}"]
        before = self.events()
        with open(self.root / "tmp" / f"{variant}.out", "wb") as out:
            code = subprocess.run([*command, f"{self.root}/jobs/{pair.file}", variant], cwd=self.root,
                                  env=self.environment(), stdin=subprocess.DEVNULL,
                                  stdout=out, stderr=subprocess.STDOUT, timeout=LONGEST_RUN).returncode
        shutil.rmtree(self.root / "work", ignore_errors=True)
        if code:
            raise RuntimeError(f"{pair.id} {variant}: exit code {code}, see {out.name}")
        new = self.events() - before
        if len(new) != 1:
            raise RuntimeError(f"{pair.id} {variant}: expected one new log, got {sorted(new)}; see {out.name}")
        return self.root / "events" / new.pop()


@contextlib.contextmanager
def cluster(site: Site, pair: planted.Pair):
    """The standalone cluster that the pair asks for: its machines are addresses of this one."""
    processes = []

    def start(address: str, *arguments: str) -> None:
        environment = {**site.environment(), "SPARK_LOCAL_IP": address}
        del environment["SPARK_LOCAL_HOSTNAME"]
        out = open(site.root / "tmp" / f"{address}-{len(processes)}.out", "wb")
        processes.append(subprocess.Popen(
            [str(site.spark / "bin" / "spark-class"), *arguments, "--host", address, "--webui-port", "0"],
            cwd=site.root, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT))

    try:
        if pair.workers:
            start("127.0.0.1", "org.apache.spark.deploy.master.Master", "--port", pair.master.rsplit(":")[-1])
            for n in range(pair.workers):
                start(f"127.0.0.{n + 1}", "org.apache.spark.deploy.worker.Worker", pair.master, "--cores", "2",
                      "--memory", "1024m")
            time.sleep(30)  # until all have come
        yield
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(30)


def times_of(log: pathlib.Path) -> dict:
    """Wall time and available core time of a run, from Spark's own events; of these, what passed before the first
    query or Spark job. All in ms."""
    start = end = first = 0
    executors: dict[str, list] = {}  # id: [added, removed, cores]
    text = subprocess.run(["zstd", "-dcq", log], stdout=subprocess.PIPE, check=True).stdout
    for line in text.splitlines():
        event = line[:100]
        if b"SparkListenerApplicationStart" in event:
            start = json.loads(line)["Timestamp"]
        elif b"SparkListenerApplicationEnd" in event:
            end = json.loads(line)["Timestamp"]
        elif b"SparkListenerJobStart" in event and not first:
            first = json.loads(line)["Submission Time"]
        elif b"SparkListenerSQLExecutionStart" in event and not first:
            first = json.loads(line)["time"]
        elif b"SparkListenerExecutorAdded" in event:
            added = json.loads(line)
            executors[added["Executor ID"]] = [added["Timestamp"], 0, added["Executor Info"]["Total Cores"]]
        elif b"SparkListenerExecutorRemoved" in event:
            removed = json.loads(line)
            executors[removed["Executor ID"]][1] = removed["Timestamp"]

    def core_time(until: int) -> int:
        return sum(max(0, min(removed or end, until) - added) * cores for added, removed, cores in executors.values())

    return {"wallMs": end - start, "coreMs": core_time(end), "startWallMs": first - start, "startCoreMs": core_time(first)}


def measure(pair: planted.Pair, args) -> str:
    """Runs both jobs of a pair in turn, and keeps what came out; returns a line about it."""
    site = Site(args.root / pair.id, pair.spark, make_logs.install(pair.spark, args.cache))
    if pair.prepares:
        site.run(pair, "prepare")
    runs: dict[str, list] = {"bad": [], "fixed": []}
    with cluster(site, pair):
        for _ in range(args.runs):
            for variant, done in runs.items():
                log = site.run(pair, variant)
                done.append((times_of(log), log))
                time.sleep(1)
    keep(pair, runs, args.out / pair.id)
    shutil.rmtree(site.root / "data", ignore_errors=True)
    shown = {variant: " ".join(f"{times['wallMs'] / 1000:.1f}" for times, _ in done) for variant, done in runs.items()}
    size = (args.out / pair.id / "bad.zstd").stat().st_size
    return f"{pair.id}: bad {shown['bad']} s, fixed {shown['fixed']} s, log {size:,} bytes"


def keep(pair: planted.Pair, runs: dict, out: pathlib.Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    middle = statistics.median_low(times["wallMs"] for times, _ in runs["bad"])
    log = next(log for times, log in runs["bad"] if times["wallMs"] == middle)
    text = subprocess.run(["zstd", "-dcq", log], stdout=subprocess.PIPE, check=True).stdout
    subprocess.run(["zstd", "--ultra", "-22", "-qf", "-o", out / "bad.zstd"], input=text, check=True)
    measured = {"spark": pair.spark, "machineCores": os.cpu_count(), "master": pair.master,
                **({"fixedMaster": pair.fixed_master} if pair.fixed_master else {}),
                **{variant: {key: [times[key] for times, _ in done] for key in done[0][0]}
                   for variant, done in runs.items()}}
    (out / "measured.json").write_text(json.dumps(measured) + "\n")


def main() -> int:
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "dataflint" / "spark"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="only these pairs, comma separated")
    parser.add_argument("--waiting", action="store_true", help="only pairs that mostly wait")
    parser.add_argument("--busy", action="store_true", help="only pairs that need the machine's cores")
    parser.add_argument("--runs", type=int, default=3, help="runs of each job")
    parser.add_argument("--at-once", type=int, default=1, help="pairs that run at the same time")
    parser.add_argument("--cache", type=pathlib.Path, default=cache, help="where Spark is installed")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path("/srv/pairs"), help="where applications run")
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parents[1] / "tests" / "data" / "pairs")
    args = parser.parse_args()
    only = set(args.only.split(",")) if args.only else None
    unknown = (only or set()) - {pair.id for pair in planted.PAIRS}
    if unknown:
        parser.error(f"no such pair: {', '.join(sorted(unknown))}")
    pairs = [pair for pair in planted.PAIRS if (not only or pair.id in only) and not (args.waiting and not pair.waits)
             and not (args.busy and pair.waits)]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(args.at_once) as pool:
        for future in concurrent.futures.as_completed([pool.submit(measure, pair, args) for pair in pairs]):
            try:
                print(future.result(), flush=True)
            except Exception as error:
                failed += 1
                print(f"FAILED {error}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
