"""What the HTTP server of servers.py does, by the first step of the path: right and wrong on purpose.

Written on bare sockets, for a library would repair what has to be broken.
"""

import gzip
import socket
import struct
import time
import zlib

FILE = bytes(i * 7 % 251 for i in range(1 << 20))  # what /file has


class Request:
    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.steps = target.split("?")[0].strip("/").split("/")


def read_request(stream):
    """The next request of a connection, or None at its end."""
    line = stream.readline()
    if not line.strip():
        return None
    method, target, _ = line.decode("latin-1").split(" ", 2)
    headers = {}
    for raw in iter(stream.readline, b"\r\n"):
        if not raw:
            return None
        name, _, value = raw.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", 0)))
    return Request(method, target, headers, body)


def answer(connection, status, body=b"", headers=(), length=None):
    lines = [f"HTTP/1.1 {status} Any", f"Content-Length: {len(body) if length is None else length}", *headers]
    connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)


def reset(connection):
    """Ends the connection by RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def chunk(data):
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def bomb(connection, encoding):
    """32 MB of zeros, as few bytes."""
    if encoding == "gzip":
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    else:
        packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(32)) + packer.flush()
    answer(connection, 200, data, [f"Content-Encoding: {encoding}"])


def ranged(connection, request):
    wanted = request.headers.get("range")
    if wanted is None:
        answer(connection, 200, FILE)
        return
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    first, last = int(first), min(int(last or len(FILE) - 1), len(FILE) - 1)
    if first >= len(FILE):
        answer(connection, 416, b"", [f"Content-Range: bytes */{len(FILE)}"])
        return
    answer(connection, 206, FILE[first:last + 1], [f"Content-Range: bytes {first}-{last}/{len(FILE)}"])


def behave(connection, request, server):
    """Answers `request`; False when the connection is to be closed, None when that has been done."""
    what = request.steps[0]
    if what == "echo":
        lines = [f"{request.method} {request.target}"]
        lines += [f"{name}: {value}" for name, value in sorted(request.headers.items())]
        body = ("\n".join(lines) + "\n\n").encode("latin-1") + request.body
        answer(connection, 200, b"" if request.method == "HEAD" else body, ["X-Made-By: tests"], len(body))
    elif what == "status":
        answer(connection, int(request.steps[1]), b"a reason")
    elif what == "redirect":
        answer(connection, int(request.steps[1]), b"" if request.method == "HEAD" else b"gone",
               [f"Location: http://127.0.0.1:{server.canary_port}/stolen", "Set-Cookie: a=b"])
    elif what == "file":
        ranged(connection, request)
    elif what == "range_ignored":
        answer(connection, 200, FILE)
    elif what == "range_other":
        answer(connection, 206, b"abc", [f"Content-Range: bytes 0-2/{len(FILE)}"])
    elif what == "range_unsaid":
        answer(connection, 206, b"abc")
    elif what == "gzip":
        accepts = "gzip" in request.headers.get("accept-encoding", "")
        body = b"packed " * 100
        answer(connection, 200, gzip.compress(body) if accepts else body,
               ["Content-Encoding: gzip"] if accepts else [])
    elif what == "gzip_unasked":
        answer(connection, 200, gzip.compress(b"abc"), ["Content-Encoding: gzip"])
    elif what == "gzip_broken":
        answer(connection, 200, gzip.compress(b"abc" * 1000)[:10] + b"\xff" * 40, ["Content-Encoding: gzip"])
    elif what == "bomb":
        bomb(connection, request.steps[1])
    elif what == "large":
        answer(connection, 200, bytes(int(request.steps[1])))
    elif what == "chunked":
        connection.sendall(b"HTTP/1.1 200 Any\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(b"one ") + chunk(b"two")
                           + b"0\r\nX-Trailer: late\r\n\r\n")
    elif what == "interim":
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n")
        answer(connection, 200, b"at last")
    elif what == "slow":  # a byte each 50 ms
        connection.sendall(b"HTTP/1.1 200 Any\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            connection.sendall(b"x")
            time.sleep(0.05)
    elif what == "silent":
        time.sleep(30)
    elif what == "stalled":
        answer(connection, 200, b"x" * 100, length=1000)
        time.sleep(30)
    elif what == "reset":
        answer(connection, 200, b"x" * 100, length=1000)
        time.sleep(0.1)  # or the RST overtakes what was sent
        reset(connection)
        return None
    elif what == "too_short":
        answer(connection, 200, b"x" * 100, length=1000)
        return False
    elif what == "too_long":
        answer(connection, 200, b"x" * 100, length=10)
    elif what == "chunked_short":
        connection.sendall(b"HTTP/1.1 200 Any\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(b"one"))
        return False
    elif what == "no_answer":
        return False
    elif what == "no_http":
        connection.sendall(b"220 mail.test ESMTP\r\n")
        return False
    elif what == "endless_headers":
        connection.sendall(b"HTTP/1.1 200 Any\r\n")
        for i in range(20000):
            connection.sendall(f"X-{i}: {'x' * 50}\r\n".encode())
        return False
    elif what == "answered_once":  # what comes next on this connection is read and not answered
        answer(connection, 200, b"first")
        server.end_after_next.add(connection)
    elif what == "closed_after":
        answer(connection, 200, b"first")
        return False
    else:
        answer(connection, 404, b"no such behaviour")
    return request.headers.get("connection", "").lower() != "close"
