import os
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hardneg.captions.cleaning.image_bytes import NotAllowedError, TooLargeError, is_public, read_bytes, read_web


class Handler(BaseHTTPRequestHandler):
    """Answer by the path: content, a redirect, endless content, or one byte at a time."""

    def do_GET(self) -> None:
        name, _, rest = self.path[1:].partition("/")
        self.send_response({"to": 302, "gone": 404, "broken": 500}.get(name, 200))
        if name == "to":
            self.send_header("Location", rest)
        if name == "short":
            self.send_header("Content-Length", "100")
        self.end_headers()
        try:
            while name == "endless":
                self.wfile.write(b"x" * 65536)
            for _ in range(100 if name == "slow" else 0):
                self.wfile.write(b"x")
                time.sleep(0.1)
            self.wfile.write(b"content")
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{httpd.server_port}"
    httpd.shutdown()


def test_a_host_that_the_user_named_is_read_also_by_redirects(server: str) -> None:
    assert read_web(f"http://{server}/a.png", {server}) == b"content"
    assert read_bytes(f"http://{server}/to//a.png", {server}) == b"content"


@pytest.mark.parametrize(
    "address", ["", "/to/file:///etc/passwd", "/to/ftp://127.0.0.1/a", "/to/http://localhost:9/", "/to/http://[::1]:9/"]
)
def test_other_addresses_must_be_public_also_after_a_redirect(server: str, address: str) -> None:
    with pytest.raises(NotAllowedError):
        read_web(f"http://{server}{address}", {server} if address else ())


def test_names_that_resolve_to_a_private_address_are_refused(server: str) -> None:
    with pytest.raises(NotAllowedError, match="not public"):
        read_web(f"http://localhost:{server.partition(':')[2]}/a.png", {server})


def test_content_without_end_is_cut_off_by_size(server: str) -> None:
    with pytest.raises(TooLargeError):
        read_web(f"http://{server}/endless", {server}, most=100_000)


def test_a_slow_server_is_cut_off_by_time(server: str) -> None:
    begin = time.monotonic()
    with pytest.raises(TimeoutError):
        read_web(f"http://{server}/slow", {server}, seconds=0.5)
    assert time.monotonic() - begin < 5


def test_missing_broken_and_incomplete_answers_are_errors(server: str) -> None:
    with pytest.raises(FileNotFoundError):
        read_web(f"http://{server}/gone", {server})
    for path in ("broken", "short", f"to/http://{server}/" * 9):
        with pytest.raises(OSError, match=r"status 500|too early|redirects|status"):
            read_web(f"http://{server}/{path}", {server})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="refused"):
            read_web(f"http://127.0.0.1:{free.getsockname()[1]}/", {f"127.0.0.1:{free.getsockname()[1]}"})


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1"),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


def test_devices_and_pipes_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in ("/dev/zero", str(tmp_path / "pipe"), str(tmp_path)):
        with pytest.raises(OSError, match="not a regular file"):
            read_bytes(path)


def test_no_more_bytes_are_read_than_allowed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert read_bytes(str(tmp_path / "a"), most=100) == b"x" * 100
    assert read_bytes(str(tmp_path / "a"), start=90, end=95) == b"x" * 5
    with pytest.raises(TooLargeError):
        read_bytes(str(tmp_path / "a"), most=99)
