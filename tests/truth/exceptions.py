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
    (r".*/storage", r"rdds?\[\d+\]\.dataDistribution\[.*\]\.(memoryRemaining|onHeapMemoryRemaining)",
     "kept by Spark as of when it last wrote that RDD's row, before later blocks (LiveRDDDistribution.lastUpdate)"),
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
        if path.startswith("tasks[") and not running_task(answers, path):
            continue
        return reason
    return ""


def running_task(answers: dict, path: str) -> bool:
    """Whether the answer calls this task running: tasks[3.0][55].duration."""
    stage, attempt, task = re.match(r"tasks\[(\d+)\.(\d+)\]\[(\d+)\]", path).groups()
    tasks = next(value for key, value in answers.items() if key.startswith(f"stages/{stage}/{attempt}/taskList"))
    return any(row["taskId"] == int(task) and row["status"] == "RUNNING" for row in tasks)


# The same for ../shared/eventlogs; the log is its path below that folder.
EXTERNAL = [
]


def excuse_external(log: str, path: str, expected, actual) -> str:
    for log_pattern, path_pattern, reason in EXTERNAL:
        if re.fullmatch(log_pattern, log) and re.fullmatch(path_pattern, path):
            return reason
    return ""
