"""Make images that are too large, damaged, or something else; and names of images that lead elsewhere."""

import io
import struct
import zlib
from collections.abc import Iterator
from random import Random

import PIL.Image

from scripts.ugly.texts import Input, lines

NAMES = {
    "absolute": "/etc/passwd.png",
    "above": "../../../../etc/passwd",
    "above-encoded": "..%2f..%2fetc/passwd",
    "device": "/dev/zero",
    "kernel": "/proc/self/environ",
    "file-url": "file:///etc/passwd",
    "metadata-url": "http://169.254.169.254/latest/meta-data/",
    "loopback-url": "http://127.0.0.1:9/a.png",
    "decimal-url": "http://2130706433/a.png",
    "user-url": "https://user@127.0.0.1:9/a.png",
    "ftp-url": "ftp://127.0.0.1/a.png",
    "s3-url": "s3://bucket/a.png",
    "chained-url": "simplecache::http://127.0.0.1:9/a.png",
    "zip-url": "zip://a.png::/etc/archive.zip",
    "memory-url": "memory://a.png",
    "unknown-url": "nowhere://a.png",
    "home": "~/.ssh/id_rsa",
    "null": "a\0.png",
    "long": "a/" * 3000 + "a.png",
    "empty": "",
    "folder": ".",
    "option": "--help",
    "lines": "a\nb\x1b[2J.png",
    "backslash": "..\\..\\etc\\passwd",
}


def inputs(rng: Random) -> Iterator[Input]:
    """Yield tables that name images elsewhere, and tables beside ugly images."""
    for name, path in NAMES.items():
        yield f"path-{name}", table(path)
    yield "path-pipe", table("pipe.png") | {"pipe.png": None}
    good = encoded("PNG")
    for name, data in images(rng, good).items():
        yield f"image-{name}", table("a.png") | {"a.png": data}


def table(path: str) -> dict[str, bytes | None]:
    """Return a table of one caption with the image at `path`."""
    return {"captions.jsonl": lines([{"caption": "A brown dog runs on the green grass.", "image": path}])}


def encoded(format: str, size: tuple[int, int] = (32, 24), **options: object) -> bytes:
    """Return an image of noise."""
    file = io.BytesIO()
    PIL.Image.frombytes("RGB", size, Random(format).randbytes(3 * size[0] * size[1])).save(file, format, **options)
    return file.getvalue()


def images(rng: Random, good: bytes) -> dict[str, bytes]:
    """Return ugly images by name."""
    jpeg, gif = encoded("JPEG"), encoded("GIF")
    frames = [PIL.Image.new("P", (4, 4), number) for number in range(300)]
    many = io.BytesIO()
    frames[0].save(many, "GIF", save_all=True, append_images=frames[1:])
    found = {
        "header-bomb": png(60_000, 60_000, b""),
        "pixel-bomb": png(20_000, 20_000, zlib.compress(b"\0" * 1_000_000, 9)),
        "negative": png(2**31 + 1, 2**31 + 1, b""),
        "zero": png(0, 0, b""),
        "text-bomb": chunked(good, b"zTXt", b"a\0\0" + zlib.compress(b"a" * 50_000_000, 9)),
        "profile-bomb": chunked(good, b"iCCP", b"a\0\0" + zlib.compress(b"a" * 50_000_000, 9)),
        "endless-chunk": good[:33] + struct.pack(">I", 2**31 - 1) + b"tEXt",
        "gif-many-frames": many.getvalue(),
        "gif-size": gif[:6] + b"\xff\xff\xff\xff" + gif[10:],
        "thread": encoded("PNG", (2, 3000)),
        "empty": b"",
        "text": b"this is not an image",
        "html": b"<html><script>alert(1)</script></html>",
        "svg": b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
        "pickle": b"\x80\x04cposix\nsystem\n(X\x05\x00\x00\x00touchtR.",
        "git-lfs": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        "jpeg-with-html": jpeg + b"<script>alert(1)</script>",
        "icon": encoded("ICO"),
        "bmp-size": b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, -(2**31), 2**31 - 1, 1, 24, 0, 0, 0, 0, 0, 0),
        "tiff-loop": b"II*\0\x08\0\0\0" + b"\0\0" + b"\x08\0\0\0",
    }
    for name, data in (("png", good), ("jpeg", jpeg), ("gif", gif), ("webp", encoded("WEBP")), ("tiff", encoded("TIFF"))):
        found[f"{name}-cut"] = data[: len(data) // 2]
        found[f"{name}-flipped"] = flipped(rng, data)
    return found


def png(width: int, height: int, pixels: bytes) -> bytes:
    """Return a PNG that claims a size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def chunked(data: bytes, kind: bytes, content: bytes) -> bytes:
    """Return a PNG with a further chunk after its header."""
    return data[:33] + _chunk(kind, content) + data[33:]


def flipped(rng: Random, data: bytes) -> bytes:
    """Return the data with some bytes replaced."""
    changed = bytearray(data)
    for _ in range(20):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
