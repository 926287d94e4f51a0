import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from hardneg.errors import UserError
from hardneg.export.export import export
from hardneg.export.selection import ALL, Options
from hardneg.shards.grouped import groups

Export = Callable[..., tuple[Path, dict[str, int]]]

WRONG = {1: "hybrid", 2: "positive", 3: "negative"}
"""The types that NegBench's evaluator gives to wrong options of real data; it has none for the first option, which is the true one."""


def evaluate(file: Path, pick: int) -> tuple[Counter[str], Counter[str], int]:
    """Count questions and picks by type, and right answers, as NegBench's evaluator does for a model that always picks `pick`."""
    questions, picks = Counter(positive=0, negative=0, hybrid=0), Counter(positive=0, negative=0, hybrid=0)
    known, right = set(questions), 0
    for row in pd.read_csv(file).to_dict("records"):
        assert Path(row["image_path"]).is_file()
        assert all(isinstance(row[f"caption_{i}"], str) for i in range(4))
        kind = row["correct_answer_template"]
        chosen = kind if pick == row["correct_answer"] else WRONG[pick]
        assert {kind, chosen} <= known
        questions[kind] += 1
        picks[chosen] += 1
        right += pick == row["correct_answer"]
    return questions, picks, right


def test_negbenchs_evaluator_counts_every_question_whatever_is_picked(exported: Export) -> None:
    file = exported("mcq")[0] / "train.csv"
    total = len(pd.read_csv(file))

    assert total > 0
    for pick in range(4):
        questions, picks, right = evaluate(file, pick)
        assert questions == {"positive": total, "negative": 0, "hybrid": 0}
        assert picks.total() == total
        assert right == (total if pick == 0 else 0)


def test_mcq_has_the_caption_first_and_three_of_its_negatives_with_their_families(exported: Export, run: Path) -> None:
    folder, skipped = exported("mcq", "--split", "all")

    by_id = {group.caption_id: group for group in groups(str(run))}
    with (folder / "train.csv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert found
    for row in found:
        group = by_id[row["caption_id"]]
        families = {each["negative"]: each["family"] for each in group.rows}
        assert (row["caption_0"], row["correct_answer"]) == (group.caption, "0")
        false = [row[f"caption_{i}"] for i in range(1, 4)]
        assert len(set(false)) == 3
        assert [families[each] for each in false] == [row[f"family_{i}"] for i in range(1, 4)]
    assert skipped["captions with fewer than 3 negatives"] > 0
    assert len(list(csv.DictReader((folder / "val.csv").open(encoding="utf-8")))) > 0


@pytest.mark.parametrize("negatives", [ALL, 1, 4])
def test_other_numbers_of_negatives_than_the_evaluator_reads_are_refused(run: Path, tmp_path: Path, negatives: int) -> None:
    with pytest.raises(UserError, match="--to mcq: a question has 3 negatives"):
        export(str(run), "mcq", str(tmp_path / "to"), "train", Options(negatives=negatives))
    assert export(str(run), "mcq", str(tmp_path / "to"), "train", Options(negatives=3)).samples["train"] > 0
