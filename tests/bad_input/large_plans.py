"""Plans of which stages, tables and failures are far more than a person writes: time and memory must stay in
proportion to the log, whatever the insights compare with what."""

import event_lines as made
from bad_input import OK, Input
from lines import tasks

GIB = 1 << 30


class Plan:
    """A plan under construction, and what a task adds to its metrics."""

    def __init__(self) -> None:
        self.values: dict[int, tuple[str, int]] = {}  # accumulator -> name and update

    def node(self, name: str, children: tuple = (), text: str = "", **metrics: int) -> dict:
        """`metrics`: names, with _ for spaces, and what a task adds."""
        made_metrics = []
        for metric, value in metrics.items():
            accumulator = len(self.values)
            self.values[accumulator] = (metric.replace("_", " "), value)
            kind = "size" if metric.startswith("size") else "sum"
            made_metrics.append(made.plan_metric(accumulator, kind, metric.replace("_", " ")))
        return made.plan_node(name, children, tuple(made_metrics), text)

    def all(self) -> tuple[dict, ...]:
        """What a task updates that ran all of it."""
        return tuple(made.accumulable(i, value, name) for i, (name, value) in self.values.items())

    def last(self) -> tuple[dict, ...]:
        """One update is enough to tell that a task ran the part of a plan that no exchange cuts."""
        return self.all()[-1:]


def query(plan: dict, stages: int, first: tuple, others: tuple) -> str:
    """One SQL execution with stages of a task each, of which the first has other updates."""
    infos = [made.stage_info(stage) for stage in range(stages)]
    properties = {"spark.sql.execution.id": "1"}
    lines = [made.sql_start(1, plan), made.job_start(0, infos, properties)]
    metrics = made.task_metrics(40_000)
    metrics["Input Metrics"] = {"Bytes Read": 20 * GIB, "Records Read": 1_000_000}
    for stage, info in enumerate(infos):
        lines += [made.stage_submitted(info, properties=properties),
                  made.task_end(stage, stage, 0, others if stage else first, finish=made.BEGIN + 40_000, metrics=metrics),
                  made.stage_completed(info)]
    return "".join(lines) + made.job_end(0) + made.sql_end(1)


def log_of(body: str):
    return lambda: iter((made.head(), body, made.application_end()))


def equal_parts(parts: int, stages: int):
    """A union of parts that all do the same, all of them computed by every stage."""
    plan = Plan()
    branches = tuple(plan.node("HashAggregate", (plan.node("Scan parquet shop.orders", number_of_output_rows=9000),),
                               "HashAggregate(keys=[a#1], functions=[])", number_of_output_rows=5000)
                     for _ in range(parts))
    union = plan.node("Union", branches, number_of_output_rows=5000 * parts)
    return log_of(query(union, stages, plan.all(), plan.last()))


def tables(count: int, stages: int, form: str):
    """A union of tables of small files, all read by every stage."""
    plan = Plan()
    scans = tuple(plan.node(f"Scan {form} shop.t{i}", number_of_files_read=5000, size_of_files_read=9000, scan_time=1000,
                            number_of_output_rows=9000) for i in range(count))
    union = plan.node("Union", scans, number_of_output_rows=9000 * count)
    return log_of(query(union, stages, plan.all(), plan.last()))


def unions(nodes: int, stages: int):
    """Unions of unions without an exchange, all run by every stage."""
    plan = Plan()
    tree = plan.node("Scan parquet shop.orders", number_of_output_rows=9000)
    for _ in range(nodes // 100):
        tree = plan.node("Union", (tree, *(plan.node("Project", text=f"Project [a#{k}]") for k in range(98))))
    return log_of(query(tree, stages, plan.all(), plan.last()))


def wide_scans(columns: int):
    """Two scans of the same files, of which one reads columns that the other does not, and the other way round."""
    plan = Plan()
    schemas = ("struct<" + ",".join(f"{letter}{i}:int" for i in range(columns)) + ",z:int>" for letter in "ab")
    scans = tuple(plan.node(
        "Scan parquet shop.orders", text="FileScan parquet shop.orders[" + ",".join(f"c{i}#{i}" for i in range(columns)) +
        f"] PushedFilters: [], ReadSchema: {schema}", number_of_files_read=5000, size_of_files_read=9000,
        number_of_output_rows=9000) for schema in schemas)
    exchange = plan.node("Exchange", (scans[1],), shuffle_records_written=5)
    union = plan.node("Union", (scans[0], exchange))
    return log_of(query(union, 2, plan.all(), plan.all()))


def failed_queries(count: int):
    """Jobs that fail, each by an exception of its own."""
    def feed():
        yield made.head()
        for i in range(count):
            info = made.stage_info(i)
            word = "".join(chr(ord("a") + i // 26**k % 26) for k in range(5))
            reason = {"Reason": "ExceptionFailure", "Class Name": f"org.shop.{word}Exception", "Description": word,
                      "Stack Trace": [], "Full Stack Trace": f"org.shop.{word}Exception: {word}\n\tat x.Y.z(Y.java:1)\n"}
            cause = f"Job aborted due to stage failure: Task 0 in stage {i}.0 failed 4 times, most recent failure: " \
                    f"Lost task 0.0 in stage {i}.0 (TID {i}) (worker executor 1): {word}"
            yield made.job_start(i, [info]) + made.stage_submitted(info)
            yield made.task_end(i, i, 0, reason=reason, Failed=True)
            yield made.stage_completed({**info, "Failure Reason": cause})
            yield made.line("SparkListenerJobEnd", **{
                "Job ID": i, "Completion Time": made.BEGIN + 50_000,
                "Job Result": {"Result": "JobFailed", "Exception": {"Message": cause, "Stack Trace": []}}})
        yield made.application_end()
    return feed


def profiles(count: int):
    """Each executor of a resource profile of its own, with a stage for it."""
    def feed():
        yield made.head()
        for i in range(count):
            yield made.executor_added(str(i + 2)).replace('"Resource Profile Id":0', f'"Resource Profile Id":{i + 1}')
            info = made.stage_info(i, **{"Resource_Profile_Id": i + 1})
            yield made.job_start(i, [info]) + made.stage_submitted(info)
            yield made.task_end(i, i, 0, executor=str(i + 2)) + made.stage_completed(info) + made.job_end(i)
        yield made.application_end()
    return feed


def fair_stages(count: int):
    """Stages of one task each that are all ready at once, under the fair scheduler."""
    def feed():
        yield made.head({"spark.scheduler.mode": "FAIR"})
        info = made.stage_info(7777771)
        start = made.job_start(7777772, [info]) + made.stage_submitted(info)
        end = made.task_end(7777771, 7777773) + made.stage_completed(info) + made.job_end(7777772)
        for lines in (start, end):
            for i in range(count):
                yield lines.replace("7777771", str(i)).replace("7777772", str(i)).replace("7777773", str(i))
        yield made.application_end()
    return feed


def small_queries(count: int, nodes: int):
    """SQL executions with a stage of their own each."""
    def feed():
        plan = Plan()
        tree = plan.node("Scan parquet shop.orders", number_of_output_rows=9000)
        for i in range(nodes - 1):
            tree = plan.node("Project", (tree,), f"Project [a#{i}]", number_of_output_rows=9000)
        body = query(tree, 1, plan.all(), ())
        body = body.replace('"executionId":1', '"executionId":7777771').replace('"spark.sql.execution.id":"1"', '"spark.sql.execution.id":"7777771"')
        for name in ("Stage ID", "Job ID", "Task ID"):
            body = body.replace(f'"{name}":0', f'"{name}":7777771')
        body = body.replace('"Stage IDs":[0]', '"Stage IDs":[7777771]')
        yield made.head()
        for i in range(count):
            yield body.replace("7777771", str(i))
        yield made.application_end()
    return feed


SOUND = frozenset({OK})

INPUTS = [
    Input("a union of 1,000 equal parts", feed=equal_parts(1000, 3), exits=SOUND, check=tasks(3), seconds=10),
    Input("a union of 1,000 equal parts in 1,000 stages", feed=equal_parts(1000, 1000), exits=SOUND, check=tasks(1000),
          seconds=20),
    Input("5,000 tables of small files", feed=tables(5000, 1, "parquet"), exits=SOUND, check=tasks(1), seconds=20),
    Input("2,000 tables of small files in 1,000 stages", feed=tables(2000, 1000, "parquet"), exits=SOUND,
          check=tasks(1000), seconds=20),
    Input("2,000 tables of text in 1,000 stages", feed=tables(2000, 1000, "csv"), exits=SOUND, check=tasks(1000),
          seconds=20),
    Input("40,000 plan nodes in 2,000 stages", feed=unions(40_000, 2000), exits=SOUND, check=tasks(2000), seconds=20),
    Input("scans of 80,000 columns", feed=wide_scans(80_000), exits=frozenset({OK}), seconds=20),
    Input("2,000 jobs that fail by texts of their own", feed=failed_queries(2000), exits=SOUND, seconds=20),
    Input("5,000 resource profiles", feed=profiles(5000), exits=SOUND, check=tasks(5000), seconds=20),
    Input("20,000 stages ready at once", feed=fair_stages(20_000), exits=SOUND, check=tasks(20_000), seconds=30),
    Input("20,000 queries of 20 nodes", feed=small_queries(20_000, 20), slow=True),
]
