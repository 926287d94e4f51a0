"""Abort what killed clients of S3 left: uploads of several pieces that were never ended, which the bucket keeps and charges for."""

from collections.abc import Iterator
from typing import Any

import fsspec

from hardneg.engine.order import WRITTEN

PROTOCOL = "s3"


def abort_uploads(out: str) -> int:
    """Abort all uploads that were begun in the folders of a run, and return their number; 0 where `out` is not on S3.

    The caller holds the lease on `out`, so nobody else writes there. An export of the user's may be under way in another folder.
    s3fs uploads files of more than 50 MB in several pieces.

    Raises:
        OSError: The server does not answer, or does not allow this.
    """
    system, place = fsspec.core.url_to_fs(out)
    if PROTOCOL not in system.protocol:
        return 0
    bucket, _, folder = place.partition("/")
    begin = f"{folder}/" if folder else ""
    found = [each for each in _uploads(system, bucket, begin) if each["Key"].removeprefix(begin).partition("/")[0] in WRITTEN]
    for each in found:
        system.call_s3("abort_multipart_upload", Bucket=bucket, Key=each["Key"], UploadId=each["UploadId"])
    return len(found)


def _uploads(system: Any, bucket: str, begin: str) -> Iterator[dict[str, Any]]:
    """Yield the unfinished uploads whose keys begin so, page by page."""
    after: dict[str, str] = {}
    while True:
        page = system.call_s3("list_multipart_uploads", Bucket=bucket, Prefix=begin, **after)
        yield from page.get("Uploads", [])
        if not page.get("IsTruncated"):
            return
        after = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]}
