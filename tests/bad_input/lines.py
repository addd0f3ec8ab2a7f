"""Bad lines and bad values: logs of a few lines in which something is wrong."""

import re
from pathlib import Path

import event_lines as made
from bad_input import NOTHING, OK, PARTIAL, ROOT, Input, log_file


def equal(actual: object, expected: object, what: str = "") -> None:
    assert actual == expected, f"{what} is {actual}, not {expected}"


def tasks(count: int):
    return lambda report: equal(report["application"]["tasks"], count, "tasks")


def between(*lines: str | bytes) -> bytes:
    """A sound log of three tasks, with these lines in its middle."""
    sound = made.head() + made.one_stage()
    middle = b"".join(line.encode() if isinstance(line, str) else line for line in lines)
    return sound.encode() + middle + made.application_end().encode()


def place_is_right(issue: str, bad: bytes):
    """The issue names the byte at which `bad` begins, and the three tasks are there."""
    offset = between(bad).index(bad)

    def check(report: dict) -> None:
        equal(report["application"]["tasks"], 3, "tasks")
        entry = next(entry for entry in report["notSeen"] if entry["issue"] == issue)
        equal(entry["places"][0]["byteOffset"], offset, "offset")
    return check


def bad_line(name: str, issue: str, line: bytes) -> Input:
    return Input(name, log_file(between(line)), issues=frozenset({issue}), check=place_is_right(issue, line))


def task_lines(**changes: object) -> str:
    """Task 7 of a stage of its own, with other values in its end."""
    info = made.stage_info(5, 1)
    return (made.job_start(5, [info]) + made.stage_submitted(info) + made.task_start(5, 7) +
            made.task_end(5, 7, **changes) + made.stage_completed(info) + made.job_end(5))


def plan_of_depth(depth: int) -> bytes:
    """A tree whose every node has one child; json.dumps would not bear it."""
    node = b'{"nodeName":"Project","simpleString":"Project","metadata":{},"metrics":[],"children":['
    tree = node * depth + b"]}" * depth
    return made.sql_start(1, {}).encode().replace(b'"sparkPlanInfo":{}', b'"sparkPlanInfo":' + tree)


def plan_of_width(width: int) -> bytes:
    scans = [made.plan_node(f"Scan {i}", metrics=(made.plan_metric(i),)) for i in range(width)]
    return made.sql_start(1, made.plan_node("Union", tuple(scans))).encode()


def plan_nodes(count: int):
    def check(report: dict) -> None:
        nodes = next(sql for sql in report["spark"]["sql"] if sql["id"] == 1)["nodes"]
        equal(len(nodes), count, "plan nodes")
        assert "nesting-too-deep" not in {entry["issue"] for entry in report["notSeen"]}
        assert "plan-text-dropped" not in {entry["issue"] for entry in report["notSeen"]}
    return check


WILD = ["NaN", "-NaN", "Infinity", "9223372036854775808", "-9223372036854775809", "1e400", "1.5", '"many"', "-5",
        "{}", "[]", "true"]


def wild_numbers() -> str:
    """Every number of a task end, one after the other, as each wild value."""
    lines, task = [], 1000
    info = made.stage_info(6, 10_000)
    lines += [made.job_start(6, [info]), made.stage_submitted(info)]
    for name in ("Launch Time", "Finish Time", "Getting Result Time", "Index", "Attempt", "Partition ID",
                 "Executor Run Time", "Executor CPU Time", "JVM GC Time", "Bytes Read", "Fetch Wait Time"):
        for value in WILD:
            line = made.task_end(6, task, 0)
            at = line.index(f'"{name}":') + len(name) + 3
            end = min(i for i in (line.find(",", at), line.find("}", at)) if i > 0)
            lines.append(line[:at] + value + line[end:])
            task += 1
    lines += [made.stage_completed(info), made.job_end(6)]
    return "".join(lines)


def ids_at_the_limits() -> str:
    lines = []
    for n in (2**31 - 1, 2**31, 2**32, 2**53 + 1, 2**62):
        info = made.stage_info(n, 1)
        lines += [made.job_start(n, [info], {"spark.sql.execution.id": str(n)}), made.stage_submitted(info),
                  made.sql_start(n, made.plan_node("Scan", metrics=(made.plan_metric(n),))),
                  made.task_start(n, n, 0), made.task_end(n, n, 0, (made.accumulable(n),)),
                  made.stage_completed(info), made.sql_end(n), made.job_end(n)]
    return "".join(lines)


def all_limits_there(report: dict) -> None:
    equal(report["application"]["tasks"], 3 + 5, "tasks")
    equal(report["application"]["sparkJobs"], 1 + 5, "jobs")
    equal(report["application"]["sqlExecutions"], 5, "SQL executions")


def sparse_state(folder: Path) -> list[str]:
    """What begins like a saved reading and goes on with a gigabyte of nothing."""
    (folder / "log").write_text(made.whole_log())
    version = re.search(r"project\(dataflint VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text())
    with open(folder / "state", "wb") as state:
        state.write(f"dataflint saved reading 4, version {version[1]}\n".encode())
        state.truncate(1 << 30)
    return ["--state", str(folder / "state"), str(folder / "log")]


def twice_each_key() -> str:
    line = made.task_end(5, 7)
    doubled = line.replace('"Executor Run Time":900', '"Executor Run Time":900,"Executor Run Time":999999999')
    assert doubled != line
    info = made.stage_info(5, 1)
    return (made.job_start(5, [info]) + made.stage_submitted(info) + made.task_start(5, 7) + doubled +
            made.stage_completed(info) + made.job_end(5))


def first_key_counts(report: dict) -> None:
    stage = next(stage for stage in report["spark"]["stages"] if stage["stageId"] == 5)
    equal(stage["executorRunTime"], 900, "executorRunTime")


def years_at_most(report: dict) -> None:
    equal(report["application"]["tasks"], 3, "tasks")
    assert report["figures"]["wallTime"]["total"] < 120_000, report["figures"]["wallTime"]


def at_no_time(time: str) -> bytes:
    """Nothing in the middle of the log says when it was."""
    info = made.stage_info(5, 1)
    lines = (made.executor_added("2") + made.sql_start(1, made.plan_node("Scan")) + made.job_start(5, [info]) +
             made.stage_submitted(info) + made.task_start(5, 7) + made.task_end(5, 7) + made.stage_completed(info) +
             made.job_end(5) + made.sql_end(1) + made.executor_removed("2", 400))
    return between(re.sub(rf"{made.BEGIN // 1_000_000}\d{{6}}", time, lines))


def each_time_is_named(report: dict) -> None:
    equal(report["application"]["tasks"], 4, "tasks")
    named = {entry["issue"]: entry["count"] for entry in report["notSeen"]}
    assert named["bad-time"] >= 11, named
    assert "sql-start-missing" not in named, named


FULL = ("-o", "json", "--full")

INPUTS = [
    bad_line("garbage line", "bad-json", b"\x00\x01 this is no event \xff\n"),
    bad_line("half a line", "bad-json", made.task_end(0, 9)[:300].encode() + b"\n"),
    bad_line("line without an event", "not-an-event", b'{"event":"lower case"}\n'),
    bad_line("a million brackets", "nesting-too-deep", b"[" * 1_000_000 + b"\n"),
    bad_line("a million objects", "nesting-too-deep", b'{"a":' * 1_000_000 + b"\n"),
    bad_line("a million brackets, closed", "nesting-too-deep", b"[" * 1_000_000 + b"]" * 1_000_000 + b"\n"),
    bad_line("brackets inside an event", "nesting-too-deep",
             b'{"Event":"SparkListenerTaskEnd","Task Info":' + b'{"a":' * 500_000 + b"1" + b"}" * 500_000 + b"}\n"),
    bad_line("12 million numbers", "line-too-long", b'{"Event":"x","a":[' + b"1," * 14_000_000 + b"1]}\n"),
    bad_line("invalid UTF-8 in a text", "invalid-utf8",
             b'{"Event":"SparkListenerLogStart","Spark Version":"3.5\xff\xfe\xc3"}\n'),
    Input("invalid UTF-8 in a task", log_file(between(
        task_lines().encode().replace(b"worker-1", b"worker\xff1"))), issues=frozenset({"invalid-utf8"}), check=tasks(4)),
    Input("wild numbers", log_file(between(wild_numbers())), issues=frozenset({"bad-number"}),
          check=lambda report: equal(report["application"]["tasks"], 3 + 11 * len(WILD), "tasks")),
    Input("ids at the limits", log_file(between(ids_at_the_limits())), check=all_limits_there),
    Input("plan tree 10,000 deep", log_file(between(plan_of_depth(10_000), made.sql_end(1))), arguments=FULL,
          exits=frozenset({OK}), check=plan_nodes(10_000)),
    Input("plan of 100,000 nodes", log_file(between(plan_of_width(99_999), made.sql_end(1))), arguments=FULL,
          exits=frozenset({OK}), check=plan_nodes(100_000)),
    Input("duplicate keys", log_file(between(twice_each_key())), arguments=FULL, check=first_key_counts),
    Input("task without a stage", log_file(between(made.task_start(77, 70), made.task_end(77, 70))),
          issues=frozenset({"task-without-stage"}), check=tasks(4)),
    Input("task that ends before it starts", log_file(between(task_lines(finish=made.BEGIN - 5000))),
          issues=frozenset({"negative-duration"}), check=tasks(4)),
    Input("task that does not say when it ended", log_file(between(task_lines(finish=0))),
          issues=frozenset({"no-finish-time"}), check=tasks(4)),
    Input("task that ended at -1", log_file(between(task_lines(finish=-1))),
          issues=frozenset({"no-finish-time"}), check=tasks(4)),
    Input("job, stage, task, executor, query and application at 0", log_file(at_no_time("0")),
          issues=frozenset({"bad-time"}), check=each_time_is_named),
    Input("job, stage, task, executor, query and application at -1", log_file(at_no_time("-1")),
          issues=frozenset({"bad-time"}), check=each_time_is_named),
    Input("job that ends under id -1", log_file(between(made.job_end(-1))), issues=frozenset({"bad-id"}),
          exits=frozenset({PARTIAL}), check=tasks(3)),
    Input("stage of -4 tasks", log_file(between(made.job_start(8, [made.stage_info(8, -4)]), made.job_end(8))),
          issues=frozenset({"bad-number"}), check=tasks(3)),
    Input("application in seconds", log_file(made.whole_log().replace(
        f'"Timestamp":{made.BEGIN}', f'"Timestamp":{made.BEGIN // 1000}')),
        issues=frozenset({"bad-time"}), check=years_at_most),
    Input("application that ends before it starts", log_file(made.head() + made.one_stage() + made.application_end(-5000)),
          issues=frozenset({"negative-duration"}), check=tasks(3)),
    Input("executor that is removed before it is added", log_file(between(
        made.executor_removed("7", 20), made.executor_added("7", 500))), issues=frozenset({"negative-duration"}),
        check=tasks(3)),
    Input("executors with -4 and 2^31 cores", log_file(between(
        made.executor_added("7", cores=-4), made.executor_added("8", cores=2**31))), issues=frozenset({"bad-number"}),
        check=tasks(3)),
    Input("stage -1", log_file(between(made.task_end(-1, 70))), issues=frozenset({"bad-id"}),
          exits=frozenset({PARTIAL}), check=tasks(3)),
    Input("stage 2^63", log_file(between(made.task_end(2**63, 70))), issues=frozenset({"bad-id"}),
          exits=frozenset({PARTIAL}), check=tasks(3)),
    Input("block of -2^63 bytes", log_file(between(made.block_updated(-2**63))), issues=frozenset({"bad-number"}),
          check=tasks(3)),
    Input("job that ends before it starts", log_file(between(
        made.job_start(8, [made.stage_info(8)], ms=5000), made.job_end(8, 10))),
        issues=frozenset({"negative-duration"}), check=tasks(3)),
    Input("job without stages", log_file(between(made.job_start(8, []), made.job_end(8))),
          check=lambda report: equal(report["application"]["sparkJobs"], 2, "jobs")),
    Input("stage attempt -1", log_file(between(task_lines().replace('"Stage Attempt ID":0,"Task', '"Stage Attempt ID":-1,"Task'))),
          issues=frozenset({"negative-stage-attempt"})),
    Input("task that ends twice", log_file(between(made.task_end(0, 1, 1))),
          issues=frozenset({"duplicate-task-end"}), check=tasks(3)),
    Input("end of a task that never started", log_file(between(made.task_end(0, 50))),
          issues=frozenset({"task-end-without-start"}), check=tasks(4)),
    Input("two applications in one file", log_file(between(
        made.application_start("app-2"), made.one_stage(20, first_task=500))), issues=frozenset({"second-application", "left-out-line"}),
        check=tasks(3)),
    Input("the whole log twice", log_file(made.whole_log() * 2), issues=frozenset({"duplicate-task-end"}), check=tasks(3)),
    Input("blank lines, CRLF and a byte order mark", log_file(
        b"\xef\xbb\xbf\r\n\r\n" + made.whole_log().replace("\n", "\r\n\r\n").encode()), exits=frozenset({OK}), check=tasks(3)),
    Input("cut inside the last line", log_file(made.whole_log()[:-20]), issues=frozenset({"truncated-last-line"}),
          exits=frozenset({PARTIAL}), check=tasks(3)),
    Input("only its first half", log_file(made.whole_log()[:len(made.whole_log()) // 2]),
          issues=frozenset({"unfinished-application"})),
    Input("only its second half", log_file("".join(made.whole_log().splitlines(True)[7:])),
          issues=frozenset({"no-application-start", "no-environment"})),
    Input("a saved reading of a gigabyte of nothing", sparse_state, exits=frozenset({OK}), check=tasks(3)),
    Input("an empty file", log_file(b""), exits=frozenset({NOTHING}), error="nothing"),
    Input("line feeds only", log_file(b"\n" * 100_000), exits=frozenset({NOTHING}), error="nothing"),
    Input("JSON that is no event log", log_file(b'{"a":1}\n' * 1000), exits=frozenset({NOTHING}), error="nothing"),
    Input("random bytes", log_file(bytes((i * 7919 ^ i >> 3) & 0xFF for i in range(1_000_000))),
          exits=frozenset({NOTHING}), error="nothing"),
]
