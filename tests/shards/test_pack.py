import hashlib
import itertools
import json
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hardneg.errors import UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Done
from hardneg.schemas.rows import Image, RewrittenRow, ShardRow
from hardneg.shards.pack import pack

Build = Callable[..., RewrittenRow]
Run = Callable[..., Path]


def config_of(**shards: object) -> Config:
    return Config.model_validate({"shards": shards})


def contents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / "shards").iterdir())}


def shards_of(out: Path, split: str) -> list[pa.Table]:
    return [pq.read_table(path) for path in sorted((out / "shards").glob(f"{split}-*.parquet"))]


def test_shards_hold_every_flat_row_once_and_a_captions_negatives_together(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    rows = [rewritten(i) for i in range(60)]
    out = run_of(tmp_path / "out", config_of(val_share=0.2, shard_mb=0.004), [rows[:30], rows[30:]])
    train, val = shards_of(out, "train"), shards_of(out, "val")
    assert len(train) > 1 <= len(val)
    found = pa.concat_tables(train + val)
    flat = pa.concat_tables([pq.read_table(path) for path in sorted((out / "flat").glob("part-?????.parquet"))])
    assert found.sort_by("id").replace_schema_metadata().equals(flat.sort_by("id").replace_schema_metadata())
    captions = [caption for table in train + val for caption in table["caption_id"].to_pylist()]
    assert len(list(dict.fromkeys(captions))) == 1 + sum(a != b for a, b in pairwise(captions))
    assert found.schema.remove_metadata() == arrow_schema(ShardRow)


def test_shards_do_not_depend_on_how_captions_were_cut_into_parts(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    rows = [rewritten(i, image=Image(path=f"{i // 5}.png")) for i in range(40)]
    config = config_of(val_share=0.3)
    one = run_of(tmp_path / "one", config, [rows[:10], rows[10:]])
    other = run_of(tmp_path / "other", config, [rows[25:], rows[5:25], rows[:5]])
    same = {name: data for name, data in contents(one).items() if name != "done.json"}
    assert same == {name: data for name, data in contents(other).items() if name != "done.json"}
    assert {name[:3] for name in same if name.endswith("parquet")} == {"tra", "val"}


@pytest.mark.parametrize("kind", ["bytes", "path"])
def test_all_captions_of_an_image_are_on_one_side(rewritten: Build, run_of: Run, tmp_path: Path, kind: str) -> None:
    def image(number: int) -> Image:
        return Image(bytes=b"image%d" % number, path=None) if kind == "bytes" else Image(path=f"{number}.png")

    rows = [rewritten(i, image=image(i % 30)) for i in range(90)]
    out = run_of(tmp_path / "out", config_of(val_share=0.4), [rows])
    sides = [{row["image"][kind] for table in shards_of(out, split) for row in table.to_pylist()} for split in ("train", "val")]
    assert not sides[0] & sides[1]
    assert 0.2 < len(sides[1]) / 30 < 0.6


def test_an_empty_split_is_not_written(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", config_of(val_share=0), [[rewritten(0)]])
    assert sorted(contents(out)) == ["README.md", "SHA256SUMS", "croissant.json", "done.json", "train-00000-of-00001.parquet"]


def test_a_run_without_negatives_leaves_a_shard_with_the_schema(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", config_of(), [[rewritten(0, gaps=(99.0,))]])
    (shard,) = shards_of(out, "train")
    assert shard.num_rows == 0
    assert shard.schema.remove_metadata() == arrow_schema(ShardRow)


def test_packing_again_does_nothing_until_a_part_or_the_config_changes(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    config = config_of(shard_mb=0.002)
    rows = [rewritten(i) for i in range(30)]
    out = run_of(tmp_path / "out", config, [rows])
    before = contents(out)
    assert not pack(str(out), config, "run1", 1)
    assert pack(str(out), config_of(shard_mb=0.002, compression_level=9), "run1", 1)
    assert pack(str(out), config, "run1", 1)
    assert contents(out) == before
    (out / "shards" / "README.md").unlink()
    assert pack(str(out), config, "run1", 1)
    assert contents(out) == before
    done = out / "flat" / "part-00000.done.json"
    other = Done.model_validate_json(done.read_text()).model_copy(update={"fingerprint": "flat0other"})
    done.write_text(other.sealed().model_dump_json())
    assert pack(str(out), config, "run1", 1)


def test_shards_of_an_earlier_packing_and_leftovers_are_removed(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", config_of(shard_mb=0.002), [[rewritten(i) for i in range(30)]])
    assert len(shards_of(out, "train")) > 1
    (out / "shards" / ".runs").mkdir()
    pack(str(out), config_of(), "run1", 1)
    assert sorted(path.name for path in (out / "shards").glob("train-*")) == ["train-00000-of-00001.parquet"]
    assert not (out / "shards" / ".runs").exists()


@pytest.mark.parametrize("name", ["scenes-00000.tar", "train-00000.tar", "notes.txt"])
def test_files_that_packing_does_not_make_stay(rewritten: Build, run_of: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "out/shards").mkdir(parents=True)
    (tmp_path / "out/shards" / name).write_bytes(b"of the user")
    out = run_of(tmp_path / "out", config_of(), [[rewritten(0)]])
    assert (out / "shards" / name).read_bytes() == b"of the user"
    assert shards_of(out, "train")


def test_an_unfinished_part_is_the_users_to_finish(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", config_of(), [[rewritten(0)]])
    with pytest.raises(UserError, match=r"part-00001.parquet is not finished"):
        pack(str(out), config_of(), "run1", 2)


def test_the_sums_are_what_sha256sum_checks(finished_run: Path) -> None:
    folder = finished_run / "shards"
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)


def test_shards_are_zstd_with_a_page_index_and_row_groups_as_configured(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", config_of(row_group_rows=40, val_share=0), [[rewritten(i) for i in range(30)]])
    metadata = pq.read_metadata(out / "shards" / "train-00000-of-00001.parquet")
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [39, 39, 12]  # whole captions, of three rows each
    column = metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"
    assert column.has_offset_index
    assert column.has_column_index


def test_an_image_is_stored_once_for_all_negatives_of_its_caption(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    images = [hashlib.shake_256(bytes([i])).digest(100_000) for i in range(20)]
    rows = [rewritten(i, image=Image(bytes=data)) for i, data in enumerate(images)]
    out = run_of(tmp_path / "out", config_of(shard_mb=0.9, val_share=0), [rows[:10], rows[10:]])
    files = sorted((out / "shards").glob("*.parquet"))
    assert 2_000_000 < sum(path.stat().st_size for path in files) < 2_200_000
    assert len(files) == 3
    found = {row["caption_id"]: row["image"]["bytes"] for table in shards_of(out, "train") for row in table.to_pylist()}
    assert found == {row.id: row.image.bytes for row in rows if row.image}


def test_every_row_of_a_shard_has_its_captions_image(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    images = [None if i % 3 == 0 else Image(path=f"{i}.png") if i % 3 == 1 else Image(bytes=bytes([i])) for i in range(30)]
    rows = [rewritten(i, image=image) for i, image in enumerate(images)]
    out = run_of(tmp_path / "out", config_of(row_group_rows=7, val_share=0.3), [rows[:13], rows[13:]])
    found = [row for split in ("train", "val") for table in shards_of(out, split) for row in table.to_pylist()]
    assert len(found) == 90
    wanted = {row.id: row.image and row.image.model_dump() for row in rows}
    assert all(row["image"] == wanted[row["caption_id"]] for row in found)


def test_captions_of_an_image_are_adjacent_and_in_one_row_group(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    rows = [rewritten(i).model_copy(update={"image_id": str(i // 4)}) for i in range(60)]
    out = run_of(tmp_path / "out", config_of(row_group_rows=30, val_share=0), [rows[::2], rows[1::2]])
    shard = pq.ParquetFile(out / "shards" / "train-00000-of-00001.parquet")
    found = [shard.read_row_group(i)["image_id"].to_pylist() for i in range(shard.num_row_groups)]
    assert [len(each) for each in found] == [24] * 7 + [12]
    runs = [image for each in found for image, _ in itertools.groupby(each)]
    assert len(runs) == len(set(runs)) == 15


def test_row_groups_with_images_have_at_most_a_thousand_rows(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    rows = [rewritten(i, image=Image(bytes=b"%d" % i)) for i in range(400)]
    out = run_of(tmp_path / "out", config_of(val_share=0), [rows])
    metadata = pq.read_metadata(out / "shards" / "train-00000-of-00001.parquet")
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [999, 201]


def test_packing_works_on_any_fsspec_url(finished_run: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    for path in finished_run.iterdir():
        if path.name != "shards":
            memory.put(str(path), f"/hardneg-pack/{path.name}", recursive=True)
    manifest = json.loads((finished_run / "manifest.json").read_text())
    pack("memory://hardneg-pack", Config.model_validate(manifest["config"]), "run1", 3)
    found = {path.rsplit("/", 1)[1]: memory.cat(path) for path in memory.ls("/hardneg-pack/shards", detail=False)}
    memory.rm("/hardneg-pack", recursive=True)
    assert found == contents(finished_run)


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-7])])
@pytest.mark.parametrize("name", ["train-00000-of-00001.parquet", "README.md", "done.json"])
def test_shards_of_which_a_file_is_missing_or_short_are_packed_again(
    name: str, change: Callable[[Path], object], finished_run: Path, tmp_path: Path
) -> None:
    out = Path(shutil.copytree(finished_run, tmp_path / "out"))
    config = Config.model_validate({"shards": {"val_share": 0.2}})
    assert not pack(str(out), config, "run1", 3)
    change(out / "shards" / name)

    assert pack(str(out), config, "run1", 3)

    assert {path.name: path.read_bytes() for path in (out / "shards").iterdir()} == {
        path.name: path.read_bytes() for path in (finished_run / "shards").iterdir()
    }


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_text("a card of the user's own")])
@pytest.mark.parametrize("name", ["README.md", "croissant.json", "SHA256SUMS"])
def test_a_card_that_is_edited_or_lost_is_written_again_without_the_shards(
    name: str, change: Callable[[Path], object], finished_run: Path, tmp_path: Path
) -> None:
    out = Path(shutil.copytree(finished_run, tmp_path / "out"))
    config = Config.model_validate({"shards": {"val_share": 0.2}})
    shards = {path: path.stat().st_ino for path in (out / "shards").glob("*.parquet")}
    change(out / "shards" / name)

    assert pack(str(out), config, "run1", 3)

    assert (out / "shards" / name).read_bytes() == (finished_run / "shards" / name).read_bytes()
    assert {path: path.stat().st_ino for path in (out / "shards").glob("*.parquet")} == shards
    assert not pack(str(out), config, "run1", 3)


def test_a_figure_that_changed_in_the_marker_of_the_shards_does_not_get_into_their_card(finished_run: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(finished_run, tmp_path / "out"))
    marker = out / "shards/done.json"
    record = json.loads(marker.read_text())
    record["splits"]["train"]["captions"] += 1
    marker.write_text(json.dumps(record))

    assert pack(str(out), Config.model_validate({"shards": {"val_share": 0.2}}), "run1", 3)

    assert (out / "shards/README.md").read_bytes() == (finished_run / "shards/README.md").read_bytes()
