"""Compares what two tools say of the same thing, cell by cell. A cell is one value that is not a list or an object."""

import calendar
import re
from dataclasses import dataclass, field

# What tells the rows of a list apart, whatever their order; tried in this order.
KEYS = (("stageId", "attemptId"), ("jobId",), ("taskId",), ("nodeId",), ("fromId", "toId"), ("blockName",),
        ("accumulatorId",), ("id",), ("address",))
DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})(?:GMT|Z)")
MISSING = "(missing)"
# Lists that are sets: Spark gives them in the order of a hash table.
SETS = re.compile(r".*\.(jobTags|(running|success|failed)JobIds)")


@dataclass
class Difference:
    path: str
    expected: object
    actual: object
    reason: str = ""


@dataclass
class Tally:
    """How many cells were compared, and which of them are not equal. `excused` ones have a documented reason."""
    equal: int = 0
    differences: list = field(default_factory=list)
    excused: list = field(default_factory=list)

    @property
    def compared(self) -> int:
        return self.equal + len(self.differences)

    def add(self, other: "Tally") -> None:
        self.equal += other.equal
        self.differences += other.differences
        self.excused += other.excused


def as_milliseconds(value):
    """A date of Spark's REST API as milliseconds since the epoch; anything else as it is."""
    found = DATE.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return value
    *parts, milliseconds = map(int, found.groups())
    return calendar.timegm((*parts, 0, 0, 0)) * 1000 + milliseconds


def same(expected, actual) -> bool:
    expected, actual = as_milliseconds(expected), as_milliseconds(actual)
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, (int, float)) and isinstance(actual, (int, float)):
        if isinstance(expected, int) and isinstance(actual, int):
            return expected == actual
        return abs(expected - actual) <= 1e-9 * max(abs(expected), abs(actual))
    return type(expected) is type(actual) and expected == actual


def rows_by_key(rows: list):
    """Rows of objects by what tells them apart, or None."""
    if not rows or not all(isinstance(row, dict) for row in rows):
        return None
    for key in KEYS:
        if all(all(name in row for name in key) for row in rows):
            found = {".".join(str(row[name]) for name in key): row for row in rows}
            return found if len(found) == len(rows) else None
    return None


def is_pairs(rows: list) -> bool:
    return bool(rows) and all(isinstance(row, list) and len(row) == 2 and isinstance(row[0], str) for row in rows)


class Comparison:
    """Compares trees and keeps the tally. `excuse(path, expected, actual)` gives the reason why a cell may differ,
    or an empty string."""

    def __init__(self, excuse=lambda path, expected, actual: ""):
        self.tally = Tally()
        self.excuse = excuse

    def cell(self, path: str, expected, actual) -> None:
        if same(expected, actual):
            self.tally.equal += 1
            return
        reason = self.excuse(path, expected, actual)
        (self.tally.excused if reason else self.tally.differences).append(Difference(path, expected, actual, reason))

    def tree(self, path: str, expected, actual) -> None:
        """Every cell of `expected` against `actual`; what only `actual` has is not compared, save rows of lists."""
        if isinstance(expected, dict) and isinstance(actual, dict):
            for name, value in expected.items():
                self.tree(f"{path}.{name}", value, actual.get(name, MISSING))
        elif isinstance(expected, list) and isinstance(actual, list):
            self.rows(path, expected, actual)
        elif isinstance(expected, (dict, list)) and not expected and actual == MISSING:
            self.cell(path, expected, actual)
        elif isinstance(expected, dict):
            for name, value in expected.items():
                self.tree(f"{path}.{name}", value, MISSING)
        elif isinstance(expected, list):
            for at, value in enumerate(expected):
                self.tree(f"{path}[{at}]", value, MISSING)
        else:
            self.cell(path, expected, actual)

    def rows(self, path: str, expected: list, actual: list) -> None:
        if SETS.fullmatch(path):
            expected, actual = sorted(expected), sorted(actual)
        by_key, actual_by_key = rows_by_key(expected), rows_by_key(actual)
        if by_key is not None and (actual_by_key is not None or not actual):
            actual_by_key = actual_by_key or {}
            for key, row in by_key.items():
                self.tree(f"{path}[{key}]", row, actual_by_key.get(key, MISSING))
            for key in actual_by_key.keys() - by_key.keys():
                self.cell(f"{path}[{key}]", MISSING, "a row that is not expected")
        elif is_pairs(expected) and (is_pairs(actual) or not actual):
            self.rows(path, [{"id": key, "value": value} for key, value in expected],
                      [{"id": key, "value": value} for key, value in actual])
        else:
            self.cell(f"{path}.length", len(expected), len(actual))
            for at, value in enumerate(expected):
                self.tree(f"{path}[{at}]", value, actual[at] if at < len(actual) else MISSING)
