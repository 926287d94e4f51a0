import io
import json
from collections.abc import Callable
from pathlib import Path

import PIL.ExifTags
import PIL.Image
import pytest
from some_shards import png, rows_of, write_shards

from hardneg.errors import UserError
from hardneg.export.export import export
from hardneg.export.selection import Options
from hardneg.shards.grouped import groups

Export = Callable[..., tuple[Path, dict[str, int]]]


def test_coco_json_has_an_entry_for_each_image_and_negatives_in_the_annotations(exported: Export, run: Path) -> None:
    folder, _ = exported("coco-json")

    found = json.loads((folder / "captions_train.json").read_text())
    images = {image["id"]: image for image in found["images"]}
    assert len(images) == len(found["images"]) == len(found["annotations"])
    by_id = {group.caption_id: group for group in groups(str(run))}
    for annotation in found["annotations"]:
        group, image = by_id[annotation["caption_id"]], images[annotation["image_id"]]
        assert annotation["caption"] == group.caption
        assert [one["caption"] for one in annotation["negatives"]] == [row["negative"] for row in group.rows if not row["needs_image"]]
        assert (image["width"], image["height"]) == (16, 12)
        assert (folder / image["file_name"]).is_file()


def test_coco_json_lists_an_image_in_each_split_that_has_it(tmp_path: Path) -> None:
    for number, split in enumerate(("train", "val")):
        write_shards(tmp_path / "shards", rows_of(number, 1, {"bytes": png(7)}), 9, split=split)

    export(str(tmp_path), "coco-json", None, "all", Options())

    for split in ("train", "val"):
        found = json.loads((tmp_path / "export" / "coco-json" / f"captions_{split}.json").read_text())
        assert [each["id"] for each in found["images"]] == [each["image_id"] for each in found["annotations"]]


def test_captions_of_an_image_share_its_entry_and_ids_of_annotations_are_unique(tmp_path: Path) -> None:
    rows = [row for number in range(3) for row in rows_of(number, 2, {"bytes": png(9 if number < 2 else 10)})]

    export(write_shards(tmp_path / "shards", rows, 9), "coco-json", str(tmp_path / "to"), "train", Options())

    found = json.loads((tmp_path / "to/captions_train.json").read_text(encoding="utf-8"))
    first, second, third = (each["image_id"] for each in found["annotations"])
    assert first == second != third
    assert [each["id"] for each in found["images"]] == [first, third]
    assert [each["id"] for each in found["annotations"]] == [1, 2, 3]


def test_an_image_that_is_none_is_named_or_skipped_and_the_file_stays_whole(tmp_path: Path) -> None:
    rows = [*rows_of(1, 1, {"bytes": b"\x89PNG"}), *rows_of(2, 1, {"bytes": png(2)}, caption='"犬"\n\\')]
    shards = write_shards(tmp_path / "shards", rows, 9)

    with pytest.raises(UserError, match="is not an image that can be read"):
        export(shards, "coco-json", str(tmp_path / "to"), "train", Options())
    done = export(shards, "coco-json", str(tmp_path / "to"), "train", Options(skip_missing=True))

    found = json.loads((tmp_path / "to/captions_train.json").read_text(encoding="utf-8"))
    assert [each["caption"] for each in found["annotations"]] == ['"犬"\n\\']
    assert done.skipped == {"image missing or unreadable": 1}


@pytest.mark.parametrize("image", [{"bytes": b""}, {"path": ""}])
def test_an_empty_image_is_no_image(tmp_path: Path, image: dict[str, object]) -> None:
    shards = write_shards(tmp_path / "shards", [*rows_of(1, 1, image), *rows_of(2, 1, {"bytes": png(2)})], 9)

    done = export(shards, "coco-json", str(tmp_path / "to"), "train", Options(skip_missing=True))

    assert (done.samples, sum(done.skipped.values())) == ({"train": 1}, 1)


def test_a_truncated_image_is_skipped_and_a_turned_one_has_its_upright_size(tmp_path: Path) -> None:
    exif = PIL.Image.Exif()
    exif[PIL.ExifTags.Base.Orientation] = 8
    stream = io.BytesIO()
    PIL.Image.effect_noise((64, 32), 90).save(stream, "JPEG", exif=exif)
    rows = [*rows_of(1, 1, {"bytes": stream.getvalue()}), *rows_of(2, 1, {"bytes": stream.getvalue()[:-400]})]

    done = export(write_shards(tmp_path / "shards", rows, 9), "coco-json", str(tmp_path / "to"), "train", Options(skip_missing=True))

    (image,) = json.loads((tmp_path / "to/captions_train.json").read_text(encoding="utf-8"))["images"]
    with PIL.Image.open(tmp_path / "to" / image["file_name"]) as written:
        assert written.size == (image["width"], image["height"]) == (32, 64)
    assert done.skipped == {"image missing or unreadable": 1}
