#!/usr/bin/env python3
"""A workspace on loopback that answers as it is told to, for tests of src/databricks.

Prints its port. Its answers to API calls are taken in turn from lines of standard input, each a JSON object
{"status": 200, "body": ..., "headers": {...}, "cut": true}; when there are none left, a page of two clusters.
A line "requests" prints what came since the last one: a JSON list of [method, path with query, headers].
"basic": only HTTP Basic is offered for tokens. Tokens are "token-1", "token-2", ... and only the newest is in force; "life N" sets how long they live.
"""
import json
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

script: list[dict] = []
requests: list[list] = []
state = {"token": 0, "life": 3600, "auth": ["client_secret_post"]}
lock = threading.Lock()


class Workspace(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status: int, body, headers: dict | None = None, cut: bool = False) -> None:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if cut else data)
        if cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def handle_call(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(size).decode()
        with lock:
            requests.append([self.command, self.path, dict(self.headers), body])
            if self.path == "/oidc/.well-known/oauth-authorization-server":
                return self.answer(200, {"token_endpoint_auth_methods_supported": state["auth"]})
            if self.path == "/oidc/v1/token":
                state["token"] += 1
                return self.answer(200, {"access_token": f"token-{state['token']}", "token_type": "Bearer",
                                         "expires_in": state["life"]})
            if script:
                return self.answer(**script.pop(0))
            if self.headers.get("Authorization") != f"Bearer token-{state['token']}":
                return self.answer(403, {"error_code": 403, "message": "Invalid access token. [ReqId: 1]"})
        return self.answer(200, {"clusters": [{"cluster_id": "a"}, {"cluster_id": "b"}]})

    do_GET = do_POST = handle_call


server = ThreadingHTTPServer(("127.0.0.1", 0), Workspace)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
for line in sys.stdin:
    with lock:
        if line.strip() == "requests":
            print(json.dumps(requests), flush=True)
            requests.clear()
        elif line.startswith("life "):
            state["life"] = int(line[5:])
            print("ok", flush=True)
        elif line.strip() == "basic":
            state["auth"] = ["client_secret_basic"]
            print("ok", flush=True)
        elif line.strip() == "revoke":
            state["token"] += 1
            print("ok", flush=True)
        else:
            script.append(json.loads(line))
            print("ok", flush=True)
