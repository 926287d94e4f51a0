"""Make tars whose members have names that lead out, are links or devices, or lie about their sizes."""

import gzip
import io
import tarfile
from collections.abc import Iterator
from random import Random

from scripts.ugly.images import encoded, flipped
from scripts.ugly.texts import Input

CAPTION = b"A brown dog runs on the green grass."


def inputs(rng: Random) -> Iterator[Input]:
    """Yield a folder with one tar each."""
    image = encoded("PNG")
    good = [("0.png", image), ("0.txt", CAPTION)]
    whole = tar([*good, ("1.png", image), ("1.txt", CAPTION)])
    names = ("../../1", "/etc/1", "a/../../1", "..", "a\n1", "a\x1b[2J", "x" * 90 + "/" + "y" * 90, ".", "a//b", "C:\\1", "--1", "\u202e1")
    for number, name in enumerate(names):
        yield f"tar-name-{number}", {"a.tar": tar([*good, (f"{name}.png", image), (f"{name}.txt", CAPTION)])}
    for kind in ("SYMTYPE", "LNKTYPE", "CHRTYPE", "BLKTYPE", "FIFOTYPE", "DIRTYPE", "CONTTYPE"):
        yield f"tar-{kind.lower()}", {"a.tar": tar([*good, ("1.txt", CAPTION)], special=("1.png", getattr(tarfile, kind)))}
    for name, data in {
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "zeros": b"\0" * 10_240,
        "text": CAPTION * 50,
        "size": resized(whole, b"77777777777\0"),
        "size-base-256": resized(whole, b"\x80" + b"\xff" * 11),
        "size-negative": resized(whole, b"\xff" * 12),
        "checksum": whole[:124] + b"00000000001\0" + whole[136:],
        "image-bomb": tar([("0.png", image[:16] + b"\0\0\xff\xff" * 2 + image[24:]), ("0.txt", CAPTION)]),
        "text-bytes": tar([("0.png", image), ("0.txt", b"\xff\xfe\xff\xff a dog")]),
        "json-deep": tar([("0.png", image), ("0.json", b"[" * 50_000)]),
        "twice": tar(good + good),
        "no-image": tar([(f"{i}.txt", CAPTION) for i in range(5)]),
        "members": tar([(f"{i}.cls", b"1") for i in range(2000)]),
    }.items():
        yield f"tar-{name}", {"a.tar": data}
    yield "tar-gzip-cut", {"a.tar.gz": gzip.compress(whole, mtime=0)[:200]}
    for number in range(6):
        yield f"tar-flipped-{number}", {"a.tar": flipped(rng, whole)}


def tar(files: list[tuple[str, bytes]], special: tuple[str, bytes] | None = None) -> bytes:
    """Return a tar of the files, and a member without content that points to `/etc/passwd`."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        if special is not None:
            entry = tarfile.TarInfo(special[0])
            entry.type, entry.linkname = special[1], "/etc/passwd"
            archive.addfile(entry)
    return stream.getvalue()


def resized(data: bytes, size: bytes) -> bytes:
    """Return a tar whose first member claims a size, with a checksum that fits."""
    header = data[:124] + size + data[136:148] + b" " * 8 + data[156:512]
    return header[:148] + b"%06o\0 " % sum(header) + header[156:] + data[512:]
