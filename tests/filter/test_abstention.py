"""Test that a matcher judges the families that its calibration shows it can, and leaves the others to the next judge."""

from pathlib import Path

import numpy as np
import pytest
from filter.test_match import SameWords, model, named, png, row, run, stage
from labelled import labelled_scores

from hardneg.errors import UserError
from hardneg.filter.stage import FilterStage, make
from hardneg.matching.calibration import calibrate, save
from hardneg.models.matcher_folder import find_matcher
from hardneg.schemas.config import Config
from hardneg.schemas.rows import Image, RewrittenRow

__all__ = ["model"]  # a fixture

ALL = ("attribute", "word_order")


def calibrated(folder: Path, able: tuple[str, ...], text: bool = False) -> Path:
    """Write a calibration of two families: valid negatives score lower where the matcher is able, and at random elsewhere."""
    rng, count = np.random.default_rng(0), 4000
    valid, family = rng.random(count) > 0.2, np.array(ALL)[np.arange(count) % 2]
    ranks = np.isin(family, able)
    columns = {
        "family": family.tolist(),
        "score_negative": np.where(ranks & valid, -2.0, 2.0) + rng.uniform(-1, 1, count),
        "valid": valid,
    }
    columns |= {} if text else {"score_positive": 2 + rng.uniform(-1, 1, count)}
    save(calibrate(labelled_scores(columns, shuffled=True), find_matcher(str(folder)).revision, "a test"), folder)
    return folder


def copied(model: Path, name: str) -> Path:
    folder = model.parent / name
    folder.mkdir()
    for file in model.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def rows(image: Image | None) -> RewrittenRow:
    made = row(0, "a red dog", ["a dog red", "a blue dog", "red a dog", "a green dog"], image)
    families = ["attribute", "attribute", "word_order", "word_order"]
    return made.model_copy(
        update={"negatives": [each.model_copy(update={"family": name}) for each, name in zip(made.negatives, families, strict=True)]}
    )


def with_texts(made: FilterStage) -> FilterStage:
    made.models[-1].entailed.matcher = SameWords()  # type: ignore[attr-defined]
    return made


def test_an_image_matcher_leaves_what_it_cannot_judge_to_the_text_matcher(model: Path) -> None:
    text = calibrated(copied(model, "text"), ("word_order",), text=True)
    kept, rejects = run(stage(calibrated(model, ("attribute",)), text=text), rows(Image(bytes=png("red"))))
    assert {name: reason for name, (reason, _) in rejects.items()} == {"c0-0": "still_true", "c0-2": "still_true"}
    blue, green = kept["c0"]
    assert (blue["judged_by"], green["judged_by"]) == (named(model), named(text))
    assert min(blue["p_valid"], green["p_valid"]) > 0.9
    assert green["match_negative"] == -2.0  # scored, though not judged by it


@pytest.mark.parametrize("unjudged", ["keep", "drop"])
def test_the_text_matcher_leaves_sides_to_the_rule_for_the_unjudged(model: Path, unjudged: str) -> None:
    text = calibrated(model, ("attribute",), text=True)
    made = with_texts(make(Config.model_validate({"filter": {"unjudged": unjudged, "match": {"text_model": str(text)}}})))
    given = rows(None)
    of_side = given.negatives[0].model_copy(update={"kind": "side"})
    kept, rejects = run(made, given.model_copy(update={"negatives": [of_side, *given.negatives[1:]]}))
    if unjudged == "keep":
        assert (kept["c0"][0]["id"], kept["c0"][0]["judged_by"]) == ("c0-0", None)
    else:
        assert rejects["c0-0"][0] == "unjudged"
    assert "side" in made.guarantees()["text_matcher"].abstains_from_kinds


@pytest.mark.parametrize("unjudged", ["keep", "drop"])
def test_what_nobody_may_judge_is_kept_without_a_judge_or_dropped(model: Path, unjudged: str) -> None:
    told = {"filter": {"unjudged": unjudged, "match": {"text_model": str(calibrated(model, ("attribute",), text=True))}}}
    made = with_texts(make(Config.model_validate(told)))
    kept, rejects = run(made, rows(None))
    if unjudged == "keep":
        assert [(each["id"], each["judged_by"] is None, each["p_valid"] is None) for each in kept["c0"]] == [
            ("c0-1", False, False),
            ("c0-2", True, True),
            ("c0-3", True, True),
        ]
    else:
        assert [each["id"] for each in kept["c0"]] == ["c0-1"]
        assert rejects["c0-2"] == ("unjudged", "no matcher judged this word_order")
    assert rejects["c0-0"][0] == "still_true"


def test_a_matcher_without_a_calibration_scores_and_rejects_nothing(model: Path) -> None:
    kept, rejects = run(stage(model), rows(Image(bytes=png("red"))))
    assert rejects == {}
    assert {(each["judged_by"], each["match_positive"]) for each in kept["c0"]} == {(None, 2.0)}
    kept, rejects = run(stage(model, uncalibrated="judge"), rows(Image(bytes=png("red"))))
    assert set(rejects) == {"c0-0", "c0-2"}
    assert {each["judged_by"] for each in kept["c0"]} == {named(model)}


def test_abstentions_are_counted_and_change_the_fingerprint(model: Path) -> None:
    made = stage(calibrated(model, ("attribute",)))
    from hardneg.schemas.arrow import to_table

    assert made.process(to_table([rows(Image(bytes=png("red")))], RewrittenRow)).usage["image_abstained"] == 2
    assert made.fingerprint() != stage(model, auc_min=0.8).fingerprint()


def test_too_easy_ones_are_rejected_whoever_judges(model: Path) -> None:
    _, rejects = run(stage(model, margin_max=3.0), rows(Image(bytes=png("red"))))
    assert {reason for reason, _ in rejects.values()} == {"too_easy"}


def test_dropping_what_is_unjudged_without_a_matcher_is_refused() -> None:
    with pytest.raises(UserError, match=r"filter\.unjudged=drop rejects all negatives where no matcher is named"):
        make(Config.model_validate({"filter": {"unjudged": "drop"}}))
