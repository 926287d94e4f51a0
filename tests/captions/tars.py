"""Build tars in memory, for the tests of several readers. No test itself."""

import io
import tarfile
from collections.abc import Iterable, Mapping


def tar(files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    """Return an uncompressed tar of files by name; a name may occur twice in pairs."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in files.items() if isinstance(files, Mapping) else files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()
