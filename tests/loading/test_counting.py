from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from some_shards import rows_of, write_shards

from hardneg.errors import UserError
from hardneg.loading.counting import count_samples
from hardneg.loading.options import Options
from hardneg.loading.stream import Opened, Place, open_split, samples


def counted(out: str, options: Options) -> tuple[Opened, list[int]]:
    opened = open_split(out, "train", options._replace(even=None))
    return opened, count_samples(opened.files, opened.groups, options)


KINDS = [
    Options(images=False),
    Options(images=False, needs_image=True),
    Options(images=False, group="image"),
    Options(images=False, family_weights={"attribute": 0, "count": 2.0}),
    Options(images=False, draw="p_valid"),
    Options(images=False, draw="margin", group="image", family_weights={"object": 0}),
    Options(images=False, draw="concreteness"),
]


@pytest.mark.filterwarnings("ignore:hardneg.load. reader 0 of 1 got no caption")
@given(
    st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.sampled_from([None, 0.0, 0.9])), min_size=1, max_size=12),
    st.integers(1, 7),
    st.sampled_from(KINDS),
)
@settings(max_examples=15)
def test_the_count_is_that_of_the_samples_that_are_read(
    tmp_path_factory: pytest.TempPathFactory, captions: list[tuple[int, bool, float | None]], row_group: int, options: Options
) -> None:
    rows = [
        row
        for number, (size, needing, p_valid) in enumerate(captions)
        for row in rows_of(number, size, {"path": "a.png"}, image_id=f"i{number // 3}", needs_image=needing, p_valid=p_valid)
    ]
    opened, counts = counted(write_shards(tmp_path_factory.mktemp("some"), rows, row_group, min(2, len(captions))), options)
    assert len(counts) == len(opened.groups)
    assert sum(counts) == sum(1 for _ in samples(opened, options, 0, 1, 0, Place()))


def test_images_and_texts_are_not_read_to_count() -> None:
    for options in KINDS:
        assert not {"image", "negative_image", "caption", "negative", "positives"} & set(options.counted_columns())


def test_a_damaged_row_group_is_named_or_counts_nothing_if_skipped(tmp_path: Path) -> None:
    out = write_shards(tmp_path, [row for number in range(40) for row in rows_of(number, 3)], 30)
    file = tmp_path / "train-00000-of-00001.parquet"
    column = pq.ParquetFile(file).metadata.row_group(1)
    chunk = next(column.column(i) for i in range(column.num_columns) if column.column(i).path_in_schema == "needs_image")
    data = bytearray(file.read_bytes())
    start = chunk.dictionary_page_offset or chunk.data_page_offset
    data[start : start + chunk.total_compressed_size] = bytes(chunk.total_compressed_size)
    file.write_bytes(data)
    with pytest.raises(UserError, match=r"train-00000-of-00001\.parquet: row group 1 cannot be read"):
        open_split(out, "train", Options(images=False, even="drop"))
    with pytest.warns(UserWarning, match="row group 1 cannot be read"):
        opened = open_split(out, "train", Options(images=False, even="drop", on_error="skip"))
    assert opened.counts is not None
    assert opened.counts[1] == 0
    assert sum(opened.counts) == 30
