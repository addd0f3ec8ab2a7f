"""Servers for the tests of src/net: right ones, and ones that are wrong in one way each.

All listen on loopback. Prints "NAME VALUE" for each port and file, then "ready"; ends when its standard
input does. Meanwhile each line there is a question, answered by one line:
  hits NAME     how many connections that server has had
  posts         how many POST requests came
  targets       what the proxy was asked to connect to, in order
  rotate NAME   the server "rotating" takes this certificate for its next connections
"""

import socket
import ssl
import sys
import tempfile
import threading
import time

from behaviours import behave, read_request, reset
from certificates import Certificates


class Server:
    """Accepts on 127.0.0.1, and handles each connection on a thread."""

    def __init__(self, name, handle, port=0, address="127.0.0.1"):
        self.name, self.handle, self.hits = name, handle, 0
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((address, port))
        self.socket.listen(64)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.socket.accept()
            self.hits += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            self.handle(connection)
        except (OSError, ValueError):
            pass  # the other side has had enough
        finally:
            connection.close()


class Http:
    """Behaves as behaviours.py says, bare or behind TLS."""

    def __init__(self, canary_port):
        self.canary_port, self.posts, self.end_after_next = canary_port, 0, set()

    def __call__(self, connection):
        stream = connection.makefile("rb")
        while request := read_request(stream):
            self.posts += request.method == "POST"
            if connection in self.end_after_next:
                return
            keep = behave(connection, request, self)
            if not keep:
                return


def tls_context(certificates, name, old=False):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.file(name), certificates.key(name))
    if old:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def behind_tls(context, handle):
    def wrapped(connection):
        now = context() if callable(context) else context
        with now.wrap_socket(connection, server_side=True) as secure:
            handle(secure)
    return wrapped


def stripped(connection):
    """Plain HTTP where TLS was due: "come over without"."""
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n")


def reset_in_handshake(connection):
    connection.recv(4096)
    reset(connection)


def full_backlog():
    """A port where connections are neither taken nor refused."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(0)
    fillers = [server]
    for _ in range(3):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(server.getsockname())
        fillers.append(filler)
    time.sleep(0.1)
    return fillers


class Proxy:
    """Answers CONNECT; whatever the target, it leads to one port of this machine."""

    def __init__(self, port, answer=b"200 Connected", user=None):
        self.port, self.answer, self.user, self.targets = port, answer, user, []

    def __call__(self, connection):
        request = read_request(connection.makefile("rb", buffering=0))
        self.targets.append(request.target)
        if self.user is not None and request.headers.get("proxy-authorization") != self.user:
            connection.sendall(b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n")
            return
        connection.sendall(b"HTTP/1.1 " + self.answer + b"\r\n\r\n")
        if not self.answer.startswith(b"200"):
            return
        with socket.create_connection(("127.0.0.1", self.port)) as onward:
            back = threading.Thread(target=self.copy, args=(onward, connection), daemon=True)
            back.start()
            self.copy(connection, onward)
            back.join()

    @staticmethod
    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def canaries():
    """One port that any address may name, and the usual ones where this user may have them."""
    servers = [Server("canary", lambda connection: connection.sendall(b"HTTP/1.1 200 Any\r\nContent-Length: 0\r\n\r\n"))]
    usual = [(address, port) for port in (443, 8443) for address in ("127.0.0.1", "::1")]
    for address, port in [("::1", servers[0].port), *usual]:
        try:
            servers.append(Server("canary", lambda connection: None, port, address))
        except OSError:
            pass  # taken, or not for this user
    return servers


def main():
    folder = tempfile.TemporaryDirectory(prefix="dataflint-net-")
    certificates = Certificates(folder.name)
    contexts = {name: tls_context(certificates, name)
                for name in ("good", "expired", "not_yet_valid", "wrong_host", "unknown_ca", "unknown_ca_with_root",
                             "self_signed")}
    rotated = ["good"]
    watched = canaries()
    http = Http(watched[0].port)
    servers = {server.name: server for server in (
        watched[0],
        Server("plain", http),
        *(Server(f"tls_{name}", behind_tls(context, http)) for name, context in contexts.items()),
        Server("tls_old", behind_tls(tls_context(certificates, "good", old=True), http)),
        Server("tls_rotating", behind_tls(lambda: contexts[rotated[0]], http)),
        Server("tls_silent", lambda connection: time.sleep(30)),
        Server("tls_stripped", stripped),
        Server("tls_reset", reset_in_handshake),
    )}
    good = servers["tls_good"].port
    proxies = [Proxy(good), Proxy(good, user="Basic bWU6aHVudGVyMg=="), Proxy(good, b"403 Forbidden"),
               Proxy(good, b"502 Bad Gateway")]
    names = ("proxy", "proxy_with_user", "proxy_forbids", "proxy_fails")
    servers.update((name, Server(name, proxy)) for name, proxy in zip(names, proxies))
    try:
        plain6 = Server("plain6", http, address="::1").port
    except OSError:
        plain6 = 0  # no IPv6
    backlog = full_backlog()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = unused.getsockname()[1]

    for name, server in servers.items():
        print(name, server.port)
    print("plain6", plain6)
    print("blackhole", backlog[0].getsockname()[1])
    print("closed", closed)
    print("ca", certificates.file("ca"))
    print("folder", folder.name)
    print("ready", 1, flush=True)

    for line in sys.stdin:
        match line.split():
            case ["hits", "canary"]:
                print(sum(server.hits for server in watched), flush=True)
            case ["hits", name]:
                print(servers[name].hits, flush=True)
            case ["posts"]:
                print(http.posts, flush=True)
            case ["targets"]:
                print(" ".join(sum((proxy.targets for proxy in proxies), [])), flush=True)
            case ["rotate", name]:
                rotated[0] = name
                print("done", flush=True)
            case _:
                print("what?", flush=True)
    folder.cleanup()


main()
