"""Zeros packed as small as each format allows: what the decoders must not fall for.

Written from the formats' descriptions (RFC 8878, RFC 1952, lz4_Block_format.md, snappy's format_description.txt,
LibLZF, LZ4BlockOutputStream of lz4-java, SnappyOutputStream of snappy-java); nothing but the standard
library is needed.
"""

import gzip
import io
import struct
import tarfile
import zipfile

MIB = 1 << 20


def xxh32(data: bytes, seed: int = 0) -> int:
    """xxHash, 32 bits."""
    p1, p2, p3, p4, p5 = 2654435761, 2246822519, 3266489917, 668265263, 374761393
    mask = 0xFFFFFFFF

    def turn(value: int, bits: int) -> int:
        return ((value << bits) | (value >> (32 - bits))) & mask

    at = 0
    if len(data) >= 16:
        lanes = [(seed + p1 + p2) & mask, (seed + p2) & mask, seed, (seed - p1) & mask]
        while at + 16 <= len(data):
            for i, word in enumerate(struct.unpack_from("<4I", data, at)):
                lanes[i] = turn((lanes[i] + word * p2) & mask, 13) * p1 & mask
            at += 16
        total = (turn(lanes[0], 1) + turn(lanes[1], 7) + turn(lanes[2], 12) + turn(lanes[3], 18)) & mask
    else:
        total = (seed + p5) & mask
    total = (total + len(data)) & mask
    for at in range(at, len(data) - 3, 4):
        total = turn((total + struct.unpack_from("<I", data, at)[0] * p3) & mask, 17) * p4 & mask
    for byte in data[len(data) // 4 * 4:]:
        total = turn((total + byte * p5) & mask, 11) * p1 & mask
    total = (total ^ total >> 15) * p2 & mask
    total = (total ^ total >> 13) * p3 & mask
    return total ^ total >> 16


def zstd_zeros(size: int, window_log: int = 17) -> bytes:
    """Blocks of one repeated byte: four bytes for 128 KiB. `window_log` is what the frame asks for."""
    block = 128 << 10
    frame = [struct.pack("<IBB", 0xFD2FB528, 0x00, (window_log - 10) << 3)]
    blocks = max(1, size // block)
    for i in range(blocks):
        last = 1 if i == blocks - 1 else 0
        frame.append((last | 1 << 1 | block << 3).to_bytes(3, "little") + b"\0")
    return b"".join(frame)


def zstd_stored(data: bytes, window_log: int = 17) -> bytes:
    """`data` in raw blocks, in a frame that asks for a window of any size."""
    frame = [struct.pack("<IBB", 0xFD2FB528, 0x00, (window_log - 10) << 3)]
    step = 128 << 10
    for at in range(0, len(data), step):
        piece = data[at:at + step]
        last = 1 if at + step >= len(data) else 0
        frame.append((last | len(piece) << 3).to_bytes(3, "little") + piece)
    return b"".join(frame)


def lz4_zeros(size: int) -> bytes:
    """One lz4 block: a zero, then a match of distance one, then the five literals that end a block."""
    match = size - 1 - 5
    length = match - 4 - 15
    return (b"\x1f\0\x01\0" + b"\xff" * (length // 255) + bytes([length % 255]) +
            b"\x50" + b"\0" * 5)


def lz4_block_zeros(size: int) -> bytes:
    """LZ4BlockOutputStream, Spark's lz4."""
    block = MIB
    packed = lz4_zeros(block)
    checksum = xxh32(bytes(block), 0x9747B28C) & 0x0FFFFFFF
    one = b"LZ4Block" + struct.pack("<BIII", 0x20 | 10, len(packed), block, checksum) + packed
    return one * (size // block) + b"LZ4Block" + struct.pack("<BIII", 0x10 | 10, 0, 0, 0)


def lz4_frame_zeros(size: int) -> bytes:
    block = 4 * MIB
    packed = lz4_zeros(block)
    descriptor = b"\x60\x70"  # version 1, independent blocks of up to 4 MiB
    header = struct.pack("<I", 0x184D2204) + descriptor + bytes([xxh32(descriptor) >> 8 & 0xFF])
    return header + (struct.pack("<I", len(packed)) + packed) * (size // block) + struct.pack("<I", 0)


def snappy_zeros(size: int) -> bytes:
    """SnappyOutputStream: blocks of 32 KiB."""
    block = 32 << 10
    literals, copies = 64, (block - 64) // 64
    preamble = bytes([0x80 | block & 0x7F, 0x80 | block >> 7 & 0x7F, block >> 14])
    packed = preamble + bytes([60 << 2, literals - 1]) + bytes(literals)
    packed += (bytes([(64 - 1) << 2 | 2]) + struct.pack("<H", 1)) * copies
    one = struct.pack(">I", len(packed)) + packed
    return b"\x82SNAPPY\0" + struct.pack(">II", 1, 1) + one * (size // block)


def lzf_zeros(size: int) -> bytes:
    """compress-lzf's blocks: ZV, 1, packed and unpacked length."""
    runs = 200
    block = 1 + 264 * runs
    packed = b"\0\0" + bytes([7 << 5, 255, 0]) * runs
    one = b"ZV\x01" + struct.pack(">HH", len(packed), block) + packed
    return one * (size // block)


def gzip_zeros(size: int) -> bytes:
    return gzip.compress(bytes(size), 9)


def gzip_of(data: bytes) -> bytes:
    return gzip.compress(data, 9)


def zip_of(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def tar_of(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def many_members(count: int, data: bytes) -> bytes:
    """A zip in which `count` names share the bytes of one member: a small file, a lot to unpack."""
    packed = gzip.compress(data, 9)[10:-8]  # deflate without gzip's frame
    crc = struct.unpack_from("<I", gzip.compress(data, 9)[-8:])[0]
    name = b"log"
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 33, crc, len(packed), len(data),
                        len(name), 0) + name + packed
    entries = []
    for i in range(count):
        each = b"app-%d" % i
        entries.append(struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 33, crc, len(packed),
                                   len(data), len(each), 0, 0, 0, 0, 0o100644 << 16, 0) + each)
    directory = b"".join(entries)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory),
                      len(local), 0)
    return local + directory + end


def with_checksum(header: bytes) -> bytes:
    """A tar header that was changed, with its own check sum set right."""
    blank = header[:148] + b" " * 8 + header[156:]
    return header[:148] + b"%06o\0 " % sum(blank) + header[156:]


def sparse_tar(entries: int) -> bytes:
    """The map of a sparse file (GNU's format 1.0, in a PAX archive) with so many empty pieces."""
    size = len(b"0\n0\n") * entries + 512
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("log")
        info.size = size
        info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "log",
                            "GNU.sparse.realsize": str(size)}
        number = b"%d\n" % entries
        archive.addfile(info, io.BytesIO(number + (b"0\n0\n" * entries + bytes(512))[:size - len(number)]))
    return out.getvalue()


def old_sparse_tar(blocks: int) -> bytes:
    """The same in GNU's own format: blocks of 21 pieces each behind the header."""
    header = bytearray(tarfile.TarInfo("log").tobuf(tarfile.GNU_FORMAT))
    header[156:157] = b"S"
    piece = b"00000000000\0" * 2
    header[386:482] = piece * 4
    header[482] = 1  # more of the map follows
    block = piece * 21 + b"\1" + bytes(7)
    return with_checksum(bytes(header)) + block * blocks + piece * 21 + bytes(8) + bytes(1024)


def attributes_tar(headers: int) -> bytes:
    """PAX headers in a row, and no file that they are for."""
    info = tarfile.TarInfo("attributes")
    info.type = b"x"
    info.size = 512
    body = b"12 a=bbbbbb\n"
    return (info.tobuf(tarfile.USTAR_FORMAT) + body + bytes(512 - len(body))) * headers + bytes(1024)


def zip_marked(members: dict[str, bytes], flags: int = 0, method: int | None = None) -> bytes:
    """A zip whose headers say that its members are encrypted (flags 1) or packed by another method."""
    data = bytearray(zip_of(members))
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        found = data.find(signature)
        while found >= 0:
            data[found + at] |= flags
            if method is not None:
                data[found + at + 2] = method
            found = data.find(signature, found + 4)
    return bytes(data)
