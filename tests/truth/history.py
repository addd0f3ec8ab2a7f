"""Compares dataflint's figures with what Spark's own History Server answered for the committed logs."""

import json
import lzma
import pathlib

from compare import MISSING, Comparison
from exceptions import excuse_history

DISTRIBUTIONS = ("taskMetricsDistributions", "executorMetricsDistributions")


def answers_of(path: pathlib.Path) -> dict:
    """The stored answers, by endpoint."""
    return json.loads(lzma.decompress(path.read_bytes()))


def logs_in(folder: pathlib.Path) -> list:
    """(name, log, answers) of every committed log, e.g. ("4.3.0/spill", ...)."""
    found = []
    for answers in sorted(folder.glob("*/*.api.json.xz")):
        name = answers.name.removesuffix(".api.json.xz")
        logs = [path for path in answers.parent.glob(f"{name}*")
                if path.name.split(".")[0] == name and path != answers]
        if len(logs) != 1:
            raise SystemExit(f"{answers}: {len(logs)} logs belong to it")
        found.append((f"{answers.parent.name}/{name}", logs[0], answers))
    return found


def at_quantiles(distributions, wanted: list):
    """The columns of a *MetricsDistributions object at the wanted quantiles; shorter columns stay as they are."""
    if not isinstance(distributions, dict) or "quantiles" not in distributions:
        return distributions
    has = distributions["quantiles"]
    at = [has.index(quantile) for quantile in wanted if quantile in has]

    def pick(value):
        if isinstance(value, dict):
            return {name: pick(column) for name, column in value.items()}
        return [value[i] for i in at] if isinstance(value, list) and len(value) == len(has) else value
    return {name: pick(column) for name, column in distributions.items()}


def compare_stage(compare: Comparison, path: str, detail: dict, stage: dict) -> None:
    """One stage attempt's answer with details and summaries; what the list of stages says too is not in it."""
    for name, value in detail.items():
        actual = stage.get(name, MISSING)
        if name in DISTRIBUTIONS and isinstance(actual, dict):
            value = at_quantiles(value, actual.get("quantiles", []))
        compare.tree(f"{path}.{name}", value, actual)


def compare_log(name: str, answers: dict, spark: dict, tasks_of) -> Comparison:
    """`spark` is the member of that name of `analyze -o json --full`; tasks_of(stage id, attempt id) gives the
    tasks of one stage attempt."""
    application = spark.get("application", {})
    compare = Comparison(lambda path, expected, actual: excuse_history(name, answers, path, expected, actual))
    stages = {f"{stage.get('stageId')}/{stage.get('attemptId')}": stage for stage in spark.get("stages", [])}
    for endpoint, answer in answers.items():
        base = endpoint.split("?")[0]
        if base == "":
            compare.tree("application", answer, application)
        elif base == "jobs":
            compare.tree("jobs", answer, spark.get("jobs", MISSING))
        elif base == "stages":
            compare.tree("stages", answer, spark.get("stages", MISSING))
        elif base == "allexecutors":
            compare.tree("executors", answer, spark.get("executors", MISSING))
        elif base == "storage/rdd":
            compare.tree("rdds", answer, spark.get("rdds", MISSING))
        elif base == "environment":
            compare.tree("environment", answer, spark.get("environment", MISSING))
        elif base == "sql":
            compare.tree("sql", answer, spark.get("sql", MISSING))
        elif base.endswith("/taskList"):
            _, stage, attempt, _ = base.split("/")
            compare.tree(f"tasks[{stage}.{attempt}]", answer, tasks_of(stage, attempt))
        elif base.startswith("storage/rdd/"):
            rdds = {str(rdd.get("id")): rdd for rdd in spark.get("rdds", [])}
            compare.tree(f"rdd[{base[12:]}]", answer, rdds.get(base[12:], MISSING))
        elif base.startswith("stages/"):
            compare_stage(compare, f"stage[{base[7:].replace('/', '.')}]", answer, stages.get(base[7:], {}))
        else:
            raise SystemExit(f"{name}: nothing is known of endpoint {endpoint}")
    return compare
