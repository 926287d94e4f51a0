from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hardneg.captions.fields.records import Broken, Record
from hardneg.captions.files.inputs import find
from hardneg.captions.readers import read
from hardneg.captions.readers.columnar import understand_arrow, understand_parquet
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

HF_IMAGE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])


def records(path: Path, **config: object) -> list[Record]:
    settings = CaptionsConfig.model_validate(config)
    return [record for source in find(str(path)).sources for record in read(source, settings)]


@pytest.mark.parametrize(
    ("type", "values", "images"),
    [
        (pa.string(), ["a.jpg", None], [("a.jpg", None), (None, None)]),
        (pa.binary(), [b"x", None], [(None, b"x"), (None, None)]),
        (HF_IMAGE, [{"bytes": b"x", "path": "p"}, {"bytes": None, "path": "q"}], [("p", b"x"), ("q", None)]),
    ],
)
def test_parquet_images_of_every_shape(tmp_path: Path, type: pa.DataType, values: list[object], images: list[object]) -> None:
    pq.write_table(pa.table({"caption": ["one", "two"], "image": pa.array(values, type)}), tmp_path / "a.parquet")
    found = records(tmp_path / "a.parquet")
    assert [(record.key, record.caption) for record in found] == [("1", "one"), ("2", "two")]
    assert [(record.image_path, record.image_bytes) for record in found] == images
    assert {record.image_path for record in records(tmp_path / "a.parquet", images="ignore")} == {None}


def test_lists_nulls_numbers_and_keys(tmp_path: Path) -> None:
    table = pa.table({"id": [7, 8], "captions": [["a", "b"], None]})
    pq.write_table(table, tmp_path / "a.parquet")
    assert [(record.key, record.defect) for record in records(tmp_path / "a.parquet")] == [
        ("7#0", None),
        ("7#1", None),
        ("8", Reason.NO_CAPTION),
    ]


def test_a_string_that_is_not_utf8_rejects_only_its_row(tmp_path: Path) -> None:
    bad = pa.array([b"one", b"\xff\xfe", b"three"]).view(pa.string())
    pq.write_table(pa.table({"caption": bad}), tmp_path / "a.parquet")
    assert [record.defect for record in records(tmp_path / "a.parquet")] == [None, Reason.INVALID_UTF8, None]


def test_a_truncated_parquet_cannot_be_read(tmp_path: Path) -> None:
    pq.write_table(pa.table({"caption": ["one"] * 100}), tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(whole[:-20])
    with pytest.raises(Broken):
        records(tmp_path / "a.parquet")


def test_a_parquet_is_read_up_to_its_broken_row_group(tmp_path: Path) -> None:
    table = pa.table({"caption": [f"caption number {i}" for i in range(3000)]})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=1000, compression="none", use_dictionary=False)
    data = bytearray((tmp_path / "a.parquet").read_bytes())
    at = data.index(b"caption number 1000") - 60
    data[at : at + 60] = b"\xff" * 60
    (tmp_path / "a.parquet").write_bytes(data)
    found: list[Record] = []
    with pytest.raises(Broken):
        found.extend(read(find(str(tmp_path / "a.parquet")).sources[0], CaptionsConfig()))
    assert 700 < len(found) <= 1000


def save(folder: Path, values: list[str]) -> None:
    """As `datasets` does in `save_to_disk`."""
    folder.mkdir(parents=True)
    half = len(values) // 2
    for i, part in enumerate((values[:half], values[half:])):
        table = pa.table({"caption": part})
        with pa.ipc.new_stream(folder / f"data-0000{i}-of-00002.arrow", table.schema) as writer:
            writer.write_table(table)
    (folder / "state.json").write_text(
        '{"_data_files": [{"filename": "data-00000-of-00002.arrow"}, {"filename": "data-00001-of-00002.arrow"}]}'
    )
    (folder / "dataset_info.json").write_text("{}")


def test_a_saved_dataset_and_its_splits_are_read_in_their_order(tmp_path: Path) -> None:
    save(tmp_path / "d" / "train", ["one", "two"])
    save(tmp_path / "d" / "test", ["three", "four"])
    (tmp_path / "d" / "dataset_dict.json").write_text('{"splits": ["train", "test"]}')
    assert [record.caption for record in records(tmp_path / "d" / "train")] == ["one", "two"]
    assert [record.caption for record in records(tmp_path / "d")] == ["one", "two", "three", "four"]
    assert find(str(tmp_path / "d")).sources[0].name == "train/data-00000-of-00002.arrow"


def test_a_truncated_arrow_file_is_read_up_to_the_break(tmp_path: Path) -> None:
    schema = pa.schema([("caption", pa.string())])
    with pa.ipc.new_stream(tmp_path / "a.arrow", schema) as writer:
        for i in range(10):
            writer.write_batch(pa.record_batch({"caption": [f"caption {i}"] * 100}))
    whole = (tmp_path / "a.arrow").read_bytes()
    (tmp_path / "a.arrow").write_bytes(whole[: len(whole) // 2])
    found: list[Record] = []
    with pytest.raises(Broken):
        found.extend(read(find(str(tmp_path / "a.arrow")).sources[0], CaptionsConfig()))
    assert 300 <= len(found) <= 500


@pytest.mark.slow
def test_a_folder_saved_by_datasets_is_read(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    datasets.Dataset.from_dict({"caption": ["one", "two"], "id": ["a", "b"]}).save_to_disk(str(tmp_path / "d"))
    assert records(tmp_path / "d") == [Record("a", "one"), Record("b", "two")]


def test_a_struct_of_sentences_and_one_of_an_image_are_recognised(tmp_path: Path) -> None:
    sentences = [{"raw": f"Goose number {i} walks.", "tokens": ["goose"], "imgid": i // 2, "sentid": i} for i in range(4)]
    image = pa.array([{"bytes": b"x", "path": f"{i // 2}.jpg"} for i in range(4)], HF_IMAGE)
    table = pa.table({"image": image, "sentences": sentences, "cocoid": [5, 5, 6, 6]})
    pq.write_table(table, tmp_path / "a.parquet")
    with pa.ipc.new_stream(tmp_path / "a.arrow", table.schema) as writer:
        writer.write_table(table)
    for name in ("a.parquet", "a.arrow"):
        found = records(tmp_path / name)
        assert [(record.caption, record.image_id) for record in found] == [(f"Goose number {i} walks.", str(5 + i // 2)) for i in range(4)]
        assert {record.image_bytes for record in found} == {b"x"}
    source = find(str(tmp_path / "a.parquet")).sources[0]
    assert understand_parquet(source, CaptionsConfig())[:3] == ("parquet", ("sentences.raw",), "image")
    source = find(str(tmp_path / "a.arrow")).sources[0]
    assert understand_arrow(source, CaptionsConfig()).captions == ("sentences.raw",)


def test_lists_of_structs_and_conversations_in_parquet(tmp_path: Path) -> None:
    turns = [{"from": "human", "value": "<image>\nDescribe."}, {"from": "gpt", "value": "A goose walks."}]
    pq.write_table(pa.table({"image": ["0.jpg"], "conversations": [turns]}), tmp_path / "a.parquet")
    pq.write_table(
        pa.table({"filename": ["0.jpg"], "sentences": [[{"raw": "A goose walks."}, {"raw": "A boat floats."}]]}), tmp_path / "b.parquet"
    )
    assert records(tmp_path / "a.parquet") == [Record("1", "A goose walks.", "0.jpg", image_id="0.jpg")]
    assert [(record.key, record.caption) for record in records(tmp_path / "b.parquet")] == [
        ("1#0", "A goose walks."),
        ("1#1", "A boat floats."),
    ]


@pytest.mark.parametrize("kind", ["stream", "file"])
def test_damaged_offsets_in_an_arrow_file_are_broken_and_do_not_end_the_process(kind: str, tmp_path: Path) -> None:
    offsets, texts = pa.py_buffer(np.array([0, 1, 60_000, 3], np.int32)), pa.array(["a", "b", "c"])
    damaged = pa.ListArray.from_buffers(pa.list_(pa.string()), 3, [None, offsets], children=[texts])
    table = pa.record_batch({"captions": damaged})
    with (pa.ipc.new_stream if kind == "stream" else pa.ipc.new_file)(str(tmp_path / "a.arrow"), table.schema) as writer:
        writer.write_batch(table)
    with pytest.raises(Broken, match="offset"):
        records(tmp_path / "a.arrow")


def test_a_column_whose_name_is_not_utf8_is_broken(tmp_path: Path) -> None:
    pq.write_table(pa.table({"caption": ["A dog"], "other": ["x"]}), tmp_path / "a.parquet", store_schema=False)
    (tmp_path / "a.parquet").write_bytes((tmp_path / "a.parquet").read_bytes().replace(b"other", b"oth\xff\xff"))
    with pytest.raises(Broken, match=r"UTF-8|utf-8"):
        records(tmp_path / "a.parquet")
