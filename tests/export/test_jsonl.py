import json
from collections.abc import Callable
from pathlib import Path

from some_shards import png, rows_of, write_shards

from hardneg.export.export import export
from hardneg.export.selection import Options
from hardneg.shards.grouped import groups

Export = Callable[..., tuple[Path, dict[str, int]]]


def test_jsonl_has_a_line_for_each_caption_with_or_without_an_image(exported: Export, run: Path) -> None:
    folder, skipped = exported("jsonl")

    found = [json.loads(line) for line in (folder / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    expected = list(groups(str(run)))
    assert [line["negatives"] for line in found] == [[row["negative"] for row in group.rows] for group in expected]
    assert [line["needs_image"] for line in found] == [[row["needs_image"] for row in group.rows] for group in expected]
    assert [line["image"] is None for line in found] == [group.image is None for group in expected]
    named = [path for line in found for path in (line["image"], *line["negative_images"]) if path is not None]
    assert all((folder / path).is_file() for path in named)
    assert not skipped


def test_separators_in_a_text_do_not_end_the_line(tmp_path: Path) -> None:
    text = "one\u2028two\u2029three\nfour\rfive\x85six"
    shards = write_shards(tmp_path / "shards", rows_of(1, 1, {"bytes": png(1)}, caption=text), 9)

    export(shards, "jsonl", str(tmp_path / "to"), "train", Options())

    (line,) = (tmp_path / "to/train.jsonl").read_bytes().rstrip(b"\n").split(b"\n")
    assert json.loads(line)["caption"] == text
