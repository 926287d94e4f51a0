"""Start a real vLLM server by `hardneg serve` in a process of its own. No test itself."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx

START_S = 600


@contextmanager
def served(options: Sequence[str] = ()) -> Iterator[str]:
    """Serve the default LLM, or what `options` of `hardneg serve` say; yield its address when it is healthy."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "hardneg", "serve", "--port", str(port), *options],
        env={**os.environ, "HF_HUB_OFFLINE": "1", "VLLM_LOGGING_LEVEL": "ERROR"},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + START_S
        while not _healthy(address):
            assert server.poll() is None, "the server exited"
            assert time.monotonic() < until, "the server does not start"
            time.sleep(0.5)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _healthy(address: str) -> bool:
    try:
        return httpx.get(address + "/health").is_success
    except httpx.TransportError:
        return False
