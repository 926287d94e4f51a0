"""Put OUT on an S3 server behind a proxy that answers 500 and 503, drops connections, and is away for a while."""

import socket
import time
import xml.etree.ElementTree as ElementTree
from contextlib import suppress
from functools import cache
from pathlib import Path

import httpx
from faults.case import Case
from faults.moments import draw, reach
from faults.processes import Run, kill, new_mark
from faults.proxy import Weather, proxy
from faults.settings import ONE

from scripts.install_consumers import S3_FOLDER

ON_S3 = ONE._replace(name="one worker, S3")
BUCKET = "bucket"
UPLOAD = "upload of "
SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=test/20300101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none"}
"""The server reads who asks, and checks no signature."""
SERVER = "import sys; sys.path.append({folder!r}); from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"
CLIENT = "import sys; sys.path.append({folder!r}); from hardneg.cli import main; main()"


def is_installed() -> bool:
    """Return whether `make test-consumers` has installed a client and a server of S3."""
    return (S3_FOLDER / "s3fs").is_dir() and (S3_FOLDER / "moto").is_dir()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@cache
def server(folder: Path) -> str:
    """Start the S3 server of this program, with an empty bucket, and return its address. It ends with this program."""
    port = free_port()
    run = Run(["-c", SERVER.format(folder=str(S3_FOLDER), port=port)], folder / "s3.log", new_mark())
    import atexit

    atexit.register(kill, run.pid)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        with suppress(httpx.TransportError):
            httpx.put(f"{address}/{BUCKET}").raise_for_status()
            return address
        time.sleep(0.1)
    raise RuntimeError(f"the S3 server does not start: {run.said()}")


class S3Case:
    """Turn a case into one whose OUT is on the server."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.address = server(case.folder.parents[1])
        self.prefix = case.mark
        case.url = f"s3://{BUCKET}/{self.prefix}"
        case.files = self.files  # type: ignore[method-assign]
        case.start_env = self.env(self.address)
        case.launcher = ["-c", CLIENT.format(folder=str(S3_FOLDER))]

    def env(self, address: str) -> dict[str, str]:
        """Return the environment of a client of the server at `address`."""
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
        return keys | {"AWS_ENDPOINT_URL": address}

    def names(self) -> list[str]:
        """Return the keys of OUT, and a name for each upload of several pieces that was begun and not ended."""
        keys, uploads = (
            [each.text or "" for each in ElementTree.fromstring(self._get("", parameters)).iter() if each.tag.endswith("Key")]
            for parameters in ({"list-type": "2", "prefix": f"{self.prefix}/"}, {"uploads": ""})
        )
        found = [*keys, *(f"{UPLOAD}{key}" for key in uploads if self.prefix in key)]
        return [name.replace(f"{self.prefix}/", "") for name in found if name]

    def files(self) -> dict[str, bytes]:
        """Return all files of OUT."""
        return {name: b"" if name.startswith(UPLOAD) else self._get(f"/{self.prefix}/{name}", {}) for name in self.names()}

    def _get(self, path: str, parameters: dict[str, str]) -> bytes:
        return httpx.get(f"{self.address}/{BUCKET}{path}", params=parameters, headers=SIGNED).raise_for_status().content

    def count(self) -> int:
        """Return how many files are published."""
        return sum(not name.rsplit("/", 1)[-1].startswith(".") for name in self.names())


def errors(case: Case) -> bool:
    """Let a share of the requests fail. The run ends, or says in one line why it cannot."""
    s3 = S3Case(case)
    weather = Weather(case.chance, case.chance.uniform(0.02, 0.3))
    with proxy(s3.address, weather) as address:
        run = case.start(env=s3.env(address))
        code = run.wait()
    case.check_refused(run, code)
    return weather.failed > 0


def outage(case: Case) -> bool:
    """Let the server be away for one to ten seconds."""
    s3 = S3Case(case)
    weather = Weather(case.chance, 0.0)
    with proxy(s3.address, weather) as address:
        run = case.start(env=s3.env(address))
        if not reach(draw(case.chance, case.reference.timeline), s3.count, run.ended):
            return False
        weather.away = True
        time.sleep(case.chance.uniform(1, 10))
        weather.away = False
        code = run.wait()
    case.check_refused(run, code)
    return weather.failed > 0


def driver(case: Case) -> bool:
    """Kill driver and worker at a moment."""
    s3 = S3Case(case)
    run = case.start()
    if not reach(draw(case.chance, case.reference.timeline), s3.count, run.ended):
        return False
    kill(run.pid)
    run.wait()
    return True
