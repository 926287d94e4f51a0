"""Check that texts with any characters, printable or not, survive the delimiters and escapes of every format."""

import ast
import csv
import io
import json
import tarfile
from pathlib import Path

import PIL.Image
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardneg.engine import storage
from hardneg.export.export import export
from hardneg.export.selection import Options
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import ShardRow

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\"',;\\{}[]#=+-@\t\n\r\x1b\0"), min_size=1, max_size=12)


def png(red: int) -> bytes:
    stream = io.BytesIO()
    PIL.Image.new("RGB", (8, 8), (red, 0, 0)).save(stream, "PNG")
    return stream.getvalue()


def shard(folder: Path, captions: list[tuple[str, str, list[str]]]) -> None:
    """Write a shard of (id, caption, negatives), with an image for each caption: negclip-tsv needs two."""
    rows = [
        ShardRow(
            id=f"{caption_id}-{number}",
            caption_id=caption_id,
            caption=caption,
            negative=negative,
            positives=[caption],
            family="object",
            kind="object",
            edits=[],
            image={"bytes": png(place)},
            image_id="i",
            source={"input": "in", "key": "0"},
            generator={"method": "rules"},
            run_id="r",
        ).model_dump()
        for place, (caption_id, caption, negatives) in enumerate(captions)
        for number, negative in enumerate(negatives)
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, arrow_schema(ShardRow)), sink)
    storage.write(str(folder / "train-00000-of-00001.parquet"), memoryview(sink.getvalue()))


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(TEXTS, TEXTS, st.lists(TEXTS, min_size=3, max_size=3, unique=True)), min_size=2, max_size=3, unique_by=lambda one: one[0]
    )
)
def test_texts_are_read_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, captions: list[tuple[str, str, list[str]]]) -> None:
    folder = tmp_path_factory.mktemp("texts")
    shard(folder, captions)
    for to in ("negclip-tsv", "open_clip-csv", "mcq", "jsonl", "coco-json", "webdataset"):
        export(str(folder), to, str(folder / to), "train", Options())

    texts, negatives = [text for _, text, _ in captions], [made for _, _, made in captions]
    with (folder / "negclip-tsv/train.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [row["title"] for row in rows] == texts
    assert [ast.literal_eval(row["neg_caption"]) for row in rows] == negatives
    with (folder / "open_clip-csv/train.csv").open(encoding="utf-8", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file, delimiter="\t")] == texts
    with (folder / "mcq/train.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [[row[f"caption_{i}"] for i in range(4)] for row in rows] == [[text, *made] for _, text, made in captions]
    lines = [json.loads(line) for line in (folder / "jsonl/train.jsonl").read_text(encoding="utf-8").split("\n")[:-1]]
    assert [(line["caption_id"], line["caption"], line["negatives"]) for line in lines] == captions
    found = json.loads((folder / "coco-json/captions_train.json").read_text(encoding="utf-8"))["annotations"]
    assert [(one["caption_id"], one["caption"], [each["caption"] for each in one["negatives"]]) for one in found] == captions
    with tarfile.open(folder / "webdataset/train/000000.tar") as tar:
        said = [tar.extractfile(entry).read() for entry in tar if entry.name.endswith(".txt")]  # type: ignore[union-attr]
    assert [text.decode() for text in said] == texts
