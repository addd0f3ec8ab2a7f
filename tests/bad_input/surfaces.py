"""What stands around a log on the command line: configurations that wait, paths that wait, several large logs."""

import os
from pathlib import Path

import event_lines as made
from bad_input import INTERRUPTED, PERMISSION, Input
from lines import equal
from volumes import many_stages

WAITING_DEVICE = "/proc/kmsg"  # calls itself a regular file of no bytes


def waiting_config(folder: Path) -> list[str]:
    os.mkfifo(folder / "config")
    (folder / "log").write_text(made.head() + made.one_stage() + made.application_end())
    return ["--config", str(folder / "config"), str(folder / "log")]


def device_as_config(folder: Path) -> list[str]:
    (folder / "log").write_text(made.head() + made.one_stage() + made.application_end())
    return ["--config", WAITING_DEVICE, str(folder / "log")]


def two_of_many_stages(count: int):
    def make(folder: Path) -> list[str]:
        for name in ("a", "b"):
            with open(folder / name, "w") as file:
                file.writelines(many_stages(count)())
        return [str(folder / "a"), str(folder / "b")]
    return make


STOPPED = {"interrupt_after": 1, "seconds": 2.5, "cpu_seconds": 0.5}

INPUTS = [
    Input("a configuration nobody writes, and Ctrl-C", waiting_config, exits=frozenset({INTERRUPTED}),
          error="interrupted", **STOPPED),
    Input("a device that waits as configuration, and Ctrl-C", device_as_config, user=0,
          exits=frozenset({INTERRUPTED, PERMISSION}), **STOPPED),  # containers may forbid it
    Input("two logs of 60,000 stages at once", two_of_many_stages(60_000), slow=True,
          arguments=("-o", "json", "-j", "2"),
          check=lambda document: equal([report["application"]["tasks"] for report in document["reports"]], [60_000] * 2,
                                       "tasks")),
    Input("two logs of 60,000 stages to compare", two_of_many_stages(60_000), command="compare", slow=True),
]
