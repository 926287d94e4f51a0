"""Abort uploads on an S3 server. Skipped where `s3fs` or `moto[server]` is not installed."""

import fsspec
import pytest

from hardneg.engine import storage
from hardneg.engine.lease import held
from hardneg.engine.uploads import abort_uploads


def begin(url: str) -> None:
    """Begin an upload of several pieces, as a client does that is killed before it ends it."""
    system, place = fsspec.core.url_to_fs(url)
    bucket, _, key = place.partition("/")
    system.call_s3("create_multipart_upload", Bucket=bucket, Key=key)


def unfinished(bucket: str) -> list[str]:
    """Return the keys of uploads that were begun and not ended."""
    system, name = fsspec.core.url_to_fs(bucket)
    return sorted(each["Key"] for each in system.call_s3("list_multipart_uploads", Bucket=name).get("Uploads", []))


def test_whoever_holds_the_lease_aborts_uploads_that_a_killed_run_left(bucket: str) -> None:
    for name in ("flat/part-00001.parquet", "shards/shard-00000.parquet", "shards/shard-00000.parquet"):
        begin(f"{bucket}/mine/{name}")

    with held(f"{bucket}/mine"):
        assert unfinished(bucket) == []


def test_uploads_of_other_runs_and_of_exports_go_on(bucket: str) -> None:
    others = ["mine-2/flat/part-00001.parquet", "mine/export/all.tar", "other/shards/shard-00000.parquet"]
    for name in (*others, "mine/rewrite/part-00001.parquet"):
        begin(f"{bucket}/{name}")

    assert abort_uploads(f"{bucket}/mine") == 1
    assert unfinished(bucket) == others


@pytest.mark.parametrize("url", ["memory://out", "local"])
def test_other_storage_has_no_such_uploads(url: str, tmp_path: object) -> None:
    out = f"{tmp_path}/out" if url == "local" else url
    storage.write(f"{out}/flat/a", b"a")

    assert abort_uploads(out) == 0
