import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from some_shards import png, rows_of, write_shards

from hardneg.export.export import export
from hardneg.export.selection import ALL, Options
from hardneg.shards.grouped import groups

Export = Callable[..., tuple[Path, dict[str, int]]]


def asked(entry: dict[str, Any]) -> tuple[str, set[str]]:
    """Return the right answer of an entry, and its wrong ones."""
    human, answer = entry["conversations"]
    assert (human["from"], answer["from"]) == ("human", "gpt")
    assert human["value"].startswith("<image>\n")
    options = dict(line.split(". ", 1) for line in human["value"].splitlines()[2:-1])
    right = options.pop(answer["value"])
    return right, set(options.values())


def test_llava_asks_which_caption_is_true_and_answers_by_letter(exported: Export, run: Path) -> None:
    folder, _ = exported("llava")

    found = json.loads((folder / "train.json").read_text())
    rows = {row["id"]: (group.caption, row["negative"]) for group in groups(str(run)) for row in group.rows}
    about_captions = {f"{group.caption_id}-{row['id']}": row["id"] for group in groups(str(run)) for row in group.rows}
    for entry in found:
        caption, negative = rows[about_captions.get(entry["id"], entry["id"])]
        right, wrong = (caption, {negative}) if entry["id"] in about_captions else (negative, {caption})
        assert asked(entry) == (right, wrong)
        assert (folder / entry["image"]).is_file()
    assert {entry["id"] for entry in found} & rows.keys()
    assert {entry["conversations"][1]["value"] for entry in found} == {"A", "B"}


def test_the_number_of_options_does_not_depend_on_the_answer_and_each_negative_has_its_questions(tmp_path: Path) -> None:
    rows = rows_of(1, 3, {"bytes": png(1)})
    rows[1] |= {"negative_image": {"bytes": png(2)}, "needs_image": True}

    export(write_shards(tmp_path / "shards", rows, 9), "llava", str(tmp_path / "to"), "train", Options(negatives=ALL))

    found = json.loads((tmp_path / "to/train.json").read_text(encoding="utf-8"))
    assert Counter((right, *wrong) for right, wrong in map(asked, found)) == Counter(
        [*(("caption 1", f"negative 1.{i}") for i in range(3)), ("negative 1.1", "caption 1")]
    )
    assert len({entry["id"] for entry in found}) == len(found) == 4


def test_texts_are_stored_as_they_are(tmp_path: Path) -> None:
    caption = 'a "dog" \\ 犬 🐕'

    export(
        write_shards(tmp_path / "shards", rows_of(1, 2, {"bytes": png(1)}, caption=caption), 30),
        "llava",
        str(tmp_path / "to"),
        "train",
        Options(),
    )

    written = (tmp_path / "to/train.json").read_text(encoding="utf-8")
    assert "犬 🐕" in written
    assert asked(json.loads(written)[0])[0] == caption
