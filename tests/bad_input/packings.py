"""Packings that are damaged, mixed, encrypted or unknown: each is called what it is."""

import bz2
import gzip
import lzma
from collections.abc import Callable
from functools import cache
from pathlib import Path

import bombs
from bad_input import NOTHING, OK, PARTIAL, ROOT, Input, log_file
from containers import SOUND, all_there

DEFLATE64 = 9


def beside(name: str, data: Callable[[], bytes]):
    """A folder with a sound log and this file."""
    def make(folder: Path) -> list[str]:
        (folder / "app-sound").write_bytes(SOUND)
        (folder / name).write_bytes(data())
        return [str(folder)]
    return make


def alone_and_beside(what: str, name: str, data: Callable[[], bytes], issue: str, words: str) -> list[Input]:
    """A file that holds nothing that can be read, named by itself and beside a sound log."""
    return [
        Input(what, log_file(lambda: [data()], name), exits=frozenset({NOTHING}), error=words),
        Input(what + " beside a log", beside(name, data), issues=frozenset({issue}), exits=frozenset({PARTIAL}),
              check=all_there(1)),
    ]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1:]


def lz4_frame(data: bytes) -> bytes:
    """One stored block."""
    header = bombs.lz4_frame_zeros(0)[:7]
    return header + (len(data) | 1 << 31).to_bytes(4, "little") + data + bytes(4)


def lz4_block(data: bytes) -> bytes:
    """Spark's lz4, one stored block and the end."""
    checksum = bombs.xxh32(data, 0x9747B28C) & 0x0FFFFFFF
    sizes = len(data).to_bytes(4, "little")
    return (b"LZ4Block\x1a" + sizes + sizes + checksum.to_bytes(4, "little") + data +
            b"LZ4Block\x1a" + bytes(12))


def lzf(data: bytes) -> bytes:
    """Stored chunks."""
    return b"".join(b"ZV\0" + len(data[at:at + 60_000]).to_bytes(2, "big") + data[at:at + 60_000]
                    for at in range(0, len(data), 60_000))


def snappy(data: bytes) -> bytes:
    """Blocks of one literal each."""
    out = b"\x82SNAPPY\0" + (1).to_bytes(4, "big") * 2
    for at in range(0, len(data), 10_000):
        piece = data[at:at + 10_000]
        size = bytes([len(piece) & 0x7F | 0x80, len(piece) >> 7])
        block = size + bytes([61 << 2]) + (len(piece) - 1).to_bytes(2, "little") + piece
        out += len(block).to_bytes(4, "big") + block
    return out


PACKED = {"zstd": bombs.zstd_stored(SOUND), "gzip": gzip.compress(SOUND, mtime=0), "lz4 frame": lz4_frame(SOUND),
          "lz4": lz4_block(SOUND), "lzf": lzf(SOUND), "snappy": snappy(SOUND)}
DEMO = ROOT / "tests/data/logs/demo.zstd"
LZ4 = ROOT / "tests/data/logs/4.3.0/codec-lz4.lz4"
NOISE = bytes((i * i * 2654435761 >> 9) & 0xFF for i in range(200_000))
TAR = bombs.tar_of({"app-1": SOUND})


@cache
def sparse() -> bytes:
    return bombs.gzip_of(bombs.sparse_tar(15_000_000))


INPUTS = [
    *alone_and_beside("xz", "app.xz", lambda: lzma.compress(SOUND), "unsupported-packing", "xz -d"),
    *alone_and_beside("bzip2", "app.bz2", lambda: bz2.compress(SOUND), "unsupported-packing", "bzip2 -d"),
    *alone_and_beside("tar.xz", "logs.tar.xz", lambda: lzma.compress(TAR), "unsupported-packing", "xz -d"),
    *alone_and_beside("xz in gzip", "app.gz", lambda: bombs.gzip_of(lzma.compress(SOUND)), "unsupported-packing", "xz -d"),
    *alone_and_beside("an encrypted zip", "logs.zip", lambda: bombs.zip_marked({"app-1": SOUND}, flags=1),
                      "unsupported-packing", "encrypted"),
    *alone_and_beside("a zip of another method", "logs.zip", lambda: bombs.zip_marked({"app-1": SOUND}, method=DEFLATE64),
                      "unsupported-packing", "compression method"),
    Input("xz of something else beside a log", beside("prices.xz", lambda: lzma.compress(b"1\n" * 5000)),
          issues=frozenset({"foreign-file"}), exits=frozenset({OK}), check=all_there(1)),
    Input("xz on standard input", feed=lambda: [lzma.compress(SOUND)], exits=frozenset({NOTHING}), error="xz -d"),
    Input("an encrypted zip on standard input", feed=lambda: [bombs.zip_marked({"app-1": SOUND}, flags=1)],
          exits=frozenset({NOTHING}), error="encrypted"),
    *alone_and_beside("zstd with a damaged first byte", "app-1.zstd", lambda: flipped(DEMO.read_bytes(), 0),
                      "damaged-compression", "zstd"),
    *alone_and_beside("lz4 with a damaged first byte", "app-1.lz4", lambda: flipped(LZ4.read_bytes(), 0),
                      "damaged-compression", "lz4"),
    *alone_and_beside("zstd with a damaged header", "app.1", lambda: flipped(PACKED["zstd"], 4),
                      "damaged-compression", "zstd"),
    *alone_and_beside("lz4 frames with a damaged header", "app.1", lambda: flipped(PACKED["lz4 frame"], 5),
                      "damaged-compression", "lz4"),
    *(Input(f"a log behind {size} bytes of noise", beside("app-1", lambda size=size: NOISE[:size] + SOUND), check=all_there(2),
            issues=frozenset({"bad-json"}), exits=frozenset({PARTIAL})) for size in (3, 100, 5_000, 100_000)),
    *(Input(f"{first}, then {second}", log_file(lambda data=PACKED[first] + PACKED[second]: [data]),
            issues=frozenset({"damaged-compression"}), check=all_there(1), exits=frozenset({PARTIAL}))
      for first in PACKED for second in PACKED if first != second),
    Input("two tars in a row", log_file(lambda: [TAR + bombs.tar_of({"app-2": SOUND})], "logs.tar"), check=all_there(2)),
    Input("two tar.gz in a row", log_file(
        lambda: [bombs.gzip_of(TAR) + bombs.gzip_of(bombs.tar_of({"app-2": SOUND}))], "logs.tar.gz"), check=all_there(2)),
    Input("two tars on standard input", feed=lambda: [TAR + bombs.tar_of({"app-2": SOUND})], check=all_there(1),
          issues=frozenset({"duplicate-task-end"})),
    Input("a tar and noise", log_file(lambda: [TAR + NOISE], "logs.tar"), check=all_there(1),
          issues=frozenset({"damaged-archive"}), exits=frozenset({PARTIAL})),
    Input("two zips in a row", log_file(
        lambda: [bombs.zip_of({"app-1": SOUND}) + bombs.zip_of({"app-2": SOUND})], "logs.zip"),
        issues=frozenset({"damaged-archive"}), check=all_there(1), exits=frozenset({PARTIAL})),
    Input("a zip with a wrong check sum", log_file(lambda: [flipped(bombs.zip_of({"app-1": SOUND}), 14)], "logs.zip"),
          issues=frozenset({"damaged-archive"}), exits=frozenset({PARTIAL})),
    *alone_and_beside("a sparse file of 15 million pieces in a tar.gz", "logs.tar.gz", sparse, "damaged-archive",
                      "too long"),
    *alone_and_beside("an old sparse file of 4 million pieces in a tar.gz", "logs.tar.gz",
                      lambda: bombs.gzip_of(bombs.old_sparse_tar(200_000)), "damaged-archive", "too long"),
    *alone_and_beside("100,000 PAX headers in a row", "logs.tar.gz", lambda: bombs.gzip_of(bombs.attributes_tar(100_000)),
                      "damaged-archive", ""),
    Input("a zip of 500,000 names", log_file(lambda: [bombs.many_members(500_000, SOUND)], "logs.zip"),
          exits=frozenset({NOTHING}), error="too long"),
]
