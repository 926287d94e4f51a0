import json
from collections.abc import Callable
from pathlib import Path

import pytest
from some_shards import png, rows_of, write_shards

from hardneg.errors import UserError
from hardneg.export.export import export
from hardneg.export.selection import Options
from hardneg.shards.grouped import groups

Export = Callable[..., tuple[Path, dict[str, int]]]


def test_llava_asks_which_caption_is_true_and_answers_by_letter(exported: Export, run: Path) -> None:
    folder, _ = exported("llava")

    found = json.loads((folder / "train.json").read_text())
    captions = {group.caption_id: group.caption for group in groups(str(run))}
    negatives = {row["id"]: row["negative"] for group in groups(str(run)) for row in group.rows}
    for entry in found:
        human, answer = entry["conversations"]
        assert (human["from"], answer["from"]) == ("human", "gpt")
        assert human["value"].startswith("<image>\n")
        options = dict(line.split(". ", 1) for line in human["value"].splitlines()[2:-1])
        assert options[answer["value"]] == (captions | negatives)[entry["id"]]
        assert (folder / entry["image"]).is_file()
    assert {entry["id"] for entry in found} & negatives.keys()
    assert {entry["conversations"][1]["value"] for entry in found} == {"A", "B"}


def test_texts_are_stored_as_they_are_and_up_to_25_negatives_have_letters(tmp_path: Path) -> None:
    caption = 'a "dog" \\ 犬 🐕'
    shards = write_shards(tmp_path / "shards", rows_of(1, 25, {"bytes": png(1)}, caption=caption), 30)

    export(shards, "llava", str(tmp_path / "to"), "train", Options(negatives=25))

    written = (tmp_path / "to/train.json").read_text(encoding="utf-8")
    assert "犬 🐕" in written
    (entry,) = json.loads(written)
    human, answer = entry["conversations"]
    options = dict(line.split(". ", 1) for line in human["value"].splitlines()[2:-1])
    assert list(options) == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert options[answer["value"]] == caption


@pytest.mark.parametrize("negatives", [0, 26])
def test_all_negatives_or_more_than_there_are_letters_are_refused(tmp_path: Path, negatives: int) -> None:
    shards = write_shards(tmp_path / "shards", rows_of(1, 2, {"bytes": png(1)}), 9)

    with pytest.raises(UserError, match="--to llava takes 1 to 25 negatives"):
        export(shards, "llava", str(tmp_path / "to"), "train", Options(negatives=negatives))
