from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from some_shards import rows_of, write_shards

from hardneg.errors import UserError
from hardneg.loading.options import Group, Options
from hardneg.loading.plan import RowGroup
from hardneg.loading.row_groups import Shards, footers
from hardneg.shards.files import shard_files


def read_all(folder: str, group: Group = "caption", columns: list[str] | None = None) -> list[list[tuple[str, str]]]:
    """Return captions and negatives of each row group of the only shard."""
    wanted, files = columns or Options().columns(), shard_files(folder)
    shards = Shards(files, wanted, group)
    (footer,) = footers(files, wanted, group)
    found = [shards.read(RowGroup(0, number, *size)) for number, size in enumerate(footer.sizes)]
    shards.close()
    return [list(zip(rows["caption_id"].to_pylist(), rows["negative"].to_pylist(), strict=True)) for rows in found]


@given(st.lists(st.integers(1, 6), min_size=1, max_size=8), st.integers(1, 9))
@settings(max_examples=25)
def test_captions_that_straddle_row_groups_are_whole_and_in_one_of_them(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], row_group: int
) -> None:
    rows = [row for number, size in enumerate(sizes) for row in rows_of(number, size)]
    folder = write_shards(tmp_path_factory.mktemp("shards"), rows, row_group)
    found = read_all(folder)
    assert [row for each in found for row in each] == [(row["caption_id"], row["negative"]) for row in rows]
    owners = [{caption for caption, _ in each} for each in found]
    assert sum(map(len, owners)) == len(sizes)


def test_captions_of_an_image_that_straddle_row_groups_are_in_one_of_them(tmp_path: Path) -> None:
    rows = [row for number in range(6) for row in rows_of(number, 2, {"path": "a.png"}, image_id=f"i{number // 3}")]
    assert [len(each) for each in read_all(write_shards(tmp_path, rows, 5), "image")] == [6, 6, 0]


def test_an_image_is_in_memory_once_for_the_rows_of_its_caption(tmp_path: Path) -> None:
    rows = [row for number in range(4) for row in rows_of(number, 8, {"bytes": bytes([number]) * 100_000})]
    folder = write_shards(tmp_path, rows, 100)
    files = shard_files(folder)
    rows_read = Shards(files, ["caption_id", "image"], "caption").read(RowGroup(0, 0, 32, 1))
    assert rows_read.nbytes < 500_000
    assert rows_read["image"].slice(8, 1).to_pylist()[0]["bytes"] == bytes([1]) * 100_000


def test_a_damaged_row_group_is_named_and_the_others_can_be_read(tmp_path: Path) -> None:
    folder = write_shards(tmp_path, [row for number in range(40) for row in rows_of(number, 4)], 40)
    file = Path(shard_files(folder)[0])
    data = bytearray(file.read_bytes())
    data[100:2000] = bytes(1900)
    file.write_bytes(data)
    shards = Shards([str(file)], Options().columns(), "caption")
    with pytest.raises(UserError, match=r"train-00000-of-00001\.parquet: row group 0 cannot be read"):
        shards.read(RowGroup(0, 0, 40, 1))
    assert shards.read(RowGroup(0, 2, 40, 1)).num_rows == 40


def test_older_shards_are_not_grouped_by_image(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from hardneg.schemas.rows import FORMAT_KEY

    folder = write_shards(tmp_path, rows_of(1, 2), 10)
    file = shard_files(folder)[0]
    rows = pq.read_table(file).drop_columns(["weight", "text_score", "judged_by"])
    pq.write_table(rows.replace_schema_metadata({FORMAT_KEY: "3"}), file)
    with pytest.raises(UserError, match=r"row format 3, in which captions of an image are apart: run `hardneg shards` again"):
        footers([file], Options().columns(), "image")
    assert read_all(folder) == [[("c00001", "negative 1.0"), ("c00001", "negative 1.1")]]
