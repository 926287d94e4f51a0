"""Pass requests on to a server of HTTP, except some that fail as those to a busy object store do."""

import http.client
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ERRORS = {500: b"InternalError", 503: b"SlowDown"}
BODY = b"<?xml version='1.0'?><Error><Code>%s</Code><Message>made by a test</Message></Error>"
OF_THE_CONNECTION = frozenset({"content-length", "transfer-encoding", "connection", "expect"})
"""Headers that are not passed on."""


class Weather:
    """Decide what happens to each request. `rate` is the share that fails; while `away` every connection is dropped."""

    def __init__(self, chance: random.Random, rate: float) -> None:
        self.chance, self.rate = chance, rate
        self.away = False
        self.failed = 0
        self.lock = threading.Lock()

    def next(self) -> str:
        """Return `pass`, `500`, `503`, `drop before` the server has seen the request, or `drop after`."""
        with self.lock:
            what = "pass"
            if self.away:
                what = "drop before"
            elif self.chance.random() < self.rate:
                what = self.chance.choice(["500", "503", "drop before", "drop after"])
            self.failed += what != "pass"
            return what


@contextmanager
def proxy(target: str, weather: Weather) -> Iterator[str]:
    """Run a proxy before the server at `target`, and yield its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self._body()
            what = weather.next()
            if what == "drop before":
                self._drop()
                return
            if what.isdigit():
                text = BODY % ERRORS[int(what)]
                self._answer(int(what), [("Content-Type", "application/xml")], b"" if self.command == "HEAD" else text, len(text))
                return
            there = http.client.HTTPConnection(target.removeprefix("http://"), timeout=60)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in OF_THE_CONNECTION}
            there.request(self.command, self.path, body=body, headers=headers | {"Content-Length": str(len(body))})
            answer = there.getresponse()
            data = answer.read()
            there.close()
            if what == "drop after":
                self._drop()
                return
            length = int(answer.headers.get("Content-Length") or len(data)) if self.command == "HEAD" else len(data)
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in OF_THE_CONNECTION]
            self._answer(answer.status, kept, data, length)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass_on  # noqa: N815

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)

        def _drop(self) -> None:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes, length: int) -> None:
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_: Any) -> None:
            pass

    listening = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}"
    finally:
        listening.shutdown()
        listening.server_close()
