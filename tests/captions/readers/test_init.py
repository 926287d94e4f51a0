import gzip
import io
import json
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from captions.tars import tar
from hypothesis import given, settings
from hypothesis import strategies as st

from hardneg.captions.fields.records import Broken
from hardneg.captions.files.inputs import find
from hardneg.captions.readers import read, understand
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

ROWS = [{"image": f"{i}.jpg", "caption": f"A dog runs by tree {i}.", "tags": ["a", "b"], "more": {"x": "y"}} for i in range(9)]


def _arrow(name: str) -> bytes:
    table, file = pa.Table.from_pylist(ROWS), io.BytesIO()
    if name == "parquet":
        pq.write_table(table, file)
    else:
        with (pa.ipc.new_stream if name == "stream" else pa.ipc.new_file)(file, table.schema) as writer:
            writer.write_table(table)
    return file.getvalue()


JSONL = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
CSV = b"image,caption\n" + b"".join(f'{row["image"]},"{row["caption"]}"\n'.encode() for row in ROWS)
TAR = tar({f"{i}.{ending}": data for i in range(4) for ending, data in (("jpg", b"pixels"), ("txt", b"A dog runs by."), ("json", b"{}"))})
FILES = {
    "a.parquet": _arrow("parquet"),
    "stream.arrow": _arrow("stream"),
    "file.arrow": _arrow("file"),
    "a.jsonl": JSONL,
    "a.json": json.dumps(ROWS).encode(),
    "a.csv": CSV,
    "a.tsv": CSV.replace(b",", b"\t"),
    "a.txt": b"A dog runs by a tree.\nA cat sits on a chair.\n" * 5,
    "a.tar": TAR,
    "a.tar.gz": gzip.compress(TAR),
    "a.jsonl.zst": zstandard.compress(JSONL),
}
DAMAGE = st.tuples(
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6),  # bytes replaced, by their place
    st.floats(0, 1),  # where the file is cut
    st.binary(max_size=9),  # inserted there
)


@pytest.mark.parametrize("name", list(FILES))
@given(damage=DAMAGE)
@settings(max_examples=60)
def test_a_damaged_file_gives_records_or_an_error_of_the_user(tmp_path_factory: pytest.TempPathFactory, name: str, damage: object) -> None:
    replaced, cut, inserted = damage  # type: ignore[misc]
    data = bytearray(FILES[name])
    for place, byte in replaced:
        data[int(place * len(data))] = byte
    at = len(data) if cut > 0.5 else int(2 * cut * len(data))
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(data[:at] + inserted)
    _read(path)


@pytest.mark.parametrize("name", list(FILES))
@given(data=st.binary(max_size=2000))
@settings(max_examples=20)
def test_any_bytes_give_records_or_an_error_of_the_user(tmp_path_factory: pytest.TempPathFactory, name: str, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(data)
    _read(path)


def _read(path: Path) -> None:
    (source,) = find(str(path)).sources
    config = CaptionsConfig()
    with suppress(UserError, Broken):
        for record in read(source, config):
            record.key.encode()
            assert record.defect is None or record.defect in list(Reason)
            assert record.defect is not None or isinstance(record.caption, str)
    with suppress(UserError, Broken):
        understand(source, config)
