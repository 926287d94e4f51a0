import json
from pathlib import Path

import pytest

from hardneg.captions.recognition import SAMPLES, recognise
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig

CONFIG = CaptionsConfig()


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_sources_of_one_layout_are_one_group_with_their_counts(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / f"{name}.jsonl", [{"caption": f"a goat on hill {i} of {name}", "image": f"http://x/{i}.jpg"} for i in range(5)])
    (group,), notes = recognise(str(tmp_path), CONFIG)
    assert (group.sources, group.records, group.captions, group.with_image, group.whole) == (2, 10, 10, 10, True)
    assert len(group.images) == 5
    assert len(group.samples) == SAMPLES
    refusal = "not opened: http://x/0.jpg is on the web; captions.image_locations can allow it"
    assert notes == [("images of a.jsonl", refusal), ("images of b.jsonl", refusal)]
    assert recognise(str(tmp_path), CONFIG.model_copy(update={"image_locations": ["http://"]}))[1] == []


def test_a_list_of_captions_is_one_record_with_several_captions(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", [{"captions": ["a red goat on a hill", "a goat that stands on grass"]}, {"captions": ["a hen in a barn"]}])
    (group,), _ = recognise(str(tmp_path / "a.jsonl"), CONFIG)
    assert (group.records, group.captions) == (2, 3)


def test_defects_are_counted_with_an_example(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", [{"caption": "a goat on a hill"}, {"caption": None}, {"caption": 7}])
    (group,), _ = recognise(str(tmp_path / "a.jsonl"), CONFIG)
    assert group.defects == {"no_caption": 2}
    assert group.as_dict()["examples"] == {"no_caption": "the caption is null"}


def test_a_source_that_cannot_be_read_is_reported_beside_the_others(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", [{"caption": f"a goat on hill {i}"} for i in range(3)])
    (tmp_path / "b.parquet").write_bytes(b"PAR1")
    groups, notes = recognise(str(tmp_path), CONFIG)
    assert [group.first for group in groups] == ["a.jsonl"]
    assert [name for name, _ in notes] == ["b.parquet"]
    assert str(tmp_path / "b.parquet") in notes[0][1]


def test_counting_ends_at_the_time_limit_and_says_so(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", [{"caption": f"a goat on hill {i}"} for i in range(200)])
    (group,), _ = recognise(str(tmp_path / "a.jsonl"), CONFIG, seconds=0.0)
    assert 0 < group.captions < 200
    assert group.as_dict()["exact"] is False


def test_an_input_without_captions_is_one_clear_error(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", [{"width": 3}])
    with pytest.raises(UserError, match="no column looks like a caption"):
        recognise(str(tmp_path / "a.jsonl"), CONFIG)
