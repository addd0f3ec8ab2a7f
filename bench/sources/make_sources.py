#!/usr/bin/env python3
"""Makes bench/sources/*.zstd, the logs that bench/run.py repeats to the sizes it needs, with real Spark.

    python3 bench/sources/make_sources.py

Takes a minute for each; needs what scripts/logs/make_logs.py needs, and installs Spark where that does.
"""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "scripts" / "logs"))
import make_logs  # noqa: E402
import plan  # noqa: E402

SPARK_VERSION = "3.5.9"
ROOT = pathlib.Path("/srv/bench")  # its path is in the logs
CONF = {
    **plan.BASE_CONF,
    "spark.eventLog.compress": "false",  # packed harder below
    "spark.sql.shuffle.partitions": "200",
    "spark.sql.adaptive.enabled": "false",  # so that the stages keep their 200 tasks
    "spark.sql.autoBroadcastJoinThreshold": "-1",
}


def main():
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "dataflint" / "spark"
    site = make_logs.Site(ROOT, SPARK_VERSION, make_logs.install(SPARK_VERSION, cache))
    script = shutil.copy(HERE / "windows.py", ROOT / "jobs" / "windows.py")
    conf = [word for key, value in CONF.items() for word in ("--conf", f"{key}={value.format(root=ROOT)}")]
    for shape in ("joins", "wide"):
        before = site.events()
        subprocess.run([site.spark / "bin" / "spark-submit", "--master", "local[2]", *conf, script, shape], check=True,
                       cwd=ROOT, env=site.environment(), stdin=subprocess.DEVNULL)
        (log,) = site.events() - before
        subprocess.run(["zstd", "-q", "-f", "-19", ROOT / "events" / log, "-o", HERE / f"{shape}.zstd"], check=True)


if __name__ == "__main__":
    main()
