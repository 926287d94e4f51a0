import csv
from collections.abc import Callable
from pathlib import Path

from hardneg.shards.grouped import groups

Export = Callable[..., tuple[Path, dict[str, int]]]


def test_mcq_has_one_true_option_in_every_place_and_three_false_ones(exported: Export, run: Path) -> None:
    folder, skipped = exported("mcq", "--split", "all")

    with (folder / "train.csv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    by_id = {group.caption_id: group for group in groups(str(run))}
    assert found
    for row in found:
        group, answer = by_id[row["caption_id"]], int(row["correct_answer"])
        options = [row[f"caption_{i}"] for i in range(4)]
        assert options[answer] == group.caption
        assert len(set(options)) == 4
        assert {*options} - {group.caption} <= {each["negative"] for each in group.rows}
        assert row[f"family_{answer}"] == row["correct_answer_template"] == "caption"
        assert Path(row["image_path"]).is_file()
    assert len({row["correct_answer"] for row in found}) > 1
    assert skipped["captions with fewer than 3 negatives"] > 0
    assert len(list(csv.DictReader((folder / "val.csv").open(encoding="utf-8")))) > 0
