"""Read the bytes of an image, at most so many: regular files of this machine, web pages within a time limit, and other fsspec URLs."""

import http.client
import ipaddress
import socket
import ssl
import stat
import threading
import time
from collections.abc import Collection
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

MOST_BYTES = 512 * 2**20
"""Upper bound of the bytes of an encoded image."""
SECONDS = 30.0
"""Time limit for an image on the web, redirects included."""
REDIRECTS = 5

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class TooLargeError(OSError):
    """Say that there are more bytes than an image may have."""


class NotAllowedError(OSError):
    """Say that an address on the web is not public."""


def read_bytes(url: str, hosts: Collection[str] = (), most: int = MOST_BYTES, start: int | None = None, end: int | None = None) -> bytes:
    """Return the bytes of a file. Devices and pipes are refused, because reading them may never end.

    Args:
        url: A path or URL.
        hosts: Web hosts (with their ports) that may have an address that is not public.
        most: Upper bound of the bytes.
        start: First byte, of a file that is not on the web.
        end: End of the bytes, exclusive.

    Raises:
        FileNotFoundError: There is no such file.
        TooLargeError: It has more bytes.
        NotAllowedError: Its address on the web is not public.
    """
    from fsspec.core import url_to_fs
    from fsspec.implementations.local import LocalFileSystem

    if url.lower().startswith(("http://", "https://")) and start is None:
        return read_web(url, hosts, most)
    fs, path = url_to_fs(url)
    if isinstance(fs, LocalFileSystem) and not stat.S_ISREG(Path(path).stat().st_mode):
        raise IsADirectoryError(f"{path}: is not a regular file")
    first = start or 0
    data = bytes(fs.cat_file(path, start=first, end=min(first + most + 1, end) if end is not None else first + most + 1))
    return _bounded(data, most)


def read_web(url: str, hosts: Collection[str], most: int = MOST_BYTES, seconds: float = SECONDS) -> bytes:
    """Return the content of a web address, following at most `REDIRECTS` redirects.

    The address that was checked is the one that is connected to, so the answer of the name server cannot change in between. Proxies of
    the environment are ignored.

    Raises:
        FileNotFoundError: The server does not have it.
        TooLargeError: It has more bytes.
        NotAllowedError: An address is not public, and its host is not among `hosts`.
        TimeoutError: It takes longer than `seconds`.
    """
    deadline = time.monotonic() + seconds
    for _ in range(REDIRECTS + 1):
        parts = urlsplit(url)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            raise NotAllowedError("only http and https addresses are opened")
        answer = _get(parts, parts.netloc.rpartition("@")[2].lower() in hosts, most, deadline)
        if isinstance(answer, bytes):
            return answer
        url = urljoin(url, answer)
    raise OSError(f"more than {REDIRECTS} redirects")


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the public internet, also where it holds an IPv4 address."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        held = found.ipv4_mapped or found.sixtofour
        if held is not None or found.teredo is not None:
            return held is not None and is_public(str(held))
    return found.is_global and not found.is_multicast


def _get(parts: SplitResult, trusted: bool, most: int, deadline: float) -> bytes | str:
    """Return the content, or where the server redirects to."""
    connection = _connected(parts, trusted, deadline)
    timer = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, [connection.sock])
    timer.start()
    try:
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"Accept-Encoding": "identity", "User-Agent": "hardneg"})
        response = connection.getresponse()
        if response.status in (301, 302, 303, 307, 308) and (place := response.getheader("Location")):
            return place
        if response.status != 200:
            raise (FileNotFoundError if response.status in (404, 410) else OSError)(f"status {response.status}")
        if (response.length or 0) > most:
            raise TooLargeError(f"more than {most} bytes")
        data = response.read(most + 1)
        if time.monotonic() >= deadline:
            raise TimeoutError("the time limit is exceeded")
        if response.length:
            raise OSError("the answer ends too early")
        return _bounded(data, most)
    except (http.client.HTTPException, OSError) as error:
        if time.monotonic() >= deadline:
            raise TimeoutError("the time limit is exceeded") from error
        raise error if isinstance(error, OSError) else OSError(type(error).__name__) from error
    finally:
        timer.cancel()
        connection.close()


def _connected(parts: SplitResult, trusted: bool, deadline: float) -> http.client.HTTPConnection:
    """Connect to the first address of the host; all of them must be public unless the host is trusted."""
    assert parts.hostname is not None
    secure = parts.scheme.lower() == "https"
    port = parts.port or (443 if secure else 80)
    seconds = max(0.1, deadline - time.monotonic())
    addresses = [str(found[4][0]) for found in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)]
    if not trusted and not all(map(is_public, addresses)):
        raise NotAllowedError("its address is not public")
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname, port, timeout=seconds)
    stream = socket.create_connection((addresses[0], port), seconds)
    if isinstance(connection, http.client.HTTPSConnection):
        context = ssl.create_default_context()
        stream = context.wrap_socket(stream, server_hostname=parts.hostname, do_handshake_on_connect=False)
    connection.sock = stream
    return connection


def _cut(stream: socket.socket) -> None:
    """End a connection, so that a read of it returns: a server that sends a byte a second would never exceed the time of one read."""
    try:
        stream.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _bounded(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise TooLargeError(f"more than {most} bytes")
    return data
