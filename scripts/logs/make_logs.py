#!/usr/bin/env python3
"""Makes the event logs in tests/data/logs with real Spark, and asks that Spark's own History Server about each.

    python3 scripts/logs/make_logs.py [--version 4.3.0] [--only spill,clean] [--root /srv/demo]

Needs Java 17, Python 3, zstd and the PyPI registry. Spark is installed into virtual environments below --cache
(330-520 MB a version). Applications run in --root: its path is in the logs, so it should have a neutral name.
For each application two files: the log as Spark wrote it, and NAME.api.json.xz, the History Server's answers
({"endpoint": answer, ...}, endpoints of REST API v1 below /applications/ID).
"""

import argparse
import json
import lzma
import os
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import plan  # noqa: E402

QUANTILES = "0.0,0.05,0.25,0.5,0.75,0.95,1.0"
PORT = 18181
MAX_TASKS_LISTED = 400
# Spark 3.3's own cloudpickle cannot pickle functions of Python 3.11; this later release of it can.
CLOUDPICKLE_FOR_OLD_SPARK = "2.2.1"


def install(version: str, cache: pathlib.Path) -> pathlib.Path:
    """Installs pyspark of this version into its own virtual environment; returns the environment."""
    env = cache / version
    if not (env / "ready").exists():
        print(f"installing pyspark {version} into {env}", flush=True)
        if not (env / "bin" / "python").exists():
            venv.create(env, with_pip=True)
        packages = [f"pyspark=={version}", "setuptools"]
        if version.startswith("3.3."):
            packages.append(f"cloudpickle=={CLOUDPICKLE_FOR_OLD_SPARK}")
        subprocess.run([env / "bin" / "pip", "install", "-q", *packages], check=True)
        if version.startswith("3.3."):
            replace_cloudpickle(next((env / "lib").glob("python3*/site-packages")))
        (env / "ready").touch()
    return env


def replace_cloudpickle(site: pathlib.Path) -> None:
    """Puts the installed cloudpickle into pyspark: beside its modules and in the archive that spark-submit uses."""
    texts = {}
    for name in ("__init__.py", "cloudpickle.py", "cloudpickle_fast.py", "compat.py"):
        text = (site / "cloudpickle" / name).read_text().replace("from cloudpickle.", "from pyspark.cloudpickle.")
        texts[f"pyspark/cloudpickle/{name}"] = text
    for name, text in texts.items():
        (site / name).write_text(text)
    archive = site / "pyspark" / "python" / "lib" / "pyspark.zip"
    with zipfile.ZipFile(archive) as old:
        entries = [(info, old.read(info)) for info in old.infolist() if info.filename not in texts]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as new:
        for info, content in entries:
            new.writestr(info, content)
        for name, text in texts.items():
            new.writestr(name, text)


def pyspark_home(env: pathlib.Path) -> pathlib.Path:
    return next((env / "lib").glob("python3*/site-packages")) / "pyspark"


class Site:
    """The folder in which the applications of one Spark version run: neutral paths, user and host."""

    def __init__(self, root: pathlib.Path, version: str, env: pathlib.Path):
        self.root, self.version = root, version
        for name in ("tmp", "data", "warehouse", "events", "history", "work"):
            shutil.rmtree(root / name, ignore_errors=True)
        for name in ("tmp", "data", "warehouse", "events", "history", "work", "jobs"):
            (root / name).mkdir(parents=True, exist_ok=True)
        self.spark = root / "spark"
        self._link(self.spark, pyspark_home(env))
        self._link(root / "python", env)

    @staticmethod
    def _link(link: pathlib.Path, target: pathlib.Path) -> None:
        if link.is_symlink():
            link.unlink()
        link.symlink_to(target)

    def environment(self) -> dict:
        keep = {key: os.environ[key] for key in ("JAVA_HOME", "LANG", "LC_ALL") if key in os.environ}
        python = str(self.root / "python" / "bin" / "python")
        return {**keep, "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.root), "TZ": "UTC",
                "SPARK_HOME": str(self.spark), "SPARK_USER": "spark", "HADOOP_USER_NAME": "spark",
                "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME": "localhost",
                "SPARK_WORKER_DIR": str(self.root / "work"), "PYSPARK_PYTHON": python,
                "PYSPARK_DRIVER_PYTHON": python, "DEMO_ROOT": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"}

    def events(self) -> set:
        return {path.name for path in (self.root / "events").iterdir() if not path.name.startswith(".")}

    def run(self, work: plan.Workload) -> pathlib.Path:
        """Runs one application; returns its log."""
        script = self.root / "jobs" / work.file
        shutil.copy(HERE / "workloads" / work.file, script)
        conf = {**plan.BASE_CONF, **work.conf}
        command = [str(self.spark / "bin" / "spark-submit"), "--master", work.master]
        for key, value in conf.items():
            command += ["--conf", f"{key}={value.format(root=self.root)}"]
        before, started = self.events(), time.time()
        with open(self.root / "tmp" / f"{work.name}.out", "wb") as out:
            code = subprocess.run([*command, str(script)], cwd=self.root, env=self.environment(), stdin=subprocess.DEVNULL,
                                  stdout=out, stderr=subprocess.STDOUT, timeout=600).returncode
        if code and not work.killed:
            raise SystemExit(f"{work.name}: exit code {code}, see {out.name}")
        new = sorted(self.events() - before)
        if len(new) != 1:
            raise SystemExit(f"{work.name}: expected one new log, got {new}; see {out.name}")
        log = self.root / "events" / new[0]
        print(f"{self.version} {work.name}: {time.time() - started:.1f} s, {size_of(log):,} bytes", flush=True)
        return log


def size_of(path: pathlib.Path) -> int:
    return sum(f.stat().st_size for f in path.rglob("*") if f.is_file()) if path.is_dir() else path.stat().st_size


class HistoryServer:
    """That Spark's own History Server over a folder of logs, on the loopback interface."""

    def __init__(self, site: Site, folder: pathlib.Path, conf: dict, memory: str = "2g", port: int = PORT):
        self.site, self.port = site, port
        options = {"spark.history.fs.logDirectory": f"file:{folder}", "spark.history.ui.port": str(port),
                   "spark.history.fs.update.interval": "1s", "spark.ui.retainedJobs": "1000000",
                   "spark.ui.retainedStages": "1000000", "spark.ui.retainedTasks": "10000000",
                   "spark.ui.retainedDeadExecutors": "1000000", "spark.sql.ui.retainedExecutions": "1000000", **conf}
        properties = site.root / "tmp" / "history.properties"
        properties.write_text("".join(f"{key} {value}\n" for key, value in options.items()))
        self.log = open(site.root / "tmp" / "history.out", "wb")
        self.process = subprocess.Popen(
            [str(site.spark / "bin" / "spark-class"), "org.apache.spark.deploy.history.HistoryServer",
             "--properties-file", str(properties)],
            cwd=site.root, env={**site.environment(), "SPARK_DAEMON_MEMORY": memory}, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=subprocess.STDOUT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()

    def get(self, path: str, seconds: float = 120):
        url = f"http://127.0.0.1:{self.port}/api/v1/{path}"
        with urllib.request.urlopen(url, timeout=seconds) as answer:
            return json.load(answer)

    def applications(self, count: int, seconds: int = 60) -> list:
        """The list of applications, once the server knows this many."""
        found = []
        for _ in range(2 * seconds):
            if self.process.poll() is not None:
                raise SystemExit(f"the History Server ended, see {self.log.name}")
            try:
                found = self.get("applications?limit=100000")
            except (OSError, urllib.error.URLError):
                pass
            if len(found) >= count:
                return found
            time.sleep(0.5)
        raise SystemExit(f"the History Server lists {len(found)} of {count} applications, see {self.log.name}")

    def answers(self, app: str, with_tasks: bool, whole_environment: bool) -> dict:
        """What it answers for one application, by endpoint."""
        at = f"applications/{app}"
        answers = {"": self.get(at)}
        endpoints = ["jobs", "stages?details=false", "allexecutors", "storage/rdd", "environment",
                     "sql?details=true&planDescription=false&length=100000"]
        for endpoint in endpoints:
            answers[endpoint] = self.get(f"{at}/{endpoint}")
        if not whole_environment:
            for part in ("hadoopProperties", "classpathEntries"):
                answers["environment"].pop(part, None)
        for rdd in answers["storage/rdd"]:
            answers[f"storage/rdd/{rdd['id']}"] = self.get(f"{at}/storage/rdd/{rdd['id']}")
        stages = answers["stages?details=false"]
        list_tasks = with_tasks and sum(stage["numTasks"] for stage in stages) <= MAX_TASKS_LISTED
        for stage in stages:
            if stage["status"] in ("PENDING", "SKIPPED"):
                continue
            attempt = f"stages/{stage['stageId']}/{stage['attemptId']}"
            endpoint = f"{attempt}?details=true&withSummaries=true&quantiles={QUANTILES}"
            # Tasks have an endpoint of their own; the rest is what the list of stages says.
            answers[endpoint] = {key: value for key, value in self.get(f"{at}/{endpoint}").items()
                                 if key != "tasks" and stage.get(key) != value}
            if list_tasks:
                answers[f"{attempt}/taskList?length=100000"] = self.get(f"{at}/{attempt}/taskList?length=100000")
        return answers


def write_answers(path: pathlib.Path, answers: dict) -> None:
    text = json.dumps(answers, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def keep(log: pathlib.Path, target: pathlib.Path) -> None:
    """Copies a log, as written, to its place."""
    for old in target.parent.glob(target.name.split(".")[0] + ".*"):
        if not old.name.endswith(".api.json.xz"):
            old.unlink()
    if log.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(log, target, ignore=shutil.ignore_patterns(".*"))
    else:
        shutil.copyfile(log, target)


def compact(site: Site, log: pathlib.Path, out: pathlib.Path) -> None:
    """Lets the History Server compact a copy of the rolled log."""
    folder = site.root / "history"
    copy = folder / log.name
    shutil.copytree(log, copy)
    with HistoryServer(site, folder, {"spark.history.fs.eventLog.rolling.maxFilesToRetain": "2",
                                      "spark.history.fs.eventLog.rolling.compaction.score.threshold": "0.0"}) as server:
        server.applications(1)
        for _ in range(60):
            if list(copy.glob("*.compact*")):
                break
            time.sleep(0.5)
        else:
            raise SystemExit(f"no compaction took place in {copy}")
        time.sleep(3)
    shutil.rmtree(out / "rolling-compacted", ignore_errors=True)
    keep(copy, out / "rolling-compacted" / log.name)
    shutil.rmtree(copy)


def make(version: str, works: list, args) -> None:
    """Runs the applications and keeps their logs."""
    site, out = Site(args.root, version, install(version, args.cache)), args.out / version
    out.mkdir(parents=True, exist_ok=True)
    for work in works:
        log = site.run(work)
        if work.rolling:
            shutil.rmtree(out / work.name, ignore_errors=True)
            keep(log, out / work.name / log.name)
            if version in plan.NEWEST:
                compact(site, log, out)
        else:
            suffix = ("." + work.codec if work.codec else "") + (".inprogress" if work.killed else "")
            keep(log, out / (work.name + (suffix or ".json")))


def log_of(out: pathlib.Path, name: str) -> pathlib.Path:
    """The kept log of that name: a file, or Spark's folder inside the folder of that name."""
    found = [p for p in out.glob(f"{name}*") if p.name.split(".")[0] == name and not p.name.endswith(".api.json.xz")]
    if len(found) != 1:
        raise SystemExit(f"{out}: {len(found)} logs named {name}")
    return next(found[0].iterdir()) if found[0].is_dir() else found[0]


def ask(version: str, works: list, args) -> None:
    """Asks the History Server of this version about the kept logs."""
    site, out = Site(args.root, version, install(version, args.cache)), args.out / version
    history = site.root / "history"
    names = {work.name: work for work in works}
    rounds = [list(names)] + [[work.name + "-compacted"] for work in works if work.rolling and version in plan.NEWEST]
    for round_ in rounds:
        shutil.rmtree(history)
        history.mkdir()
        with HistoryServer(site, history, {}) as server:
            known = set()
            for name in round_:
                log = log_of(out, name)
                if log.is_dir():
                    shutil.copytree(log, history / log.name)
                else:  # an extension tells the codec
                    shutil.copyfile(log, history / log.name.removesuffix(".json"))
                listed = {app["id"] for app in server.applications(len(known) + 1)}
                app, = listed - known
                known = listed
                work = names.get(name)
                write_answers(out / f"{name}.api.json.xz", server.answers(app, bool(work and work.tasks), name == "clean"))
    print(f"{version}: {size_of(out):,} bytes in {out}", flush=True)


def row(work_name: str, what: str, out: pathlib.Path) -> str:
    """One row of the README's table: what the log is and how large it is in each version."""
    cells, shape = [], ""
    for version in plan.VERSIONS:
        found = [p for p in (out / version).glob(f"{work_name}*")
                 if p.name.split(".")[0] == work_name and not p.name.endswith(".api.json.xz")]
        cells.append(f"{size_of(found[0]):,}" if found else "")
        answers = out / version / f"{work_name}.api.json.xz"
        if found and answers.exists():
            said = json.loads(lzma.decompress(answers.read_bytes()))
            stages = said["stages?details=false"]
            sql = next(value for key, value in said.items() if key.startswith("sql?"))
            shape = (f"{len(said['jobs'])} / {len(stages)} / "
                     f"{sum(s['numCompleteTasks'] + s['numFailedTasks'] + s['numKilledTasks'] for s in stages)} / {len(sql)}")
    return f"| `{work_name}` | {what} | {shape} | {' | '.join(cells)} |"


def write_readme(out: pathlib.Path) -> None:
    rows = []
    for work in plan.WORKLOADS:
        rows.append(row(work.name, f"{work.what}; `{work.master}`", out))
        if work.rolling:
            rows.append(row(work.name + "-compacted", "the same log after the History Server compacted it", out))
    text = (HERE / "README.template.md").read_text()
    (out / "README.md").write_text(text.replace("{versions}", " | ".join(plan.VERSIONS))
                                   .replace("{dashes}", "|".join("--:" for _ in plan.VERSIONS))
                                   .replace("{rows}", "\n".join(rows)))


def main() -> None:
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "dataflint" / "spark"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--version", action="append", choices=plan.VERSIONS, help="only this Spark version")
    parser.add_argument("--only", help="only these logs, by name, comma separated")
    parser.add_argument("--cache", type=pathlib.Path, default=cache, help="where Spark is installed")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path("/srv/demo"), help="where applications run")
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parents[1] / "tests" / "data" / "logs")
    parser.add_argument("--ask", action="store_true", help="only ask the History Server again about the kept logs")
    parser.add_argument("--readme", action="store_true", help="only write the README of --out again")
    args = parser.parse_args()
    only = set(args.only.split(",")) if args.only else None
    unknown = (only or set()) - {work.name for work in plan.WORKLOADS}
    if unknown:
        parser.error(f"no such log: {', '.join(sorted(unknown))}")
    for version in args.version or plan.VERSIONS:
        works = [work for work in plan.WORKLOADS if version in work.versions and (not only or work.name in only)]
        if works and not args.readme:
            if not args.ask:
                make(version, works, args)
            ask(version, works, args)
    write_readme(args.out)


if __name__ == "__main__":
    main()
