"""The other tools that read event logs: Spark's History Server and NVIDIA's rapids-tools, both from PyPI."""

import csv
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from inputs import FOLDER, ROOT
from measuring import MB, CommandFailed, Sample, run, say

sys.path.insert(0, str(ROOT / "scripts" / "logs"))
import make_logs  # noqa: E402

SPARK_VERSION = "3.5.9"
RAPIDS_VERSION = "26.8.4"
HEAP = "8g"
PATIENCE = 1800  # seconds until an answer; a loaded machine is slow
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "dataflint"


def install_spark() -> Path:
    return make_logs.install(SPARK_VERSION, CACHE / "spark")


def install_rapids() -> Path:
    """Returns the jar that the wheel of rapids-tools carries."""
    folder = CACHE / f"rapids-tools-{RAPIDS_VERSION}"
    if not (folder / "ready").exists():
        say(f"installing spark-rapids-user-tools {RAPIDS_VERSION} into {folder}")
        subprocess.run([install_spark() / "bin" / "pip", "install", "-q", "--no-deps", "--target", folder,
                        f"spark-rapids-user-tools=={RAPIDS_VERSION}"], check=True)
        (folder / "ready").touch()
    (jar,) = folder.glob("spark_rapids_pytools/resources/generated_files/core/jars/rapids-4-spark-tools_*.jar")
    return jar


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def used_by(process: int) -> tuple[float, float]:
    """CPU seconds and peak resident MB of a running process."""
    stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    status = Path(f"/proc/{process}/status").read_text()
    peak = re.search(r"^VmHWM:\s+(\d+) kB", status, re.M)
    assert peak
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"), int(peak[1]) * 1024 / MB


class HistoryServerLoad:
    """Spark's History Server with the log in its folder; `__call__` measures one load in a fresh server.

    The load is the time from the first request for the application to the end of the answer: the server has started
    and listed the log before. In memory, nothing is kept on disk.
    """

    def __init__(self, log: Path):
        self.folder = FOLDER / "history-server"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.site = make_logs.Site(self.folder, SPARK_VERSION, install_spark())
        self.logs = self.folder / "history"
        os.link(log, self.logs / "application.zstd")
        self.answers: dict = {}

    def __call__(self) -> Sample:
        with make_logs.HistoryServer(self.site, self.logs, {}, HEAP, free_port()) as server:
            (application,) = server.applications(1, PATIENCE)
            cpu_before, _ = used_by(server.process.pid)
            start = time.perf_counter()
            jobs = server.get(f"applications/{application['id']}/jobs", PATIENCE)
            seconds = time.perf_counter() - start
            cpu, peak = used_by(server.process.pid)
            if not self.answers:
                at = f"applications/{application['id']}"
                self.answers = {"jobs": jobs, "stages": server.get(f"{at}/stages", PATIENCE),
                                "sql": server.get(f"{at}/sql?details=false&length=1000000", PATIENCE)}
        return Sample(seconds, cpu - cpu_before, peak)


class RapidsProfiling:
    """rapids-tools' Profiler on the log, one fresh JVM for each call; its own clock, which starts after the JVM."""

    def __init__(self, log: Path):
        spark = make_logs.pyspark_home(install_spark())
        self.output = FOLDER / "rapids-tools"
        self.printed = FOLDER / "rapids-tools.out"
        self.command = ["java", f"-Xmx{HEAP}", "-cp", f"{install_rapids()}:{spark}/jars/*",
                        "com.nvidia.spark.rapids.tool.profiling.ProfileMain", "--csv", "--num-threads", "1",
                        "--output-directory", self.output, log]

    def __call__(self) -> Sample:
        shutil.rmtree(self.output, ignore_errors=True)
        whole = run(self.command, self.printed, os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"})
        took = re.search(r"Profile Tool execution time: (\d+)ms", self.printed.read_text(errors="replace"))
        if not took:
            raise CommandFailed(f"rapids-tools did not say how long it took, see {self.printed}")
        return Sample(int(took[1]) / 1000, whole.cpu_seconds, whole.peak_mb)

    def table(self, name: str) -> list[dict]:
        (found,) = self.output.glob(f"rapids_4_spark_profile/*/{name}.csv")
        with found.open(newline="") as rows:
            return list(csv.DictReader(rows))
