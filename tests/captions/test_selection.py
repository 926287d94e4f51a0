import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from captions.tars import tar

from hardneg.captions.cleaning.images import Reference, locate
from hardneg.captions.cut import cut
from hardneg.captions.selection import select
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig, Config


def put(root: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        write(root / name, content)


def write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def config(**captions: object) -> CaptionsConfig:
    return CaptionsConfig.model_validate(captions)


def names(root: Path, **captions: object) -> list[str]:
    return [source.name for source in select(str(root), config(**captions)).sources]


def notes(root: Path, **captions: object) -> str:
    return "\n".join(f"{name}: {why}" for name, why in select(str(root), config(**captions)).skipped)


def captions(root: Path, **settings: object) -> list[str | None]:
    made = cut(str(root), Config.model_validate({"captions": settings}))
    return [row["caption"] for table in made for row in table.to_pylist() if row["defect"] is None]


def parquet(path: Path, **columns: list[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)


CSV = "caption,image\nA horse grazes.,1.jpg\n"


def test_a_table_without_captions_is_skipped_where_another_has_some(tmp_path: Path) -> None:
    put(tmp_path, **{"data/a.csv": CSV, "extra/labels.csv": "id,name\n1,horse\n"})
    assert names(tmp_path) == ["data/a.csv"]
    assert "extra/labels.csv: skipped, because it has no captions (no column looks like a caption; columns: id" in notes(tmp_path)


def test_a_table_without_captions_is_an_error_where_it_was_named(tmp_path: Path) -> None:
    put(tmp_path, **{"a.csv": CSV, "labels.csv": "id,name\n1,horse\n"})
    for input, settings in ((tmp_path / "labels.csv", {}), (tmp_path, {"caption_column": "caption"}), (tmp_path / "*.csv", {})):
        with pytest.raises(UserError, match=r"labels\.csv: no column"):
            select(str(input), config(**settings))


def test_pairs_are_read_where_the_table_beside_them_has_no_captions(tmp_path: Path) -> None:
    put(tmp_path, **{"1.jpg": "x", "1.txt": "A horse grazes.", "sizes.csv": "file,width\n1.jpg,3\n"})
    assert captions(tmp_path) == ["A horse grazes."]
    assert "sizes.csv: skipped" in notes(tmp_path)


def test_texts_beside_images_are_named_where_a_table_is_read(tmp_path: Path) -> None:
    put(tmp_path, **{"1.jpg": "x", "1.txt": "A horse.", "metadata.csv": "file_name,text\n1.jpg,A horse grazes.\n"})
    assert captions(tmp_path) == ["A horse grazes."]
    assert "captions.format=webdataset to read them" in notes(tmp_path)
    assert captions(tmp_path, format="webdataset") == ["A horse."]


def test_the_table_of_an_imagefolder_uses_its_images_without_a_note(tmp_path: Path) -> None:
    put(tmp_path, **{"train/1.jpg": "x", "train/metadata.jsonl": '{"file_name": "1.jpg", "text": "A horse grazes."}\n'})
    assert notes(tmp_path) == ""


def test_images_that_no_column_names_are_named(tmp_path: Path) -> None:
    put(tmp_path, **{"images/1.jpg": "x", "a.csv": "caption,width\nA horse grazes.,3\n"})
    assert "images/1.jpg: not used, because no column of a.csv names them; set captions.image_column" in notes(tmp_path)
    assert notes(tmp_path, images="ignore") == ""


def images(root: Path, **settings: object) -> list[str | None]:
    made = cut(str(root), Config.model_validate({"captions": settings}))
    return [(row["image"] or {}).get("path") for table in made for row in table.to_pylist()]


def test_images_in_another_folder_are_found_and_reported(tmp_path: Path) -> None:
    put(tmp_path, **{"images/1.jpg": "x", "tables/a.csv": CSV})
    assert images(tmp_path) == ["../images/1.jpg"]
    assert images(tmp_path / "tables/a.csv") == ["../images/1.jpg"]
    assert "images of tables/a.csv: read from ../images; to use another folder, set captions.image_root" in notes(tmp_path)
    assert images(tmp_path, image_root=str(tmp_path / "images")) == ["1.jpg"]
    assert notes(tmp_path, image_root=str(tmp_path / "images")) == ""
    assert locate(Reference("tables/a.csv", "../images/1.jpg", None, None, None), "s3://b/c", None) == "s3://b/c/images/1.jpg"


def test_images_of_tables_with_numbers_in_their_names_are_found_table_by_table(tmp_path: Path) -> None:
    put(tmp_path, **{"v1/1.jpg": "x", "v2/2.jpg": "x", "t1.csv": CSV, "t2.csv": CSV.replace("1.jpg", "2.jpg")})
    assert images(tmp_path) == ["v1/1.jpg", "v2/2.jpg"]


def test_images_that_are_in_several_folders_or_in_none_are_named(tmp_path: Path) -> None:
    put(tmp_path, **{"a.csv": CSV, "other/2.jpg": "x"})
    assert "1.jpg is not beside the table; set captions.image_root" in notes(tmp_path)
    put(tmp_path, **{"train/1.jpg": "x", "test/1.jpg": "x"})
    assert "1.jpg is not beside the table; set captions.image_root" in notes(tmp_path)
    assert images(tmp_path) == ["1.jpg"]


def test_failed_downloads_in_the_parquet_of_img2dataset_are_rejects(tmp_path: Path) -> None:
    columns = {
        "caption": ["A horse grazes.", "A cow."],
        "jpg": [b"x", None],
        "status": ["success", "failed_to_resize"],
        "error_message": [None, "x"],
    }
    parquet(tmp_path / "0.parquet", **columns)  # type: ignore[arg-type]
    assert captions(tmp_path) == ["A horse grazes."]
    assert captions(tmp_path, images="ignore") == ["A horse grazes.", "A cow."]


def test_the_output_of_img2dataset_is_read_once(tmp_path: Path) -> None:
    meta = {"caption": ["A horse grazes.", "A cow."], "key": ["0000", "0001"], "status": ["success", "failed_to_download"]}
    parquet(tmp_path / "00000.parquet", **meta)  # type: ignore[arg-type]
    write(tmp_path / "00000_stats.json", json.dumps({"count": 2, "successes": 1, "failed_to_download": 1}))
    files = {"0000.jpg": b"x", "0000.json": b'{"caption": "A horse grazes."}', "0000.txt": b"A horse grazes."}
    in_files = tmp_path / "files"
    for name, data in files.items():
        write(in_files / "00000" / name, data)
    for name in ("00000.parquet", "00000_stats.json"):
        write(in_files / name, (tmp_path / name).read_bytes())
    assert captions(in_files) == ["A horse grazes."]
    assert "1 of 2 downloads failed" in notes(in_files)
    in_tar = tmp_path / "tar"
    write(in_tar / "00000.tar", tar(files))
    for name in ("00000.parquet", "00000_stats.json"):
        write(in_tar / name, (tmp_path / name).read_bytes())
    assert captions(in_tar) == ["A horse grazes."]
    assert "1 of 2 downloads failed" in notes(in_tar)


def test_a_tar_and_the_folder_that_it_was_unpacked_to_are_read_once(tmp_path: Path) -> None:
    files = {"1.jpg": b"x", "1.txt": b"A horse grazes."}
    write(tmp_path / "a.tar", tar(files))
    for name, data in files.items():
        write(tmp_path / "a" / name, data)
    assert captions(tmp_path) == ["A horse grazes."]
    assert "captions.format=webdataset" not in notes(tmp_path)
    assert "name that folder" in notes(tmp_path)


def arrow(path: Path, caption: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.table({"caption": [caption]})
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)


def test_the_cache_of_datasets_is_read_once(tmp_path: Path) -> None:
    for version, when in (("abc", 2_000_000_000), ("def", 1_000_000_000)):
        arrow(tmp_path / "default/0.0.0" / version / "own-train.arrow", f"A horse grazes {version}.")
        arrow(tmp_path / "default/0.0.0" / version / "cache-12ab.arrow", "A horse that was mapped.")
        write(tmp_path / "default/0.0.0" / version / "dataset_info.json", "{}")
        os.utime(tmp_path / "default/0.0.0" / version / "dataset_info.json", (when, when))
    arrow(tmp_path / "default/0.0.0/fff.incomplete/own-train.arrow", "A horse that was cut off.")
    assert captions(tmp_path) == ["A horse grazes abc."]
    said = notes(tmp_path)
    assert "def/own-train.arrow" in said
    assert "cache-12ab.arrow" in said
    assert "incomplete" in said


def test_the_cache_of_the_hub_is_read_at_one_revision(tmp_path: Path) -> None:
    repository = tmp_path / "datasets--someone--horses"
    put(repository, **{"blobs/1": CSV, "blobs/2": CSV.replace("horse", "cow"), "refs/main": "bbb"})
    for revision, blob in (("aaa", "1"), ("bbb", "2"), ("ccc", "1")):
        (repository / "snapshots" / revision).mkdir(parents=True)
        for name in ("train.csv", "copy.csv"):
            (repository / "snapshots" / revision / name).symlink_to(f"../../blobs/{blob}")
    assert captions(tmp_path) == ["A cow grazes."]
    assert "revision bbb" in notes(tmp_path)
    assert len(captions(repository / "snapshots" / "*" / "train.csv")) == 3


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (["index.json", "shard.00000.mds"], "MosaicML's MDS.*Parquet or JSONL"),
        (["a.tfrecord-00000-of-00002"], "TFRecord"),
        (["data.mdb", "lock.mdb"], "LMDB"),
        (["dataset_flickr.mat"], "MATLAB"),
        (["captions.xlsx"], "CSV UTF-8"),
        (["captions.pkl"], "may execute code"),
        (["images.zip"], "unpack"),
        (["1.jpg", "2.jpg", "3.png"], "2 .jpg, 1 .png.*captions.text_extensions"),
        (["1.jpg", "2.jpg", "1.prompt", "2.prompt"], r"set captions\.text_extensions=\[\.prompt\]"),
        (["a.foo", "b"], "1 .foo, 1 without an ending"),
    ],
)
def test_a_folder_that_cannot_be_read_says_what_is_in_it_and_what_to_do(tmp_path: Path, files: list[str], says: str) -> None:
    put(tmp_path, **dict.fromkeys(files, "x"))
    with pytest.raises(UserError, match=says) as error:
        select(str(tmp_path), config())
    assert "\n" not in str(error.value)
    if "may execute code" in says:
        with pytest.raises(UserError, match=says):
            select(str(tmp_path / files[0]), config())


def test_an_unreadable_source_beside_readable_ones_is_named(tmp_path: Path) -> None:
    put(tmp_path, **{"a.csv": CSV, "b.pkl": "x", "c.pkl": "x"})
    assert "b.pkl and 1 more: not read: a pickle" in notes(tmp_path)


def test_a_text_that_lists_images_is_skipped(tmp_path: Path) -> None:
    put(tmp_path, **{"captions.txt": "A horse grazes.\nA cow stands.\n", "split.txt": "1.jpg\n2.jpg\n"})
    assert captions(tmp_path) == ["A horse grazes.", "A cow stands."]
    assert "split.txt: skipped" in notes(tmp_path)


def test_texts_that_do_not_belong_to_the_images_are_read_by_line(tmp_path: Path) -> None:
    put(tmp_path, **{"images/1.jpg": "x", "captions.txt": "A horse grazes.\nA cow stands.\n", "README.txt": "About this."})
    assert captions(tmp_path) == ["A horse grazes.", "A cow stands."]


def test_a_readme_beside_pairs_is_no_caption(tmp_path: Path) -> None:
    put(tmp_path, **{"1.jpg": "x", "1.txt": "A horse grazes.", "README.txt": "About this data set.", "LICENSE": "x"})
    assert captions(tmp_path) == ["A horse grazes."]


def test_a_table_that_cannot_be_read_for_another_reason_stops_the_run(tmp_path: Path) -> None:
    put(tmp_path, **{"a.csv": CSV.encode(), "b.csv": "caption\nA café in a street.\nA naïve painting of a café.\n".encode("cp1252")})
    with pytest.raises(UserError, match=r"b\.csv.*captions\.encoding=cp1252"):
        select(str(tmp_path), config())


def test_labels_without_a_header_are_skipped(tmp_path: Path) -> None:
    put(tmp_path, **{"a.csv": CSV, "labels.csv": "0,cat\n1,dog\n"})
    assert captions(tmp_path) == ["A horse grazes."]


def test_a_folder_of_videos_and_texts_is_read_as_pairs_without_images(tmp_path: Path) -> None:
    put(
        tmp_path,
        **{
            "1.mp4": "x",
            "1.txt": "A horse grazes.\nIt is brown.",
            "2.wav": "x",
            "2.0.txt": "A horse neighs.",
            "2.1.txt": "A horse snorts.",
        },
    )
    assert captions(tmp_path) == ["A horse grazes.\nIt is brown.", "A horse neighs.", "A horse snorts."]
