"""The cells that may differ, each with the evidence. Everything else that differs fails the test."""

import re

# (log, path, reason): regular expressions that must match whole.
HISTORY = [
    (r".*", r"application\.attempts\[\d+\]\.(lastUpdated(Epoch)?|logSource(Name|FullPath))",
     "where the History Server read the file, and its modification time: not in the log"),
    (r".*", r"sql\[\d+\]\.planDescription",
     "asked with planDescription=false, which answers with an empty text"),
    (r".*/killed-driver", r"(executors\[driver\]\.totalDuration|sql\[\d+\]\.duration)",
     "an application that never ended: the History Server counts up to the moment it is asked"),
    (r".*", r"tasks\[.*\]\.(duration|schedulerDelay|gettingResultTime)",
     "a task that never ended: the History Server counts up to the moment it is asked"),
    (r"3\..*", r"jobs\[\d+\]\.numActiveStages",
     "Spark before 4.2 takes one off for each skipped stage, though it never was active: below zero"),
    (r".*", r"executors\[\d+\]\.(activeTasks|failedTasks|completedTasks|totalDuration)",
     "Spark forgets an executor when it is removed; ends of its tasks came later"),
    (r".*/failed-tasks", r"jobs\[3\]\.num(Active|Killed)Tasks",
     "Spark stops counting when the job ends; a task of it was killed later, as its end event says"),
]


def excuse_history(log: str, answers: dict, path: str, expected, actual) -> str:
    """Why this cell of the History Server's answer may differ; empty: it may not."""
    for log_pattern, path_pattern, reason in HISTORY:
        if not (re.fullmatch(log_pattern, log) and re.fullmatch(path_pattern, path)):
            continue
        if path.endswith(".numActiveStages") and not (expected < 0 and actual == 0):
            continue
        if path.endswith(".planDescription") and expected != "":
            continue
        if path.startswith("executors[") and path[-1] != "]" and "driver" not in path and not removed(answers, path):
            continue
        if path.startswith("tasks[") and not running_task(answers, path):
            continue
        return reason
    return ""


def removed(answers: dict, path: str) -> bool:
    """Whether the executor of this path was removed: executors[1].activeTasks."""
    name = re.match(r"executors\[(\w+)\]", path).group(1)
    return any(row["id"] == name and "removeTime" in row for row in answers["allexecutors"])


def running_task(answers: dict, path: str) -> bool:
    """Whether the answer calls this task running: tasks[3.0][55].duration."""
    stage, attempt, task = re.match(r"tasks\[(\d+)\.(\d+)\]\[(\d+)\]", path).groups()
    tasks = next(value for key, value in answers.items() if key.startswith(f"stages/{stage}/{attempt}/taskList"))
    return any(row["taskId"] == int(task) and row["status"] == "RUNNING" for row in tasks)


# The same for ../shared/eventlogs; the log is its path below that folder.
EXTERNAL = [
    (r"apache\+spark/.*", r"application\.attempts\[\d+\]\.lastUpdated(Epoch)?",
     "the modification time of the log's file; the expectation blanks it"),
    (r"apache\+spark/.*/local-1422981780767", r"rdd\[0\]\..*",
     "an RDD without cached partitions: the API's own list of RDDs leaves it out, as we do"),
    (r"NVIDIA.*", r".*\.median\(running mean\)",
     "the column called median holds a running mean in whole numbers: it is total / count, not the middle value"),
    (r"NVIDIA.*", r".*\(sum\)\.(min|median|max)",
     "minimum and maximum of a metric of type sum: Spark shows its total only, and so do we"),
    (r"NVIDIA.*", r"executor\[\d+\]\.blockManagerRemoved",
     "when a block manager went: Spark's REST API has no field for it"),
    (r".*/truncated_eventlog", r"app\.duration",
     "NVIDIA's estimate ends with the last SQL execution that ended (4,872 ms); the log has task ends up to 6,114 ms"),
    (r".*/app-20150427150733-0000.inprogress", r"tasks|gc",
     "24 of the 113 task ends repeat an attempt that had ended (89 distinct task ids): each counts once"),
    (r"groupon.*/application_1472176676028_407508_1", r"sql",
     "no SQL event, but seven jobs name SQL execution 0 in their properties: it is listed, as by Spark"),
    (r"qubole.*", r"stage\[\d+\]\.(startTime|endTime)",
     "Sparklens puts its first task's launch and last task's end (its own minTaskLaunchTime, maxTaskFinishTime)"),
]


def excuse_external(log: str, path: str, expected, actual) -> str:
    for log_pattern, path_pattern, reason in EXTERNAL:
        if re.fullmatch(log_pattern, log) and re.fullmatch(path_pattern, path):
            return reason
    return ""
