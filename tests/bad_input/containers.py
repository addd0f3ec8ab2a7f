"""Bad files, folders, archives and streams around sound logs."""

import gzip
import os
import time
from pathlib import Path

import bombs
import event_lines as made
from bad_input import INTERRUPTED, NOT_FOUND, NOTHING, OK, PARTIAL, PERMISSION, UNAVAILABLE, Input, log_file
from lines import equal, tasks

MIB = bombs.MIB
SOUND = made.whole_log().encode()


def reports(document: dict) -> list[dict]:
    return document.get("reports", [document])


def all_there(count: int):
    """That many logs of three tasks."""
    def check(document: dict) -> None:
        equal(sum(report.get("application", {}).get("tasks", 0) for report in reports(document)), 3 * count, "tasks")
    return check


def metadata(rollover: int, context: str = "1234567890123456789") -> bytes:
    return made.line("DBCEventLoggingListenerMetadata", **{
        "Spark Version": "3.4.1", "Timestamp": made.BEGIN, "Rollover Number": rollover,
        "SparkContext Id": int(context)}).encode()


def delivered(*parts: tuple[str, int], context: str = "1234567890123456789") -> dict[str, bytes]:
    """Parts of one Databricks log, two tasks in each."""
    made_parts = {}
    for name, rollover in parts:
        begin = made.head({"spark.databricks.clusterUsageTags.clusterId": "c"}) if rollover == 0 else ""
        body = begin + made.one_stage(rollover, 2, rollover * 10)
        packed = metadata(rollover, context) + body.encode()
        made_parts[name] = gzip.compress(packed, mtime=0) if name.endswith(".gz") else packed
    return made_parts


def delivery(*parts: tuple[str, int], others: dict[str, bytes] | None = None):
    def make(folder: Path) -> list[str]:
        place = folder / "1234567890123456789"
        place.mkdir()
        for name, data in {**delivered(*parts), **(others or {})}.items():
            (place / name).write_bytes(data)
        return [str(place)]
    return make


FIRST, SECOND, THIRD = "eventlog-2024-01-01--10-00.gz", "eventlog-2024-01-01--11-00.gz", "eventlog"


def unreadable(folder: Path) -> list[str]:
    (folder / "log").write_bytes(SOUND)
    (folder / "log").chmod(0)
    return [str(folder / "log")]


def one_unreadable(folder: Path) -> list[str]:
    (folder / "a").write_bytes(SOUND)
    (folder / "b").write_bytes(SOUND)
    (folder / "b").chmod(0)
    return [str(folder)]


def pipe_nobody_writes(folder: Path) -> list[str]:
    os.mkfifo(folder / "pipe")
    return [str(folder / "pipe")]


def pipe_in_a_folder(folder: Path) -> list[str]:
    (folder / "log").write_bytes(SOUND)
    os.mkfifo(folder / "pipe")
    return [str(folder)]


def write_pipe(folder: Path) -> None:
    with open(folder / "pipe", "wb") as pipe:
        pipe.write(SOUND)


def crowded_folder(count: int):
    def make(folder: Path) -> list[str]:
        (folder / "log").write_bytes(SOUND)
        for i in range(count):
            (folder / f"part-{i:06}").touch()
        return [str(folder)]
    return make


def links_in_a_loop(folder: Path) -> list[str]:
    (folder / "log").write_bytes(SOUND)
    below = folder / "below"
    below.mkdir()
    (below / "up").symlink_to(folder)
    (below / "itself").symlink_to(below / "itself")
    (below / "nowhere").symlink_to("/does/not/exist")
    return [str(folder)]


def deep_folders(folder: Path) -> list[str]:
    (folder / "log").write_bytes(SOUND)
    at = folder
    for _ in range(200):
        at /= "d"
        at.mkdir()
    return [str(folder)]


def sparse(folder: Path) -> list[str]:
    """A sound log and a hole behind it, large enough that reading takes a while and costs no disk."""
    with open(folder / "log", "wb") as file:
        file.write(SOUND)
        file.truncate(40 << 30)
    return [str(folder / "log")]


def shrink(folder: Path) -> None:
    time.sleep(0.5)
    os.truncate(folder / "log", len(SOUND))


def damaged(at: float):
    packed = bytearray(gzip.compress((made.head() + "".join(
        made.one_stage(i, 20, 20 * i) for i in range(50)) + made.application_end()).encode(), mtime=0))
    packed[int(len(packed) * at)] ^= 0x55
    return bytes(packed)


ZEROS = {"zstd": bombs.zstd_zeros, "gzip": bombs.gzip_zeros, "lz4": bombs.lz4_block_zeros,
         "lz4 frame": bombs.lz4_frame_zeros, "snappy": bombs.snappy_zeros, "lzf": bombs.lzf_zeros}

def tar_with_damaged_header():
    tar = bytearray(bombs.tar_of({"app-1": SOUND, "app-2": SOUND}))
    tar[512 + (len(SOUND) + 511) // 512 * 512] ^= 1  # in the second file's name: the header's checksum is wrong
    yield bytes(tar)


INPUTS = [
    *(Input(f"200 MiB of zeros in {name}", log_file(lambda zeros=zeros: [zeros(200 * MIB)]), exits=frozenset({NOTHING}), error="nothing")
      for name, zeros in ZEROS.items()),
    Input("200 MiB of zeros behind a sound log, in gzip",
          log_file(lambda: [bombs.gzip_of(SOUND) + bombs.gzip_zeros(200 * MIB)]), issues=frozenset({"line-too-long"}), check=tasks(3)),
    Input("4 GiB of zeros behind a sound log, in zstd",
          log_file(lambda: [bombs.zstd_stored(SOUND) + bombs.zstd_zeros(4096 * MIB)]), issues=frozenset({"decompression-bomb"}),
          exits=frozenset({PARTIAL}), check=tasks(3)),
    Input("4 GiB of zeros behind a sound log, in zstd in zstd",
          log_file(lambda: [bombs.zstd_stored(bombs.zstd_stored(SOUND) + bombs.zstd_zeros(4096 * MIB))]),
          issues=frozenset({"decompression-bomb", "doubly-packed-part"}), check=tasks(3)),
    Input("windows of 128 MiB in three layers", log_file(lambda: [bombs.zstd_stored(bombs.zstd_stored(bombs.zstd_zeros(400 * MIB, 27) , 27), 27)]),
        exits=frozenset({NOTHING}), error="nothing"),
    Input("four layers of gzip", log_file(lambda: [bombs.gzip_of(bombs.gzip_of(bombs.gzip_of(bombs.gzip_of(SOUND))))]),
          exits=frozenset({NOTHING}), error="three layers"),
    Input("200 MiB of zeros in a zip", log_file(lambda: [bombs.zip_of({"app-1": bytes(200 * MIB)})], "logs.zip"),
          exits=frozenset({NOT_FOUND}), error="nothing in it looks like one"),
    Input("a zip of zeros and a log", log_file(lambda: [bombs.zip_of({"app-1": bytes(200 * MIB), "app-2": SOUND})], "logs.zip"),
          check=all_there(1)),
    Input("2 GiB of zeros behind a sound log, in gzip in a zip", log_file(lambda: [bombs.zip_of({"app-1.gz": bombs.gzip_of(SOUND)
          + gzip.compress(bytes(16 * MIB), 1) * 128})], "logs.zip"), issues=frozenset({"decompression-bomb"}), exits=frozenset({PARTIAL}),
          check=tasks(3)),
    Input("a tar.gz of zeros and a log", log_file(lambda: [bombs.gzip_of(bombs.tar_of({"zeros": bytes(200 * MIB), "log": SOUND}))],
          "logs.tar.gz"), check=all_there(1)),
    Input("a zip in a zip in a zip", log_file(lambda: [bombs.zip_of({"a.zip": bombs.zip_of({"b.zip": bombs.zip_of({"log": SOUND})})})], "a.zip"),
          exits=frozenset({NOTHING}), error="an archive in archives"),
    Input("a zip of 50,000 names for one log", log_file(lambda: [bombs.many_members(50_000, SOUND)], "logs.zip"),
          exits=frozenset({OK, PARTIAL, NOTHING}), arguments=("-o", "csv"), slow=True),
    Input("a cut tar", log_file(lambda: [bombs.tar_of({"app-1": SOUND, "app-2": SOUND})[:len(SOUND) * 3 // 2]], "logs.tar"),
          issues=frozenset({"damaged-archive"}), exits=frozenset({PARTIAL})),
    Input("a tar with a damaged second header", log_file(tar_with_damaged_header, "logs.tar"),
          issues=frozenset({"damaged-archive"}), exits=frozenset({PARTIAL})),
    Input("gzip with a flipped bit", log_file(lambda: [damaged(0.6)]), issues=frozenset({"damaged-compression"}),
          exits=frozenset({PARTIAL})),
    Input("gzip that ends early", log_file(lambda: [gzip.compress(SOUND * 1)[:-40]]), issues=frozenset({"truncated-compression"}),
          exits=frozenset({PARTIAL})),
    Input("Databricks parts in order", delivery((FIRST, 0), (SECOND, 1), (THIRD, 2)), check=tasks(6)),
    Input("a missing Databricks part", delivery((FIRST, 0), (THIRD, 2)), issues=frozenset({"missing-part"}),
          exits=frozenset({PARTIAL}), check=tasks(4)),
    Input("a duplicate Databricks part", delivery((FIRST, 0), (SECOND, 1), ("eventlog-2024-01-01--11-10.gz", 1)),
          issues=frozenset({"duplicate-part"}), check=tasks(4)),
    Input("a doubly packed Databricks part", delivery((FIRST, 0), others={
        SECOND: bombs.gzip_of(delivered((SECOND, 1))[SECOND])}), issues=frozenset({"doubly-packed-part"}), check=tasks(4)),
    Input("a Databricks part in a zip", delivery((FIRST, 0), others={
        SECOND + ".zip": bombs.zip_of({SECOND: delivered((SECOND, 1))[SECOND]})}), check=tasks(4)),
    Input("parts of two SparkContexts", delivery((FIRST, 0), (SECOND, 1), others={
        "eventlog-2024-01-01--12-00.gz": delivered(("x.gz", 0), context="42")["x.gz"]}),
        check=lambda document: equal(len(reports(document)), 2, "logs")),
    Input("foreign files beside Databricks parts", delivery((FIRST, 0), others={
        ".DS_Store": b"\0\0\0\1Bud1", "prices.json": b'{"a":1}\n', "stderr": b"error\n" * 1000}), check=tasks(2)),
    Input("a file that may not be read", unreadable, exits=frozenset({PERMISSION}), error="ermission", user=65534),
    Input("a folder in which one may not be read", one_unreadable, user=65534, exits=frozenset({PARTIAL}),
          issues=frozenset({"unreadable-file"}), check=all_there(1)),
    Input("a path that is not there", lambda folder: [str(folder / "nothing")], exits=frozenset({NOT_FOUND}), error="No such file"),
    Input("a pipe that nobody writes to, and Ctrl-C", pipe_nobody_writes, exits=frozenset({INTERRUPTED}),
          error="interrupted", interrupt_after=1, seconds=4),
    Input("a pipe", pipe_nobody_writes, while_running=write_pipe, check=tasks(3)),
    Input("a pipe in a folder", pipe_in_a_folder, check=all_there(1)),
    Input("a device that is empty", lambda folder: ["/dev/null"], exits=frozenset({NOTHING}), error="nothing"),
    Input("a device without an end", lambda folder: ["/dev/zero"], exits=frozenset({INTERRUPTED}),
          error="interrupted", interrupt_after=1, seconds=4),
    Input("a folder of 2,000 empty files", crowded_folder(2000), check=all_there(1)),
    Input("a folder of 100,000 empty files", crowded_folder(100_000), check=all_there(1), slow=True),
    Input("links in a loop", links_in_a_loop, check=all_there(1)),
    Input("folders 200 deep", deep_folders, check=all_there(1)),
    Input("a log that shrinks while it is read", sparse, while_running=shrink, issues=frozenset({"changed-while-read"}),
          check=tasks(3)),
    Input("no space for the output", log_file(SOUND), exits=frozenset({UNAVAILABLE}), error="space", output="/dev/full"),
    Input("no space for the output file", log_file(SOUND), arguments=("-o", "json", "--output", "/dev/full"),
          exits=frozenset({UNAVAILABLE}), error="space"),
]
