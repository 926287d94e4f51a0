"""Recognise errors of the storage, such as a full disk or an object store that does not answer, and say in one line what to do.

They are nobody's fault in the program or in a row. So a worker does not search for a bad row, and the command line shows no traceback.
"""

import errno
from pathlib import Path

CLIENTS = frozenset({"aiobotocore", "aiohttp", "adlfs", "azure", "botocore", "fsspec", "gcsfs", "google", "s3fs", "urllib3"})
"""Packages whose errors are those of an object store. fsspec turns most of them into `OSError`, but not all."""

NO_ADVICE = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError, BrokenPipeError, ProcessLookupError)
"""Errors of the system that are no fault of the storage: a mistake of the program, or of the user where a caller knows it."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
FORBIDDEN = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


IN_THE_WAY = "a file, where a folder is needed: name another folder"


def file_in_the_way(path: str) -> str | None:
    """Return the nearest of a path and the folders above it that is a file; None where there is none."""
    return next((str(each) for each in (Path(path), *Path(path).parents) if each.is_file()), None)


def explained(error: BaseException) -> str | None:
    """Return one line about an error of the storage: which file, what is wrong, and what to do. None for any other error."""
    module = type(error).__module__
    client = module.split(".", 1)[0] in CLIENTS and not module.startswith("google.protobuf")
    place = getattr(error, "filename", None)
    if isinstance(error, NotADirectoryError | FileExistsError) and isinstance(place, str) and (file := file_in_the_way(place)):
        return f"{file}: {IN_THE_WAY}"
    if isinstance(error, NO_ADVICE) or not (client or isinstance(error, OSError)):
        return None
    number = getattr(error, "errno", None)
    what = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
    advice = "make room" if number in FULL else "allow access to it" if number in FORBIDDEN else "see that the storage answers"
    where = f"{place}: " if isinstance(place, str) else ""
    return f"{where}{what}: {advice}, and run the same command again; finished parts are kept"
