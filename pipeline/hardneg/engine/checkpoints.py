"""Keep what a stage has made inside a part, so that a worker that dies loses minutes of work and not the part.

A stage names a piece of its work and makes it, and does not know where it is kept. The worker keeps it beside the attempts at the part,
with which it is removed once the part is published. No row depends on whether a piece was kept.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from hardneg.engine.attempts import Attempts

_CURRENT: ContextVar[Attempts | None] = ContextVar("checkpoints", default=None)


def once(key: str, make: Callable[[], bytes]) -> bytes:
    """Return what an earlier attempt at the part made for `key`; otherwise make it, and keep it for later attempts.

    A damaged piece is made again. Storage that does not answer costs later attempts the piece, and this one nothing.
    Outside a part nothing is kept.
    """
    record = _CURRENT.get()
    if record is None:
        return make()
    with suppress(Exception):  # clients of object stores raise errors of their own
        if kept := record.piece(key):  # an empty file would be no error
            with suppress(OSError, EOFError, zlib.error):
                return gzip.decompress(kept)  # which compares the checksum
    made = make()
    with suppress(Exception):
        record.keep_piece(key, gzip.compress(made, compresslevel=3, mtime=0))
    return made


@contextmanager
def kept_beside(record: Attempts) -> Iterator[None]:
    """Keep the pieces of a part beside its attempts."""
    token = _CURRENT.set(record)
    try:
        yield
    finally:
        _CURRENT.reset(token)
