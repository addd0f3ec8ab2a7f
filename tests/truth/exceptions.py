"""The cells that may differ, each with the evidence. Everything else that differs fails the test."""

import re

# (log, path, reason): regular expressions that must match whole.
HISTORY = [
    (r".*", r"application\.attempts\[\d+\]\.lastUpdated(Epoch)?",
     "the History Server shows the modification time of the log's file; it is not in the log"),
]


def excuse_history(log: str, answers: dict, path: str, expected, actual) -> str:
    """Why this cell of the History Server's answer may differ; empty: it may not."""
    for log_pattern, path_pattern, reason in HISTORY:
        if re.fullmatch(log_pattern, log) and re.fullmatch(path_pattern, path):
            return reason
    return ""


# The same for ../shared/eventlogs; the log is its path below that folder.
EXTERNAL = [
]


def excuse_external(log: str, path: str, expected, actual) -> str:
    for log_pattern, path_pattern, reason in EXTERNAL:
        if re.fullmatch(log_pattern, log) and re.fullmatch(path_pattern, path):
            return reason
    return ""
