import hashlib
import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from hardneg.rewrite.plausibility.choose_scorer import scores
from hardneg.rewrite.plausibility.head import Scorer
from scripts import train_plausibility
from scripts.plausibility.propose import proposals

LABELS = train_plausibility.LABELS


def test_captions_of_our_own_are_drawn_without_repeats_and_the_same_each_time() -> None:
    drawn = list(train_plausibility.invented(3))
    assert len(drawn) == len(set(drawn)) > 150
    assert not [caption for caption in drawn if set("{|}") & set(caption)]
    assert drawn == list(train_plausibility.invented(3))


def test_labels_of_the_checkout_are_good_or_senseless_and_of_many_families() -> None:
    rows = train_plausibility.labelled(LABELS)
    assert {row["verdict"] for row in rows} == {"good", "senseless"}
    assert len({row["family"] for row in rows}) >= 8


def test_exchanges_to_measure_on_keep_most_words_and_are_not_learned_from() -> None:
    rows = train_plausibility.labelled(LABELS.with_name("exchanges.jsonl"))
    assert len(rows) >= 200
    assert {row["family"] for row in rows} == {"swap_attribute", "swap_object", "word_order"}
    assert not {row["caption"] for row in rows} & {row["caption"] for row in train_plausibility.labelled(LABELS)}


def test_the_likelihood_gap_counts_for_exchanges_as_their_labels_say(monkeypatch: pytest.MonkeyPatch) -> None:
    class TrueGaps:
        def __init__(self, name: str) -> None: ...

        def gaps(self, captions: list[str], texts: list[str], of: list[int]) -> np.ndarray:
            return np.array([verdicts[captions[i], text] for i, text in zip(of, texts, strict=True)])

    rows = train_plausibility.labelled(LABELS.with_name("exchanges.jsonl"))[::2]
    chance = np.random.default_rng(0)
    verdicts = {(row["caption"], row["negative"]): chance.normal(6.0 if row["verdict"] == "senseless" else 0.0, 3.0) for row in rows}
    monkeypatch.setattr(train_plausibility, "LikelihoodScorer", TrueGaps)
    mix = train_plausibility.mixed(rows, chance.normal(size=(len(rows), 8)).astype(np.float32), ridge=100.0)
    assert mix is not None
    assert 0.3 < mix.per_nat < 1.5
    assert train_plausibility.mixed(rows[:12], np.zeros((12, 8), np.float32), ridge=100.0) is None


@pytest.mark.slow
def test_proposals_are_made_before_anything_is_selected() -> None:
    found = list(proposals(["A farmer leads a brown cow along a muddy lane.", "Two girls in blue coats wait at the bus stop."]))
    assert len({row["caption"] for row in found}) == 2
    assert len(found) > 10
    assert all(row["negative"] != row["caption"] for row in found)


@pytest.mark.slow
def test_a_run_on_a_few_labels_leaves_a_scorer_and_a_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few, others = tmp_path / "few.jsonl", tmp_path / "others.jsonl"
    lines = LABELS.read_text(encoding="utf-8").splitlines(keepends=True)
    few.write_text("".join(lines[:120]), encoding="utf-8")
    others.write_text("".join(lines[100:160]), encoding="utf-8")
    out = tmp_path / "model"
    told = ["--labels", str(few), "--judged", str(others), "--work", str(tmp_path / "work"), "--out", str(out)]
    monkeypatch.setattr(sys, "argv", ["train_plausibility", *told])
    train_plausibility.main()
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "| others |" in card
    (fitted,) = re.findall(r"to (\d+) proposals", card)
    assert int(fitted) <= 100  # what is measured on is not fitted to
    assert Scorer(out).exchanges is None  # too few of them
    found = scores(Scorer(out), ["A cat sleeps on a chair."], ["A dog sleeps on a chair."])
    assert 0 < found[0] < 1


def test_labels_of_coco_are_those_of_the_captions_at_hand(tmp_path: Path) -> None:
    caption = "A red car on a street."
    name = hashlib.sha256(caption.encode()).hexdigest()[:16]
    labels, captions = tmp_path / "labels.jsonl", tmp_path / "captions.jsonl"
    rows = [{"caption": at, "edits": [[2, 5, "blue"]], "family": "attribute", "verdict": "good"} for at in (name, "0" * 16)]
    labels.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    captions.write_text(json.dumps({"caption": f"{caption} "}) + "\n", encoding="utf-8")
    (found,) = train_plausibility.of_coco([captions], labels)
    assert (found["caption"], found["negative"], found["verdict"]) == (caption, "A blue car on a street.", "good")
