# ctest labels: native
"""The parts of the benchmark that judge and write: agreement of contestants, bars, the document; and its inputs."""

import contextlib
import copy
import io
import json
import os
import subprocess
import sys
import tempfile
import tomllib
import unittest
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("DATAFLINT_BUILD_DIR", ROOT / "build"))
DATAFLINT = Path(os.environ.get("DATAFLINT", BUILD / "dataflint"))
sys.path.insert(0, str(ROOT / "bench"))
import agreement  # noqa: E402
import document  # noqa: E402
import inputs  # noqa: E402
import photon_shape  # noqa: E402
import run  # noqa: E402
from measuring import CommandFailed, Sample, interleaved, summary  # noqa: E402
from measuring import run as run_command  # noqa: E402


def report(log: Path) -> dict:
    done = subprocess.run([DATAFLINT, "analyze", "-q", "-o", "json", "--full", log], capture_output=True, check=True)
    return json.loads(done.stdout)


def figures(spark: dict) -> agreement.Figures:
    return agreement.of_rest(spark["jobs"], spark["stages"], spark["sql"])


class Agreement(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = report(inputs.JOINS)["spark"]
        cls.rapids = [{theirs: str(agreement.of_rest([], [stage], [])[f"stage {stage['stageId']}"][ours])
                       for theirs, ours in agreement.RAPIDS_STAGE.items()} | {"stageId": str(stage["stageId"])}
                      for stage in cls.spark["stages"]]

    def test_equal_figures_agree(self):
        self.assertGreater(agreement.check(figures(self.spark), "itself", figures(self.spark)), 150)
        theirs = agreement.of_rapids(self.spark["jobs"], self.rapids, self.spark["sql"])
        self.assertGreater(agreement.check(figures(self.spark), "rapids-tools", theirs), 100)

    def check_fails(self, theirs: agreement.Figures, said: str):
        with self.assertRaisesRegex(agreement.Disagreement, said):
            agreement.check(figures(self.spark), "the other", theirs)

    def test_another_figure_of_a_stage(self):
        for name in ("executorCpuTime", "shuffleReadBytes", "numCompleteTasks"):
            changed = copy.deepcopy(self.spark)
            changed["stages"][2][name] += 1
            self.check_fails(figures(changed), name)
        rapids = copy.deepcopy(self.rapids)
        rapids[1]["executorCPUTime_sum"] = "1"
        self.check_fails(agreement.of_rapids(self.spark["jobs"], rapids, self.spark["sql"]), "executorCpuTime in ms")

    def test_a_missing_stage_or_job(self):
        self.check_fails(figures({**self.spark, "stages": self.spark["stages"][1:]}), "does not have it")
        self.check_fails(figures({**self.spark, "jobs": self.spark["jobs"][1:]}), "jobs: dataflint 2, the other 1")

    def test_nothing_in_common(self):
        with self.assertRaises(agreement.Disagreement):
            agreement.check({}, "the other", {})


def taken(seconds: float) -> dict:
    return summary([Sample(seconds, seconds, 30.0)]).as_json()


FACTS = {"bytes": 1_000_000_000, "jobs": 2, "tasks": 1_000_000, "sql_executions": 1}
PARTS = {
    "shape": {"3.5.9": {"logs": 2, "successful": 200, "left": 1, "unsuccessful": 7},
              "4.3.0": {"logs": 1, "successful": 50, "left": 0, "unsuccessful": 0}},
    "memory": {"1m": {"log": FACTS, "peak_mb": 100.0, "seconds": 1.0},
               "3m": {"log": FACTS | {"tasks": 3_000_000}, "peak_mb": 200.0, "seconds": 3.0},
               "10gb": {"log": FACTS, "peak_mb": 300.0, "seconds": 5.0}},
    "codecs": {name: {"log": FACTS, "analysis": taken(0.6), "decoder": taken(0.2), "parser": taken(0.5)}
               for name in run.CODECS},
    "follow": {"milliseconds": 20.0},
    "many": {"bytes": 2_000_000_000, "dataflint": taken(3.0)},
    "peers": {"log": FACTS, "stored": 30_000_000, "agree": {"history-server": 1234, "rapids-tools": 567},
              "contestants": {"zstd": taken(0.4), "dataflint": taken(0.5), "history-server": taken(15.0),
                              "rapids-tools": taken(10.0)}},
}


class BarsAndDocument(unittest.TestCase):
    def test_values(self):
        expected = {"zstd-vs-decoder": 1.25, "faster-than-history-server": 30, "faster-than-rapids-profiling": 20,
                    "photon-vs-slower-part": 1.2, "plain-vs-slower-part": 1.2, "gzip-vs-slower-part": 1.2,
                    "lz4-vs-slower-part": 1.2, "peak-memory-1m-tasks": 100, "memory-per-further-task": 50,
                    "peak-memory-10gb": 300, "ten-thousand-logs": 3, "follow-1mb": 20, "fallback-lines": 0.5}
        values = run.bars(PARTS)
        self.assertEqual(values.keys(), expected.keys())
        for name, value in expected.items():
            self.assertAlmostEqual(values[name], value, msg=name)

    def test_every_value_is_a_bar_and_the_command_prints_it(self):
        declared = {bar["id"] for bar in tomllib.loads((ROOT / "bars.toml").read_text())["bar"]
                    if bar["command"] == "bench/run.py bars"}
        self.assertLessEqual(run.bars(PARTS).keys(), declared)
        measured = {name: mock.Mock(return_value=PARTS[name]) for name in PARTS}
        printed = io.StringIO()
        with mock.patch.object(run, "PARTS", measured), mock.patch.object(sys, "argv", ["run.py", "bars"]), \
                contextlib.redirect_stdout(printed):
            self.assertEqual(run.main(), 0)
        lines = printed.getvalue().splitlines()
        self.assertEqual({line.split()[1] for line in lines}, run.bars(PARTS).keys())
        self.assertIn("BAR zstd-vs-decoder 1.25", lines)

    def test_document_says_what_is_missed_and_what_is_not_measured(self):
        machine = {"cores": 2, "cpu": "a CPU", "memory_gb": 8, "system": "Debian", "load": 0.1}
        tools = {"dataflint": "1", "zstd": "1.5", "spark": "3.5", "rapids-tools": "26", "java": "17"}
        text = document.render(machine, tools, PARTS, run.bars(PARTS))
        self.assertIn("Missed in this run: `faster-than-rapids-profiling`, `peak-memory-10gb`.", text)
        self.assertIn("1.25 x | yes |", text)
        self.assertIn("300 MB | **no** |", text)
        self.assertNotIn("busy", text)
        self.assertIn("busy with other work", document.render(machine | {"load": 7.0}, tools, PARTS, run.bars(PARTS)))
        values = run.bars(PARTS)
        del values["fallback-lines"]
        self.assertIn("not measured", document.bars_table(values)[0])

    def test_table(self):
        self.assertEqual(document.table(["what", "time"], [["zstd", "1 s"]]), "| what | time |\n|---|--:|\n| zstd | 1 s |")


class Measuring(unittest.TestCase):
    def test_a_command_that_fails_is_no_measurement(self):
        with self.assertRaisesRegex(CommandFailed, "(?s)exit code 3.*broken"):
            run_command(["sh", "-c", "echo broken >&2; exit 3"])

    def test_processor_time_and_memory(self):
        sample = run_command(["python3", "-c", "x = b'1' * 90_000_000; sum(range(1_000_000))"])
        self.assertGreater(sample.peak_mb, 90)
        self.assertGreater(sample.cpu_seconds, 0.001)

    def test_contestants_take_turns(self):
        order: list[str] = []
        interleaved(2, {name: lambda name=name: order.append(name) or Sample(1) for name in "ab"})
        self.assertEqual("".join(order), "abab")

    def test_summary(self):
        row = summary([Sample(3, 1, 10), Sample(1, 5, 30), Sample(2, 4, 20)])
        self.assertEqual((row.seconds, row.least, row.most, row.cpu_seconds, row.peak_mb), (2, 1, 3, 4, 30))


class Inputs(unittest.TestCase):
    def test_photon_shape(self):
        source = inputs.unpacked(inputs.WIDE)
        rewritten = photon_shape.rewritten(source)
        events = [json.loads(line) for line in rewritten.splitlines()]
        self.assertEqual(len(events), source.count(b"\n"))
        self.assertEqual(events[0]["Event"], "DBCEventLoggingListenerMetadata")
        ends = [event for event in events if event["Event"] == "SparkListenerTaskEnd"]
        sizes = sorted(len(end["Task Info"]["Accumulables"]) for end in ends)
        self.assertAlmostEqual(sizes[len(sizes) // 2], 225, delta=5)

        def metrics(node):
            yield from (metric["accumulatorId"] for metric in node["metrics"])
            for child in node["children"]:
                yield from metrics(child)
        owned = {metric for event in events if "sparkPlanInfo" in event for metric in metrics(event["sparkPlanInfo"])}
        for item in ends[-1]["Task Info"]["Accumulables"]:
            self.assertTrue(item["ID"] in owned or item["Name"].startswith("internal.metrics."), item)

    def test_photon_shape_is_read_by_shape_and_folded(self):
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "photon.json"
            log.write_bytes(photon_shape.rewritten(inputs.unpacked(inputs.WIDE)))
            said = report(log)
        self.assertEqual(said["statistics"]["fallbackLines"], 0)
        folded = [metric for node in said["spark"]["sql"][0]["nodes"] for metric in node.get("metrics", [])
                  if metric["name"] == "cumulative time"]
        self.assertGreater(sum(metric.get("total", 0) for metric in folded), 1_000_000)

    def test_lz4_blocks(self):
        source = inputs.unpacked(inputs.SMALL)
        with tempfile.TemporaryDirectory() as folder:
            plain, packed = Path(folder) / "log", Path(folder) / "log.lz4"
            plain.write_bytes(source)
            with packed.open("wb") as out:
                subprocess.run([BUILD / "pack_lz4_blocks"], input=source, stdout=out, check=True)
            self.assertEqual(packed.read_bytes()[:8], b"LZ4Block")
            self.assertLess(packed.stat().st_size, len(source) / 2)
            self.assertEqual(report(packed)["spark"], report(plain)["spark"])


if __name__ == "__main__":
    unittest.main()
