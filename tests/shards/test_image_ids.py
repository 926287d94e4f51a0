import hashlib

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import CaptionRow, Image, Source
from hardneg.shards.image_ids import image_id, image_ids


def test_an_image_without_a_name_is_named_by_its_bytes_or_its_path() -> None:
    import pyarrow as pa

    images = [None, Image(bytes=b"x", path="a.png"), Image(path="a.png"), Image(bytes=b"x"), Image(bytes=b"")]
    rows = [CaptionRow(id=f"c{i}", caption="A dog.", source=Source(input="x", key=str(i)), image=each) for i, each in enumerate(images)]
    rows.append(rows[1].model_copy(update={"image_id": "7"}))
    table = pa.Table.from_pylist([row.model_dump() for row in rows], schema=arrow_schema(CaptionRow))
    by_bytes = "sha:" + hashlib.sha256(b"x").hexdigest()[:16]
    by_path = "sha:" + hashlib.sha256(b"a.png").hexdigest()[:16]
    found = image_ids(table).to_pylist()
    assert found[:4] == [None, by_bytes, by_path, by_bytes]
    assert found[4].startswith("sha:")
    assert found[5] == "7"
    assert [image_id(each) for each in images] == found[:5]
